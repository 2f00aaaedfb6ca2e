package grammar_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/fuzzbound"
)

func TestParseCriteria(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{``, ``},
		{" \n", ``},
		{`@aws.account="1"`, `@aws.account = "1"`},
		{`@aws.account != "1"`, `@aws.account != "1"`},
		{`@aws.region in("a" , "b")`, `@aws.region IN ("a", "b")`},
		{`@aws.region Not In ("a")`, `@aws.region NOT IN ("a")`},
		{`@aws.region = 'us-east-1'`, `@aws.region = 'us-east-1'`},
		{`(@aws.region IN ('a"b', "c'd"))`, `@aws.region IN ('a"b', "c'd")`},
		{`@aws.account = "1" and @aws.region = "r" OR @aws.region = "s"`, `@aws.account = "1" AND @aws.region = "r" OR @aws.region = "s"`},
		{`@aws.account = "1" AND (@aws.region = "r" OR (@aws.region = "s"))`, `@aws.account = "1" AND (@aws.region = "r" OR @aws.region = "s")`},
		{`(@aws.account = "a\"]b")`, `@aws.account = "a\"]b"`},
	} {
		t.Run(tt.text, func(t *testing.T) {
			c, err := grammar.ParseCriteria(tt.text)
			if err != nil {
				t.Fatal(err)
			}
			if c.String() != tt.want {
				t.Errorf("got %s, want %s", c, tt.want)
			}
			again, err := grammar.ParseCriteria(c.String())
			if err != nil || again.String() != tt.want {
				t.Errorf("not stable: %v %v", again, err)
			}
		})
	}
}

func TestCriteriaTree(t *testing.T) {
	text := `@aws.account = "1" OR @aws.region NOT IN ("r\"", "s") AND @aws.account != "2"`
	got, err := grammar.ParseCriteria(text)
	if err != nil {
		t.Fatal(err)
	}
	span := func(part string) grammar.Span {
		i := strings.Index(text, part)
		return grammar.Span{Start: i, End: i + len(part)}
	}
	second := strings.LastIndex(text, "@aws.account")
	want := &grammar.Criteria{At: span(text), Expr: &grammar.CriteriaOr{At: span(text), Operands: []grammar.CriteriaExpr{
		&grammar.CriteriaTest{
			At: span(`@aws.account = "1"`), Field: &grammar.SystemField{At: span("@aws.account"), Name: "@aws.account"},
			Values: []*grammar.CriteriaValue{{At: span(`"1"`), Raw: `"1"`, Text: "1"}},
		},
		&grammar.CriteriaAnd{At: span(text[strings.Index(text, "@aws.region"):]), Operands: []grammar.CriteriaExpr{
			&grammar.CriteriaTest{
				At:    span(`@aws.region NOT IN ("r\"", "s")`),
				Field: &grammar.SystemField{At: span("@aws.region"), Name: "@aws.region"}, Negated: true, List: true,
				Values: []*grammar.CriteriaValue{{At: span(`"r\""`), Raw: `"r\""`, Text: `r"`}, {At: span(`"s"`), Raw: `"s"`, Text: "s"}},
			},
			&grammar.CriteriaTest{
				At:      span(`@aws.account != "2"`),
				Field:   &grammar.SystemField{At: grammar.Span{Start: second, End: second + len("@aws.account")}, Name: "@aws.account"},
				Negated: true, Values: []*grammar.CriteriaValue{{At: span(`"2"`), Raw: `"2"`, Text: "2"}},
			},
		}},
	}}}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	n := 0
	for range grammar.All(got) {
		n++
	}
	if n != 13 {
		t.Errorf("Walk visits %d nodes, want 13", n)
	}
}

func TestCriteriaErrors(t *testing.T) {
	for _, tt := range []struct{ text, at, replacement string }{
		{`nonsense`, "", ""},
		{`@aws.account`, "", ""},
		{`@aws.account = 1`, "1", ""},
		{`@aws.account = '1`, "'1", ""},
		{`@aws.account = '1"`, "'1\"", ""},
		{`@aws.region IN ["a", 'b']`, `["a", 'b']`, `("a", 'b')`},
		{`@aws.region not in["a"] OR @aws.account = "1"`, `["a"]`, `("a")`},
		{`@aws.region IN ["a")`, `)`, ""},
		{`@aws.region IN ("a"]`, `]`, ""},
		{`@aws.account IN ()`, `)`, ""},
		{`@aws.account == "1"`, "=", ""},
		{`@aws.account < "1"`, "<", ""},
		{`@aws.account = "1`, `"1`, ""},
		{`@aws.account IN "1"`, `"1"`, ""},
		{`@aws.account IN []`, `]`, ""},
		{`@aws.account IN ("1",)`, `,`, ""},
		{`@aws.account IN ("1" "2")`, `"2"`, ""},
		{`@aws.account NOT = "1"`, `=`, ""},
		{`NOT @aws.account = "1"`, `@aws.account`, ""},
		{`@aws.account = "1" && @aws.region = "r"`, `&`, ""},
		{`@aws.account = "1" @aws.region = "r"`, `@aws.region`, ""},
		{`@aws.account = "1" AND`, "", ""},
		{`(@aws.account = "1"`, "", ""},
		{`@aws.account = "1")`, ")", ""},
		{`@source.log = "g"`, "@source.log", ""},
		{`account = "1"`, "account", "@aws.account"},
		{`@AWS.Region = "1"`, "@AWS.Region", "@aws.region"},
	} {
		t.Run(tt.text, func(t *testing.T) {
			_, err := grammar.ParseCriteria(tt.text)
			var errs grammar.Errors
			if !errors.As(err, &errs) {
				t.Fatalf("got %v", err)
			}
			e := errs[0]
			if e.Service != grammar.InvalidCriteria || e.Reason == "" || e.Remedy == "" {
				t.Errorf("%+v", e)
			}
			if got := tt.text[e.Span.Start:e.Span.End]; got != tt.at || e.Replacement != tt.replacement {
				t.Errorf("at %q for %q; want %q for %q", got, e.Replacement, tt.at, tt.replacement)
			}
		})
	}
}

func TestCriteriaLength(t *testing.T) {
	fits := `@aws.account = "` + strings.Repeat("é", grammar.MaxCriteriaLength-17) + `"`
	if _, err := grammar.ParseCriteria(fits); err != nil {
		t.Error(err)
	}
	if _, err := grammar.ParseCriteria(fits + " "); err == nil {
		t.Error("one character more must not fit")
	}
}

func FuzzParseCriteria(f *testing.F) {
	for _, s := range []string{``, `@aws.account = "1"`, `(@aws.region IN ("a", 'b') OR @aws.account != "x\"y") AND @aws.region NOT IN ["é"]`, `((((`, `"`, "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		fuzzbound.Watch(t, text)
		c, err := grammar.ParseCriteria(text)
		if err != nil {
			var errs grammar.Errors
			if !errors.As(err, &errs) || errs.ServiceMessage() != grammar.InvalidCriteria {
				t.Fatalf("%v", err)
			}
			for _, e := range errs {
				if e.Span.Start < 0 || e.Span.End > len(text) || e.Span.Start > e.Span.End {
					t.Fatalf("span %v", e.Span)
				}
			}
			return
		}
		again, err := grammar.ParseCriteria(c.String())
		if err != nil || again.String() != c.String() {
			t.Fatalf("%q is not stable: %v %v", c, again, err)
		}
	})
}
