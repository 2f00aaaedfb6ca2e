package logfile

import (
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"sync"
)

// character is where package json names the character that it stopped at,
// which may be a single quote itself.
var character = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^invalid character ('\\''|'[^']+')`) })

// brokenError says in plain words why a text could not be read to its end.
type brokenError struct {
	text  string
	cause error
}

func (e *brokenError) Error() string { return e.text }

func (e *brokenError) Unwrap() error { return e.cause }

// brokenJSON puts errors of package json, which speak to programmers, in words
// for people who have a wrong file at hand.
func brokenJSON(err error) error {
	var syntax *json.SyntaxError
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return &brokenError{"the JSON ends too early", err}
	case errors.As(err, &syntax):
		text := syntax.Error()
		if c := character().FindStringSubmatch(text); c != nil {
			text = c[1] + " cannot stand here"
		}
		return &brokenError{"not JSON: " + text, err}
	}
	return err
}
