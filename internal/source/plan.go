package source

import "github.com/logsieve/logsieve/engine/request"

// planValue is a JSON value as it stands, without templates in it.
func planValue(doc []byte, v *request.Value) *Value {
	at := Span(v.Span())
	switch v.Kind() {
	case request.String:
		return &Value{Kind: String, Span: at, Text: jsonText(doc, v)}
	case request.Array:
		out := &Value{Kind: List, Span: at}
		for _, item := range v.Items() {
			out.Items = append(out.Items, planValue(doc, item))
		}
		return out
	case request.Object:
		out := &Value{Kind: Map, Span: at}
		for _, m := range v.Members() {
			out.set(&Member{Name: m.Name, Key: Span(m.NameSpan), Value: planValue(doc, m.Value)})
		}
		return out
	}
	return scalarJSON(v)
}

func readPlan(f *File)     {}
func readShell(f *File)    {}
func readPatterns(f *File) {}
