package estate

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
)

// text is a value of a text and holes, which start with $; → names the
// resource of a hole: $x→r.
func text(pieces ...string) *source.Value {
	out := document.NewText(document.HCLQuoted)
	for _, p := range pieces {
		if hole, ok := strings.CutPrefix(p, "$"); ok {
			what, ref, _ := strings.Cut(hole, "→")
			out.AppendHole(what, ref, source.Span{})
		} else {
			out.AppendUnit(p, source.Span{})
		}
	}
	return &source.Value{Kind: source.String, Text: out}
}

func unknown(what, ref string) *source.Value {
	return &source.Value{Kind: source.Unknown, What: what, Ref: ref}
}

func number(literal string) *source.Value {
	return &source.Value{Kind: source.Number, Literal: literal}
}

// resource is one that sends a request: its members are by name.
func resource(o request.Operation, address string, members ...any) *source.Resource {
	input := &source.Value{Kind: source.Map}
	for i := 0; i+1 < len(members); i += 2 {
		if v := members[i+1].(*source.Value); v != nil {
			input.Members = append(input.Members, &source.Member{Name: members[i].(string), Value: v})
		}
	}
	return &source.Resource{Operation: o, Address: address, Input: input}
}

func group(address string, name *source.Value) *source.Resource {
	return resource(CreateLogGroup, address, "logGroupName", name)
}

func filter(address, name string, group *source.Value) *source.Resource {
	return resource(PutMetricFilter, address, "filterName", text(name), "logGroupName", group)
}

func retention(address string, group, days *source.Value) *source.Resource {
	return resource(PutRetentionPolicy, address, "logGroupName", group, "retentionInDays", days)
}

func terraform(name string, resources ...*source.Resource) *source.File {
	return &source.File{Input: source.Input{Name: name}, Format: source.Terraform, Resources: resources}
}

func template(name string, resources ...*source.Resource) *source.File {
	return &source.File{Input: source.Input{Name: name}, Format: source.CloudFormation, Resources: resources}
}

