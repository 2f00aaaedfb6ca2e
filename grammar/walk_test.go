package grammar_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/grammar"
)

// Whoever stops at a node is asked about no other, and All goes down where
// Children does.
func TestAll(t *testing.T) {
	var trees []grammar.Node
	for _, text := range []string{`a -"b c" ?d`, `%x%`, `{ ($.a = 1 || $.b[0].c IS NULL) && $.d != %e% && $.* NOT EXISTS }`, `[a = 1 || a = x*, ..., b]`, ``} {
		p, err := grammar.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		trees = append(trees, p)
	}
	for _, text := range []string{`@aws.region IN ("a", "b") AND (@aws.account = "1" OR @aws.account != "2")`, ``} {
		c, err := grammar.ParseCriteria(text)
		if err != nil {
			t.Fatal(err)
		}
		trees = append(trees, c)
	}
	var below func(n grammar.Node) []grammar.Node
	below = func(n grammar.Node) []grammar.Node {
		nodes := []grammar.Node{n}
		for child := range grammar.Children(n) {
			nodes = append(nodes, below(child)...)
		}
		return nodes
	}
	names := func(nodes []grammar.Node) string {
		var list []string
		for _, n := range nodes {
			list = append(list, fmt.Sprintf("%T %v", n, n.Span()))
		}
		return strings.Join(list, "\n")
	}
	for _, tree := range trees {
		want := below(tree)
		for stop := range want {
			var got []grammar.Node
			for n := range grammar.All(tree) {
				if got = append(got, n); len(got) > stop {
					break
				}
			}
			if d := cmp.Diff(names(want[:stop+1]), names(got)); d != "" {
				t.Errorf("%T, stopped at node %d: %s", tree, stop, d)
			}
		}
	}
	for range grammar.All(nil) {
		t.Error("there is a node in no tree")
	}
}
