package request

import (
	"fmt"
	"regexp/syntax"
	"strings"
	"unicode/utf8"
)

// maxMisfitBytes bounds the texts that are read for their first misfit.
const maxMisfitBytes = 4096

// patternRemedy says what to change in a text that does not match a pattern:
// the first character that no text of the pattern could have there, or what the
// text looks like.
func patternRemedy(pattern, text string) string {
	at, ok := firstMisfit(pattern, text)
	switch rest := text[min(at, len(text)):]; {
	case ok && text == "":
		return "Write at least one character: the text is empty."
	case !ok:
		return "Use only what the pattern allows, from the first character to the last."
	case strings.HasSuffix(text, ":*") && len(rest) <= len(":*"):
		return "Remove the :* at its end."
	case strings.HasPrefix(text, "arn:") && at == len("arn"):
		name := resourceName(text)
		if _, misfit := firstMisfit(pattern, name); name != "" && !misfit {
			return fmt.Sprintf("This is an ARN, but a name is needed here: write %s.", name)
		}
		return "This is an ARN, but a name is needed here."
	case at == 0 && strings.HasPrefix(strings.TrimPrefix(pattern, "^(?:"), "arn"):
		return "Write an ARN, which starts with arn:."
	case rest == "":
		return "It ends too early: complete what the pattern requires."
	default:
		r, n := utf8.DecodeRuneInString(rest)
		shown := fmt.Sprintf("%q", rest[:n])
		if r == ' ' {
			shown = "a space"
		}
		return fmt.Sprintf("The pattern does not allow %s here, character %d: remove or replace it.", shown, utf8.RuneCountInString(text[:at])+1)
	}
}

// resourceName is the name at the end of an ARN's resource, "" when it has no
// type before it: app of log-group:app:*, r of role/r.
func resourceName(text string) string {
	a, ok := parseARN(strings.TrimSuffix(text, ":*"))
	if !ok {
		return ""
	}
	i := strings.IndexAny(a.resource, ":/")
	if i < 0 || i == len(a.resource)-1 {
		return ""
	}
	return a.resource[i+1:]
}

// firstMisfit is the offset of the first character at which a text leaves every
// text that the pattern matches; that is len(text) when it only ends too early.
// ok is false when the pattern cannot be read, when the text matches and when it
// is too long to be looked at.
func firstMisfit(pattern, text string) (at int, ok bool) {
	if len(text) > maxMisfitBytes {
		return 0, false
	}
	expr, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return 0, false
	}
	prog, err := syntax.Compile(expr.Simplify())
	if err != nil {
		return 0, false
	}
	m := machine{prog: prog, seen: make([]int, len(prog.Inst))}
	threads := m.follow(nil, []uint32{uint32(prog.Start)}, syntax.EmptyBeginText|syntax.EmptyBeginLine)
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		var read []uint32
		for _, pc := range threads {
			if in := &prog.Inst[pc]; reads(in) && in.MatchRune(r) {
				read = append(read, in.Out)
			}
		}
		threads = m.follow(threads[:0], read, 0)
		if len(threads) == 0 {
			return i, true
		}
		i += n
	}
	for _, pc := range m.follow(nil, threads, syntax.EmptyEndText|syntax.EmptyEndLine) {
		if prog.Inst[pc].Op == syntax.InstMatch {
			return 0, false
		}
	}
	return len(text), true
}

// reads reports whether an instruction reads a character.
func reads(in *syntax.Inst) bool {
	switch in.Op {
	case syntax.InstRune, syntax.InstRune1, syntax.InstRuneAny, syntax.InstRuneAnyNotNL:
		return true
	}
	return false
}

// machine follows a compiled pattern through the instructions that read nothing.
type machine struct {
	prog *syntax.Prog
	seen []int // by instruction: the last round that reached it
	now  int
}

// follow adds to a list the instructions that read a character, that wait for
// the end or that match, as far as they are reached from the given ones.
func (m *machine) follow(to, from []uint32, at syntax.EmptyOp) []uint32 {
	m.now++
	for len(from) > 0 {
		pc := from[len(from)-1]
		from = from[:len(from)-1]
		if m.seen[pc] == m.now {
			continue
		}
		m.seen[pc] = m.now
		switch in := &m.prog.Inst[pc]; in.Op {
		case syntax.InstAlt, syntax.InstAltMatch:
			from = append(from, in.Out, in.Arg)
		case syntax.InstCapture, syntax.InstNop:
			from = append(from, in.Out)
		case syntax.InstEmptyWidth:
			switch need := syntax.EmptyOp(in.Arg); {
			case need&^at == 0:
				from = append(from, in.Out)
			case need&(syntax.EmptyEndText|syntax.EmptyEndLine) != 0:
				to = append(to, pc)
			}
		case syntax.InstFail:
		default:
			to = append(to, pc)
		}
	}
	return to
}
