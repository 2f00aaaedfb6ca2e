package cloudformation

import (
	"strings"

	"github.com/logsieve/logsieve/internal/document"
)

// maxConditions bounds conditions that are made of conditions.
const maxConditions = 20

// under evaluates for a resource that has a condition, "" for none. One that is
// not deployed with the defaults of parameters has others where it counts: those
// that decide the condition are not known then.
func (t *Template) under(condition string, read func()) {
	outer, doubted := t.condition, t.doubted
	t.condition = condition
	if n := t.conditions.Get(condition); n != nil && condition != "" {
		t.byDefault = true
		holds, known := t.holds(n, 0)
		t.byDefault = false
		if known && !holds {
			t.doubted = map[string]bool{}
			t.deciders(n, 0)
		}
	}
	read()
	t.condition, t.doubted = outer, doubted
}

// holds reports whether a condition holds with the defaults of parameters.
func (t *Template) holds(n *document.Node, depth int) (holds, known bool) {
	name, arg := calledFunction(n)
	if depth > maxConditions || arg == nil || !t.f.Spend(1, n.Whole) {
		return false, false
	}
	switch name {
	case "Condition":
		if named := t.conditions.Get(t.f.Str(arg)); named != nil {
			return t.holds(named, depth+1)
		}
	case "Equals":
		if len(arg.Items) != 2 {
			break
		}
		a, first := t.Value(arg.Items[0]).AsKnown()
		b, second := t.Value(arg.Items[1]).AsKnown()
		return a == b, first && second
	case "Not":
		if len(arg.Items) == 1 {
			holds, known := t.holds(arg.Items[0], depth+1)
			return !holds, known
		}
	case "And", "Or":
		all := true
		for _, item := range arg.Items {
			holds, known := t.holds(item, depth+1)
			if known && holds == (name == "Or") {
				return holds, true
			}
			all = all && known
		}
		return name == "And", all
	}
	return false, false
}

// calledFunction is a function and its argument, in the short form or the long.
func calledFunction(n *document.Node) (name string, arg *document.Node) {
	if n == nil {
		return "", nil
	}
	if len(n.Tag) > 1 && n.Tag[0] == '!' {
		return n.Tag[1:], untagged(n)
	}
	if m, ok := n.Only(); ok {
		return strings.TrimPrefix(m.Name, "Fn::"), m.Value
	}
	return "", nil
}

// deciders notes the parameters that a condition refers to.
func (t *Template) deciders(n *document.Node, depth int) {
	if n == nil || depth > maxConditions || !t.f.Spend(1, n.Whole) {
		return
	}
	switch name, arg := calledFunction(n); {
	case name == "Ref" && arg != nil:
		t.doubted[t.f.Str(arg)] = true
	case name == "Condition" && arg != nil:
		t.deciders(t.conditions.Get(t.f.Str(arg)), depth+1)
	case name == "Sub" && arg != nil && arg.Kind == document.Scalar:
		for name := range t.parameterNames() {
			if strings.Contains(t.f.Str(arg), document.OpenSub+name+"}") {
				t.doubted[name] = true
			}
		}
	}
	for _, item := range n.Items {
		t.deciders(item, depth+1)
	}
	for _, m := range n.Members {
		t.deciders(m.Value, depth+1)
	}
}

func (t *Template) parameterNames() map[string]bool {
	names := map[string]bool{}
	if t.parameters != nil {
		for _, m := range t.parameters.Members {
			names[m.Name] = true
		}
	}
	return names
}

// replaced reports whether all stacks that nest the template give a parameter, so
// that its default counts nowhere.
func (t *Template) replaced(name string) bool {
	if t.f.Callers == nil {
		return false
	}
	if t.parents == nil {
		all := t.f.Callers()
		t.parents = &all
	}
	for _, given := range *t.parents {
		if !given[name] {
			return false
		}
	}
	return len(*t.parents) > 0
}
