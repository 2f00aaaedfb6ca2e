package endpoint

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/endpoint/store"
)

// The parts of an ARN, arn:partition:service:region:account:resource; "" for
// what is no ARN.
func serviceOf(arn string) string { return partOfARN(arn, 2) }
func regionOf(arn string) string  { return partOfARN(arn, 3) }

func partOfARN(arn string, i int) string {
	parts := strings.SplitN(arn, ":", 6)
	if len(parts) < 6 {
		return ""
	}
	return parts[i]
}

// raw is a member as it was sent, without the blanks between its tokens; nil
// if it is absent.
func (c *call) raw(name string) json.RawMessage { return rawValue(c.in.Get(name), c.doc) }

// rawValue is a value of a document without the blanks between its tokens.
func rawValue(v *request.Value, doc []byte) json.RawMessage {
	if !v.Present() {
		return nil
	}
	span := v.Span()
	var b bytes.Buffer
	_ = json.Compact(&b, doc[span.Start:span.End]) // it has been decoded
	return b.Bytes()
}

// addTags adds the request's tags to those of the resource that it puts.
func (c *call) addTags(arn string) error {
	more := textMap(c.in.Get("tags"))
	if len(more) == 0 {
		return nil
	}
	tags, _, err := c.tx.Tags().Get(arn)
	if err != nil {
		return err
	}
	if tags, err = withTags(tags, more, invalid); err != nil {
		return err
	}
	return c.tx.Tags().Put(arn, tags)
}

// listed is the page of the records of a table whose keys have a prefix; show
// tells how a record is shown, and whether it is.
func listed[T, Out any](c *call, table store.Table[T], prefix string, show func(key string, record T) (Out, bool, error)) (page[Out], error) {
	p := newPage[Out](c)
	after, err := c.after()
	if err != nil {
		return p, err
	}
	var failed error
	err = table.Each(prefix, after, func(key string, record T) bool {
		out, shown, err := show(key, record)
		if failed = err; err != nil || !shown {
			return err == nil
		}
		return p.add(key, out)
	})
	return p, cmpErr(err, failed)
}
