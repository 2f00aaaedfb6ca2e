package engine

import (
	"math/bits"
	"regexp/syntax"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// counting runs an expression that has no table over a text: all its
// possibilities at once, a bit each, and of a repetition such as [a-z]{1000}
// where it began instead of a thousand bits. A character takes time for the
// words of bits and for the repetitions that are under way, of which a pattern
// holds some hundred at most; what is remembered does not grow with the text.
type counting struct {
	columns charColumns
	words   int
	// Bits stand for what consumes a character, for conditions such as ^, and
	// for the end of each alternative.
	start, final, loops, counted []uint64
	consumes                     [][]uint64 // by column
	// passes are the bits that are passed without a character, by the
	// conditions that hold.
	passes [1 << 6][]uint64
	// conditions are those that the expression asks for.
	conditions  syntax.EmptyOp
	repetitions []repetition
	states      sync.Pool // *countingState
}

// repetition is a counted repetition of one character.
type repetition struct {
	bit      int
	min, max int // max -1 for no end
}

// part is a part of an alternative: a character some times, or a condition.
type part struct {
	class     []rune // pairs of first and last, in order
	min, max  int
	condition syntax.EmptyOp
}

// maxWrittenOut is up to which count a repetition is written out.
const maxWrittenOut = 8

// newCounting compiles an expression without groups; ok is false for others.
func newCounting(source string) (c *counting, ok bool) {
	c = &counting{}
	var alternatives [][]part
	var classes [][]rune
	size := 0
	for _, s := range splitAlternatives(source) {
		tree, err := syntax.Parse(s, syntax.Perl)
		if err != nil {
			return nil, false
		}
		parts, ok := appendParts(nil, tree)
		if !ok {
			return nil, false
		}
		parts = writtenOut(merged(parts))
		for _, p := range parts {
			classes = append(classes, p.class)
		}
		alternatives = append(alternatives, parts)
		size += len(parts) + 1
	}
	c.words = (size + 63) / 64
	c.columns = newCharColumns(classes)
	for range c.columns.samples {
		c.consumes = append(c.consumes, make([]uint64, c.words))
	}
	c.start, c.final, c.loops, c.counted = make([]uint64, c.words), make([]uint64, c.words), make([]uint64, c.words), make([]uint64, c.words)
	c.lay(alternatives)
	c.states.New = func() any { return c.newState() }
	return c, true
}

// splitAlternatives splits at each | outside of classes. The parser would take
// out what several alternatives begin with.
func splitAlternatives(source string) []string {
	var out []string
	from, class := 0, false
	for i := 0; i < len(source); i++ {
		switch c := source[i]; {
		case c == '\\':
			i++
		case class:
			class = c != ']'
		case c == '[':
			class = true
			// A bracket in front closes nothing yet.
			rest := strings.TrimPrefix(source[i+1:], "^")
			if strings.HasPrefix(rest, "]") {
				i = len(source) - len(rest)
			}
		case c == '|':
			out = append(out, source[from:i])
			from = i + 1
		}
	}
	return append(out, source[from:])
}

// appendParts appends the parts of a tree without groups and alternatives.
func appendParts(parts []part, re *syntax.Regexp) ([]part, bool) {
	one := func(class ...rune) ([]part, bool) { return append(parts, part{class: class, min: 1, max: 1}), true }
	switch re.Op {
	case syntax.OpEmptyMatch:
		return parts, true
	case syntax.OpNoMatch:
		return one()
	case syntax.OpLiteral:
		for _, r := range re.Rune {
			parts = append(parts, part{class: foldings(r, re.Flags), min: 1, max: 1})
		}
		return parts, true
	case syntax.OpCharClass:
		return one(re.Rune...)
	case syntax.OpAnyCharNotNL:
		return one(0, '\n'-1, '\n'+1, unicode.MaxRune)
	case syntax.OpAnyChar:
		return one(0, unicode.MaxRune)
	case syntax.OpConcat:
		var ok bool
		for _, sub := range re.Sub {
			if parts, ok = appendParts(parts, sub); !ok {
				return nil, false
			}
		}
		return parts, true
	case syntax.OpStar, syntax.OpPlus, syntax.OpQuest, syntax.OpRepeat:
		sub, ok := appendParts(nil, re.Sub[0])
		if !ok || len(sub) > 1 || len(sub) == 1 && sub[0].condition == 0 && (sub[0].min != 1 || sub[0].max != 1) {
			return nil, false
		}
		times := repetition{min: re.Min, max: re.Max}
		switch re.Op {
		case syntax.OpStar:
			times = repetition{max: -1}
		case syntax.OpPlus:
			times = repetition{min: 1, max: -1}
		case syntax.OpQuest:
			times = repetition{max: 1}
		}
		switch {
		case len(sub) == 0 || sub[0].condition != 0 && times.min == 0:
			return parts, true // nothing, or a condition that need not hold
		case sub[0].condition != 0:
			return append(parts, sub[0]), true
		}
		sub[0].min, sub[0].max = times.min, times.max
		return append(parts, sub[0]), true
	}
	conditions := map[syntax.Op]syntax.EmptyOp{
		syntax.OpBeginText: syntax.EmptyBeginText, syntax.OpEndText: syntax.EmptyEndText,
		syntax.OpBeginLine: syntax.EmptyBeginLine, syntax.OpEndLine: syntax.EmptyEndLine,
		syntax.OpWordBoundary: syntax.EmptyWordBoundary, syntax.OpNoWordBoundary: syntax.EmptyNoWordBoundary,
	}
	condition, ok := conditions[re.Op]
	return append(parts, part{condition: condition}), ok
}

// foldings are the characters that a literal's character stands for.
func foldings(r rune, flags syntax.Flags) []rune {
	class := []rune{r, r}
	if flags&syntax.FoldCase == 0 {
		return class
	}
	for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
		class = append(class, f, f)
	}
	return class
}

