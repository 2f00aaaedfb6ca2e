package request

import (
	"fmt"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v5"
)

// shapeKind is the API model's type of a shape.
type shapeKind uint8

const (
	structureShape shapeKind = iota
	unionShape
	eventStreamShape
	listShape
	mapShape
	stringShape
	integerShape
	longShape
	doubleShape
	booleanShape
	timestampShape
	blobShape
	anyShape // whatever it holds is left alone
)

// kindWords is what a kind of shape is called.
var kindWords = [anyShape + 1]struct {
	model   string // by the API model
	article string // in a sentence
	python  string // the types that botocore accepts for it
	java    string // what the service converts scalars to; "" where that is not recorded
}{
	structureShape:   {"object", "an object", "<class 'dict'>", ""},
	unionShape:       {"union", "an object", "<class 'dict'>", ""},
	eventStreamShape: {"eventstream", "an object", "<class 'dict'>", ""},
	listShape:        {"array", "a list", "<class 'list'>, <class 'tuple'>", ""},
	mapShape:         {"map", "an object", "<class 'dict'>", ""},
	stringShape:      {"string", "a string", "<class 'str'>", "a String"},
	integerShape:     {"integer", "a 32-bit integer", "<class 'int'>", "an Integer"},
	longShape:        {"long", "a 64-bit integer", "<class 'int'>", "a Long."},
	doubleShape:      {"double", "a number", "<class 'float'>, <class 'decimal.Decimal'>, <class 'int'>", "a Double"},
	booleanShape:     {"boolean", "true or false", "<class 'bool'>", "a Boolean"},
	timestampShape:   {"timestamp", "a timestamp", "<class 'datetime.datetime'>, timestamp-string", ""},
	blobShape:        {"blob", "base64 text", "<class 'bytes'>, <class 'bytearray'>, file-like object", ""},
}

// shape is one type of the API model as its schema states it. Messages are
// made from shapes: a validator's error says which keyword failed, the shape
// knows the limit, the order of members and the service's own pattern.
type shape struct {
	name          string
	kind          shapeKind
	members       []shapeMember
	elem          *shape // of a list, or the values of a map
	key           *shape // of a map
	min, max      string // length or value, "" when there is none
	pattern       string // as the service prints it
	goPattern     string // as it is checked
	enum          []string
	required      []string          // in the model's own order, which botocore reports in
	printOrder    []string          // of enum values or members, where it was recorded
	rules         map[string]string // keyword to rule id, for what the model does not say
	filterPattern bool
	schemas       []*jsonschema.Schema // that its values are held against
}

type shapeMember struct {
	name       string
	shape      *shape
	required   bool
	deprecated bool
	alias      string
	location   string // uri or querystring; "" is the body
}

// member is the member called name, nil when there is none.
func (s *shape) member(name string) *shapeMember {
	for i := range s.members {
		if s.members[i].name == name {
			return &s.members[i]
		}
	}
	return nil
}

// names are the members' names in the model's order.
func (s *shape) names() []string {
	names := make([]string, len(s.members))
	for i, m := range s.members {
		names[i] = m.name
	}
	return names
}

// list are the names in a sentence.
func (s *shape) list() string { return strings.Join(s.names(), ", ") }

// scalar reports whether the shape has neither members nor elements. The
// service reports a violation inside a list or map of scalars at the list.
func (s *shape) scalar() bool { return s.kind >= stringShape }

// numeric reports whether the shape's values are numbers.
func (s *shape) numeric() bool { return s.kind >= integerShape && s.kind <= doubleShape }

// object reports whether the shape is written as a JSON object with members.
func (s *shape) object() bool { return s.kind <= eventStreamShape }

// step is the shape one step further, nil when the step leads nowhere.
func (s *shape) step(st Step) *shape {
	switch st.Kind {
	case MemberStep:
		if m := s.member(st.Name); m != nil {
			return m.shape
		}
		return nil
	case KeyStep:
		return s.key
	}
	return s.elem
}

// shapeReader builds the shapes of one schema file.
type shapeReader struct {
	defs   *Value
	shapes map[string]*shape
}

// readShape is the root shape of a schema file.
func readShape(file *Value) (*shape, error) {
	r := shapeReader{defs: file.Get("$defs"), shapes: map[string]*shape{}}
	if file.Get("$ref").Present() {
		return r.ref(file)
	}
	return r.fill(&shape{}, file)
}

