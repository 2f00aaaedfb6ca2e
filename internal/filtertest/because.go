package filtertest

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/suggest"
)

// What a test writes where no condition decides, but what the language asks
// of every log event.
const (
	notJSON      = "the message is not one JSON object"
	tooFewValues = "the message has too few values"
)

// because checks that each named condition is among those that decided.
func (r *runner) because(x *expectation[[]cause], o *observation) {
	t, pattern := o.trace(), o.filter.Pattern()
	prefix := ""
	if o.where != "" {
		prefix = o.where + ": "
	}
	// An update writes the smallest set.
	actual := &yaml.Node{Kind: yaml.SequenceNode}
	var smallest []string
	for _, n := range t.Deciding() {
		if text := nodeText(n, pattern); text != "" {
			smallest = append(smallest, text)
			actual.Content = append(actual.Content, textNode(text))
		}
	}
	if len(actual.Content) == 1 {
		actual = actual.Content[0]
	}
	replace := func(f *Failure) {
		if len(smallest) > 0 && o.where == "" {
			f.node, f.actual = x.node, actual
		}
	}
	if !x.recorded {
		replace(r.fail(x.at, "because", false, ""))
		return
	}
	decided := "nothing decides: every log event matches"
	if len(smallest) > 0 {
		decided = "decided by: " + strings.Join(smallest, ", ")
	}
	for _, c := range x.want {
		message := ""
		switch found, decides := decides(t, pattern, c.text); {
		case decides:
			continue
		case !found:
			message = "the filter pattern has no condition " + c.text
			if near := suggest.Closest(c.text, conditions(t, pattern)); near != "" {
				message += "; did you mean " + near + "?"
			}
		default:
			message = c.text + " does not decide; " + decided
		}
		f := r.fail(c.at, "because", true, prefix+message)
		f.Why = o.why()
		replace(f)
		replace = func(*Failure) {} // once for all causes
	}
}

// decides reports whether the pattern has a condition, and whether it is one
// of a set of conditions that suffices for the verdict and needs each of its
// members. That is so when everything above it in the tree has the verdict of
// the whole: a true condition under a true "or" suffices, whatever stands
// beside it.
func decides(t *engine.Trace, pattern, text string) (found, decisive bool) {
	wanted := canonical(t.Pattern.Kind(), text)
	var walk func(n *engine.TraceNode, agree bool)
	walk = func(n *engine.TraceNode, agree bool) {
		agree = agree && n.Verdict == t.Root.Verdict
		switch n.Kind {
		case engine.Condition:
			if own := nodeText(n, pattern); own == text || canonical(t.Pattern.Kind(), own) == wanted {
				found = true
				decisive = decisive || agree
			}
		case engine.Requirement:
			if nodeText(n, pattern) == text {
				found, decisive = true, decisive || agree
			}
		}
		for _, c := range n.Children {
			walk(c, agree)
		}
	}
	walk(t.Root, true)
	return found, decisive
}

// nodeText is how a condition is written, or what a requirement that failed
// is called.
func nodeText(n *engine.TraceNode, pattern string) string {
	switch {
	case n.Kind == engine.Condition:
		at := n.Node.Span()
		return pattern[at.Start:at.End]
	case n.Kind != engine.Requirement || n.Verdict != engine.False:
		return ""
	}
	if _, ok := n.Node.(*grammar.DelimitedPattern); ok {
		return tooFewValues
	}
	return notJSON
}

func conditions(t *engine.Trace, pattern string) []string {
	texts := []string{notJSON}
	if t.Pattern.Kind() != grammar.JSON {
		texts[0] = tooFewValues
	}
	for _, n := range t.Conditions() {
		texts = append(texts, nodeText(n, pattern))
	}
	return slices.Compact(texts)
}

// canonical is one spelling of a condition, whatever its blanks and keywords'
// case.
func canonical(kind grammar.Kind, text string) string {
	around := [2]string{}
	switch kind {
	case grammar.JSON:
		around = [2]string{"{", "}"}
	case grammar.Delimited:
		around = [2]string{"[", "]"}
	}
	p, err := grammar.Parse(around[0] + text + around[1])
	if err != nil || p.Kind() != kind {
		return strings.Join(strings.Fields(text), " ")
	}
	return p.String()
}
