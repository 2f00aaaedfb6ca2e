package grammar_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/grammar"
)

// dump writes the nodes of a tree, each with the text of its span.
func dump(pattern string, p grammar.Pattern) string {
	var parts []string
	for n := range grammar.All(p) {
		kind := strings.TrimPrefix(fmt.Sprintf("%T", n), "*grammar.")
		at := n.Span()
		detail := ""
		switch n := n.(type) {
		case *grammar.Term:
			detail = ":" + n.Mode.String() + ":" + n.Text
		case *grammar.Text:
			detail = ":" + n.Decoded
		case *grammar.Comparison:
			detail = ":" + n.Op.String() + pattern[n.OpAt.Start:n.OpAt.End]
		case *grammar.Test:
			detail = ":" + n.Kind.String()
		case *grammar.Step:
			detail = fmt.Sprintf(":%d:%s:%d", n.Kind, n.Name, n.Index)
		case *grammar.Field:
			detail = fmt.Sprintf(":%s:%v", n.Name, n.Ellipsis)
		}
		parts = append(parts, kind+detail+"<"+pattern[at.Start:at.End]+">")
	}
	return strings.Join(parts, " ")
}

func TestTree(t *testing.T) {
	for _, c := range []struct{ pattern, canonical, tree string }{
		{"", "", "MatchAllPattern<>"},
		{" \n", "", "MatchAllPattern< \n>"},
		{"ERROR", "ERROR", "TermsPattern<ERROR> Term:included:ERROR<ERROR>"},
		{` a-b  ?"x \"y"`, `a -b ?"x \"y"`, `TermsPattern< a-b  ?"x \"y"> Term:included:a<a> Term:excluded:b<-b> Term:optional:x "y<?"x \"y">`},
		{"- START - END", "-START -END", "TermsPattern<- START - END> Term:excluded:START<- START> Term:excluded:END<- END>"},
		{"café a.b_c", "café a.b_c", "TermsPattern<café a.b_c> Term:included:café<café> Term:included:a.b_c<a.b_c>"},
		{"%a|b%", "%a|b%", "TermsPattern<%a|b%> Regex<%a|b%>"},
		{`" "`, `" "`, `TermsPattern<" "> Term:included: <" ">`},
		{"{$.a=1}", "{ $.a = 1 }", "JSONPattern<{$.a=1}> Comparison:==<$.a=1> Selector<$.a> Step:0:a:0<.a> Number<1>"},
		{"{ $.a.b[0] IS null }", "{ $.a.b[0] IS NULL }", "JSONPattern<{ $.a.b[0] IS null }> Test:IS NULL<$.a.b[0] IS null> Selector<$.a.b[0]> Step:0:a:0<.a> Step:0:b:0<.b> Step:1::0<[0]>"},
		{`{$.['a.b'].*!="x*"}`, `{ $.['a.b'].* != "x*" }`, `JSONPattern<{$.['a.b'].*!="x*"}> Comparison:!=!=<$.['a.b'].*!="x*"> Selector<$.['a.b'].*> Step:0:a.b:0<.['a.b']> Step:2::0<.*> Text:x*<"x*">`},
		{"{ $.a[*] not exists }", "{ $.a[*] NOT EXISTS }", "JSONPattern<{ $.a[*] not exists }> Test:NOT EXISTS<$.a[*] not exists> Selector<$.a[*]> Step:0:a:0<.a> Step:2::0<[*]>"},
		{"{ $.a = 1 || $.b = x && $.c = %y% }", "{ $.a = 1 || ($.b = x && $.c = %y%) }",
			"JSONPattern<{ $.a = 1 || $.b = x && $.c = %y% }> Or<$.a = 1 || $.b = x && $.c = %y%> Comparison:==<$.a = 1> Selector<$.a> Step:0:a:0<.a> Number<1> " +
				"And<$.b = x && $.c = %y%> Comparison:==<$.b = x> Selector<$.b> Step:0:b:0<.b> Text:x<x> Comparison:==<$.c = %y%> Selector<$.c> Step:0:c:0<.c> Regex<%y%>"},
		{"{(($.a=+1)&&($.b=-1e-3)) && $.c>=.5}", "{ ($.a = +1 && $.b = -1e-3) && $.c >= .5 }",
			"JSONPattern<{(($.a=+1)&&($.b=-1e-3)) && $.c>=.5}> And<(($.a=+1)&&($.b=-1e-3)) && $.c>=.5> And<($.a=+1)&&($.b=-1e-3)> Comparison:==<$.a=+1> Selector<$.a> Step:0:a:0<.a> Number<+1> " +
				"Comparison:==<$.b=-1e-3> Selector<$.b> Step:0:b:0<.b> Number<-1e-3> Comparison:>=>=<$.c>=.5> Selector<$.c> Step:0:c:0<.c> Number<.5>"},
		{"{ $.detail-type = a-b_c.d* }", "{ $.detail-type = a-b_c.d* }", "JSONPattern<{ $.detail-type = a-b_c.d* }> Comparison:==<$.detail-type = a-b_c.d*> Selector<$.detail-type> Step:0:detail-type:0<.detail-type> Text:a-b_c.d*<a-b_c.d*>"},
		{"{ $.@l = true }", "{ $.@l = true }", "JSONPattern<{ $.@l = true }> Comparison:==<$.@l = true> Selector<$.@l> Step:0:@l:0<.@l> Text:true<true>"},
		{"[]", "[]", "DelimitedPattern<[]>"},
		{"[a,]", "[a, ]", "DelimitedPattern<[a,]> Field:a:false<a> Field::false<>"},
		{"[ ip , ... , status = 4* && status != 403 ]", "[ip, ..., status = 4* && status != 403]",
			"DelimitedPattern<[ ip , ... , status = 4* && status != 403 ]> Field:ip:false<ip> Field::true<...> Field:status:false<status = 4* && status != 403> And<status = 4* && status != 403> " +
				"Comparison:==<status = 4*> FieldName<status> Text:4*<4*> Comparison:!=!=<status != 403> FieldName<status> Number<403>"},
		{`[(a="x,y]"||a=%z%)]`, `[a = "x,y]" || a = %z%]`, `DelimitedPattern<[(a="x,y]"||a=%z%)]> Field:a:false<(a="x,y]"||a=%z%)> Or<a="x,y]"||a=%z%> Comparison:==<a="x,y]"> FieldName<a> Text:x,y]<"x,y]"> Comparison:==<a=%z%> FieldName<a> Regex<%z%>`},
	} {
		p, err := grammar.Parse(c.pattern)
		if err != nil {
			t.Errorf("%s: %v", c.pattern, err)
			continue
		}
		if diff := cmp.Diff(c.tree, dump(c.pattern, p)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.pattern, diff)
		}
		if got := p.String(); got != c.canonical {
			t.Errorf("%s prints as %s, want %s", c.pattern, got, c.canonical)
		}
		checkPattern(t, c.pattern)
	}
}

func TestDeepNesting(t *testing.T) {
	deep := "{" + strings.Repeat("(", 500) + "$.a=1" + strings.Repeat(")", 500) + "}"
	if p, err := grammar.Parse(deep); err != nil || p.String() != "{ $.a = 1 }" {
		t.Errorf("deep parentheses: %v %v", p, err)
	}
	for _, c := range []string{"(", "{(", "[", "\"", "%", "$.", "&&"} {
		checkPattern(t, "{"+strings.Repeat(c, 400)+"}")
		checkPattern(t, strings.Repeat(c, 1<<20))
	}
}
