package constraint_test

import (
	"strings"
	"testing"
	"time"

	"github.com/logsieve/logsieve/internal/constraint"
)

func TestText(t *testing.T) {
	before, after := constraint.ValuesLeftOut.Add(-time.Second), constraint.ValuesLeftOut
	for _, c := range []struct {
		kind constraint.Kind
		asOf time.Time
		want string
	}{
		{constraint.Enum, time.Time{}, "Value at 'm' failed to satisfy constraint: r"},
		{constraint.Enum, after, "Value at 'm' failed to satisfy constraint: r"},
		{constraint.Enum, before, "Value 'v' at 'm' failed to satisfy constraint: r"},
		{constraint.Pattern, time.Time{}, "Value at 'm' failed to satisfy constraint: r"},
		{constraint.ListLength, before, "Value 'v' at 'm' failed to satisfy constraint: r"},
		{constraint.Element, after, "Value at 'm' failed to satisfy constraint: r"},
		{constraint.StringLength, after, "Value 'v' at 'm' failed to satisfy constraint: r"},
		{constraint.Range, after, "Value at 'm' failed to satisfy constraint: r"},
		{constraint.Range, before, "Value 'v' at 'm' failed to satisfy constraint: r"},
		{constraint.Null, after, "Value null at 'm' failed to satisfy constraint: r"},
	} {
		if got := constraint.TextAsOf(c.kind, "v", "m", "r", c.asOf); got != c.want {
			t.Errorf("%d as of %v: %s, want %s", c.kind, c.asOf, got, c.want)
		}
	}
}

func TestJoin(t *testing.T) {
	if got, want := constraint.Join([]string{"a"}), "1 validation error detected: a"; got != want {
		t.Error(got)
	}
	if got, want := constraint.Join([]string{"a", "b"}), "2 validation errors detected: a; b"; got != want {
		t.Error(got)
	}
	if got := constraint.Join(strings.Split(strings.Repeat("x", 12), "")); !strings.HasPrefix(got, "10 validation errors") {
		t.Error(got)
	}
}
