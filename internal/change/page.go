package change

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/logsieve/logsieve/internal/quota"
)

// piece is a part of a line: our words, or a text that somebody else wrote.
type piece struct {
	text  string
	quote bool
}

func say(format string, args ...any) piece { return piece{text: fmt.Sprintf(format, args...)} }
func quoted(text string) piece             { return piece{text, true} }

// line is a line of an entry, and how deep it stands below it.
type line struct {
	depth  int
	pieces []piece
}

// section is what has become of some resources in the same way.
type section struct {
	title   string
	grave   bool
	entries [][]line // the first line of each names the resource
}

// page is a diff as people read it, in whatever format.
func (d *Diff) page() []section {
	var list []section
	chains := func(title string, grave bool, effects ...Effect) {
		s := section{title: title, grave: grave}
		for _, c := range d.Chains {
			if slices.Contains(effects, c.Effect) {
				s.entries = append(s.entries, c.lines())
			}
		}
		list = append(list, s)
	}
	chains("no longer works", true, Stops)
	chains("no longer proven", true, InDoubt)
	deploy := section{title: "in between, while it is deployed", grave: true}
	for _, s := range d.Deploy {
		deploy.entries = append(deploy.entries, s.lines())
	}
	list = append(list, deploy)
	for _, class := range []Class{Removed, Changed, Unknown, Added, Renamed} {
		list = append(list, d.class(class))
	}
	chains("begins to work", false, Begins)
	chains("may begin to work", false, MayBegin)
	list = append(list, d.class(Rewrote), d.class(Moved))
	return slices.DeleteFunc(list, func(s section) bool { return len(s.entries) == 0 })
}

func (d *Diff) class(class Class) section {
	titles := map[Class]string{Unknown: "not known whether the same", Rewrote: "written in another way, the same meaning", Moved: "moved, the same meaning"}
	s := section{title: titles[class]}
	if s.title == "" {
		s.title = string(class)
	}
	for _, c := range d.Changes {
		if c.Class == class {
			s.entries = append(s.entries, c.lines())
		}
	}
	return s
}

func resource(kind, name, group string, at Place) []piece {
	list := []piece{say("%s ", kind), quoted(name)}
	if group != "" {
		list = append(list, say(" of "), quoted(group))
	}
	return append(list, say("  "), quoted(fmt.Sprintf("%s:%d", at.File, at.Line)))
}

func (c *Chain) lines() []line {
	list := []line{{0, resource(c.Kind, c.Name, "", c.At)}}
	if c.Reason != "" {
		list = append(list, line{1, []piece{quoted(c.Link), say(": "), quoted(c.Reason)}})
	}
	if c.Event != "" {
		list = append(list, line{1, []piece{say("delivers "), quoted(c.Event)}})
	}
	if w := c.Witness; w != nil {
		list = append(list, line{1, []piece{say("rings with")}})
		for _, e := range w.Events {
			one := line{2, []piece{say("%s  ", time.UnixMilli(e.Timestamp).UTC().Format(time.RFC3339)), quoted(e.Message)}}
			if e.Count > 1 {
				one.pieces = append(one.pieces, say("  (%d times)", e.Count))
			}
			list = append(list, one)
		}
	}
	return list
}

func (s *Step) lines() []line {
	list := []line{{0, resource(s.Kind, s.Name, s.Group, s.At)}, {1, []piece{say("%s: %s", s.Tool, s.Message)}}}
	if s.From != "" {
		list = append(list, line{1, []piece{say("from "), quoted(s.From), say(" to "), quoted(s.At.Address)}})
	}
	if s.Event != "" {
		list = append(list, line{1, []piece{say("such as "), quoted(s.Event)}})
	}
	return list
}

