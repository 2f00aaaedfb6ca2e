package request

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// A request may hold a document in a text: a policy in policyDocument, say.
// The path of a finding in one leads through the text, as in
// /policyDocument/Statement/0/Effect, and its span to where the request writes
// the place, through the escapes of the text.

// The bounds of the work on one document. The largest that an operation takes
// has 51,200 characters, each of which may take four bytes; the decoder bounds
// the depth. Each finding is mapped through the text, which may be long.
const (
	maxEmbedded         = 51200 * 4
	maxEmbeddedFindings = 100
)

// embedded is a JSON document in a text of a request.
type embedded struct {
	request *document
	held    *Value // the text
	raw     []byte // what it says
	root    node
	placed  int // findings
}

// node is a value of an embedded document and the way to it.
type node struct {
	*Value
	in   *embedded
	up   *node // nil for the document itself
	step Step  // from there
}

// path leads to the value from the root of the request. It is made for
// findings only: a document may have many values, deep down.
func (n node) path() Path {
	if n.up == nil {
		return Path{n.step}
	}
	return append(n.up.path(), n.step)
}

// embedded reads the document in the text of a member. When it cannot be read
// the finding says why, with the service's text for a malformed document. Both
// are nil when the model's checks tell what is wrong: the member is not one of
// the request, is not a text, or is empty where there must be characters.
func (d *document) embedded(member, malformed string) (*embedded, []Finding) {
	held := d.Get(member)
	text, ok := held.Text()
	if m := d.shape.member(member); !ok || m == nil || text == "" && m.shape.min != "" {
		return nil, nil
	}
	e := &embedded{request: d, held: held, raw: []byte(text)}
	e.root = node{in: e, step: atName(member).step()}
	if len(e.raw) > maxEmbedded {
		return nil, single(e.root.path(), "", fmt.Sprintf("%s has %d bytes, more than any operation accepts.", member, len(e.raw)), "Shorten it.")
	}
	var err error
	if e.root.Value, err = Decode(e.raw); err != nil {
		f := e.root.finding(malformed, fmt.Sprintf("%s is not JSON.", member), "Write one JSON document.")
		if syntax, ok := errors.AsType[*JSONError](err); ok {
			f.Reason = fmt.Sprintf("%s is not JSON: %s.", member, syntax.Reason)
			e.place(&f, Span{syntax.Offset, min(syntax.Offset+1, len(e.raw))})
		}
		return nil, []Finding{f}
	}
	return e, nil
}

// place puts a finding at a span of the embedded document. One beyond what is
// told stays at the text as a whole.
func (e *embedded) place(f *Finding, at Span) {
	if e.placed++; e.placed > 2*maxEmbeddedFindings {
		f.Inner, f.Span = Span{}, e.held.Span()
		return
	}
	f.Inner = at
	f.Span = e.held.TextSpan(e.request.Raw, at.Start, at.End)
}

// get is the member called name; its Value is nil when there is none.
func (n node) get(name string) node {
	return node{n.Get(name), n.in, &n, Step{Name: name}}
}

// items are the elements of a list.
func (n node) items() []node {
	var list []node
	for i, item := range n.Items() {
		list = append(list, node{item, n.in, &n, Step{Index: i, Kind: IndexStep}})
	}
	return list
}

// entry is a member of an object.
type entry struct {
	name string
	key  Span // of the quoted name, in the embedded document
	node
}

// entries are the members of an object, in the order of the document.
func (n node) entries() []entry { return n.as(n.Members()) }

// as are some of the members of an object as entries.
func (n node) as(members []Member) []entry {
	var list []entry
	for _, m := range members {
		list = append(list, entry{m.Name, m.NameSpan, node{m.Value, n.in, &n, Step{Name: m.Name}}})
	}
	return list
}

// oneOrMore is a value that may stand alone or in a list.
func (n node) oneOrMore() []node {
	if n.Kind() == Array {
		return n.items()
	}
	return []node{n}
}

// finding is a finding about the value.
func (n node) finding(service, reason, remedy string) Finding {
	f := Finding{Path: n.path(), Service: service, Reason: reason, Remedy: remedy}
	if n.Value != nil {
		n.in.place(&f, n.Span())
	}
	return f
}

// missing is a finding about something that the value, an object or a list,
// does not have: it is shown at the first bracket.
func (n node) missing(service, reason, remedy string) Finding {
	f := n.finding(service, reason, remedy)
	n.in.place(&f, Span{n.Span().Start, n.Span().Start + 1})
	return f
}

// about is a finding about a member's name.
func (m entry) about(service, reason, remedy string) Finding {
	f := m.finding(service, reason, remedy)
	m.in.place(&f, m.key)
	return f
}

// repeated are the members of an object, and of those in it, that are written
// again later, so that they do not count.
func (n node) repeated() (found []Finding) {
	_, again := n.lastOfEach()
	for _, m := range n.as(again) {
		f := m.about("", fmt.Sprintf("%q is written more than once; the last one counts.", m.name), "Remove all but one.")
		f.Severity = Warning
		found = append(found, f)
	}
	for _, m := range n.entries() {
		found = append(found, m.node.repeated()...)
	}
	for _, item := range n.items() {
		found = append(found, item.repeated()...)
	}
	return found
}

// bounded cuts off what is said of one document, advice first.
func bounded(found []Finding) []Finding {
	if len(found) <= maxEmbeddedFindings {
		return found
	}
	slices.SortStableFunc(found, func(a, b Finding) int { return cmp.Compare(advice(a), advice(b)) })
	return found[:maxEmbeddedFindings]
}

// advice is 1 for a finding that is surely advice, else 0.
func advice(f Finding) int {
	if f.Severity == Warning {
		return 1
	}
	return 0
}

// asRequest holds a part of the document against another operation of the
// service, whose request says the same in its members. What the other operation
// would refuse is told at the places of the document, which origin leads back
// to (nil for what the document does not have), in the words of the document:
// findings in a filter pattern name no members, and quote the pattern.
// Constraints of the model lose their text, which names members of the other
// request.
func (e *embedded) asRequest(operation string, members []Member, origin func(Path) Path, words *strings.Replacer) []Finding {
	op := Operation{Service: e.request.Operation.Service, Name: operation}
	c, err := loadContract(schemaPath(op, Request, e.request.Profile))
	if err != nil {
		return nil
	}
	root := &Value{kind: Object, span: e.root.Span(), members: members}
	other := run{contract: c, doc: document{
		Operation: op, Direction: Request, Profile: e.request.Profile, Style: StyleAWS,
		Root: root, Raw: e.raw, Now: e.request.Now, AsOf: e.request.AsOf, shape: c.root, parse: e.request.parse,
	}}
	e.request.check(&other)
	var found []Finding
	for _, f := range other.result().Findings {
		from := origin(f.Path)
		if from == nil {
			continue
		}
		if f.Rule == "" || strings.Contains(f.Service, "failed to satisfy constraint") {
			f.Service, f.Exception = "", ""
		}
		if f.Code != codeFilterPattern.code {
			f.Reason, f.Remedy = words.Replace(f.Reason), words.Replace(f.Remedy)
		}
		f.Path = slices.Concat(e.root.path(), from)
		e.place(&f, f.Span)
		found = append(found, f)
		if len(found) == maxEmbeddedFindings {
			break
		}
	}
	// What the other operation answers speaks first here, too.
	speaks := func(f Finding) bool { return f.Service != "" && f.Service == other.message }
	if i := slices.IndexFunc(found, speaks); i > 0 {
		found[0], found[i] = found[i], found[0]
	}
	return found
}
