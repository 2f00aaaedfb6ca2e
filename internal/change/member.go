package change

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/logsieve/logsieve/internal/estate"
	"github.com/logsieve/logsieve/internal/position"
	"github.com/logsieve/logsieve/internal/source"
)

// leaf is a value of a request that holds no others.
type leaf struct {
	path string
	text string // as people read it; what is not known stands in ${}
	key  string // the same for values of both sides that are the same
	// known is unset when something else fills a part of it.
	known bool
}

// leaves are the values of an item that have a meaning beside its name, its log
// group and its filter pattern, by path.
func (it *item) leaves() []leaf {
	var list []leaf
	own := nameMember(it.Resource.Operation)
	for _, m := range it.Resource.Input.Members {
		switch {
		case m.Name == own, m.Name == "tags", m.Name == "Tags":
		case it.filter() && m.Name == "logGroupName", it.matches() && m.Name == "filterPattern":
		default:
			list = it.flatten(list, m.Name, m.Value)
		}
	}
	if it.more != nil {
		list = it.flatten(list, it.more.Name, it.more.Value)
	}
	list = slices.DeleteFunc(list, func(l leaf) bool { return l.known && l.text == it.byDefault(l.path) })
	slices.SortStableFunc(list, func(a, b leaf) int { return strings.Compare(a.path, b.path) })
	return list
}

// byDefault is what the service takes where a member is absent.
func (it *item) byDefault(path string) string {
	switch name := path[strings.LastIndexByte(path, '.')+1:]; name {
	case "unit", "Unit":
		return "None"
	case "logGroupClass":
		return "STANDARD"
	case "distribution":
		return "ByLogStream"
	case "applyOnTransformedLogs", "deletionProtectionEnabled":
		return "false"
	case "ActionsEnabled":
		return "true"
	case "TreatMissingData":
		return "missing"
	case "DatapointsToAlarm":
		if v := it.Resource.Input.Get("EvaluationPeriods"); v != nil {
			return number(estate.Expression(v))
		}
	}
	return ""
}

// numbers are the members that are numbers, in whatever way they are written.
var numbers = []string{"metricValue", "defaultValue", "Threshold", "Period", "EvaluationPeriods", "DatapointsToAlarm", "retentionInDays"}

func number(text string) string {
	if n, err := strconv.ParseFloat(text, 64); err == nil {
		return strconv.FormatFloat(n, 'g', -1, 64)
	}
	return text
}

// maxNesting bounds the path of a value, in bytes: values of one path are
// compared in their order.
const maxNesting = 200

func (it *item) flatten(list []leaf, path string, v *source.Value) []leaf {
	if len(path) > maxNesting {
		path = path[:position.RuneStart(path, maxNesting)] + "…"
	}
	switch {
	case v == nil || v.Kind == source.Null:
		return list
	case v.Kind == source.Map:
		for _, m := range v.Members {
			list = it.flatten(list, path+"."+m.Name, m.Value)
		}
		return list
	case v.Kind == source.List && len(v.Items) == 0:
		return list
	case v.Kind == source.List && slices.ContainsFunc(v.Items, func(i *source.Value) bool { return i.Kind == source.Map || i.Kind == source.List }):
		for i, item := range v.Items {
			list = it.flatten(list, path+member(item, i, len(v.Items)), item)
		}
		return list
	case v.Kind == source.List:
		var items []leaf
		for _, item := range v.Items {
			items = append(items, it.leaf(path, item))
		}
		slices.SortStableFunc(items, func(a, b leaf) int { return strings.Compare(a.key, b.key) })
		whole := leaf{path: path, known: true}
		var texts, keys []string
		for _, l := range items {
			texts, keys, whole.known = append(texts, l.text), append(keys, strconv.Quote(l.key)), whole.known && l.known
		}
		whole.text, whole.key = strings.Join(texts, ", "), strings.Join(keys, " ")
		return append(list, whole)
	}
	return append(list, it.leaf(path, v))
}

// member is how an item of a list is told from the others: by its name or id
// where it has one, so that their order does not matter.
func member(v *source.Value, i, of int) string {
	for _, name := range []string{"Name", "Id", "key"} {
		if text, ok := v.Get(name).Str(); ok {
			return "[" + text + "]"
		}
	}
	if of == 1 {
		return ""
	}
	return fmt.Sprintf("[%d]", i)
}

// leaf is a value that holds no others.
func (it *item) leaf(path string, v *source.Value) leaf {
	l := leaf{path: path, known: true}
	switch v.Kind {
	case source.Bool:
		l.text = strconv.FormatBool(v.Bool)
	case source.Number:
		l.text = v.Literal
	case source.String, source.Unknown:
		l.text, l.key, l.known = it.text(v)
	}
	name := path[strings.LastIndexByte(path, '.')+1:]
	if slices.Contains(numbers, name) {
		l.text = number(l.text)
		l.key = ""
	}
	if l.known && strings.HasPrefix(strings.TrimSpace(l.text), "{") {
		l.key = document(l.text)
	}
	if l.key == "" {
		l.key = l.text
	}
	return l
}

// document is a JSON document whatever its layout and the order of its members;
// the text itself when it is none.
func document(text string) string {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil || d.More() {
		return text
	}
	out, err := json.Marshal(v)
	if err != nil {
		return text
	}
	return string(out)
}

