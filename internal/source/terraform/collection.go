package terraform

import (
	"slices"
	"strconv"
	"strings"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function/stdlib"

	"github.com/logsieve/logsieve/internal/source"
)

// collection evaluates the functions of lists and maps, nil when it cannot.
func (c *tfCall) collection(name string) *source.Value {
	at := c.src.at(c.r)
	list := &source.Value{Kind: source.List, Span: at}
	switch name {
	case "merge":
		return c.merge()
	case "concat":
		for _, arg := range c.args {
			if arg.Kind != source.List {
				return nil
			}
			list.Items = append(list.Items, arg.Items...)
		}
		return list
	}
	if len(c.args) == 0 {
		return nil
	}
	first := c.args[0]
	switch name {
	case "tolist", "tomap", "nonsensitive":
		if first.Kind == source.List || first.Kind == source.Map {
			return first
		}
	case "toset", "distinct":
		if first.Kind == source.List {
			return unique(first, name == "toset")
		}
	case "keys", "values":
		if first.Kind != source.Map {
			return nil
		}
		all, _ := entries(first)
		sortEntries(all)
		for _, en := range all {
			if name == "keys" {
				en.value = en.key
			}
			list.Items = append(list.Items, en.value)
		}
		return list
	case "length":
		switch first.Kind {
		case source.List:
			return &source.Value{Kind: source.Number, Span: at, Literal: strconv.Itoa(len(first.Items))}
		case source.Map:
			return &source.Value{Kind: source.Number, Span: at, Literal: strconv.Itoa(len(first.Members))}
		case source.String:
			if s, ok := first.Str(); ok {
				if n, err := stdlib.Strlen(cty.StringVal(s)); err == nil {
					return &source.Value{Kind: source.Number, Span: at, Literal: numberLiteral(n.AsBigFloat())}
				}
			}
		}
	case "lookup":
		return c.lookup()
	case "element":
		if i, ok := c.intArg(1); ok && first.Kind == source.List && len(first.Items) > 0 && i >= 0 {
			return first.Items[i%len(first.Items)]
		}
	case "flatten":
		if first.Kind == source.List && c.flatten(first, list) {
			return list
		}
	case "compact":
		return c.compact()
	case "alltrue", "anytrue":
		return c.holds(name == "alltrue")
	case "one":
		if first.Kind == source.List && len(first.Items) == 1 {
			return first.Items[0]
		}
	}
	return nil
}

func (c *tfCall) merge() *source.Value {
	out := &source.Value{Kind: source.Map, Span: c.src.at(c.r)}
	for _, arg := range c.args {
		switch arg.Kind {
		case source.Map:
			for _, m := range arg.Members {
				out.SetMember(m)
			}
		case source.Null:
		default:
			return nil
		}
	}
	return out
}

func (c *tfCall) lookup() *source.Value {
	if len(c.args) < 2 || c.args[0].Kind != source.Map {
		return nil
	}
	name, ok := c.args[1].AsKnown()
	if !ok {
		return nil
	}
	if v := c.args[0].Get(name); v != nil {
		return v
	}
	if len(c.args) > 2 {
		return c.args[2]
	}
	return nil
}

func (c *tfCall) intArg(i int) (int, bool) {
	if i >= len(c.args) {
		return 0, false
	}
	return c.args[i].AsInt()
}

// holds reports whether all elements of a list are true, or any is.
func (c *tfCall) holds(all bool) *source.Value {
	if c.args[0].Kind != source.List {
		return nil
	}
	for _, item := range c.args[0].Items {
		switch b, ok := item.AsBool(); {
		case !ok:
			return nil // the others may decide, which is rare
		case b != all:
			return &source.Value{Kind: source.Bool, Span: c.src.at(c.r), Bool: b}
		}
	}
	return &source.Value{Kind: source.Bool, Span: c.src.at(c.r), Bool: all}
}

func (c *tfCall) compact() *source.Value {
	out := &source.Value{Kind: source.List, Span: c.src.at(c.r)}
	if c.args[0].Kind != source.List {
		return nil
	}
	for _, item := range c.args[0].Items {
		if item.Kind != source.Null && !item.IsText("") {
			out.Items = append(out.Items, item)
		}
	}
	return out
}

// unique drops what is written twice; a set is sorted, too.
func unique(v *source.Value, sorted bool) *source.Value {
	out := &source.Value{Kind: source.List, Span: v.Span}
	seen := map[string]bool{}
	for _, item := range v.Items {
		s, ok := item.AsKnown()
		if !ok {
			return v
		}
		if !seen[s] {
			seen[s] = true
			out.Items = append(out.Items, item)
		}
	}
	if sorted {
		slices.SortFunc(out.Items, func(a, b *source.Value) int {
			x, _ := a.AsKnown()
			y, _ := b.AsKnown()
			return strings.Compare(x, y)
		})
	}
	return out
}

// flatten adds the items of lists in lists, false when there are too many.
func (c *tfCall) flatten(v, out *source.Value) bool {
	for _, item := range v.Items {
		if !c.e.spend(1) {
			return false
		}
		if item.Kind != source.List {
			out.Items = append(out.Items, item)
		} else if !c.flatten(item, out) {
			return false
		}
	}
	return true
}
