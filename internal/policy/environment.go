package policy

import (
	"encoding/json"

	"cel.dev/cel-go/cel"
	celenv "cel.dev/cel-go/common/env"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/engine/analyze"
	"github.com/logsieve/logsieve/grammar"
)

// environment is what expressions about a subject may use: the standard of
// CEL, but for its matches on regular expressions, and functions over filter
// patterns.
func environment(subject Subject, o *oracle) (*cel.Env, error) {
	about := func(name, id string, result *cel.Type, f func(text string) ref.Val) cel.EnvOption {
		return cel.Function(name, cel.Overload(id, []*cel.Type{cel.StringType}, result, cel.UnaryBinding(func(v ref.Val) ref.Val { return f(textOf(v)) })))
	}
	between := func(name, id string, f func(a, b string) ref.Val) cel.EnvOption {
		return cel.Function(name, cel.Overload(id, []*cel.Type{cel.StringType, cel.StringType}, cel.BoolType,
			cel.BinaryBinding(func(a, b ref.Val) ref.Val { return f(textOf(a), textOf(b)) })))
	}
	opts := []cel.EnvOption{
		cel.StdLib(cel.StdLibSubset(&celenv.LibrarySubset{ExcludeFunctions: []*celenv.Function{{Name: "matches"}}})),
		about("satisfiable", "satisfiable_pattern", cel.BoolType, o.one("satisfiable", analyze.Satisfiable)),
		about("alwaysMatches", "always_matches_pattern", cel.BoolType, o.one("always", analyze.AlwaysMatches)),
		about("valid", "valid_pattern", cel.BoolType, func(text string) ref.Val { return types.Bool(o.parse(text).err == nil) }),
		about("kind", "kind_pattern", cel.StringType, o.of(func(p *pattern) ref.Val { return types.String(p.tree.Kind().String()) })),
		about("regexes", "regexes_pattern", cel.IntType, o.of(regexes)),
		between("implies", "implies_patterns", o.two("implies", analyze.Implies)),
		between("equivalent", "equivalent_patterns", o.two("equivalent", analyze.Equivalent)),
		between("disjoint", "disjoint_patterns", o.two("disjoint", analyze.Disjoint)),
		between("glob", "glob_texts", func(text, glob string) ref.Val { return types.Bool(globMatches(glob, text)) }),
		cel.Function("matches", cel.Overload("matches_pattern_event", []*cel.Type{cel.StringType, cel.DynType}, cel.BoolType, cel.BinaryBinding(o.matches))),
		cel.Variable("filters", cel.ListType(cel.DynType)),
		cel.Variable("groups", cel.ListType(cel.DynType)),
		cel.Variable("alarms", cel.ListType(cel.DynType)),
		cel.Variable("resources", cel.ListType(cel.DynType)),
	}
	if name := subject.variable(); name != "" {
		opts = append(opts, cel.Variable(name, cel.DynType))
	}
	return cel.NewCustomEnv(opts...)
}

// textOf is an argument that its overload says is a text: CEL calls it with none
// but those.
func textOf(v ref.Val) string { return string(v.(types.String)) }

// oracle answers expressions. It keeps what it found out: a policy asks the
// same of many pairs. It is not safe for concurrent use.
type oracle struct {
	opts     Options
	patterns map[string]*pattern
	answers  map[[3]string]analyze.Answer
}

// pattern is a parsed text.
type pattern struct {
	tree     grammar.Pattern
	compiled *engine.Filter
	err      error
}

func newOracle(opts Options) *oracle {
	return &oracle{opts, map[string]*pattern{}, map[[3]string]analyze.Answer{}}
}

func (o *oracle) parse(text string) *pattern {
	p := o.patterns[text]
	if p == nil {
		p = &pattern{}
		if p.tree, p.err = grammar.Parse(text); p.err == nil {
			p.compiled, p.err = engine.Compile(p.tree)
		}
		o.patterns[text] = p
	}
	return p
}

// of is a question about one text that is a pattern.
func (o *oracle) of(question func(*pattern) ref.Val) func(text string) ref.Val {
	return func(text string) ref.Val {
		p := o.parse(text)
		if p.err != nil {
			return types.NewErr("%q is not a filter pattern: %s", text, firstLine(p.err.Error()))
		}
		return question(p)
	}
}

// one is a question to analysis about one pattern.
func (o *oracle) one(name string, question func(grammar.Pattern, analyze.Options) analyze.Result) func(text string) ref.Val {
	return func(text string) ref.Val {
		return o.of(func(p *pattern) ref.Val {
			return o.answer([3]string{name, text}, func() analyze.Result { return question(p.tree, o.opts.Analyze) })
		})(text)
	}
}

// two is one about two.
func (o *oracle) two(name string, question func(a, b grammar.Pattern, opts analyze.Options) analyze.Result) func(a, b string) ref.Val {
	return func(a, b string) ref.Val {
		return o.of(func(p *pattern) ref.Val {
			return o.of(func(q *pattern) ref.Val {
				return o.answer([3]string{name, a, b}, func() analyze.Result { return question(p.tree, q.tree, o.opts.Analyze) })
			})(b)
		})(a)
	}
}

// answer asks what is not known yet. What analysis cannot prove is unknown to
// the expression, too.
func (o *oracle) answer(key [3]string, question func() analyze.Result) ref.Val {
	a, known := o.answers[key]
	if !known {
		a = question().Answer
		o.answers[key] = a
	}
	if a == analyze.Unknown {
		return unknown()
	}
	return types.Bool(a == analyze.Yes)
}

// unknown is a value that the files do not tell.
func unknown() ref.Val { return types.NewUnknown(1, nil) }

// regexes counts the regular expressions of a pattern.
func regexes(p *pattern) ref.Val {
	n := 0
	for node := range grammar.All(p.tree) {
		if _, ok := node.(*grammar.Regex); ok {
			n++
		}
	}
	return types.Int(n)
}

// matches runs a pattern over a log event: a text, or an object as JSON.
func (o *oracle) matches(text, event ref.Val) ref.Val {
	return o.of(func(p *pattern) ref.Val {
		message, ok := event.Value().(string)
		if !ok {
			encoded, err := jsonOf(event)
			if err != nil {
				return types.NewErr("a log event must be a string or an object: %v", err)
			}
			message = encoded
		}
		return types.Bool(p.compiled.Match([]byte(message)))
	})(textOf(text))
}

// jsonOf writes a map of an expression as JSON.
func jsonOf(v ref.Val) (string, error) {
	native, err := v.ConvertToNative(types.JSONValueType)
	if err != nil {
		return "", err
	}
	text, err := json.Marshal(native)
	return string(text), err
}