// text is a value with what is known of the references in it. Of a resource
// whose name is known, a reference to the name is the name.
func (it *item) text(v *source.Value) (text, key string, known bool) {
	known = true
	var shown, keyed strings.Builder
	it.parts(v, func(literal string) {
		shown.WriteString(literal)
		keyed.WriteString(literal)
	}, func(text, key string) {
		shown.WriteString(text)
		keyed.WriteString(key)
		known = false
	})
	return shown.String(), keyed.String(), known
}

// parts visits what is known of a text and its holes, as people read them and
// with their keys.
func (it *item) parts(v *source.Value, literal func(string), hole func(text, key string)) {
	refer := func(what, ref, attribute string) {
		text, key, known := it.reference(what, ref, attribute)
		if known {
			literal(text)
		} else {
			hole(text, key)
		}
	}
	switch v.Kind {
	case source.Unknown:
		refer(v.What, v.Ref, v.Attribute)
		return
	case source.String:
	default:
		literal(estate.Expression(v))
		return
	}
	done := 0
	for _, h := range v.Text.Holes {
		end := max(done, min(h.Offset, len(v.Text.Decoded)))
		literal(v.Text.Decoded[done:end])
		refer(h.What, h.Ref, h.Attribute)
		done = end
	}
	literal(v.Text.Decoded[done:])
}

// reference is what a reference to a resource, or something else that is not
// known, gives.
func (it *item) reference(what, ref, attribute string) (text, key string, known bool) {
	placeholder := estate.Expression(&source.Value{What: what})
	if ref == "" {
		return placeholder, placeholder, false
	}
	to := it.side.estate.At(it.Located, ref)
	if to == nil {
		return placeholder, placeholder, false
	}
	form := it.side.estate.FormOf(it.Located, &source.Value{What: what, Ref: ref, Attribute: attribute})
	if name, ok := nameOf(to.Resource); ok && form == estate.Name {
		return name, name, true
	}
	if other := it.side.byResource[to.Resource]; other != nil && other.pair != nil {
		return placeholder, fmt.Sprintf("${%d %s}", other.id, attribute), false
	}
	if name, ok := nameOf(to.Resource); ok && form == estate.ARN {
		return placeholder, arnOf + name + "}", false
	}
	return placeholder, placeholder, false
}

// arnOf begins the key of the ARN of a resource with a known name.
const arnOf = "${arn "

// nameOf is the known name of a resource, also of one that only links lead to.
func nameOf(r *source.Resource) (string, bool) {
	for _, name := range []string{nameMember(r.Operation), "FunctionName", "StreamName", "DeliveryStreamName", "RoleName", "Name"} {
		if text, ok := r.Input.Get(name).Str(); ok && name != "" && text != "" {
			return text, true
		}
	}
	return "", false
}

// members are the members that differ between an item and its pair.
func (c *comparison) members(old, new *item) []Member {
	var list []Member
	a, b := old.leaves(), new.leaves()
	for len(a) > 0 || len(b) > 0 {
		switch {
		case len(b) == 0 || len(a) > 0 && a[0].path < b[0].path:
			list = append(list, Member{Name: a[0].path, Old: a[0].text})
			a = a[1:]
		case len(a) == 0 || b[0].path < a[0].path:
			list = append(list, Member{Name: b[0].path, New: b[0].text})
			b = b[1:]
		default:
			if !same(a[0], b[0]) {
				list = append(list, Member{Name: a[0].path, Old: a[0].text, New: b[0].text, Unknown: !apart(a[0], b[0])})
			} else if !a[0].known && !b[0].known {
				c.unknown++
			}
			a, b = a[1:], b[1:]
		}
	}
	return list
}

// same reports whether two values are the same as far as the files tell: a
// reference to the ARN of a resource is an ARN that ends in the resource's name.
func same(a, b leaf) bool {
	if a.key == b.key {
		return true
	}
	name, arn, ok := named(a, b)
	return ok && endsIn(arn, name)
}

// apart reports whether two values that are not the same surely differ: they
// are known, or the ARNs of resources with other names.
func apart(a, b leaf) bool {
	if a.known && b.known {
		return true
	}
	if _, _, ok := named(a, b); ok {
		return true
	}
	_, first := referred(a)
	_, second := referred(b)
	return first && second
}

// referred is the name of the resource whose ARN a value is.
func referred(l leaf) (name string, ok bool) {
	name, ok = strings.CutPrefix(l.key, arnOf)
	return strings.TrimSuffix(name, "}"), ok && strings.Count(l.key, "${") == 1 && strings.HasSuffix(name, "}")
}

// named takes two values of which one is the ARN of a resource with a known
// name, and the other one is an ARN.
func named(a, b leaf) (name, arn string, ok bool) {
	if a.known {
		a, b = b, a
	}
	name, ok = referred(a)
	return name, b.text, ok && b.known && strings.HasPrefix(b.text, "arn:")
}

func endsIn(arn, name string) bool {
	arn = strings.TrimSuffix(arn, ":*")
	return strings.HasSuffix(arn, ":"+name) || strings.HasSuffix(arn, "/"+name)
}
