package lint

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/source"
)

// A text with holes is what is known of it, in segments, and something between
// them. Whatever a rule says of the text is said when no value of the holes makes
// it good: "${env}:errors*" is no name of a filter, whatever env is. The values
// tried are those that names, ARNs and numbers are made of.

// holeValues are what a hole may hold.
func holeValues() []string {
	return []string{
		"x", "", "1", "x-1", "/x/", "x:", ":x", "arn:aws", "us-east-1", "111122223333", "*", "$.x", "x.x",
		"arn:aws:logs:us-east-1:111122223333:log-group:x", "arn:aws:lambda:us-east-1:111122223333:function:x",
		"arn:aws:kinesis:us-east-1:111122223333:stream/x", "arn:aws:iam::111122223333:role/x", "log-group:x", "function:x", "role/x", "AWS/x", "aws/x",
	}
}

// maxFillings bounds what is tried of one text.
const maxFillings = 500

// fillings are the texts that a text with holes may be: its holes filled alike,
// as the fields of an ARN, and each with another value.
func fillings(t *source.Text, yield func(string) bool) {
	holes := len(t.Holes)
	each := func(value func(i int) string) string {
		var b strings.Builder
		done := 0
		for i, h := range t.Holes {
			b.WriteString(t.Decoded[done:h.Offset])
			b.WriteString(value(i))
			done = h.Offset
		}
		b.WriteString(t.Decoded[done:])
		return b.String()
	}
	values := holeValues()
	for _, v := range values {
		if !yield(each(func(int) string { return v })) {
			return
		}
	}
	for _, service := range []string{"logs", "lambda", "kinesis", "firehose", "iam", "sns", "s3", "kms"} {
		fields := []string{"arn", "aws", service, "us-east-1", "111122223333"}
		if service == "iam" || service == "s3" {
			fields[3] = ""
		}
		text := each(func(i int) string {
			if field := strings.Count(t.Decoded[:t.Holes[i].Offset], ":"); field < len(fields) {
				return fields[field]
			}
			return "x"
		})
		if !yield(text) {
			return
		}
	}
	if holes < 2 {
		return
	}
	chosen := make([]int, holes)
	for range maxFillings {
		if !yield(each(func(i int) string { return values[chosen[i]] })) {
			return
		}
		i := 0
		for i < holes {
			if chosen[i]++; chosen[i] < len(values) {
				break
			}
			chosen[i] = 0
			i++
		}
		if i == holes {
			return
		}
	}
}

// holed are the findings about texts with holes that hold whatever the holes
// are.
func (v *validation) holed(unknown []*source.Value) []located {
	var out []located
	for _, x := range unknown {
		if x.Kind != source.String || x.Text == nil || len(x.Text.Holes) == 0 || x.Text.Decoded == "" || len(x.Text.Holes) > 4 ||
			strings.Contains(x.Text.Decoded, cdkToken) || v.siteOf(x) || v.isDocument(x) {
			continue
		}
		out = append(out, v.certain(x, unknown)...)
	}
	return out
}

func (v *validation) siteOf(x *source.Value) bool {
	return slices.ContainsFunc(v.sites, func(s *site) bool { return s.text == x.Text })
}

func (v *validation) isDocument(x *source.Value) bool {
	return slices.ContainsFunc(request.DocumentMembers(v.resource.Operation), func(name string) bool { return v.resource.Input.Get(name) == x })
}

// certain are the findings about one text that every filling has.
func (v *validation) certain(x *source.Value, unknown []*source.Value) []located {
	var certain []located
	first := true
	told := v.toldByForm(x)
	fillings(x.Text, func(text string) bool {
		r := v.leftOut(unknown)
		r.coerced = maps.Clone(v.coerced)
		r.coerced[x] = quoteText(text)
		found := map[string]located{}
		for _, f := range v.validate(r) {
			if f.whole && f.node != nil && f.node.value == x && f.Severity == request.Error && aboutValue(f) && !(told && strings.HasPrefix(f.Remedy, "This is an ARN,")) {
				f.Reason, f.Remedy = strings.ReplaceAll(f.Reason, text, written(x.Text)), strings.ReplaceAll(f.Remedy, text, written(x.Text))
				found[f.Code] = f
			}
		}
		if first {
			for _, f := range found {
				certain = append(certain, f)
			}
			first = false
		} else {
			kept := certain[:0]
			for _, f := range certain {
				if other, ok := found[f.Code]; ok {
					if placeInText().ReplaceAllString(other.Remedy, "") != placeInText().ReplaceAllString(f.Remedy, "") {
						if before, _, cut := strings.Cut(f.Remedy, ": "); cut { // what is proposed depends on what the holes hold
							f.Remedy = before + "."
						}
					}
					kept = append(kept, f)
				}
			}
			certain = kept
		}
		return len(certain) > 0
	})
	for i := range certain {
		f := &certain[i]
		f.Service, f.Replacement, f.Inner = "", "", request.Span{}
		f.at = x.Span
		f.Reason = strings.TrimSuffix(f.Reason, ".") + ", whatever the unknown part is."
		// Where in the text it is depends on what the holes hold.
		f.Remedy = placeInText().ReplaceAllString(f.Remedy, "")
	}
	return certain
}

var placeInText = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`( here)?, character [0-9]+`) })

// aboutValue reports whether a finding is about one value, whatever stands beside
// it.
func aboutValue(f located) bool {
	return strings.HasPrefix(f.Code, "RQ0") || f.Code == "RQ119" || f.Code == "RQ136" ||
		strings.HasPrefix(f.Service, "PutSubscriptionFilter operation cannot work with destinationArn for vendor")
}

// toldByForm reports whether FS121 says of a text that it is an ARN where a name
// belongs.
func (v *validation) toldByForm(x *source.Value) bool {
	input := v.resource.Input
	for _, name := range []string{"logGroupName", "destinationName"} {
		if input.Get(name) == x {
			return true
		}
	}
	names := input.Get("logGroupNames")
	return names != nil && slices.Contains(names.Items, x)
}

// written is a text with what stands for its holes.
func written(t *source.Text) string {
	var b strings.Builder
	done := 0
	for _, h := range t.Holes {
		what := h.What
		if !strings.Contains(what, "$") {
			what = "${" + what + "}"
		}
		b.WriteString(t.Decoded[done:h.Offset] + what)
		done = h.Offset
	}
	return b.String() + t.Decoded[done:]
}

func quoteText(text string) string { return string(appendString(nil, text)) }
