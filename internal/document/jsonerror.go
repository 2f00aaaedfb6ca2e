package document

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/position"
)

// JSONError puts an error of package json, which speaks to programmers, in
// words for people who have a wrong file at hand: line, column, and what is
// wrong there. The value that could not be read starts at from in data, which
// is what name holds.
func JSONError(name string, data []byte, from int, err error) error {
	at := func(offset int, format string, args ...any) error {
		p := position.Of(string(data), from+offset)
		return fmt.Errorf("%s:%d:%d: "+format, append([]any{name, p.Line, p.Column}, args...)...)
	}
	if typ, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return at(int(typ.Offset)-1, "%s: %s is needed, not %s", typ.Field, jsonKinds[typ.Type.Kind().String()], jsonKinds[typ.Value])
	}
	if _, member, ok := strings.Cut(err.Error(), "json: unknown field "); ok {
		return fmt.Errorf("%s: %s is not a member of it", name, member)
	}
	var wrong *request.JSONError
	if _, decodeErr := request.Decode(data[from:]); errors.As(decodeErr, &wrong) {
		return at(wrong.Offset, "not JSON: %s", wrong.Reason)
	}
	return fmt.Errorf("%s: %w", name, err)
}

// jsonKinds are the kinds of Go and the names of JSON values as people call
// them.
var jsonKinds = map[string]string{
	"string": "text", "slice": "a list", "array": "a list", "struct": "an object", "map": "an object", "object": "an object",
	"bool": "true or false", "int": "a number", "int64": "a number", "float64": "a number", "number": "a number",
}
