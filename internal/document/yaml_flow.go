package document

import (
	"bytes"
	"fmt"
)

// properties are what may stand before a node: a tag and an anchor.
type properties struct {
	tag, anchor string
	start, end  int
}

// properties reads a tag and an anchor, and moves to what follows, in brackets
// also to another line.
func (r *yamlReader) properties(inside bool) properties {
	p := properties{start: r.pos, end: r.pos}
	for r.pos < len(r.src) {
		switch c := r.src[r.pos]; {
		case c == '!' && p.tag == "":
			start := r.pos
			verbatim := r.pos+1 < len(r.src) && r.src[r.pos+1] == '<'
			for r.pos < len(r.src) && !isBlankOrBreak(r.src[r.pos]) && (verbatim || bytes.IndexByte([]byte(",[]{}"), r.src[r.pos]) < 0) {
				r.pos++
			}
			p.tag = string(r.src[start:r.pos])
		case c == '&' && p.anchor == "":
			p.anchor = r.anchorName()
			if p.anchor == "" {
				r.fail(r.pos, "an & without the name of an anchor", quoteRemedy)
				return p
			}
		default:
			return p
		}
		p.end = r.pos
		if inside {
			r.next()
		} else if r.blanks() {
			return p
		}
		if r.pos < len(r.src) && r.src[r.pos] == '*' {
			r.fail(r.pos, "an alias has no tag and no anchor of its own", quoteRemedy)
			return p
		}
	}
	return p
}

const quoteRemedy = "Put single quotes around the text."

// anchorName reads the name behind & or *.
func (r *yamlReader) anchorName() string {
	start := r.pos + 1
	r.pos = start
	for r.pos < len(r.src) && !isBlankOrBreak(r.src[r.pos]) && bytes.IndexByte([]byte(",[]{}"), r.src[r.pos]) < 0 {
		r.pos++
	}
	return string(r.src[start:r.pos])
}

// decorate gives a node its properties. An anchor is known from here on, so no
// node can hold itself.
func (r *yamlReader) decorate(n *Node, p properties) *Node {
	if n == nil {
		return nil
	}
	if p.tag != "" {
		n.Tag = p.tag
	}
	if p.end > p.start {
		n.Whole.Start = p.start
		n.Whole.End = max(n.Whole.End, p.end)
	}
	if p.anchor != "" {
		if r.anchors == nil {
			r.anchors = map[string]*Node{}
		}
		r.anchors[p.anchor] = n
	}
	return n
}

// flow reads a node that is no block collection, in brackets or not.
func (r *yamlReader) flow(parent int, inside bool) *Node {
	if r.depth++; r.depth > maxYAMLDepth {
		r.depth--
		return r.fail(r.pos, "it is nested too deeply", "Split the file.")
	}
	defer func() { r.depth-- }()
	if r.pos >= len(r.src) {
		return r.fail(r.pos, "the file ends where a value is expected", "Write the value.")
	}
	switch c := r.src[r.pos]; c {
	case '[':
		return r.flowSequence(parent)
	case '{':
		return r.flowMapping(parent)
	case '"', '\'':
		return r.quoted(c)
	case '*':
		at := r.pos
		n := r.anchors[r.anchorName()]
		if n == nil {
			return r.fail(at, fmt.Sprintf("there is no anchor %s before it", r.src[at:r.pos]), "Define the anchor before it is used, or put single quotes around the text.")
		}
		return n
	}
	return r.plain(parent, inside)
}

// flowNode reads a node in brackets; what is left out is null.
func (r *yamlReader) flowNode(parent int) *Node {
	p := r.properties(true)
	if r.err != nil {
		return nil
	}
	if r.pos < len(r.src) && (bytes.IndexByte([]byte(",]}"), r.src[r.pos]) >= 0 || r.colon(false)) {
		return r.decorate(r.newNode(Null, p.end, p.end), p)
	}
	return r.decorate(r.flow(parent, true), p)
}

