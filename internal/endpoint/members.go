package endpoint

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"time"
)

// input are the members of a request that may come in any of several
// protocols: strings, float64, bool, time.Time, []any and map[string]any.
type input struct {
	members map[string]any
	form    bool // everything is a string, as in a form
	err     *error
}

func newInput(members map[string]any, form bool) input { return input{members, form, new(error)} }

// jsonInput reads a request in JSON; an empty body has no members.
func jsonInput(body []byte) (input, error) {
	var members map[string]any
	if len(bytes.TrimSpace(body)) == 0 {
		return newInput(nil, false), nil
	}
	if err := json.Unmarshal(body, &members); err != nil {
		return input{}, serialization("The body is not a JSON object.")
	}
	return newInput(members, false), nil
}

// wrong keeps the first member of a wrong type, for failed.
func (in input) wrong(name, want string) {
	if *in.err == nil {
		*in.err = serialization(name + " is not " + want + ".")
	}
}

// failed is the error about the first member that was read and has a wrong
// type.
func (in input) failed() error { return *in.err }

// text is a member that is a string, "" if it is absent.
func (in input) text(name string) string {
	switch v := in.members[name].(type) {
	case string:
		return v
	case nil:
	default:
		in.wrong(name, "a string")
	}
	return ""
}

// number is a member that is a whole number; ok is false if it is absent.
func (in input) number(name string) (n int64, ok bool) {
	v := in.members[name]
	if text, is := v.(string); is && in.form {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			in.wrong(name, "a whole number")
		}
		return n, err == nil
	}
	f, is := v.(float64)
	switch {
	case v == nil:
		return 0, false
	case !is || f != math.Trunc(f) || math.Abs(f) > 1<<53:
		in.wrong(name, "a whole number")
		return 0, false
	}
	return int64(f), true
}

// flag is a member that is true or false, or what it is if it is absent.
func (in input) flag(name string, otherwise bool) bool {
	v := in.members[name]
	if text, is := v.(string); is && in.form {
		b, err := strconv.ParseBool(text)
		if err != nil {
			in.wrong(name, "true or false")
		}
		return b
	}
	b, is := v.(bool)
	switch {
	case v == nil:
		return otherwise
	case !is:
		in.wrong(name, "true or false")
	}
	return b
}

// formTimes are the ways to write a time in a form.
var formTimes = [...]string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02"}

// time is a member that is a time; ok is false if it is absent. In JSON it is
// a number of seconds.
func (in input) time(name string) (at time.Time, ok bool) {
	switch v := in.members[name].(type) {
	case nil:
		return at, false
	case time.Time:
		at, ok = v, true
	case float64:
		at, ok = time.UnixMilli(int64(math.Round(v*1000))), math.Abs(v) < 1<<40
	case string:
		for i := 0; i < len(formTimes) && in.form && !ok; i++ {
			var err error
			at, err = time.Parse(formTimes[i], v)
			ok = err == nil
		}
	}
	if !ok || at.Year() < 1970 || at.Year() > 9999 {
		in.wrong(name, "a time")
		return at, false
	}
	return at, true
}

// list are the items of a member that is a list, none if it is absent.
func (in input) list(name string) []any {
	switch v := in.members[name].(type) {
	case []any:
		return v
	case nil:
		return nil
	case string:
		if in.form && v == "" {
			return nil
		}
	}
	in.wrong(name, "a list")
	return nil
}

// texts are the strings of a list.
func (in input) texts(name string) []string {
	var texts []string
	for _, item := range in.list(name) {
		text, ok := item.(string)
		if !ok {
			in.wrong(name, "a list of strings")
		}
		texts = append(texts, text)
	}
	return texts
}

// objects are the items of a list of structures.
func (in input) objects(name string) []input {
	var items []input
	for _, item := range in.list(name) {
		members, ok := item.(map[string]any)
		if !ok {
			in.wrong(name, "a list of structures")
		}
		items = append(items, input{members, in.form, in.err})
	}
	return items
}

// object is a member that is a structure; ok is false if it is absent.
func (in input) object(name string) (below input, ok bool) {
	members, ok := in.members[name].(map[string]any)
	if !ok && in.members[name] != nil {
		in.wrong(name, "a structure")
	}
	return input{members, in.form, in.err}, ok
}

// object are the members of a response in their order: strings, float64,
// time.Time, []any, objects and dictionaries.
type object []outputMember

type outputMember struct {
	name  string
	value any
}

// dictionary are the entries of a member that is a map.
type dictionary object

// MarshalJSON implements json.Marshaler; times are seconds.
func (o object) MarshalJSON() ([]byte, error) { return appendJSON(nil, o), nil }

func appendJSON(b []byte, value any) []byte {
	switch v := value.(type) {
	case dictionary:
		return appendJSON(b, object(v))
	case object:
		b = append(b, '{')
		for i, m := range v {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(append(b, marshal(m.name)...), ':')
			b = appendJSON(b, m.value)
		}
		return append(b, '}')
	case []any:
		b = append(b, '[')
		for i, item := range v {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendJSON(b, item)
		}
		return append(b, ']')
	case time.Time:
		return append(b, marshal(float64(v.UnixMilli())/1000)...)
	}
	return append(b, marshal(value)...)
}
