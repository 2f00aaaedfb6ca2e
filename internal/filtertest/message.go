package filtertest

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/logsieve/logsieve/engine/budget"
	"github.com/logsieve/logsieve/internal/document"
)

// maxMessage is the size of the largest log event that PutLogEvents takes, in
// bytes. It also bounds what aliases may blow up to.
const maxMessage = 1 << 20

// maxDepth bounds how deep a message nests, so that an alias cannot run in a
// circle.
const maxDepth = 100

var errMessageTooLarge = fmt.Errorf("the message is larger than a log event may be, %d bytes", maxMessage)

// message reads a log event's message: a text as it stands, a mapping or list
// as compact JSON with its keys in the order of the file.
func (p *parser) message(n *yaml.Node, of string) string {
	n = document.Resolved(n)
	if n.Kind == yaml.ScalarNode {
		text := p.Text(n, of)
		if text == "" && n.ShortTag() == "!!str" {
			p.Fail(n, "%s is empty; CloudWatch Logs does not accept empty log events", of)
		}
		return text
	}
	b := messageWriter{messages: &p.messages}
	if err := b.writeJSON(n, 0); err != nil {
		p.Fail(n, "%s: %v", of, err)
	}
	return b.String()
}

// messages puts the messages of a file together, for which a budget pays:
// aliases and merge keys can say a lot in few words.
type messages struct {
	work   *budget.Budget        // nil for no bound
	merged map[*yaml.Node][]pair // members of mappings, once put together
}

// messageWriter writes a message.
type messageWriter struct {
	strings.Builder
	*messages
}

// spend takes steps of the budget.
func (b *messages) spend(steps int) error {
	if b.work == nil || b.work.Spend(steps) {
		return nil
	}
	var spent *budget.SpentError
	if err := b.work.Err(); !errors.As(err, &spent) {
		return err
	}
	return fmt.Errorf("undecided: building the messages takes more than %d steps, the limit of --max-work", spent.Steps)
}

func (b *messageWriter) writeJSON(n *yaml.Node, depth int) error {
	n = document.Resolved(n)
	if depth > maxDepth {
		return fmt.Errorf("nests deeper than %d", maxDepth)
	}
	if b.Len() > maxMessage {
		return errMessageTooLarge
	}
	if err := b.spend(1 + len(n.Content)); err != nil {
		return err
	}
	switch n.Kind {
	case yaml.MappingNode:
		pairs, err := b.members(n, depth)
		if err != nil {
			return err
		}
		b.WriteByte('{')
		for i, p := range pairs {
			if i > 0 {
				b.WriteByte(',')
			}
			writeJSONString(&b.Builder, p.key)
			b.WriteByte(':')
			if err := b.writeJSON(p.value, depth+1); err != nil {
				return err
			}
		}
		b.WriteByte('}')
	case yaml.SequenceNode:
		b.WriteByte('[')
		for i, item := range n.Content {
			if i > 0 {
				b.WriteByte(',')
			}
			if err := b.writeJSON(item, depth+1); err != nil {
				return err
			}
		}
		b.WriteByte(']')
	case yaml.ScalarNode:
		return writeJSONScalar(&b.Builder, n)
	default:
		return errors.New("cannot be written as JSON")
	}
	return nil
}

func writeJSONScalar(b *strings.Builder, n *yaml.Node) error {
	switch n.ShortTag() {
	case "!!null":
		b.WriteString("null")
	case "!!bool":
		b.WriteString(strings.ToLower(n.Value))
	case "!!int", "!!float":
		if json.Valid([]byte(n.Value)) { // as it is spelled: 1.0 stays 1.0
			b.WriteString(n.Value)
			return nil
		}
		if i, ok := new(big.Int).SetString(n.Value, 0); ok {
			b.WriteString(i.String())
			return nil
		}
		var f float64
		if err := n.Decode(&f); err != nil || f-f != 0 {
			return fmt.Errorf("JSON has no number %s", n.Value)
		}
		text, err := json.Marshal(f)
		if err != nil {
			return err
		}
		b.Write(text)
	default: // texts, and what looks like a date
		writeJSONString(b, n.Value)
	}
	return nil
}

// pair is one member of a mapping.
type pair struct {
	key   string
	value *yaml.Node
}

// members are the members of a mapping with those of its merge keys (<<) after
// them, in which the mapping's own win. A mapping may be merged many times, and
// is put together once.
func (b *messageWriter) members(n *yaml.Node, depth int) ([]pair, error) {
	if known, ok := b.merged[n]; ok {
		return known, nil
	}
	list, err := b.merge(n, depth)
	if err != nil {
		return nil, err
	}
	if b.merged == nil {
		b.merged = map[*yaml.Node][]pair{}
	}
	b.merged[n] = list
	return list, nil
}

func (b *messageWriter) merge(n *yaml.Node, depth int) ([]pair, error) {
	if depth > maxDepth {
		return nil, fmt.Errorf("nests deeper than %d", maxDepth)
	}
	var own, more []pair
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], document.Resolved(n.Content[i+1])
		if key.Tag != "!!merge" {
			if key.Kind != yaml.ScalarNode {
				return nil, fmt.Errorf("line %d: a key must be a text", key.Line)
			}
			if seen[key.Value] {
				return nil, fmt.Errorf("line %d: the key %q appears twice", key.Line, key.Value)
			}
			seen[key.Value] = true
			own = append(own, pair{key.Value, n.Content[i+1]})
			continue
		}
		sources := []*yaml.Node{value}
		if value.Kind == yaml.SequenceNode {
			sources = value.Content
		}
		for _, s := range sources {
			s = document.Resolved(s)
			if s.Kind != yaml.MappingNode {
				return nil, fmt.Errorf("line %d: << needs a mapping", key.Line)
			}
			pairs, err := b.members(s, depth+1)
			if err != nil {
				return nil, err
			}
			if err := b.spend(1 + len(pairs)); err != nil {
				return nil, err
			}
			more = append(more, pairs...)
		}
	}
	for _, p := range more {
		if !seen[p.key] {
			seen[p.key] = true
			own = append(own, p)
		}
	}
	return own, nil
}

// writeJSONString escapes only what JSON demands, so that texts stay what
// they are.
func writeJSONString(b *strings.Builder, text string) {
	b.WriteByte('"')
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c == '\n':
			b.WriteString(`\n`)
		case c == '\t':
			b.WriteString(`\t`)
		case c < ' ':
			fmt.Fprintf(b, `\u%04x`, c)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('"')
}