// colon reports whether the colon of a key stands at pos in brackets. Behind a
// quoted key it needs no blank.
func (r *yamlReader) colon(quoted bool) bool {
	if r.pos >= len(r.src) || r.src[r.pos] != ':' {
		return false
	}
	if quoted || r.pos+1 == len(r.src) {
		return true
	}
	c := r.src[r.pos+1]
	return isBlankOrBreak(c) || bytes.IndexByte([]byte(",[]{}"), c) >= 0
}

func quotedKey(n *Node) bool {
	return n.Kind == Mapping || n.Kind == Sequence || n.Style == YAMLSingle || n.Style == YAMLDouble
}

// flowSequence reads [a, b]; an item may be one key: value.
func (r *yamlReader) flowSequence(parent int) *Node {
	n := r.newNode(Sequence, r.pos, r.pos)
	r.pos++
	for r.inside(n, ']') {
		start := r.pos
		explicit := r.follows('?')
		if explicit {
			r.pos++
			r.next()
		}
		item := r.flowNode(parent)
		if r.err != nil {
			return nil
		}
		end := r.pos
		r.next()
		if explicit || r.colon(quotedKey(item)) {
			pair := r.newNode(Mapping, start, end)
			value := r.pairValue(parent, item)
			if r.err != nil {
				return nil
			}
			pair.Members = []Member{{r.name(item), item.Whole, value}}
			pair.Span.End = max(end, value.Whole.End)
			pair.Whole = pair.Span
			item = pair
		}
		n.Items = append(n.Items, item)
		if !r.separator(n, parent, ']') {
			return nil
		}
	}
	return r.closed(n)
}

// flowMapping reads {a: b, c}.
func (r *yamlReader) flowMapping(parent int) *Node {
	n := r.newNode(Mapping, r.pos, r.pos)
	r.pos++
	for r.inside(n, '}') {
		if r.follows('?') {
			r.pos++
			r.next()
		}
		key := r.flowNode(parent)
		if r.err != nil {
			return nil
		}
		r.next()
		value := r.pairValue(parent, key)
		if r.err != nil {
			return nil
		}
		n.Members = append(n.Members, Member{r.name(key), key.Whole, value})
		if !r.separator(n, parent, '}') {
			return nil
		}
	}
	n = r.closed(n)
	if n != nil {
		r.merge(n)
	}
	return n
}

// pairValue reads the value of a key, null when there is no colon.
func (r *yamlReader) pairValue(parent int, key *Node) *Node {
	if !r.colon(quotedKey(key)) {
		return r.newNode(Null, key.Whole.End, key.Whole.End)
	}
	r.pos++
	r.next()
	return r.flowNode(parent)
}

// inside moves to the next item of a collection; false at its end and where
// the file ends.
func (r *yamlReader) inside(n *Node, end byte) bool {
	r.next()
	if r.pos >= len(r.src) || r.atMarker() {
		return r.notClosed(n, end)
	}
	return r.src[r.pos] != end
}

func (r *yamlReader) notClosed(n *Node, end byte) bool {
	r.fail(n.Span.Start, fmt.Sprintf("the %c is not closed", r.src[n.Span.Start]), fmt.Sprintf("Close it with %c, or put single quotes around the text.", end))
	return false
}

// separator reads the comma behind an item.
func (r *yamlReader) separator(n *Node, parent int, end byte) bool {
	r.next()
	switch {
	case r.pos >= len(r.src) || r.src[r.pos] == end:
	case r.src[r.pos] == ',':
		r.pos++
	case r.alone() && r.column() <= parent:
		return r.notClosed(n, end)
	default:
		r.fail(r.pos, fmt.Sprintf("expected , or %c", end), fmt.Sprintf("Separate the entries with commas; if the %c starts a text, put single quotes around the text.", r.src[n.Span.Start]))
		return false
	}
	return true
}

func (r *yamlReader) closed(n *Node) *Node {
	if r.err != nil {
		return nil
	}
	r.pos++
	n.Span.End = r.pos
	n.Whole = n.Span
	return n
}
