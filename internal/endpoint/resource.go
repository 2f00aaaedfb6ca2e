package endpoint

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"
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

// shows tells how a record is shown, and whether it is.
type shows[T, Out any] func(key string, record T) (out Out, shown bool, err error)

// each visits what is shown of a table, of the keys with a prefix that come
// after another.
func (show shows[T, Out]) each(table store.Table[T], prefix, after string, visit func(key string, out Out) bool) error {
	var failed error
	err := table.Each(prefix, after, func(key string, record T) bool {
		out, shown, err := show(key, record)
		if failed = err; err != nil || !shown {
			return err == nil
		}
		return visit(key, out)
	})
	return cmp.Or(err, failed)
}

// listed is the page of what is shown of a table's keys with a prefix.
func listed[T, Out any](c *call, table store.Table[T], prefix string, show shows[T, Out]) (page[Out], error) {
	p := newPage[Out](c)
	after, err := c.after()
	if err != nil {
		return p, err
	}
	return p, show.each(table, prefix, after, p.add)
}

// sorted is a page like that of listed, in the order of another key.
func sorted[T, Out any](c *call, table store.Table[T], prefix string, show shows[T, Out], key func(Out) string, descending bool) (page[Out], error) {
	p := newPage[Out](c)
	after, err := c.after()
	if err != nil {
		return p, err
	}
	var all []Out
	err = show.each(table, prefix, "", func(_ string, out Out) bool {
		all = append(all, out)
		return true
	})
	direction := 1
	if descending {
		direction = -1
	}
	slices.SortFunc(all, func(a, b Out) int { return direction * cmp.Compare(key(a), key(b)) })
	for _, out := range all {
		if (after == "" || direction*cmp.Compare(key(out), after) > 0) && !p.add(key(out), out) {
			break
		}
	}
	return p, err
}

// found is the record with a key, without which the request is refused.
func found[T any](table store.Table[T], key, missing string) (T, error) {
	record, ok, err := table.Get(key)
	if err == nil && !ok {
		err = notFound(missing)
	}
	return record, err
}

// deleted removes the record with a key, without which the request is refused.
func deleted[T any](table store.Table[T], key, missing string) error {
	ok, err := table.Delete(key)
	if err == nil && !ok {
		err = notFound(missing)
	}
	return err
}

// deleteTagged removes a record with the tags of its ARN.
func deleteTagged[T any](c *call, table store.Table[T], key, arn, missing string) error {
	if err := deleted(table, key, missing); err != nil {
		return err
	}
	_, err := c.tx.Tags().Delete(arn)
	return err
}
