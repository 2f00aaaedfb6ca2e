package change

import (
	"bytes"
	"cmp"
	"path"
	"slices"
	"strings"
)

// changes are what has become of all resources, the gravest first, and how many
// are the same.
func (c *comparison) changes() (list []*Change, same int) {
	list = []*Change{}
	for _, it := range c.sides[0].items {
		if it.pair == nil {
			list = append(list, c.alone(it, Removed))
			continue
		}
		one := c.change(it, it.pair)
		if one != nil {
			list = append(list, one)
			it.differs, it.pair.differs = one.Class != Moved, one.Class != Moved
		}
		if one == nil || !one.Class.Different() {
			same++
		}
	}
	for _, it := range c.sides[1].items {
		if it.pair == nil {
			list = append(list, c.alone(it, Added))
		}
	}
	list = fold(list)
	order := []Class{Removed, Changed, Unknown, Added, Renamed, Rewrote, Moved}
	slices.SortStableFunc(list, func(a, b *Change) int {
		return cmp.Or(slices.Index(order, a.Class)-slices.Index(order, b.Class), byRank(a.Kind, b.Kind))
	})
	return list, same
}

// alone is a resource that only one side has, or that may be in what could not
// be read of the other.
func (c *comparison) alone(it *item, class Class) *Change {
	one := &Change{Class: class, Kind: it.kind, Name: it.title(), Group: it.groupTitle()}
	other := c.sides[1]
	if class == Removed {
		one.Old = it.place()
	} else {
		one.New, other = it.place(), c.sides[0]
	}
	if text, _ := it.pattern(); it.matches() {
		one.Pattern = &PatternChange{Old: text}
		if class == Added {
			one.Pattern = &PatternChange{New: text}
		}
	}
	if name := other.unread(it); name != "" {
		one.Class, one.Reason = Unknown, unreadable(name)
	}
	return one
}

// unread is the file of a side that may have an item which is not found on it,
// because not all of the file could be read; "" when there is none.
func (s *side) unread(it *item) string {
	name := it.side.within(it.File.Name)
	if it.File.Format.ByFolder && s.broken[path.Dir(name)+"/"] != "" {
		return s.broken[path.Dir(name)+"/"]
	}
	return cmp.Or(s.broken[name], s.broken[""])
}

// partly reports whether not all of what an item stands in can be read, on one
// of the sides.
func (c *comparison) partly(it *item) bool {
	return c.sides[0].unread(it) != "" || c.sides[1].unread(it) != ""
}

func unreadable(name string) string { return "not all of " + name + " can be read" }

// change is how a resource differs, nil when it does not.
func (c *comparison) change(old, new *item) *Change {
	one := &Change{Kind: new.kind, Name: new.title(), Group: new.groupTitle(), Old: old.place(), New: new.place()}
	for _, it := range []*item{old, new} {
		if it.damaged && !bytes.Equal(old.File.Data, new.File.Data) {
			whole := it.pair
			one.Name, one.Group = whole.title(), whole.groupTitle()
			one.Class, one.Reason = Unknown, unreadable(it.File.Name)
			return one
		}
	}
	one.Members = c.members(old, new)
	renamed := old.name != new.name
	if renamed {
		one.Members = append([]Member{{Name: nameMember(old.Resource.Operation), Old: old.name, New: new.name, Unknown: !old.known || !new.known}}, one.Members...)
	}
	if old.filter() && !sameGroup(old, new) {
		one.Members = append([]Member{{Name: "logGroupName", Old: old.groupTitle(), New: new.groupTitle(), Unknown: !old.sure || !new.sure}}, one.Members...)
	}
	if old.matches() {
		one.Pattern = c.patterns(old, new)
	}
	equivalent := one.Pattern == nil || one.Pattern.Relation == Equivalent
	sure := slices.ContainsFunc(one.Members, func(m Member) bool { return !m.Unknown })
	switch {
	case equivalent && len(one.Members) == 1 && renamed && sure:
		one.Class = Renamed
	case len(one.Members) > 0 && sure:
		one.Class = Changed
	case !equivalent && (one.Pattern.Relation == Undecided || one.Pattern.Relation == NotKnown), equivalent && len(one.Members) > 0:
		one.Class = Unknown
	case !equivalent:
		one.Class = Changed
	case one.Pattern != nil:
		one.Class = Rewrote
	case old.File.Format != new.File.Format:
		return nil // it is not the place that changed
	case old.Resource.Address != new.Resource.Address && !old.byPosition(), old.scope != "" && new.scope != "" && old.side.within(old.File.Name) != new.side.within(new.File.Name):
		one.Class = Moved
	default:
		return nil
	}
	return one
}

// fold leaves out what is said of a module where it is called when the same is
// said where it stands.
func fold(list []*Change) []*Change {
	key := func(c *Change, address string) string {
		parts := []string{string(c.Class), c.Kind, address}
		if c.Pattern != nil {
			parts = append(parts, c.Pattern.Old, c.Pattern.New)
		}
		for _, m := range c.Members {
			parts = append(parts, m.Name, m.Old, m.New)
		}
		return strings.Join(parts, "\x00")
	}
	address := func(c *Change) string {
		if c.New != nil {
			return c.New.Address
		}
		return c.Old.Address
	}
	own := map[string]*Change{}
	for _, c := range list {
		if a := address(c); !strings.HasPrefix(a, "module.") {
			own[key(c, a)] = c
		}
	}
	return slices.DeleteFunc(list, func(c *Change) bool {
		a := address(c)
		for strings.HasPrefix(a, "module.") {
			_, rest, _ := strings.Cut(strings.TrimPrefix(a, "module."), ".")
			if a = rest; own[key(c, a)] != nil && own[key(c, a)] != c {
				own[key(c, a)].Calls++
				return true
			}
		}
		return false
	})
}
