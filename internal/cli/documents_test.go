package cli

import (
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDocumentReader(t *testing.T) {
	type doc struct {
		Text         string
		Line, Column int
	}
	for _, test := range []struct {
		name, in string
		want     []doc
	}{
		{"nothing", " \n\t", nil},
		{"one over lines", "\n {\n \"a\": [\n{\n}\n]\n}\n", []doc{{"{\n \"a\": [\n{\n}\n]\n}", 2, 2}}},
		{"one a line", "{}\r\n{\"a\":\"}\\\"\"}\n\n[]", []doc{{"{}", 1, 1}, {`{"a":"}\""}`, 2, 1}, {"[]", 4, 1}}},
		{"two on a line", "{} {}", []doc{{"{}", 1, 1}, {"{}", 1, 4}}},
		{"scalars", "1\ntrue\n\"é\" \nx", []doc{{"1", 1, 1}, {"true", 2, 1}, {`"é"`, 3, 1}, {"x", 4, 1}}},
		{"unclosed brace", "{\"a\":1\n{\"b\":2}\n", []doc{{`{"a":1`, 1, 1}, {`{"b":2}`, 2, 1}}},
		{"unclosed string", "{\"a\":\"x\n{\"b\":2}\n", []doc{{`{"a":"x`, 1, 1}, {`{"b":2}`, 2, 1}}},
		{"stray bracket", "}\n{}", []doc{{"}", 1, 1}, {"{}", 2, 1}}},
	} {
		r := newDocumentReader(strings.NewReader(test.in))
		var got []doc
		for {
			d, err := r.next()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, doc{string(d.text), d.line, d.column})
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s (-want +got)\n%s", test.name, diff)
		}
	}
}

// lines is an endless NDJSON file of n documents that is never in memory.
type lines struct{ n int }

func (l *lines) Read(p []byte) (int, error) {
	const line = "{\"logGroupName\":\"g\",\"logStreamName\":\"s\"}\n"
	n := 0
	for ; l.n > 0 && n+len(line) <= len(p); l.n-- {
		n += copy(p[n:], line)
	}
	if n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

// TestDocumentReaderHoldsOne: what is allocated for a document does not grow
// with the number of documents before it.
func TestDocumentReaderHoldsOne(t *testing.T) {
	r := newDocumentReader(&lines{n: 10000})
	largest, count := 0, 0
	for {
		d, err := r.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		count++
		largest = max(largest, cap(d.text))
	}
	if count != 10000 || largest > 64 {
		t.Errorf("%d documents, the largest buffer holds %d bytes", count, largest)
	}
}
