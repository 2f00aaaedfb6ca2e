package document

import (
	"bytes"
	"fmt"
	"slices"
)

// The YAML reader is our own because findings need the place of every byte of
// a scalar, and the end of every collection, which the nodes of the kept
// library do not have. Tests hold it to what that library reads.

// maxYAMLDepth bounds nesting, so that a file of brackets cannot exhaust the
// stack.
const maxYAMLDepth = 512

// yamlReader reads a stream of YAML documents to nodes. After a mistake it
// goes on with the next entry of the innermost block mapping that ends.
type yamlReader struct {
	*nodeSlab
	src      []byte
	text     string // src, of which names are parts
	pos      int
	line     int // where the line of pos starts
	depth    int
	anchors  map[string]*Node
	comments []Comment
	err      *Problem // that stops the node being read
	problems []*Problem
}

// readYAML returns the roots of the documents. Comments and mistakes go to the
// file.
func (f *Reader) readYAML() []*Node {
	r := &yamlReader{nodeSlab: f.memory(len(f.Data)), src: f.Data, text: f.DataText()}
	if bytes.HasPrefix(f.Data, []byte("\uFEFF")) {
		r.pos = len("\uFEFF")
		r.line = r.pos
	}
	var roots []*Node
	for r.documentStart() {
		r.anchors = nil
		if n := r.document(); n != nil {
			roots = append(roots, n)
		}
	}
	f.Comments = append(f.Comments, r.comments...)
	f.Problems = append(f.Problems, r.problems...)
	return roots
}

// documentStart moves to the first content of the next document; false at the
// end of the stream.
func (r *yamlReader) documentStart() bool {
	for {
		r.next()
		switch {
		case r.pos >= len(r.src):
			return false
		case r.src[r.pos] == '%' && r.pos == r.line: // %YAML, %TAG
			r.pos = r.lineEnd(r.pos)
		case r.marker("..."):
			r.pos += 3
		default:
			return true
		}
	}
}

// document reads one document up to the marker of the next.
func (r *yamlReader) document() *Node {
	fresh, start := true, r.pos
	if r.marker("---") {
		r.pos += 3
		line := r.line
		r.next()
		if r.pos >= len(r.src) || r.atMarker() {
			return nil
		}
		fresh = r.line != line
	}
	root := r.block(-1, fresh, false)
	if r.err == nil {
		r.next()
		if r.pos < len(r.src) && !r.atMarker() {
			start = r.pos
			r.fail(r.pos, "unexpected text after the value above", "Indent it as what it belongs to, or quote the text before it.")
		}
	}
	r.recover(start, 0) // what follows is a document of its own
	return root
}

// fail stops the node being read.
func (r *yamlReader) fail(at int, reason, remedy string) *Node {
	if r.err == nil {
		at = min(at, len(r.src))
		end := at
		if at < len(r.src) && r.src[at] != '\n' && r.src[at] != '\r' {
			end++
			for end < len(r.src) && r.src[end]&0xC0 == 0x80 {
				end++
			}
		}
		r.err = &Problem{
			Span:   Span{Start: at, End: end},
			Reason: fmt.Sprintf("The YAML cannot be read: %s.", reason),
			Remedy: remedy,
		}
	}
	return nil
}

// maxYAMLProblems bounds what is read of a file that is no YAML at all.
const maxYAMLProblems = 20

// recover goes on after a mistake: at the first line behind that of from that
// is not indented more than col.
func (r *yamlReader) recover(from, col int) {
	if r.err == nil {
		return
	}
	r.problems = append(r.problems, r.err)
	r.pos = from // what is not closed has been read to the end of the file
	for n := len(r.comments); n > 0 && r.comments[n-1].Span.Start >= r.pos; n-- {
		r.comments = r.comments[:n-1]
	}
	r.err = nil
	if len(r.problems) == maxYAMLProblems {
		r.pos = len(r.src)
	}
	for r.pos < len(r.src) {
		r.pos = r.lineEnd(r.pos)
		r.newline()
		for r.pos < len(r.src) && isBlank(r.src[r.pos]) {
			r.pos++
		}
		if r.atMarker() || r.pos < len(r.src) && !isBreak(r.src[r.pos]) && r.src[r.pos] != '#' && r.pos-r.line <= col {
			return
		}
	}
}

