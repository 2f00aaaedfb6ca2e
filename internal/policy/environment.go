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
	opts := []cel.EnvOption{
		cel.StdLib(cel.StdLibSubset(&celenv.LibrarySubset{ExcludeFunctions: []*celenv.Function{{Name: "matches"}}})),
		cel.Function("satisfiable", cel.Overload("satisfiable_pattern", []*cel.Type{cel.StringType}, cel.BoolType, unary(o.satisfiable))),
		cel.Function("alwaysMatches", cel.Overload("always_matches_pattern", []*cel.Type{cel.StringType}, cel.BoolType, unary(o.alwaysMatches))),
		cel.Function("valid", cel.Overload("valid_pattern", []*cel.Type{cel.StringType}, cel.BoolType, unary(o.valid))),
		cel.Function("kind", cel.Overload("kind_pattern", []*cel.Type{cel.StringType}, cel.StringType, unary(o.kind))),
		cel.Function("regexes", cel.Overload("regexes_pattern", []*cel.Type{cel.StringType}, cel.IntType, unary(o.regexes))),
		cel.Function("implies", cel.Overload("implies_patterns", []*cel.Type{cel.StringType, cel.StringType}, cel.BoolType, binary(o.implies))),
		cel.Function("equivalent", cel.Overload("equivalent_patterns", []*cel.Type{cel.StringType, cel.StringType}, cel.BoolType, binary(o.equivalent))),
		cel.Function("disjoint", cel.Overload("disjoint_patterns", []*cel.Type{cel.StringType, cel.StringType}, cel.BoolType, binary(o.disjoint))),
		cel.Function("matches", cel.Overload("matches_pattern_event", []*cel.Type{cel.StringType, cel.DynType}, cel.BoolType, cel.BinaryBinding(o.matches))),
		cel.Function("glob", cel.Overload("glob_texts", []*cel.Type{cel.StringType, cel.StringType}, cel.BoolType,
			binary(func(text, glob string) ref.Val { return types.Bool(globMatches(glob, text)) }))),
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

func unary(f func(string) ref.Val) cel.OverloadOpt {
	return cel.UnaryBinding(func(v ref.Val) ref.Val {
		text, ok := v.Value().(string)
		if !ok {
			return types.MaybeNoSuchOverloadErr(v)
		}
		return f(text)
	})
}

func binary(f func(a, b string) ref.Val) cel.OverloadOpt {
	return cel.BinaryBinding(func(a, b ref.Val) ref.Val {
		x, ok := a.Value().(string)
		if !ok {
			return types.MaybeNoSuchOverloadErr(a)
		}
		y, ok := b.Value().(string)
		if !ok {
			return types.MaybeNoSuchOverloadErr(b)
		}
		return f(x, y)
	})
}

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

// ask answers one question about patterns. What analysis cannot prove is
// unknown to the expression, too.
func (o *oracle) ask(name string, texts []string, question func(p []grammar.Pattern) analyze.Result) ref.Val {
	var trees []grammar.Pattern
	for _, text := range texts {
		p := o.parse(text)
		if p.err != nil {
			return types.NewErr("%q is not a filter pattern: %s", text, firstLine(p.err.Error()))
		}
		trees = append(trees, p.tree)
	}
	key := [3]string{name, texts[0], texts[len(texts)-1]}
	a, known := o.answers[key]
	if !known {
		a = question(trees).Answer
		o.answers[key] = a
	}
	if a == analyze.Unknown {
		return unknown()
	}
	return types.Bool(a == analyze.Yes)
}

// unknown is a value that the files do not tell.
func unknown() ref.Val { return types.NewUnknown(1, nil) }

func (o *oracle) satisfiable(text string) ref.Val {
	return o.ask("satisfiable", []string{text}, func(p []grammar.Pattern) analyze.Result { return analyze.Satisfiable(p[0], o.opts.Analyze) })
}

func (o *oracle) alwaysMatches(text string) ref.Val {
	return o.ask("always", []string{text}, func(p []grammar.Pattern) analyze.Result { return analyze.AlwaysMatches(p[0], o.opts.Analyze) })
}

func (o *oracle) implies(a, b string) ref.Val {
	return o.ask("implies", []string{a, b}, func(p []grammar.Pattern) analyze.Result { return analyze.Implies(p[0], p[1], o.opts.Analyze) })
}

func (o *oracle) equivalent(a, b string) ref.Val {
	return o.ask("equivalent", []string{a, b}, func(p []grammar.Pattern) analyze.Result { return analyze.Equivalent(p[0], p[1], o.opts.Analyze) })
}

func (o *oracle) disjoint(a, b string) ref.Val {
	return o.ask("disjoint", []string{a, b}, func(p []grammar.Pattern) analyze.Result { return analyze.Disjoint(p[0], p[1], o.opts.Analyze) })
}

func (o *oracle) valid(text string) ref.Val { return types.Bool(o.parse(text).err == nil) }

func (o *oracle) kind(text string) ref.Val {
	p := o.parse(text)
	if p.err != nil {
		return types.NewErr("%q is not a filter pattern: %s", text, firstLine(p.err.Error()))
	}
	return types.String(p.tree.Kind().String())
}

// regexes counts the regular expressions of a pattern.
func (o *oracle) regexes(text string) ref.Val {
	p := o.parse(text)
	if p.err != nil {
		return types.NewErr("%q is not a filter pattern: %s", text, firstLine(p.err.Error()))
	}
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
	s, ok := text.Value().(string)
	if !ok {
		return types.MaybeNoSuchOverloadErr(text)
	}
	p := o.parse(s)
	if p.err != nil {
		return types.NewErr("%q is not a filter pattern: %s", s, firstLine(p.err.Error()))
	}
	message, ok := event.Value().(string)
	if !ok {
		encoded, err := jsonOf(event)
		if err != nil {
			return types.NewErr("a log event must be a string or an object: %v", err)
		}
		message = encoded
	}
	return types.Bool(p.compiled.Match([]byte(message)))
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