const defsPrefix = "#/$defs/"

// ref is the shape a node refers to, with the node's own keywords added.
func (r *shapeReader) ref(node *Value) (*shape, error) {
	name := strings.TrimPrefix(node.Get("$ref").Str(), defsPrefix)
	s, ok := r.shapes[name]
	if !ok {
		def := r.defs.Get(name)
		if def == nil {
			return nil, fmt.Errorf("no definition of %q", name)
		}
		s = &shape{name: name}
		r.shapes[name] = s
		if _, err := r.fill(s, def); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	if !node.Has("enum") && !node.Has("minimum") {
		return s, nil
	}
	own := *s
	readLimits(&own, node)
	return &own, nil
}

// fill reads a definition into s.
func (r *shapeReader) fill(s *shape, node *Value) (*shape, error) {
	var err error
	s.kind, err = kindOf(node)
	if err != nil {
		return nil, err
	}
	readLimits(s, node)
	switch s.kind {
	case listShape:
		s.elem, err = r.ref(node.Get("items"))
	case mapShape:
		if s.key, err = r.ref(node.Get("propertyNames")); err == nil {
			s.elem, err = r.ref(node.Get("additionalProperties"))
		}
	case structureShape, unionShape, eventStreamShape:
		err = r.members(s, node)
	}
	return s, err
}

func (r *shapeReader) members(s *shape, node *Value) error {
	required := map[string]bool{}
	for _, name := range node.Get("required").Items() {
		required[name.Str()] = true
		s.required = append(s.required, name.Str())
	}
	for _, m := range node.Get("properties").Members() {
		target, err := r.ref(m.Value)
		if err != nil {
			return err
		}
		aws := m.Value.Get("x-aws")
		deprecated, _ := m.Value.Get("deprecated").Flag()
		s.members = append(s.members, shapeMember{
			name: m.Name, shape: target, required: required[m.Name], deprecated: deprecated,
			alias: aws.Get("alias").Str(), location: aws.Get("location").Str(),
		})
	}
	return nil
}

// kindOf reads the model's type: JSON's where it says enough.
func kindOf(node *Value) (shapeKind, error) {
	name := node.Get("x-aws").Get("type").Str()
	if name == "" {
		name = node.Get("type").Str()
	}
	for k := range anyShape {
		if kindWords[k].model == name {
			return k, nil
		}
	}
	return 0, fmt.Errorf("unknown type %q", name)
}

// readLimits reads the keywords that restrict values.
func readLimits(s *shape, node *Value) {
	for _, keyword := range []string{"minLength", "minItems", "minProperties", "minimum"} {
		if v := node.Get(keyword); v.Present() {
			s.min = v.Literal()
		}
	}
	for _, keyword := range []string{"maxLength", "maxItems", "maxProperties", "maximum"} {
		if v := node.Get(keyword); v.Present() {
			s.max = v.Literal()
		}
	}
	if p := node.Get("pattern"); p.Present() {
		s.goPattern = p.Str()
	}
	aws := node.Get("x-aws")
	if p := aws.Get("pattern"); p.Present() {
		s.pattern = p.Str()
	}
	if values := node.Get("enum"); values.Present() {
		s.enum = nil
		for _, v := range values.Items() {
			s.enum = append(s.enum, v.Str()+v.Literal())
		}
	}
	for _, v := range aws.Get("enumOrder").Items() {
		s.printOrder = append(s.printOrder, v.Str())
	}
	for _, v := range aws.Get("printOrder").Items() {
		s.printOrder = append(s.printOrder, v.Str())
	}
	if rules := aws.Get("rules"); rules.Present() {
		s.rules = map[string]string{}
		for _, m := range rules.Members() {
			s.rules[m.Name] = m.Value.Str()
		}
	}
	if f, _ := aws.Get("filterPattern").Flag(); f {
		s.filterPattern = true
	}
}

// unit is what the length of the shape's values counts.
func (s *shape) unit() string {
	switch s.kind {
	case listShape:
		return "elements"
	case mapShape:
		return "entries"
	}
	return "characters"
}

// article names the kind for a sentence.
func (k shapeKind) article() string { return kindWords[k].article }
