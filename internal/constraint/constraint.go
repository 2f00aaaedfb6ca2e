// Package constraint words the broken constraints of requests to CloudWatch
// Logs as the service does.
package constraint

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// Kind is what a constraint is about.
type Kind uint8

// The kinds of constraints.
const (
	Null         Kind = iota // the member must be there
	StringLength             // of a text
	Range                    // of a number
	Pattern                  // of a text
	Enum                     // of a text
	ListLength               // of a list or a map
	Element                  // of the elements of a list or a map
)

// ValuesLeftOut is when texts left out the value: all recorded until February
// 2026 have it, those since July have not. Recorded are enum (distribution,
// unit), pattern (logGroupIdentifier) and the length of a list
// (metricTransformations); the range of numbers (limit) was pasted in September
// (boykioyb/awog); elements follow them (D). Of missing members and of the
// length of texts nothing newer is recorded, and they keep their form.
var ValuesLeftOut = time.Date(2026, time.July, 1, 0, 0, 0, 0, time.UTC)

// ShowsValue reports whether the service showed the value in texts about a
// kind of constraint at a time; the zero time is the newest there is.
func ShowsValue(kind Kind, asOf time.Time) bool {
	switch kind {
	case Null, StringLength:
		return true
	}
	return !asOf.IsZero() && asOf.Before(ValuesLeftOut)
}

// Text is the newest text for one broken constraint. The value is as the
// service prints it, without quotes; it is not looked at for Null.
func Text(kind Kind, value, member, rule string) string {
	return TextAsOf(kind, value, member, rule, time.Time{})
}

// TextAsOf is Text as of a time.
func TextAsOf(kind Kind, value, member, rule string, asOf time.Time) string {
	switch {
	case kind == Null:
		value = " null"
	case ShowsValue(kind, asOf):
		value = " '" + Cut(value, MaxValue) + "'"
	default:
		value = ""
	}
	return fmt.Sprintf("Value%s at '%s' failed to satisfy constraint: %s", value, member, rule)
}

// MaxValue bounds how many bytes of a value are printed in a text of the
// service. No limit of the API allows a longer text, and none that is recorded
// has one.
const MaxValue = 64 << 10

// Cut is the start of a text, of so many bytes at most, and … for the rest.
func Cut(text string, size int) string {
	if len(text) <= size {
		return text
	}
	for size > 0 && !utf8.RuneStart(text[size]) {
		size--
	}
	return text[:size] + "…"
}

// maxTexts is how many broken constraints the service's framework collects
// before it answers (recorded for services built on the same framework).
const maxTexts = 10

// Join makes one message of the texts of a request; there is at least one.
func Join(texts []string) string {
	texts = texts[:min(len(texts), maxTexts)]
	plural := "s"
	if len(texts) == 1 {
		plural = ""
	}
	return fmt.Sprintf("%d validation error%s detected: %s", len(texts), plural, strings.Join(texts, "; "))
}

// UnknownSystemFields is the service's text for system fields that there are
// not, of PutMetricFilter and PutSubscriptionFilter. It was recorded in
// us-east-1 on 2026-09-14.
const UnknownSystemFields = "The provided system fields are invalid. The supported system fields are - [@aws.region, @aws.account, @source.log]"

// PrintedUnits lists the units of metrics in the order in which the service lists them in
// its error, which is that of a hash table.
func PrintedUnits() []string {
	return []string{
		"Gigabits/Second", "Gigabits", "Percent", "Terabits", "Bits", "Kilobits", "Megabytes/Second",
		"Kilobytes", "Megabits/Second", "Terabytes", "Bytes", "Count", "Gigabytes", "Milliseconds",
		"Count/Second", "Gigabytes/Second", "None", "Terabytes/Second", "Bytes/Second", "Megabits", "Kilobytes/Second",
		"Megabytes", "Microseconds", "Kilobits/Second", "Terabits/Second", "Bits/Second", "Seconds",
	}
}