// merged joins neighbours over the same characters: [a-z]{5}[a-z]{3} is
// [a-z]{8}.
func merged(parts []part) []part {
	var out []part
	for _, p := range parts {
		if n := len(out); n > 0 && p.condition == 0 && out[n-1].condition == 0 && slices.Equal(out[n-1].class, p.class) {
			last := &out[n-1]
			last.min += p.min
			if p.max < 0 || last.max < 0 {
				last.max = -1
			} else {
				last.max += p.max
			}
			continue
		}
		out = append(out, p)
	}
	return out
}

// writtenOut writes short repetitions out, so that what is left are single
// characters, once (1, 1), perhaps (0, 1), repeated (1, -1), and long
// repetitions.
func writtenOut(parts []part) []part {
	var out []part
	for _, p := range parts {
		if p.condition != 0 || p.max > maxWrittenOut || p.min > maxWrittenOut {
			out = append(out, p)
			continue
		}
		once, perhaps := p, p
		once.min, once.max, perhaps.min, perhaps.max = 1, 1, 0, 1
		for range p.min {
			out = append(out, once)
		}
		for range p.max - p.min {
			out = append(out, perhaps)
		}
		if p.max < 0 {
			p.min = 0
			out = append(out, p)
		}
	}
	return out
}

// lay gives the parts their bits.
func (c *counting) lay(alternatives [][]part) {
	bit := 0
	passed := make([]uint64, c.words)
	conditional := map[int]syntax.EmptyOp{}
	for _, parts := range alternatives {
		set(c.start, bit)
		for _, p := range parts {
			switch {
			case p.condition != 0:
				c.conditions |= p.condition
				conditional[bit] = p.condition
			case p.max == 1:
			case p.max < 0 && p.min == 0:
				set(c.loops, bit)
			default:
				set(c.counted, bit)
				c.repetitions = append(c.repetitions, repetition{bit, p.min, p.max})
			}
			if p.condition == 0 && p.min == 0 {
				set(passed, bit)
			}
			for column, r := range c.columns.samples {
				if inClass(p.class, r) {
					set(c.consumes[column], bit)
				}
			}
			bit++
		}
		set(c.final, bit)
		bit++
	}
	for holds := syntax.EmptyOp(0); holds <= c.conditions; holds++ {
		if holds&^c.conditions != 0 {
			continue
		}
		passes := slices.Clone(passed)
		for bit, condition := range conditional {
			if condition&^holds == 0 {
				set(passes, bit)
			}
		}
		c.passes[holds] = passes
	}
}