// next moves to the next content, over blanks, line breaks, comments, and
// lines that are only for the program that renders the file: {% %}, {# #}, and
// {{ if }} and the like. No YAML starts so.
func (r *yamlReader) next() {
	for r.pos < len(r.src) {
		switch c := r.src[r.pos]; {
		case c == ' ' || c == '\t':
			r.pos++
		case isBreak(c):
			r.newline()
		case c == '#' && (r.pos == r.line || r.pos == 0 || isBlankOrBreak(r.src[r.pos-1])):
			end := r.lineEnd(r.pos)
			r.comments = append(r.comments, Comment{Span{Start: r.pos, End: end}, string(bytes.TrimSpace(r.src[r.pos+1 : end]))})
			r.pos = end
		case c == '{' && r.pos+1 < len(r.src) && (r.src[r.pos+1] == '%' || r.src[r.pos+1] == '#') && r.alone():
			r.pos = r.lineEnd(r.pos)
		case c == '{' && isStatement(r.src[r.pos:]) && r.alone():
			r.pos = r.lineEnd(r.pos)
		default:
			return
		}
	}
}

// alone reports whether nothing but blanks stands before pos on its line.
func (r *yamlReader) alone() bool { return len(bytes.TrimLeft(r.src[r.line:r.pos], " \t")) == 0 }

// tabbed reports whether a tab stands before pos in the indentation of its
// line, and fails then: YAML has none where a block node starts.
func (r *yamlReader) tabbed() bool {
	i := bytes.IndexByte(r.src[r.line:r.pos], '\t')
	if i < 0 || !r.alone() {
		return false
	}
	r.fail(r.line+i, "the indentation contains a tab", "Indent with spaces.")
	return true
}

// blanks moves over the blanks of the line; it reports whether the line has
// nothing more than a comment.
func (r *yamlReader) blanks() (end bool) {
	for r.pos < len(r.src) && isBlank(r.src[r.pos]) {
		r.pos++
	}
	return r.pos >= len(r.src) || isBreak(r.src[r.pos]) || r.src[r.pos] == '#' && (r.pos == r.line || isBlank(r.src[r.pos-1]))
}

// newline moves over one line break.
func (r *yamlReader) newline() {
	if r.pos < len(r.src) {
		r.pos += breakSize(r.src, r.pos)
		r.line = r.pos
	}
}

// lineEnd is where the line of an offset ends, its break not included.
func (r *yamlReader) lineEnd(at int) int {
	if i := bytes.IndexAny(r.src[at:], "\r\n"); i >= 0 {
		return at + i
	}
	return len(r.src)
}

func (r *yamlReader) column() int { return r.pos - r.line }

// marker reports whether a marker between documents stands at pos.
func (r *yamlReader) marker(text string) bool {
	return r.pos == r.line && isMarker(r.src, r.pos, text)
}

func (r *yamlReader) atMarker() bool { return r.marker("---") || r.marker("...") }

func isMarker(src []byte, at int, text string) bool {
	end := at + len(text)
	return end <= len(src) && string(src[at:end]) == text && (end == len(src) || isBlankOrBreak(src[end]))
}

// follows reports whether c stands at pos with a blank, a break or the end
// behind it.
func (r *yamlReader) follows(c byte) bool {
	return r.pos < len(r.src) && r.src[r.pos] == c && (r.pos+1 == len(r.src) || isBlankOrBreak(r.src[r.pos+1]))
}

// merge resolves the << keys of a mapping: what they name is behind what the
// mapping has itself.
func (r *yamlReader) merge(n *Node) {
	for i, m := range n.Members {
		if m.Name != "<<" || m.Value == nil || string(r.src[m.Key.Start:m.Key.End]) != "<<" {
			continue
		}
		sources := []*Node{m.Value}
		if m.Value.Kind == Sequence {
			sources = m.Value.Items
		}
		own := slices.Delete(slices.Clone(n.Members), i, i+1)
		has := make(map[string]bool, len(own))
		for _, m := range own {
			has[m.Name] = true
		}
		var merged []Member
		whole := true
		for _, s := range sources {
			for _, m := range s.Members {
				if has[m.Name] {
					continue
				}
				if whole = len(merged) < maxMerged; !whole {
					break
				}
				has[m.Name] = true
				merged = append(merged, m)
			}
		}
		if !whole {
			r.problems = append(r.problems, &Problem{
				Span:   m.Key,
				Reason: fmt.Sprintf("This is too large to evaluate: << brings in more than %d members.", maxMerged),
				Remedy: "Split it up; the rest is not judged.",
			})
		}
		n.Members = append(merged, own...)
		return
	}
}

// maxMerged bounds what << brings into one mapping.
const maxMerged = 1000

func isBlank(c byte) bool        { return c == ' ' || c == '\t' }
func isBreak(c byte) bool        { return c == '\n' || c == '\r' }
func isBlankOrBreak(c byte) bool { return isBlank(c) || isBreak(c) }

// breakSize is how many bytes the line break at an offset has.
func breakSize(src []byte, at int) int {
	if src[at] == '\r' && at+1 < len(src) && src[at+1] == '\n' {
		return 2
	}
	return 1
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
