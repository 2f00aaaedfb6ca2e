package program

import (
	"strings"

	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
)

// made is what a method of CDK's FilterPattern makes of literals, as aws-cdk-lib
// 2.276.0 writes it (aws-logs/lib/pattern.ts).
type made struct {
	text *document.Text // of a JSON pattern what stands in its braces
	json bool
	// columns are those of a space-delimited pattern, wheres what is asked of each.
	columns []string
	places  []*document.Text
	wheres  map[string][]*document.Text
}

// argument is one of a call: a text, or another pattern, or a number or true or
// false as it is written.
type argument struct {
	at      document.Span
	text    *document.Text
	pattern *made
	plain   string
}

// methodOf is the method of FilterPattern that a name stands for in one of the
// languages, "" when the name is something else: anyTerm, any_term, AnyTerm.
func methodOf(name string) string { return strings.ToLower(strings.ReplaceAll(name, "_", "")) }

// cdkPattern reads the call of a method of FilterPattern, whose name has been
// read, and what is chained to it. It is nil for what is computed, and for what CDK refuses.
func (x *lexer) cdkPattern(method string, depth int) *made {
	args, ok := x.arguments(depth)
	if !ok {
		return nil
	}
	m := call(method, args)
	for m != nil && m.columns != nil {
		ahead := *x
		ahead.comment = nil
		if !ahead.is(ahead.next(), '.') {
			break
		}
		name := ahead.next()
		*x = ahead
		if args, ok = x.arguments(depth); !ok || !m.where(methodOf(x.raw(name)), args) {
			return nil
		}
	}
	return m
}

func (x *lexer) raw(t token) string { return string(x.src[t.at.Start:t.at.End]) }

// maxArguments bounds those of a call.
const maxArguments = 256

// arguments reads those of a call up to its closing bracket, false when one is
// neither a literal nor a pattern of literals.
func (x *lexer) arguments(depth int) (args []argument, ok bool) {
	if depth == maxDepth || !x.is(x.next(), '(') {
		return nil, false
	}
	for len(args) < maxArguments {
		ahead := *x
		ahead.comment = nil
		if ahead.is(ahead.next(), ')') {
			*x = ahead
			return args, true
		}
		if keyword := ahead.last; x.hash && keyword.kind == word && ahead.is(ahead.next(), '=') {
			if !inOrder(x.raw(keyword), len(args)) {
				return nil, false
			}
			*x = ahead
		}
		a, ok := x.argument(depth)
		if !ok {
			return nil, false
		}
		args = append(args, a)
		switch {
		case x.is(x.last, ')'):
			return args, true
		case !x.is(x.last, ','):
			return nil, false
		}
	}
	return nil, false
}

// inOrder reports whether a keyword of Python names the argument that stands at a place.
func inOrder(keyword string, place int) bool {
	switch keyword {
	case "log_pattern_string", "json_field", "column_name":
		return place == 0
	case "comparison":
		return place == 1
	case "value":
		return place > 0
	}
	return false
}

// argument reads one argument and the mark after it.
func (x *lexer) argument(depth int) (a argument, ok bool) {
	text := *x
	text.comment = nil
	if v := text.value(false); v != nil {
		*x = text
		return argument{at: v.Span, text: v.Text}, true
	}
	first := x.next()
	a.at = first.at
	for t := first; ; t = x.next() {
		name := x.raw(t)
		method, inGo := strings.CutPrefix(name, "FilterPattern_")
		switch {
		case x.is(t, '-') && t == first:
			continue
		case t.kind != word:
			return a, false
		case inGo, name == "FilterPattern":
			if !inGo {
				if !x.is(x.next(), '.') {
					return a, false
				}
				method = x.raw(x.next())
			}
			a.pattern = x.cdkPattern(methodOf(method), depth+1)
			a.at.End = x.pos
			x.next()
			return a, a.pattern != nil
		case x.plain(&a):
			return a, true
		}
		if !x.is(x.next(), '.') {
			return a, false
		}
	}
}

