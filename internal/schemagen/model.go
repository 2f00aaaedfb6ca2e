package schemagen

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/logsieve/logsieve/internal/jsontext"
)

// model is one slim API model: botocore's service-2.json without its texts.
type model struct {
	Operations map[string]operation `json:"operations"`
	Shapes     map[string]shape     `json:"shapes"`
	Pagination map[string]paginator `json:"pagination"`
}

type operation struct {
	Input      *ref  `json:"input"`
	Output     *ref  `json:"output"`
	Errors     []ref `json:"errors"`
	Deprecated bool  `json:"deprecated"`
}

type paginator struct {
	InputToken  string `json:"input_token"`
	OutputToken string `json:"output_token"`
	LimitKey    string `json:"limit_key"`
}

// shape is one named type. Which fields count depends on Type: structure,
// list, map, string, integer, long, double, boolean, timestamp or blob.
type shape struct {
	Type        string       `json:"type"`
	Required    []string     `json:"required"`
	Members     ordered[ref] `json:"members"`
	Member      *ref         `json:"member"`
	Key         *ref         `json:"key"`
	Value       *ref         `json:"value"`
	Min         *json.Number `json:"min"`
	Max         *json.Number `json:"max"`
	Pattern     string       `json:"pattern"`
	Enum        []string     `json:"enum"`
	Union       bool         `json:"union"`
	EventStream bool         `json:"eventstream"`
	Exception   bool         `json:"exception"`
	Deprecated  bool         `json:"deprecated"`
}

type ref struct {
	Shape            string `json:"shape"`
	Location         string `json:"location"`
	IdempotencyToken bool   `json:"idempotencyToken"`
	Deprecated       bool   `json:"deprecated"`
}

// ordered is a JSON object whose order matters: members are listed, printed
// and checked in the order in which the model declares them.
type ordered[T any] []entry[T]

type entry[T any] struct {
	Name  string
	Value T
}

// UnmarshalJSON keeps the order of the document.
func (o *ordered[T]) UnmarshalJSON(data []byte) error {
	d := json.NewDecoder(bytes.NewReader(data))
	if _, err := d.Token(); err != nil {
		return err
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return err
		}
		e := entry[T]{Name: fmt.Sprint(name)}
		if err := d.Decode(&e.Value); err != nil {
			return err
		}
		*o = append(*o, e)
	}
	return nil
}

// MarshalJSON writes the members in their order.
func (o ordered[T]) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, e := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		name, err := json.Marshal(e.Name)
		if err != nil {
			return nil, err
		}
		value, err := jsontext.Marshal(e.Value)
		if err != nil {
			return nil, err
		}
		b.Write(name)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// get is the value under name.
func (o ordered[T]) get(name string) (T, bool) {
	for _, e := range o {
		if e.Name == name {
			return e.Value, true
		}
	}
	var zero T
	return zero, false
}
