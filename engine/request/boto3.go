package request

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/logsieve/logsieve/internal/suggest"
)

// botoErrors makes the checks that botocore makes before it sends a request
// (botocore, validate.py): types, required and unknown members, minimums and
// tagged unions; neither maximums nor patterns nor enums nor the size of maps.
type botoErrors struct {
	findings []Finding
	texts    []string
	counts   counts
}

// add reports an error. Of too many of a kind the first are told, in the client's
// text as well, and the others not put into words.
func (b *botoErrors) add(c findingCode, path Path, span Span, words func() (text, remedy, replacement string)) {
	if b.counts.full(c.code, Error) {
		return
	}
	text, remedy, replacement := words()
	b.texts = append(b.texts, text)
	b.findings = append(b.findings, Finding{
		Code: c.code, Name: c.name, Severity: Error, Path: slices.Clone(path), Span: span,
		Service: text, Reason: text + closing(text), Remedy: remedy, Replacement: replacement,
	})
}

// closing ends a text with a full stop if it has none.
func closing(text string) string {
	if strings.HasSuffix(text, ".") {
		return ""
	}
	return "."
}

// check checks a value. The memory of path is that of other paths, too.
func (b *botoErrors) check(s *shape, v *Value, path Path) {
	if !pythonFits(s.kind, v) {
		b.add(codeType, path, v.Span(), func() (string, string, string) {
			return fmt.Sprintf("Invalid type for parameter %s, value: %s, type: %s, valid types: %s",
				path.Boto3(), pythonStr(v), pythonType(v), kindWords[s.kind].python), fmt.Sprintf("Give %s.", s.kind.article()), ""
		})
		return
	}
	switch s.kind {
	case listShape:
		b.minimum(s, v, path, len(v.Items()))
		for i, item := range v.Items() {
			b.check(s.elem, item, append(path, Step{Index: i, Kind: IndexStep}))
		}
	case mapShape:
		for _, m := range v.Members() {
			b.check(s.key, m.key(), append(path, Step{Name: m.Name, Kind: KeyStep}))
			b.check(s.elem, m.Value, append(path, Step{Name: m.Name, Kind: ValueStep}))
		}
	case stringShape:
		b.minimum(s, v, path, length(v))
	case integerShape, longShape, doubleShape:
		b.minimumValue(s, v, path)
	case structureShape, unionShape, eventStreamShape:
		b.structure(s, v, path)
	}
}

func (b *botoErrors) structure(s *shape, v *Value, path Path) {
	if s.kind == unionShape {
		switch n := len(v.Members()); {
		case n == 0:
			b.add(codeUnion, path, v.Span(), func() (string, string, string) {
				return fmt.Sprintf("Must set one of the following keys for tagged unionstructure %s: %s.", path.Boto3(), s.list()), "Set exactly one member.", ""
			})
		case n > 1:
			b.add(codeUnion, path, v.Span(), func() (string, string, string) {
				return fmt.Sprintf("Invalid number of parameters set for tagged union structure %s. Can only set one of the following keys: %s.", path.Boto3(), s.list()), "Set exactly one member.", ""
			})
		}
	}
	for _, required := range s.required {
		if v.Get(required) == nil && s.rules["required"] == "" {
			b.add(codeRequired, append(path, Step{Name: required}), v.Span(), func() (string, string, string) {
				return fmt.Sprintf("Missing required parameter in %s: %q", path.Boto3(), required), fmt.Sprintf("Add %s.", required), ""
			})
		}
	}
	var known []Member
	members, _ := v.lastOfEach()
	for _, m := range members {
		if s.member(m.Name) != nil {
			known = append(known, m)
			continue
		}
		b.unknown(s, m, path)
	}
	for _, m := range known {
		b.check(s.member(m.Name).shape, m.Value, append(path, Step{Name: m.Name}))
	}
}

func (b *botoErrors) unknown(s *shape, m Member, path Path) {
	b.add(codeUnknown, append(path, Step{Name: m.Name}), m.NameSpan, func() (text, remedy, replacement string) {
		remedy = "Remove it."
		if replacement = suggest.Closest(m.Name, s.names()); replacement != "" {
			remedy = fmt.Sprintf("Did you mean %s?", replacement)
		}
		return fmt.Sprintf("Unknown parameter in %s: %q, must be one of: %s", path.Boto3(), m.Name, s.list()), remedy, replacement
	})
}

// minimum checks a length.
func (b *botoErrors) minimum(s *shape, v *Value, path Path, n int) {
	if low, err := strconv.Atoi(s.min); err == nil && n < low && !s.overlaid("minLength", "minItems") {
		b.add(codeTooShort, path, v.Span(), func() (string, string, string) {
			return fmt.Sprintf("Invalid length for parameter %s, value: %d, valid min length: %d", path.Boto3(), n, low), fmt.Sprintf("Use at least %d.", low), ""
		})
	}
}

func (b *botoErrors) minimumValue(s *shape, v *Value, path Path) {
	low, err := strconv.ParseFloat(s.min, 64)
	if err != nil || s.overlaid("minimum") {
		return
	}
	if n, ok := v.Float64(); ok && v.Kind() == Number && n < low {
		b.add(codeTooSmall, path, v.Span(), func() (string, string, string) {
			return fmt.Sprintf("Invalid value for parameter %s, value: %s, valid min value: %s", path.Boto3(), pythonStr(v), s.min), fmt.Sprintf("Use at least %s.", s.min), ""
		})
	}
}

// overlaid reports whether a keyword comes from the overlay, of which botocore
// knows nothing.
func (s *shape) overlaid(keywords ...string) bool {
	for _, k := range keywords {
		if s.rules[k] != "" {
			return true
		}
	}
	return false
}

// pythonFits reports whether botocore accepts the JSON type for the shape. A
// bool is an int in Python.
func pythonFits(k shapeKind, v *Value) bool {
	switch k {
	case anyShape:
		return true
	case listShape:
		return v.Kind() == Array
	case stringShape, blobShape:
		return v.Kind() == String
	case integerShape, longShape:
		return isPythonInt(v) || v.Kind() == Bool
	case doubleShape:
		return v.Kind() == Number || v.Kind() == Bool
	case booleanShape:
		return v.Kind() == Bool
	case timestampShape:
		return v.Kind() == String || v.Kind() == Number
	}
	return v.Kind() == Object
}

// unalias returns the request with boto3's member names replaced by the
// service's, as botocore does before it validates. conflict is the text of
// the error when both are given.
func unalias(op Operation, s *shape, root *Value) (renamed *Value, conflict string) {
	renamed = root
	for _, m := range s.members {
		if m.alias == "" || root.Get(m.alias) == nil {
			continue
		}
		if root.Get(m.name) != nil {
			return root, fmt.Sprintf("Parameter '%s' and its alias '%s' were provided for operation %s.  Only one of them may be used.",
				m.name, m.alias, op.Name)
		}
		copied := *root
		copied.members = make([]Member, len(root.members))
		for i, have := range root.members {
			if have.Name == m.alias {
				have.Name = m.name
			}
			copied.members[i] = have
		}
		renamed = &copied
	}
	return renamed, ""
}
