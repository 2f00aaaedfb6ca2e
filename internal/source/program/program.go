// Package program reads the filter patterns in programs that make filters with
// CDK, Pulumi or an SDK: text literals in places where nothing but a filter
// pattern can stand. What a program computes is not known, and programs are not
// run.
package program

import (
	"bytes"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
)

// IsProgram reports whether the base name of a file, in lower case, is that of a
// program, be it in a language that is read or not.
func IsProgram(base string) bool {
	switch ext := path.Ext(base); ext {
	case ".kt", ".rb":
		return true
	default:
		return languageOf(ext) != nil
	}
}

// IsTest reports whether the base name of a program, in lower case, is that of
// tests: what is wrong in them may be meant.
func IsTest(base string) bool {
	name := strings.TrimSuffix(base, path.Ext(base))
	for _, end := range []string{"_test", ".test", ".spec"} {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	switch path.Ext(base) {
	case ".py":
		return strings.HasPrefix(name, "test_")
	case ".java", ".cs":
		return strings.HasSuffix(name, "test") || strings.HasSuffix(name, "tests")
	}
	return false
}

// Concerns reports whether a program has to do with filters, be it in a language that
// is read or not.
func Concerns(data []byte) bool {
	return source.Program.MayHold(data) || aboutLogs(data)
}

func aboutLogs(data []byte) bool {
	return slices.ContainsFunc(services, func(s string) bool { return bytes.Contains(data, []byte(s)) })
}

// Read finds the filter patterns of a program.
func Read(f *source.Reader, base string) {
	f.Format, f.Shown = source.Program, true
	r := &reader{f: f, about: aboutLogs(f.Data)}
	r.lexer = lexer{language: languageOf(path.Ext(base)), src: f.Data, shared: newShared(len(f.Data))}
	r.comment = func(c document.Comment) { f.Comments = append(f.Comments, c) }
	r.read()
	f.NumberAddresses()
}

// services are what a program names that has to do with log groups. Other
// libraries have patterns of files that they call filter patterns.
var services = []string{
	"etricFilter", "etric_filter", "ubscriptionFilter", "ubscription_filter", "ilterLogEvents", "ilter_log_events", "iveTail", "ive_tail",
	"aws-logs", "aws_logs", "awslogs", "loudwatch-logs", "loudwatchlogs", "loudWatchLogs", "services.logs", "AWS.Logs", "AWS::Logs",
	"ogGroupName", "og_group_name", "etricNamespace", "etric_namespace", "etricTransformation", "etric_transformation",
}

// place is what a name makes of the text that follows it.
type place uint8

const (
	none      place = iota
	pattern         // a filter pattern
	ofPulumi        // one in the arguments of a LogMetricFilter
	ofCDK           // a pattern for FilterPattern.literal
	qualified       // FilterPattern, whose methods make patterns
)

func placeOf(name string) place {
	switch name {
	case "filterPattern", "filter_pattern", "logEventFilterPattern", "LogEventFilterPattern", "withFilterPattern", "setFilterPattern", "SetFilterPattern":
		return pattern
	case "FilterPattern":
		return qualified
	case "pattern", "Pattern":
		return ofPulumi
	case "logPatternString", "LogPatternString", "log_pattern_string":
		return ofCDK
	}
	if strings.HasPrefix(name, "FilterPattern_") {
		return qualified // of Go
	}
	return none
}

// method is the method of FilterPattern that a name stands for, with the one after
// it but in Go.
func (r *reader) method(name string, next token, ahead *lexer) (string, bool) {
	if method, inGo := strings.CutPrefix(name, "FilterPattern_"); inGo {
		*ahead = r.lexer
		ahead.comment = nil
		return method, true
	}
	if placeOf(name) != qualified || !r.is(next, '.') {
		return "", false
	}
	return r.string(ahead.next()), true
}

type reader struct {
	lexer
	f     *source.Reader
	about bool
	done  int // the end of the pattern of CDK that was read last
	stack []frame
	over  int // brackets that are open below the stack
}

// frame is a bracket that is open.
type frame struct {
	bracket byte
	metric  bool // it holds the arguments of a LogMetricFilter
}

func (r *reader) read() {
	var before, last token // the two before
	for {
		t := r.next()
		switch t.kind {
		case end:
			if r.shared.spent() {
				r.f.TooLarge(last.at, fmt.Sprintf("its texts in texts take more than %d steps", r.shared.most))
			}
			return
		case mark:
			r.bracket(t, last)
		case word, text:
			r.name(t, last, before)
		}
		before, last = last, t
	}
}

func (r *reader) string(t token) string { return string(r.src[t.at.Start:t.at.End]) }

func (x lexer) is(t token, c byte) bool { return t.kind == mark && x.src[t.at.Start] == c }

func (r *reader) bracket(t, last token) {
	switch c := r.src[t.at.Start]; c {
	case '(', '[', '{':
		if len(r.stack) == source.MaxDepth {
			r.over++
			return
		}
		metric := len(r.stack) > 0 && r.stack[len(r.stack)-1].metric
		if last.kind == word {
			callee := strings.TrimSuffix(strings.TrimSuffix(r.string(last), "Args"), "Config")
			metric = metric || strings.HasSuffix(callee, "LogMetricFilter")
		}
		r.stack = append(r.stack, frame{c, metric})
	case ')', ']', '}':
		if r.over > 0 {
			r.over--
		} else if len(r.stack) > 0 {
			r.stack = r.stack[:len(r.stack)-1]
		}
	}
}

func (r *reader) top() frame {
	if len(r.stack) == 0 {
		return frame{}
	}
	return r.stack[len(r.stack)-1]
}

// name looks at a name, or a text that is a key, for a pattern after it.
func (r *reader) name(t, last, before token) {
	name, quoted := r.string(t), t.kind == text
	if quoted {
		if len(name) < 9 || len(name) > 30 {
			return
		}
		name = name[1 : len(name)-1]
	}
	p := placeOf(name)
	if p == none || p == ofPulumi && !r.top().metric {
		return
	}
	ahead := r.lexer
	ahead.comment = nil
	next := ahead.next()
	if method, ok := r.method(name, next, &ahead); ok && !quoted {
		if t.at.Start < r.done {
			return // a part of another pattern
		}
		name = "FilterPattern." + method
		if methodOf(method) == "literal" {
			if r.is(ahead.next(), '(') {
				r.claim(t, name, ahead.value(false), false)
			}
			return
		}
		if v := ahead.cdk(methodOf(method), t.at.Start); v != nil {
			r.done = v.Span.End
			r.claim(t, name, v, false)
		}
		return
	}
	statement, ofRequest := false, false
	switch {
	case r.is(next, ':'):
		walrus := ahead
		eq := walrus.next()
		if statement = r.is(eq, '=') && !quoted; statement {
			ahead = walrus
			break
		}
		if !quoted && !r.labels || r.is(last, '?') || last.kind == word && (r.string(last) == "case" || r.string(last) == "default") {
			return
		}
	case quoted:
		return
	case r.is(next, '='):
		after := r.src[next.at.End:]
		if len(after) > 0 && (after[0] == '=' || after[0] == '>') {
			return
		}
		in := r.top().bracket
		ofRequest = r.is(last, '.') && before.kind == word && r.string(before) != "self" && r.string(before) != "this"
		statement = in != '(' && !ofRequest && !(r.members && in == '{' && (r.is(last, '{') || r.is(last, ',')))
	case r.is(next, '('):
		if last.kind == word && r.string(last) != "return" {
			return // a declaration
		}
	default:
		return
	}
	if !r.about && p != ofCDK && p != ofPulumi {
		return
	}
	r.claim(t, name, ahead.value(statement || ofRequest), statement)
}

// maxPatterns bounds the filter patterns of a program that are judged, which
// takes half a second.
const maxPatterns = 20_000

// claim makes a filter pattern of a text, if it is one as a whole.
func (r *reader) claim(at token, name string, v *source.Value, statement bool) {
	if v == nil || v.Text.Decoded == "" && (statement || !v.Text.Known()) || source.IsForm(v.Text.Decoded) || isFormat(v.Text.Decoded) {
		return
	}
	// A variable may hold a part of a pattern.
	if s := strings.TrimSpace(v.Text.Decoded); statement && !(s[:min(1, len(s))] == "{" && strings.HasSuffix(s, "}")) {
		return
	}
	if placeOf(name) == ofPulumi {
		v.Text = v.Text.TrimSpace() // as the AWS provider does
	}
	body := document.Span{Start: at.at.Start, End: v.Span.End}
	if len(r.f.Resources) == maxPatterns {
		r.f.TooLarge(body, fmt.Sprintf("the program has more than %d filter patterns", maxPatterns))
		return
	}
	r.f.Resources = append(r.f.Resources, source.PatternOnly(name, name, at.at, body, &source.Member{Name: "filterPattern", Key: at.at, Value: v}))
}

// isFormat reports whether a text asks for values: %s, {}, {0}, {{name}}.
func isFormat(s string) bool {
	for _, part := range []string{"%s", "%d", "%v", "%q", "%(", "{}", "{{"} {
		if strings.Contains(s, part) {
			return true
		}
	}
	i := strings.IndexByte(s, '{')
	return i >= 0 && i+2 < len(s) && '0' <= s[i+1] && s[i+1] <= '9' && s[i+2] == '}'
}

// value reads the literals that stand for one text, with what wraps them: nil for
// what is computed. A statement may end with its line.
func (x *lexer) value(statement bool) *source.Value {
	t := x.next()
	open := 0
	for ; t.kind == word || x.is(t, '('); t = x.next() {
		if x.is(t, '(') {
			if open++; open > 4 {
				return nil
			}
			continue
		}
		if !x.wraps() {
			return nil
		}
	}
	if t.kind != text {
		return nil
	}
	all := x.text(t)
	if all == nil {
		return nil
	}
	at := t.at
	for {
		t = x.next()
		switch {
		case x.is(t, '+'):
			if t = x.next(); t.kind != text {
				return nil
			}
		case statement && open == 0 && (x.adjacent || t.kind == word) && bytes.IndexByte(x.src[at.End:max(at.End, t.at.Start)], '\n') >= 0:
			return &source.Value{Kind: source.String, Span: at, Text: all}
		case t.kind == text && x.adjacent:
		case x.is(t, ')') && open > 0:
			open--
			continue
		case open > 0:
			return nil // of several arguments
		case t.kind == end, t.kind == word && string(x.src[t.at.Start:t.at.End]) == "as", x.is(t, ','), x.is(t, ')'), x.is(t, ']'), x.is(t, '}'), x.is(t, ';'):
			return &source.Value{Kind: source.String, Span: at, Text: all}
		default:
			return nil
		}
		more := x.text(t)
		if more == nil || len(all.Decoded)+len(more.Decoded) > maxLiteral {
			return nil
		}
		if more.Style != all.Style {
			all.Style = document.Mixed
		}
		all.AppendText(more)
		at.End = t.at.End
	}
}

// wraps reports whether the word that was read is a part of the name of a
// function that makes a pointer, or another value, of a text: aws.String.
func (x *lexer) wraps() bool {
	name := string(x.src[x.last.at.Start:x.last.at.End])
	ahead := *x
	ahead.comment = nil
	next := ahead.next()
	if x.is(next, '.') {
		*x = ahead
		return true
	}
	switch strings.TrimPrefix(name, "sdk") {
	case "String", "StringPtr", "Ptr", "To", "Of", "of", "ToPtr":
		return x.is(next, '(')
	}
	return false
}