func (c *Change) lines() []line {
	at := c.New
	if at == nil {
		at = c.Old
	}
	list := []line{{0, resource(c.Kind, c.Name, c.Group, *at)}}
	if c.Class == Moved {
		list = append(list, line{1, []piece{say("from "), quoted(c.Old.Address), say("  "), quoted(fmt.Sprintf("%s:%d", c.Old.File, c.Old.Line))}})
		list = append(list, line{1, []piece{say("to "), quoted(c.New.Address), say("  "), quoted(fmt.Sprintf("%s:%d", c.New.File, c.New.Line))}})
	}
	if c.Calls > 0 {
		list[0].pieces = append(list[0].pieces, say("  (and in %d %s of the module)", c.Calls, plural(c.Calls, "call")))
	}
	if c.Reason != "" {
		list = append(list, line{1, []piece{quoted(c.Reason)}})
	}
	if p := c.Pattern; p != nil {
		list = append(list, p.lines()...)
	}
	for _, m := range c.Members {
		one := []piece{quoted(m.Name), say(": "), value(m.Old), say(" → "), value(m.New)}
		if m.Unknown && m.Old != "" && m.New != "" {
			one = append(one, say("  (not known whether the same)"))
		}
		list = append(list, line{1, one})
	}
	return list
}

func value(text string) piece {
	if text == "" {
		return say("none")
	}
	return quoted(text)
}

func (p *PatternChange) lines() []line {
	if p.Relation == "" {
		return []line{{1, []piece{pattern(p.Old + p.New)}}}
	}
	first := []piece{say("filterPattern: %s", p.Relation)}
	if p.Reason != "" {
		first = append(first, say(", "), quoted(p.Reason))
	}
	list := []line{{1, first}, {2, []piece{say("old "), pattern(p.Old)}}, {2, []piece{say("new "), pattern(p.New)}}}
	for _, e := range []struct {
		what  string
		event *string
	}{{"lost ", p.Lost}, {"gained ", p.Gained}} {
		if e.event != nil {
			list = append(list, line{2, []piece{say("%s", e.what), quoted(*e.event)}})
		}
	}
	return list
}

func pattern(text string) piece {
	if text == "" {
		return say("the empty pattern, which matches all")
	}
	return quoted(text)
}

// Summary says in one line what differs.
func (d *Diff) Summary() string {
	var parts []string
	add := func(n int, what string) {
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%s %s", quota.Grouped(n), what))
		}
	}
	effects := map[Effect]int{}
	for _, c := range d.Chains {
		effects[c.Effect]++
	}
	add(effects[Stops], "no longer "+map[bool]string{true: "works", false: "work"}[effects[Stops] == 1])
	add(effects[InDoubt], "no longer proven")
	add(len(d.Deploy), map[bool]string{true: "effect", false: "effects"}[len(d.Deploy) == 1]+" in between")
	classes := map[Class]int{}
	for _, c := range d.Changes {
		classes[c.Class]++
	}
	for _, class := range []Class{Removed, Changed, Unknown, Added, Renamed} {
		add(classes[class], map[bool]string{true: "not known", false: string(class)}[class == Unknown])
	}
	add(effects[Begins]+effects[MayBegin], "may work again")
	add(classes[Rewrote], "written in another way")
	add(classes[Moved], "moved")
	add(d.Same, "the same")
	if !d.Different() {
		return strings.Join(append([]string{"the same meaning"}, parts...), ", ")
	}
	return strings.Join(parts, ", ")
}

// Text says what a side holds.
func (h Holdings) Text() string {
	parts := []string{fmt.Sprintf("%s %s", quota.Grouped(h.Files), plural(h.Files, "file"))}
	if h.Looked > h.Files {
		parts[0] = fmt.Sprintf("%s of %s files", quota.Grouped(h.Files), quota.Grouped(h.Looked))
	}
	for _, k := range h.Kinds {
		parts = append(parts, fmt.Sprintf("%s %s", quota.Grouped(k.Count), plural(k.Count, k.Kind)))
	}
	if len(h.Kinds) == 0 {
		parts = append(parts, "nothing to compare")
	}
	return strings.Join(parts, ", ")
}
