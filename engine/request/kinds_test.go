package request

import "testing"

// TestFindingKinds holds that every rule is described once, with what its
// readers show.
func TestFindingKinds(t *testing.T) {
	kinds := map[string]FindingKind{}
	for _, k := range FindingKinds() {
		if _, twice := kinds[k.Code]; twice || k.Code == "" || k.Name == "" || k.Doc == "" {
			t.Errorf("%+v: used twice, or without a text", k)
		}
		kinds[k.Code] = k
	}
	for _, r := range crossFieldRules() {
		if kinds[r.code()].Name != r.Name {
			t.Errorf("%s %s is missing", r.code(), r.Name)
		}
	}
	for _, op := range Operations(Latest) {
		for _, document := range []string{`{}`, `{"x": null, "x": 1, "logGroupName": 5}`, `{"logGroupName": "", "filterPattern": "{"}`, `[`} {
			result, err := Validate(op, Request, Latest, []byte(document), Options{})
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range result.Findings {
				if kinds[f.Code].Name != f.Name {
					t.Errorf("%s: %s %s is missing", op, f.Code, f.Name)
				}
			}
		}
	}
}
