package lint

import (
	"sync"

	"github.com/logsieve/logsieve/grammar"
)

// maxPatterns bounds how many patterns a run remembers.
const maxPatterns = 4096

// patternMemo remembers the patterns of a run: projects repeat theirs, and
// what has been proved of one is known by its tree. It may be used
// concurrently.
type patternMemo struct {
	mutex sync.Mutex
	known map[string]grammar.Pattern
}

func newPatternMemo() *patternMemo { return &patternMemo{known: map[string]grammar.Pattern{}} }

// parse is grammar.Parse. What cannot be parsed is not remembered.
func (m *patternMemo) parse(text string) (grammar.Pattern, error) {
	m.mutex.Lock()
	p, ok := m.known[text]
	m.mutex.Unlock()
	if ok {
		return p, nil
	}
	p, err := grammar.Parse(text)
	if err != nil {
		return nil, err
	}
	m.mutex.Lock()
	defer m.mutex.Unlock()
	if have, ok := m.known[text]; ok {
		return have, nil
	}
	if len(m.known) < maxPatterns {
		m.known[text] = p
	}
	return p, nil
}
