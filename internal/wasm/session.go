package wasm

import (
	"fmt"
	"strings"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/engine/analyze"
	"github.com/logsieve/logsieve/internal/explain"
	"github.com/logsieve/logsieve/internal/jsontext"
)

// Session is the engine of a page in which somebody types: what has not changed
// since the last question is not read, compiled or judged again.
type Session struct {
	pattern     string
	filter      *engine.Filter // nil before the first question, and when the pattern is invalid
	explanation *explain.Explanation

	messages []string
	refused  error                 // what is wrong with the log events
	judged   map[string]*judgement // by message, of this pattern
}

// judgement is what a filter says of a message.
type judgement struct {
	Why *explain.Why `json:"why"`
	// Values is null when the message does not match.
	Values map[string]string `json:"values"`
}

// tried is the answer to a question. Error is what is wrong with the filter
// pattern.
type tried struct {
	Error       *refusal             `json:"error,omitempty"`
	Explanation *explain.Explanation `json:"explanation,omitempty"`
	Events      []*judgement         `json:"events,omitempty"`
	Comparison  *answer              `json:"comparison,omitempty"`
}

// Try answers what a filter pattern means, what it says of log events, and how
// it relates to another pattern if there is one. The events are given as lines
// when they have changed, nil otherwise.
func (s *Session) Try(filterPattern string, other, events *string) []byte {
	var t tried
	if err := s.take(filterPattern, events); err != nil {
		t.Error = refused(err)
	} else {
		t.Explanation, t.Events = s.explanation, s.judge()
		if other != nil {
			t.Comparison = s.compare(*other)
		}
	}
	text, err := jsontext.Marshal(t)
	if err != nil {
		return []byte(unwritable)
	}
	return text
}

// take makes a question the one that is answered.
func (s *Session) take(filterPattern string, events *string) error {
	if events != nil {
		s.messages, s.refused = nil, nil
		switch {
		case len(*events) > MaxRequest:
			s.refused = fmt.Errorf("the log events are larger than %d MiB", MaxRequest>>20)
		case *events != "":
			s.messages = strings.Split(*events, "\n")
		}
	}
	if s.refused != nil {
		return s.refused
	}
	if s.filter != nil && s.pattern == filterPattern {
		return nil
	}
	filter, err := engine.ParseAndCompile(filterPattern)
	s.pattern, s.filter, s.judged = filterPattern, filter, nil
	if err != nil {
		return err
	}
	s.explanation = explain.Explain(filter, filterPattern, explain.Facts(filter.Pattern(), analyze.Options{Steps: steps})...)
	return nil
}

// judge judges the messages that are new.
func (s *Session) judge() (list []*judgement) {
	known := s.judged
	s.judged = make(map[string]*judgement, len(s.messages))
	for _, m := range s.messages {
		j := s.judged[m]
		if j == nil {
			j = known[m]
		}
		if j == nil {
			j = &judgement{Why: explain.NewWhy(s.filter, s.pattern, []byte(m))}
			j.Values, _ = s.filter.Extract([]byte(m)) // nil when it does not match
		}
		s.judged[m] = j
		list = append(list, j)
	}
	return list
}

func (s *Session) compare(other string) *answer {
	filter, err := engine.ParseAndCompile(other)
	if err != nil {
		return &answer{Error: refused(err)}
	}
	return &answer{Response: explain.NewComparison(analyze.Compare(s.filter.Pattern(), filter.Pattern(), analyze.Options{Steps: steps}))}
}
