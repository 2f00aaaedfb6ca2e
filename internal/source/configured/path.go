// Package configured reads files of formats that nobody knows but their users:
// their configuration says which keys hold filter patterns, metric values and log
// groups.
package configured

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/logsieve/logsieve/internal/document"
)

// Path names values in a document: the keys from its root on, with dots between
// them. * is any key or item, ** any number of them, [0] and [*] are items of a
// list, and a key with a dot in it stands in double quotes.
type Path []step

// step is one step of a path.
type step struct {
	key   string
	index int // of an item, -1 for none
	kind  stepKind
}

type stepKind uint8

const (
	oneKey stepKind = iota
	oneItem
	anyItem
	anyOne  // *
	anyDeep // **
)

// ParsePath reads a path.
func ParsePath(text string) (Path, error) {
	var path Path
	if text == "" {
		return nil, errors.New("the path is empty: write the keys that lead to the value, such as filters[*].pattern")
	}
	for rest, first := text, true; rest != ""; first = false {
		if rest[0] == '[' {
			inner, after, closed := strings.Cut(rest[1:], "]")
			if !closed {
				return nil, fmt.Errorf("invalid path %q: a [ is not closed", text)
			}
			s := step{kind: anyItem}
			if inner != "*" {
				n, err := strconv.Atoi(inner)
				if err != nil || n < 0 {
					return nil, fmt.Errorf("invalid path %q: write a number or * in the brackets", text)
				}
				s = step{kind: oneItem, index: n}
			}
			path, rest = append(path, s), after
			continue
		}
		if !first {
			if rest[0] != '.' {
				return nil, fmt.Errorf("invalid path %q: a dot must be between two keys", text)
			}
			if rest = rest[1:]; rest == "" {
				return nil, fmt.Errorf("invalid path %q: a key is missing", text)
			}
		}
		var key string
		var quoted bool
		if strings.HasPrefix(rest, `"`) {
			end := strings.IndexByte(rest[1:], '"')
			if end < 0 {
				return nil, fmt.Errorf("invalid path %q: a quote is not closed", text)
			}
			key, rest, quoted = rest[1:1+end], rest[2+end:], true
		} else {
			end := strings.IndexAny(rest, ".[")
			if end < 0 {
				end = len(rest)
			}
			key, rest = rest[:end], rest[end:]
		}
		switch {
		case quoted:
			path = append(path, step{key: key})
		case key == "":
			return nil, fmt.Errorf("invalid path %q: a key is missing", text)
		case key == "*":
			path = append(path, step{kind: anyOne})
		case key == "**" && len(path) > 0 && path[len(path)-1].kind == anyDeep:
		case key == "**":
			path = append(path, step{kind: anyDeep})
		default:
			path = append(path, step{key: key})
		}
	}
	if path[len(path)-1].kind == anyDeep {
		return nil, fmt.Errorf("invalid path %q: a key must follow **", text)
	}
	return path, nil
}

// found is a value that a path leads to.
type found struct {
	node    *document.Node
	key     document.Span
	address string
	trail   []*document.Node // what it stands in, the root first
}

// maxFound bounds the values of one document.
const maxFound = 10_000

// search looks for the values that a path leads to.
type search struct {
	spend func(*document.Node) bool
	found []found
	seen  map[*document.Node]bool
}

func (s *search) from(at found, path Path) {
	n := at.node
	if n == nil || len(s.found) >= maxFound || !s.spend(n) {
		return
	}
	if len(path) == 0 {
		if !s.seen[n] {
			s.seen[n] = true
			s.found = append(s.found, at)
		}
		return
	}
	below := func(child *document.Node, key document.Span, name string, rest Path) {
		trail := append(at.trail[:len(at.trail):len(at.trail)], n)
		s.from(found{child, key, at.address + name, trail}, rest)
	}
	first, rest := path[0], path[1:]
	if first.kind == anyDeep {
		s.from(at, rest)
		rest = path
	}
	for i, m := range n.Members {
		if document.Overwritten(n.Members, i) {
			continue
		}
		if first.kind == anyOne || first.kind == anyDeep || first.kind == oneKey && first.key == m.Name {
			name := m.Name
			if at.address != "" {
				name = "." + name
			}
			below(m.Value, m.Key, name, rest)
		}
	}
	for i, item := range n.Items {
		if first.kind == anyOne || first.kind == anyDeep || first.kind == anyItem || first.kind == oneItem && first.index == i {
			below(item, item.Whole, fmt.Sprintf("[%d]", i), rest)
		}
	}
}