// told is what an estate knows, one line a group: where it is created, how
// long it keeps events, and its filters, with ? where the group is not sure.
func told(e *Estate) string {
	var b strings.Builder
	for _, g := range e.Groups {
		fmt.Fprintf(&b, "%q %s", g.Name, g.What)
		if g.Defined != nil {
			fmt.Fprintf(&b, " by %s", g.Defined.Resource.Address)
		}
		if g.Kept {
			fmt.Fprintf(&b, " keeps %s", Expression(g.Retention))
		}
		for _, f := range g.Filters {
			fmt.Fprintf(&b, " %s", f.Name)
			if !f.Sure {
				b.WriteString("?")
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}

// TestNew holds which mentions of log groups are one.
func TestNew(t *testing.T) {
	for _, c := range []struct {
		what  string
		files []*source.File
		want  string
	}{
		{"a name is one group in every file", []*source.File{
			terraform("a/main.tf", group("g.x", text("n")), filter("f.a", "fa", text("n"))),
			template("b.yaml", filter("F", "fb", text("n"))),
		}, "\"n\" n by g.x fa fb\n"},
		{"a reference finds its resource, in another file of the folder and before it", []*source.File{
			terraform("a/filters.tf", filter("f.a", "fa", unknown("g.x.name", "g.x")), filter("f.b", "fb", text("$g.x.name→g.x"))),
			terraform("a/groups.tf", group("g.x", text("n"))),
		}, "\"n\" n by g.x fa fb\n"},
		{"but not in another folder, nor in another template", []*source.File{
			terraform("a/filters.tf", filter("f.a", "fa", unknown("g.x.name", "g.x"))),
			terraform("b/groups.tf", group("g.x", text("n"))),
			template("c.yaml", filter("F", "fc", unknown("!Ref G", "G"))),
			template("d.yaml", group("G", nil)),
		}, "\"n\" n by g.x\n\"\"  by G\n\"\" ${g.x.name} fa\n\"\" ${!Ref G} fc\n"},
		{"a text with more than the reference is another name", []*source.File{
			terraform("a/main.tf", group("g.x", text("n")), filter("f.a", "fa", text("$g.x.name→g.x", "-more"))),
		}, "\"n\" n by g.x\n\"\" ${g.x.name}-more fa?\n"},
		{"the same expression is the same group, which is not sure", []*source.File{
			terraform("a/main.tf", filter("f.a", "fa", unknown("var.g", "")), filter("f.b", "fb", unknown("var.g", "")), filter("f.c", "fc", unknown("var.h", ""))),
			terraform("b/main.tf", filter("f.a", "fd", unknown("var.g", ""))),
		}, "\"\" ${var.g} fa? fb?\n\"\" ${var.h} fc?\n\"\" ${var.g} fd?\n"},
		{"in another module a variable is another", []*source.File{
			terraform("a/main.tf", filter("f.a", "fa", unknown("var.g", "")), filter("module.m.f.a", "fb", unknown("var.g", "")), filter("module.m.f.b", "fc", unknown("var.g", ""))),
		}, "\"\" ${var.g} fa?\n\"\" ${var.g} fb? fc?\n"},
		{"what differs by instance is no group by its expression", []*source.File{
			terraform("a/main.tf", filter("f.a", "fa", unknown("each.key", "")), filter("f.b", "fb", unknown("each.key", ""))),
		}, "\"\" ${each.key} fa?\n\"\" ${each.key} fb?\n"},
		{"another provider is another group of the same name", func() []*source.File {
			there := filter("f.b", "fb", text("n"))
			there.Provider = "aws.there"
			return []*source.File{terraform("a/main.tf", group("g.x", text("n")), there)}
		}(), "\"n\" n by g.x\n\"n\" n fb\n"},
		{"an only instance goes without its index", []*source.File{
			terraform("a/main.tf", group("g.x[0]", text("n")), filter("f.a", "fa", unknown("g.x.name", "g.x")), filter("f.b", "fb", unknown("g.x[0].name", "g.x[0]"))),
		}, "\"n\" n by g.x[0] fa fb\n"},
		{"one of several does not", []*source.File{
			terraform("a/main.tf", group("g.x[0]", text("n")), group("g.x[1]", text("m")), filter("f.a", "fa", unknown("g.x.name", "g.x"))),
		}, "\"n\" n by g.x[0]\n\"m\" m by g.x[1]\n\"\" ${g.x.name} fa\n"},
		{"an address without an index goes before an instance", []*source.File{
			terraform("a/main.tf", group("g.x", text("n")), group("g.x[0]", text("m")), filter("f.a", "fa", unknown("g.x.name", "g.x"))),
		}, "\"n\" n by g.x fa\n\"m\" m by g.x[0]\n"},
		{"a group is created where it is first", []*source.File{
			terraform("a/main.tf", group("g.x", text("n"))), terraform("b/main.tf", group("g.y", text("n"))),
		}, "\"n\" n by g.x\n"},
		{"a retention is the first that is told, also of a group that no file creates", []*source.File{
			terraform("a/main.tf", group("g.x", text("n")), group("g.y", text("m")), retention("g.x", text("n"), nil), retention("r.a", text("n"), number("30")), retention("r.b", text("n"), number("7")), retention("r.c", text("o"), number("1"))),
		}, "\"n\" n by g.x keeps 30\n\"m\" m by g.y\n\"o\" o keeps 1\n"},
		{"a name that is not written is not known to be any", []*source.File{
			template("t.yaml", group("G", nil), filter("F", "fa", text(""))),
		}, "\"\"  by G\n\"\"  fa?\n"},
	} {
		if d := cmp.Diff(c.want, told(New(c.files))); d != "" {
			t.Errorf("%s (-want +got):\n%s", c.what, d)
		}
	}
}

// TestOrder holds the order of filters and alarms: what stands in a file
// before what it calls, and both as the files have them.
func TestOrder(t *testing.T) {
	called := filter("module.m.f.a", "called", text("n"))
	called.Called = true
	subscription := resource(PutSubscriptionFilter, "s.a", "filterName", text("to-", "$var.x"), "logGroupName", text("n"))
	alarm := resource(PutMetricAlarm, "a.a", "AlarmName", text("alarm"))
	e := New([]*source.File{
		terraform("a/main.tf", called, filter("f.a", "first", text("n"))),
		terraform("b/main.tf", subscription, alarm),
	})
	var got []string
	for i, f := range e.Filters {
		got = append(got, fmt.Sprintf("%s %t", f.Name, f.Metric()))
		if i > 0 && (!e.Filters[i-1].Before(f.Located) || f.Before(e.Filters[i-1].Located)) && f.Resource != called {
			t.Errorf("%s is not before %s", e.Filters[i-1].Name, f.Name)
		}
	}
	if d := cmp.Diff([]string{"first true", "to-${var.x} false", "called true"}, got); d != "" {
		t.Error(d)
	}
	if len(e.Alarms) != 1 || e.Alarms[0].Name != "alarm" || e.Alarms[0].Resource != alarm {
		t.Errorf("alarms %+v", e.Alarms)
	}
	if len(e.Groups) != 1 || len(e.Groups[0].Filters) != 3 {
		t.Errorf("%d groups", len(e.Groups))
	}
}

func TestExpression(t *testing.T) {
	for _, c := range []struct {
		value     *source.Value
		want, ref string
	}{
		{nil, "", ""},
		{text("a"), "a", ""},
		{text("a-", "$var.x", "-b"), "a-${var.x}-b", ""},
		{text("$var.x", "$var.y"), "${var.x}${var.y}", ""},
		{text("$${AWS::Region}", "-b"), "${AWS::Region}-b", ""},
		{number("30"), "30", ""},
		{unknown("!Ref A", "A"), "${!Ref A}", "A"},
		{text("$x→r.a"), "${x}", "r.a"},
		{text("$x→r.a", "$y→r.b"), "${x}${y}", ""},
		{text("$x→r.a", "b"), "${x}b", ""},
	} {
		if got := Expression(c.value); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
		if c.value != nil && Reference(c.value) != c.ref {
			t.Errorf("%s refers to %q, want %q", c.want, Reference(c.value), c.ref)
		}
	}
}

// TestBodies holds that a body outside the file, as of a resource that comes
// from elsewhere, tells nothing.
func TestBodies(t *testing.T) {
	data := "F:\n  Type: T\n  Condition: On\n"
	for _, body := range []source.Span{{Start: -1, End: len(data)}, {Start: 0, End: len(data) + 1}, {Start: 5, End: 3}} {
		l := Located{File: &source.File{Input: source.Input{Data: []byte(data)}, Format: source.CloudFormation}, Resource: &source.Resource{Body: body}}
		if l.MayBeAbsent() {
			t.Errorf("%v tells that it may be absent", body)
		}
		l.Resource.Conditional = true
		if !l.MayBeAbsent() {
			t.Error("a resource that is known to be conditional may be absent")
		}
	}
}
