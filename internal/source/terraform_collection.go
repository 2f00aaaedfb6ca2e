package source

import (
	"slices"
	"strconv"
	"strings"
)

// collection evaluates the functions of lists and maps, nil when it cannot.
func (c *tfCall) collection(name string) *Value {
	at := c.src.at(c.r)
	list := &Value{Kind: List, Span: at}
	switch name {
	case "merge":
		return c.merge()
	case "concat":
		for _, arg := range c.args {
			if arg.Kind != List {
				return nil
			}
			if c.e.steps += len(arg.Items); c.e.steps > maxSteps {
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
	case "tolist", "tomap", "nonsensitive", "sensitive":
		if first.Kind == List || first.Kind == Map {
			return first
		}
	case "toset", "distinct":
		if first.Kind == List {
			return first.unique(name == "toset")
		}
	case "keys", "values":
		if first.Kind != Map {
			return nil
		}
		all, _ := first.entries()
		slices.SortFunc(all, func(a, b tfEntry) int { return strings.Compare(a.key.Text.Decoded, b.key.Text.Decoded) })
		for _, en := range all {
			if name == "keys" {
				en.value = en.key
			}
			list.Items = append(list.Items, en.value)
		}
		return list
	case "length":
		switch first.Kind {
		case List:
			return &Value{Kind: Number, Span: at, Literal: strconv.Itoa(len(first.Items))}
		case Map:
			return &Value{Kind: Number, Span: at, Literal: strconv.Itoa(len(first.Members))}
		}
	case "lookup":
		return c.lookup()
	case "element":
		if i, ok := c.intArg(1); ok && first.Kind == List && len(first.Items) > 0 && i >= 0 {
			return first.Items[i%len(first.Items)]
		}
	case "contains":
		return c.contains()
	case "flatten":
		if first.Kind == List && c.flatten(first, list) {
			return list
		}
	case "compact":
		return c.compact()
	case "one":
		if first.Kind == List && len(first.Items) == 1 {
			return first.Items[0]
		}
	}
	return nil
}

func (c *tfCall) merge() *Value {
	out := &Value{Kind: Map, Span: c.src.at(c.r)}
	for _, arg := range c.args {
		switch arg.Kind {
		case Map:
			for _, m := range arg.Members {
				out.setMember(m)
			}
		case Null:
		default:
			return nil
		}
	}
	return out
}

func (c *tfCall) lookup() *Value {
	if len(c.args) < 2 || c.args[0].Kind != Map {
		return nil
	}
	name, ok := c.args[1].asKnown()
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
	return c.args[i].asInt()
}

func (c *tfCall) contains() *Value {
	if len(c.args) != 2 || c.args[0].Kind != List {
		return nil
	}
	want, ok := c.args[1].asKnown()
	if !ok {
		return nil
	}
	for _, item := range c.args[0].Items {
		s, ok := item.asKnown()
		if !ok {
			return nil
		}
		if s == want {
			return c.flag(true)
		}
	}
	return c.flag(false)
}

func (c *tfCall) compact() *Value {
	out := &Value{Kind: List, Span: c.src.at(c.r)}
	if c.args[0].Kind != List {
		return nil
	}
	for _, item := range c.args[0].Items {
		if item.Kind != Null && !item.isText("") {
			out.Items = append(out.Items, item)
		}
	}
	return out
}

// unique drops what is written twice; a set is sorted, too.
func (v *Value) unique(sorted bool) *Value {
	out := &Value{Kind: List, Span: v.Span}
	seen := map[string]bool{}
	for _, item := range v.Items {
		s, ok := item.asKnown()
		if !ok {
			return v
		}
		if !seen[s] {
			seen[s] = true
			out.Items = append(out.Items, item)
		}
	}
	if sorted {
		slices.SortFunc(out.Items, func(a, b *Value) int {
			x, _ := a.asKnown()
			y, _ := b.asKnown()
			return strings.Compare(x, y)
		})
	}
	return out
}

// flatten adds the items of lists in lists, false when there are too many.
func (c *tfCall) flatten(v, out *Value) bool {
	for _, item := range v.Items {
		if c.e.steps++; c.e.steps > maxSteps {
			return false
		}
		if item.Kind != List {
			out.Items = append(out.Items, item)
		} else if !c.flatten(item, out) {
			return false
		}
	}
	return true
}
