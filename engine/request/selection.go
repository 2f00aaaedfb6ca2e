package request

import (
	"fmt"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/internal/quota"
)

// selection is a selectionCriteria of PutAccountPolicy, read: one term, or
// several joined by AND.
type selection []selectionTerm

// selectionTerm compares one name with values.
type selectionTerm struct {
	name, operator string // operator is =, IN or NOT IN
	values         []string
}

// selectionReader is a cursor over a selectionCriteria. Key words are taken in
// any case and quotes of both kinds: that the service refuses them was not seen.
type selectionReader struct{ rest string }

// readSelection reads a selectionCriteria; ok is false when it is none.
func readSelection(text string) (s selection, ok bool) {
	r := selectionReader{text}
	for {
		t, ok := r.term()
		if !ok {
			return nil, false
		}
		s = append(s, t)
		if r.blanks(); r.rest == "" {
			return s, true
		}
		if !r.word("AND") {
			return nil, false
		}
	}
}

func (r *selectionReader) blanks() { r.rest = strings.TrimLeft(r.rest, " \t\r\n") }

// word takes a key word.
func (r *selectionReader) word(w string) bool {
	if r.blanks(); len(r.rest) < len(w) || !strings.EqualFold(r.rest[:len(w)], w) || nameLength(r.rest) != len(w) {
		return false
	}
	r.rest = r.rest[len(w):]
	return true
}

// symbol takes one character.
func (r *selectionReader) symbol(c byte) bool {
	if r.blanks(); r.rest == "" || r.rest[0] != c {
		return false
	}
	r.rest = r.rest[1:]
	return true
}

// nameLength is the length of the name at the start of a text.
func nameLength(text string) int {
	return len(text) - len(strings.TrimLeft(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"))
}

func (r *selectionReader) term() (t selectionTerm, ok bool) {
	r.blanks()
	n := nameLength(r.rest)
	t.name, r.rest = r.rest[:n], r.rest[n:]
	if n == 0 {
		return t, false
	}
	switch {
	case r.word("NOT"):
		if !r.word("IN") {
			return t, false
		}
		t.operator = "NOT IN"
	case r.word("IN"):
		t.operator = "IN"
	default:
		t.operator = "="
		r.symbol('=') // or none, as was recorded
		value, ok := r.quoted()
		t.values = []string{value}
		return t, ok
	}
	t.values, ok = r.list()
	return t, ok
}

func (r *selectionReader) list() (values []string, ok bool) {
	if !r.symbol('[') {
		return nil, false
	}
	for !r.symbol(']') {
		if len(values) > 0 && !r.symbol(',') {
			return nil, false
		}
		value, ok := r.quoted()
		if !ok {
			return nil, false
		}
		values = append(values, value)
	}
	return values, true
}

func (r *selectionReader) quoted() (value string, ok bool) {
	if r.blanks(); r.rest == "" || r.rest[0] != '"' && r.rest[0] != '\'' {
		return "", false
	}
	value, rest, ok := strings.Cut(r.rest[1:], r.rest[:1])
	r.rest = rest
	return value, ok
}

// only reports whether the selection is one term of a name and an operator.
func (s selection) only(operator string, names ...string) bool {
	return len(s) == 1 && s[0].operator == operator &&
		slices.ContainsFunc(names, func(name string) bool { return strings.EqualFold(s[0].name, name) })
}

// ExcludedLogGroups are the names of the log groups that a selectionCriteria of
// PutAccountPolicy excludes; ok is false for criteria that are not valid or do anything
// else.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutAccountPolicy.html
func ExcludedLogGroups(selectionCriteria string) (names []string, ok bool) {
	s, ok := readSelection(selectionCriteria)
	if !ok || !s.only("NOT IN", "LogGroupName") {
		return nil, false
	}
	return s[0].values, true
}

// sources reports whether the selection names the sources of data by name and
// type, once each.
func (s selection) sources() bool {
	name := func(i int) string { return s[i].name }
	return len(s) == 2 && s[0].operator == "=" && s[1].operator == "=" &&
		(strings.EqualFold(name(0), "DataSourceName") && strings.EqualFold(name(1), "DataSourceType") ||
			strings.EqualFold(name(0), "DataSourceType") && strings.EqualFold(name(1), "DataSourceName"))
}

// accountSelection judges which log groups an account policy is for.
func accountSelection(d *document) []Finding {
	text, ok := d.Get("selectionCriteria").Text()
	kind := d.Get("policyType").Str()
	path := pathAt(atName("selectionCriteria"))
	switch {
	case !ok:
		return nil
	case kind == dataProtectionPolicy:
		return single(path, "SelectionCriteria is not yet supported for the DATA_PROTECTION_POLICY policy type.",
			"A data protection policy of the account applies to all log groups.", "Remove selectionCriteria.")
	case len(text) > quota.SelectionBytes:
		return single(path, "", fmt.Sprintf("The selection criteria have %d bytes, more than %d.", len(text), quota.SelectionBytes), "Shorten them.")
	case strings.TrimSpace(text) == "":
		return nil
	}
	s, ok := readSelection(text)
	switch kind {
	case subscriptionPolicy:
		if _, ok := ExcludedLogGroups(text); !ok {
			return single(path, "The provided SelectionCriteria string is invalid.", "A subscription filter policy can only exclude log groups by name.", `Write LogGroupName NOT IN ["…"].`)
		}
	case indexingPolicy:
		if !ok || !s.only("=", "LogGroupNamePrefix") && !s.sources() {
			return single(path, invalidSelection, "A field index policy selects log groups by a prefix, or sources of data by name and type.", `Write LogGroupNamePrefix = "…", or DataSourceName = "…" AND DataSourceType = "…".`)
		}
	case transformerPolicy:
		if !ok || !s.only("=", "LogGroupNamePrefix") {
			return single(path, invalidSelection, "A transformer policy selects log groups by a prefix.", `Write LogGroupNamePrefix = "…".`)
		}
	case extractionPolicy:
		return extractionSelection(path, s, ok)
	}
	return nil
}

const invalidSelection = "Invalid selection criteria provided."

// extractionSelection has the form that the documentation shows; what the
// service refuses was not recorded.
func extractionSelection(path Path, s selection, ok bool) []Finding {
	names := []string{"LogGroupName", "LogGroupNamePrefix"}
	if !ok || !s.only("IN", names...) && !s.only("NOT IN", names...) {
		return single(path, "", "A metric extraction policy selects log groups by name or prefix, with IN or NOT IN.", `Write LogGroupNamePrefix NOT IN ["…"].`)
	}
	if n := len(s[0].values); n == 0 || n > quota.ExtractionGroups {
		return single(path, "", fmt.Sprintf("The list has %d values; it must have 1 to %d.", n, quota.ExtractionGroups), "Adjust the number of log groups or prefixes.")
	}
	return nil
}