// plain reads a number, or true or false, that ends with what was read last: by
// itself or in what makes a pointer of it, jsii.Number(5).
func (x *lexer) plain(a *argument) bool {
	ahead := *x
	ahead.comment = nil
	start := a.at.Start
	wrapped := false
	if name := x.raw(x.last); name == "Number" || name == "Bool" {
		if wrapped = ahead.is(ahead.next(), '('); wrapped {
			t := ahead.next()
			start = t.at.Start
			if ahead.is(t, '-') {
				ahead.next()
			}
		}
	}
	stop := ahead.last.at.End
	t := ahead.next()
	if ahead.is(t, '.') {
		stop = ahead.next().at.End
		t = ahead.next()
	}
	if wrapped {
		if !ahead.is(t, ')') {
			return false
		}
		t = ahead.next()
	}
	if stop <= start { // the program ends in it
		return false
	}
	a.plain = string(x.src[start:stop])
	if !isPlain(a.plain) || !ahead.is(t, ',') && !ahead.is(t, ')') {
		return false
	}
	*x = ahead
	return true
}

// isPlain reports whether a number is written as CDK prints it, or a text is true
// or false.
func isPlain(s string) bool {
	switch s {
	case "true", "True", "false", "False":
		return true
	}
	whole, fraction, pointed := strings.Cut(strings.TrimPrefix(s, "-"), ".")
	digits := func(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
	switch {
	case !digits(whole), len(whole) > 1 && whole[0] == '0', len(s) > 15, s == "-0":
		return false
	}
	return !pointed || digits(fraction) && fraction[len(fraction)-1] != '0'
}

// call makes the pattern of a method.
func call(method string, args []argument) *made {
	texts := make([]*document.Text, len(args))
	for i, a := range args {
		texts[i] = a.text
	}
	allTexts := func(n int) bool {
		for _, a := range args {
			if a.text == nil {
				return false
			}
		}
		return n < 0 || len(args) == n
	}
	switch method {
	case "allterms", "anyterm":
		if len(args) == 0 || !allTexts(-1) {
			return nil
		}
		out := document.NewText(document.Mixed)
		for i, a := range args {
			if i > 0 {
				out.AppendUnit(" ", front(a.at))
			}
			if method == "anyterm" && len(args) > 1 {
				out.AppendUnit("?", front(a.at))
			}
			quoted(out, a)
		}
		return &made{text: out}
	case "exists", "notexists", "isnull":
		if !allTexts(1) {
			return nil
		}
		return property(args[0], map[string]string{"exists": ` = "*"`, "notexists": " NOT EXISTS", "isnull": " IS NULL"}[method])
	case "booleanvalue":
		if len(args) != 2 || texts[0] == nil || args[1].plain == "" {
			return nil
		}
		is := strings.ToUpper(args[1].plain)
		if is != "TRUE" && is != "FALSE" {
			return nil
		}
		return property(args[0], " IS "+is)
	case "stringvalue", "numbervalue", "regexvalue":
		if len(args) != 3 || texts[0] == nil {
			return nil
		}
		out := compared(texts[0], args[1], args[2], method)
		if out == nil {
			return nil
		}
		return &made{text: out, json: true}
	case "all", "any":
		return joined(method, args)
	case "spacedelimited":
		if len(args) == 0 || !allTexts(-1) {
			return nil
		}
		return delimited(args)
	}
	return nil
}

// front is the place before an argument.
func front(at document.Span) document.Span { return document.Span{Start: at.Start, End: at.Start} }

// quoted adds a term in quotes.
func quoted(out *document.Text, a argument) {
	out.AppendUnit(`"`, front(a.at))
	out.AppendText(a.text.Rewrite(func(rest string) (size int, by string) {
		if rest[0] == '"' || rest[0] == '\\' {
			return 1, `\` + rest[:1]
		}
		return 0, ""
	}))
	out.AppendUnit(`"`, document.Span{Start: a.at.End, End: a.at.End})
}

// property is a condition of what stands after a selector.
func property(field argument, rest string) *made {
	out := document.NewText(document.Mixed)
	out.AppendText(field.text)
	out.AppendUnit(rest, document.Span{Start: field.at.End, End: field.at.End})
	return &made{text: out, json: true}
}

// compared is a selector or column with an operator and a value, nil when CDK refuses it.
func compared(field *document.Text, operator, value argument, method string) *document.Text {
	if operator.text == nil || !operator.text.Known() {
		return nil
	}
	op := operator.text.Decoded
	if op == "==" && method != "regexvalue" {
		op = "="
	}
	switch number := method == "numbervalue"; op {
	case "=", "!=":
	case "<", "<=", ">", ">=":
		if !number {
			return nil
		}
	default:
		return nil
	}
	out := document.NewText(document.Mixed)
	out.AppendText(field)
	out.AppendUnit(" "+op+" ", operator.at)
	switch {
	case method == "numbervalue":
		if value.plain == "" || strings.Trim(value.plain[:1], "-0123456789") != "" {
			return nil
		}
		out.AppendUnit(value.plain, value.at)
	case value.text == nil:
		return nil
	case method == "regexvalue":
		out.AppendUnit("%", front(value.at))
		out.AppendText(value.text)
		out.AppendUnit("%", document.Span{Start: value.at.End, End: value.at.End})
	default:
		quoted(out, value)
	}
	return out
}

// joined is several JSON patterns as one.
func joined(method string, args []argument) *made {
	out := document.NewText(document.Mixed)
	for i, a := range args {
		if a.pattern == nil || !a.pattern.json {
			return nil
		}
		if len(args) == 1 {
			return a.pattern
		}
		operator := " && "
		if method == "any" {
			operator = " || "
		}
		if i > 0 {
			out.AppendUnit(operator, front(a.at))
		}
		out.AppendUnit("(", front(a.at))
		out.AppendText(a.pattern.text)
		out.AppendUnit(")", document.Span{Start: a.at.End, End: a.at.End})
	}
	if len(args) == 0 {
		return nil
	}
	return &made{text: out, json: true}
}

// delimited is a space-delimited pattern before anything is asked of its columns.
func delimited(args []argument) *made {
	m := &made{wheres: map[string][]*document.Text{}}
	dots := 0
	for _, a := range args {
		name := a.text.Decoded
		if name == "..." {
			dots++
		}
		if !a.text.Known() || dots > 1 || name != "..." && (name == "" || strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") != "") {
			return nil
		}
		m.columns = append(m.columns, name)
		m.places = append(m.places, a.text)
	}
	return m
}

// where asks something of a column, false for what CDK refuses.
func (m *made) where(method string, args []argument) bool {
	kind := map[string]string{"wherestring": "stringvalue", "wherenumber": "numbervalue"}[method]
	if kind == "" || len(args) != 3 || args[0].text == nil || !args[0].text.Known() || args[2].text != nil && args[2].text.Decoded == "" {
		return false
	}
	column := args[0].text.Decoded
	for _, name := range m.columns {
		if name == column && name != "..." {
			out := compared(args[0].text, args[1], args[2], kind)
			m.wheres[column] = append(m.wheres[column], out)
			return out != nil
		}
	}
	return false
}

// pattern is all of what was made.
func (m *made) pattern(at document.Span) *document.Text {
	out := document.NewText(document.Mixed)
	end := document.Span{Start: at.End, End: at.End}
	switch {
	case m.json:
		out.AppendUnit("{ ", front(at))
		out.AppendText(m.text)
		out.AppendUnit(" }", end)
	case m.columns == nil:
		return m.text
	default:
		out.AppendUnit("[", front(at))
		for i, name := range m.columns {
			if i > 0 {
				out.AppendUnit(", ", at)
			}
			for n, where := range m.wheres[name] {
				if n > 0 {
					out.AppendUnit(" && ", at)
				}
				out.AppendText(where)
			}
			if len(m.wheres[name]) == 0 {
				out.AppendText(m.places[i])
			}
		}
		out.AppendUnit("]", end)
	}
	return out
}

// cdk reads the call of a method of FilterPattern after its name; nil is one of
// which nothing is known.
func (x lexer) cdk(method string, start int) *source.Value {
	x.comment = nil
	m := x.cdkPattern(method, 0)
	if m == nil {
		return nil
	}
	at := document.Span{Start: start, End: x.pos}
	text := m.pattern(at)
	if len(text.Decoded) > maxLiteral {
		return nil
	}
	return &source.Value{Kind: source.String, Span: at, Text: text}
}