func set(words []uint64, bit int) { words[bit/64] |= 1 << (bit % 64) }

func has(words []uint64, bit int) bool { return words[bit/64]&(1<<(bit%64)) != 0 }

func inClass(class []rune, r rune) bool {
	for i := 0; i < len(class); i += 2 {
		if class[i] <= r && r <= class[i+1] {
			return true
		}
	}
	return false
}

// charColumns gives characters that no class tells apart the same column.
type charColumns struct {
	ascii   [utf8.RuneSelf]uint16
	firsts  []rune // of the columns
	samples []rune // a character of each column
}

func newCharColumns(classes [][]rune) charColumns {
	var c charColumns
	c.firsts = []rune{0}
	for _, class := range classes {
		for i := 0; i < len(class); i += 2 {
			c.firsts = append(c.firsts, class[i], class[i+1]+1)
		}
	}
	slices.Sort(c.firsts)
	c.firsts = slices.Compact(c.firsts)
	c.samples = c.firsts
	for r := range c.ascii {
		c.ascii[r] = uint16(c.search(rune(r)))
	}
	return c
}

func (c *charColumns) search(r rune) int {
	i, found := slices.BinarySearch(c.firsts, r)
	if !found {
		i--
	}
	return i
}

// countingState is what matching remembers.
type countingState struct {
	active, entered []uint64 // what has just consumed a character, and what may be next
	begun           [][]int  // by repetition: where it began, oldest first
}

func (c *counting) newState() *countingState {
	return &countingState{make([]uint64, c.words), make([]uint64, c.words), make([][]int, len(c.repetitions))}
}

func (c *counting) match(text []byte) bool {
	s := c.states.Get().(*countingState)
	defer c.states.Put(s)
	clear(s.active)
	for i := range s.begun {
		s.begun[i] = s.begun[i][:0]
	}
	before := rune(-1)
	for at, i := 0, 0; ; at++ {
		next, n := rune(-1), 0
		if i < len(text) {
			if next, n = rune(text[i]), 1; next >= utf8.RuneSelf {
				next, n = utf8.DecodeRune(text[i:])
			}
		}
		if c.enter(s, before, next) {
			return true
		}
		if n == 0 {
			return false
		}
		c.consume(s, next, at)
		before, i = next, i+n
	}
}

// enter finds what may be next, and reports whether an alternative has ended.
// All bits that are passed from one that is set are set by the carries of an
// addition.
func (c *counting) enter(s *countingState, before, next rune) bool {
	passes := c.passes[0]
	if c.conditions != 0 {
		passes = c.passes[syntax.EmptyOpContext(before, next)&c.conditions]
	}
	var shifted, carry, ended uint64
	for w := range s.entered {
		from := s.active[w]<<1 | shifted | c.start[w]
		shifted = s.active[w] >> 63
		var sum uint64
		// A carry into a word enters its first bit.
		from |= carry
		sum, carry = bits.Add64(from&passes[w], passes[w], 0)
		s.entered[w] = from | (sum ^ passes[w])
		ended |= s.entered[w] & c.final[w]
	}
	return ended != 0
}

// consume takes a character, the one at a place.
func (c *counting) consume(s *countingState, r rune, at int) {
	var column int
	if r < utf8.RuneSelf {
		column = int(c.columns.ascii[r])
	} else {
		column = c.columns.search(r)
	}
	takes := c.consumes[column]
	for w := range s.active {
		s.active[w] = takes[w] & (s.entered[w] | s.active[w]&c.loops[w]) &^ c.counted[w]
	}
	for k := range c.repetitions {
		x := &c.repetitions[k]
		if !has(takes, x.bit) {
			s.begun[k] = s.begun[k][:0]
			continue
		}
		begun := s.begun[k]
		if has(s.entered, x.bit) && (x.max >= 0 || len(begun) == 0) {
			begun = append(begun, at)
		}
		if len(begun) > 0 && x.max >= 0 && at-begun[0] >= x.max {
			begun = begun[1:]
		}
		if s.begun[k] = begun; len(begun) > 0 && at-begun[0]+1 >= x.min {
			set(s.active, x.bit)
		}
	}
}
