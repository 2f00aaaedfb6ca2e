package request

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/constraint"
)

// Options change how a document is validated. The zero value is the service's
// own view.
type Options struct {
	Style Style     // whose checks and whose voice; "" is StyleAWS
	Now   time.Time // for rules about time; the zero time leaves them out
	// Retention tells how long a log group keeps its log events; 0 is for
	// ever, as for every group where it is nil. Expired log events are
	// dropped, and do not count.
	Retention func(logGroupName string) time.Duration
	// AsOf asks for the texts of an older service, where they have changed; the
	// zero time is the newest. Profile2018 speaks as of its own time.
	AsOf time.Time
	// Parse reads filter patterns; nil is grammar.Parse. Who validates many
	// documents may remember the patterns.
	Parse func(pattern string) (grammar.Pattern, error)
}

// Result is what is said about one document.
type Result struct {
	Valid bool
	// Code is the error code, "" when the document is valid; for responses,
	// which no service refuses, it is "" always.
	Code string
	// Message is the exact text of the service (or of botocore, with
	// StyleBoto3). It is "" when the document is valid and where the service's
	// text is not recorded: then the findings say in our words what is wrong.
	Message  string
	Findings []Finding // by position
}

// Validate holds one JSON document against the shape of an operation's
// request or response. Whatever the document holds is told in the Result; the
// error says that the profile does not know the operation.
func Validate(op Operation, dir Direction, profile Profile, doc []byte, opts Options) (Result, error) {
	if opts.Style == "" {
		opts.Style = StyleAWS
	}
	if opts.Parse == nil {
		opts.Parse = grammar.Parse
	}
	root, decodeErr := Decode(doc)
	if !op.Paginator && dir == Request && root.Has("PaginationConfig") {
		if paginator := (Operation{Service: op.Service, Name: op.Name, Paginator: true}); paginator.known(profile) {
			op = paginator
		}
	}
	c, err := loadContract(schemaPath(op, dir, profile))
	if err != nil {
		return Result{}, &UnknownOperationError{Operation: op, Profile: profile}
	}
	run := run{
		contract: c,
		doc: document{
			Operation: op, Direction: dir, Profile: profile, Style: opts.Style, Root: root, Raw: doc,
			Now: opts.Now, Retention: opts.Retention, AsOf: opts.AsOf,
			shape: c.root, parse: opts.Parse, check: (*run).check,
		},
	}
	if decodeErr != nil {
		run.malformed(decodeErr)
	} else {
		run.check()
	}
	return run.result(), nil
}

// run is one validation under way.
type run struct {
	*contract
	doc      document
	code     string
	message  string
	findings []Finding
}

// answer sets what the service says; the first answer stays.
func (r *run) answer(code, message string) {
	if r.code == "" {
		r.code, r.message = code, message
	}
}

func (r *run) add(f ...Finding) { r.findings = append(r.findings, f...) }

func (r *run) malformed(err error) {
	f := Finding{Code: codeJSON.code, Name: codeJSON.name, Severity: Error, Remedy: "Write one JSON object."}
	if syntax, ok := errors.AsType[*JSONError](err); ok {
		f.Reason = "The document is not JSON: " + syntax.Reason + "."
		f.Span = Span{syntax.Offset, min(syntax.Offset+1, len(r.doc.Raw))}
	}
	r.add(f)
	r.answer(r.serialization(), "")
}

// serialization is the error code for a document that the service's parser
// cannot read.
func (r *run) serialization() string {
	switch {
	case r.doc.Operation.Paginator:
		return clientCode // the arguments never reach the service
	case r.doc.Operation.Service == CloudFront:
		return r.exception
	}
	return "SerializationException"
}

const clientCode = "ParamValidationError"

// check goes through the steps in the order in which a request meets them: the
// client, the service's parser, its constraints, its own rules. Steps that the
// document would not reach are left out.
func (r *run) check() {
	if r.doc.Direction == Response && r.doc.Root.Get("__type").Present() {
		r.errorResponse()
		return
	}
	if r.doc.Style == StyleBoto3 && r.doc.Direction == Request && r.refusedByClient() {
		return
	}
	j := r.judge()
	if r.wrongTypes(j.violations) {
		return
	}
	r.constraints(j.violations)
	r.rules(j.patterns)
}

// refusedByClient makes botocore's checks.
func (r *run) refusedByClient() bool {
	renamed, conflict := unalias(r.doc.Operation, r.root, r.doc.Root)
	if conflict != "" {
		r.add(Finding{
			Code: codeParameters.code, Name: codeParameters.name, Rule: "L29", Severity: Error, Span: r.doc.Root.Span(),
			Service: conflict, Reason: conflict, Remedy: "Give one of the two.",
		})
		r.answer("AliasConflictParameterError", conflict)
		return true
	}
	r.doc.Root = renamed
	var b botoErrors
	b.check(withoutPaginationConfig(r.root, r.doc.Operation), renamed, nil)
	if len(b.texts) == 0 {
		return false
	}
	r.add(b.findings...)
	r.answer(clientCode, "Parameter validation failed:\n"+strings.Join(b.texts, "\n"))
	return true
}

// withoutPaginationConfig lets botocore's checks pass by PaginationConfig,
// which paginate takes out of the arguments before they are validated.
func withoutPaginationConfig(s *shape, op Operation) *shape {
	if !op.Paginator {
		return s
	}
	relaxed := *s
	relaxed.members = slices.Clone(s.members)
	for i := range relaxed.members {
		if relaxed.members[i].name == "PaginationConfig" {
			relaxed.members[i].shape = &shape{kind: anyShape}
		}
	}
	return &relaxed
}

// judge holds the document against its shape.
func (r *run) judge() judge {
	j := judge{lenient: r.doc.Operation.Service != CloudFront}
	j.value(violation{path: make(Path, 0, 8), shape: r.root, value: r.doc.Root, rank: make([]int, 0, 8)})
	if r.doc.Direction == Response {
		j.findings = slices.DeleteFunc(j.findings, func(f Finding) bool { return f.Code == codeDeprecated.code })
	}
	r.add(j.findings...)
	sortViolations(j.violations)
	return j
}

// wrongTypes reports values that the service's parser cannot read; it stops at
// the first one in the document.
func (r *run) wrongTypes(vs []violation) bool {
	var wrong []violation
	for _, v := range vs {
		if v.keyword == "type" {
			wrong = append(wrong, v)
		}
	}
	slices.SortStableFunc(wrong, func(a, b violation) int {
		return cmp.Compare(a.value.Span().Start, b.value.Span().Start)
	})
	for _, v := range wrong {
		text := v.typeText()
		if r.doc.Operation.Service == CloudFront || r.doc.Operation.Paginator {
			text = ""
		}
		r.finding(v, text)
		r.answer(r.serialization(), text)
	}
	return len(wrong) > 0
}

// constraints reports broken limits and joins them into the service's message.
func (r *run) constraints(vs []violation) {
	var texts []string
	long := false
	text := ""
	for i, v := range vs {
		if i > 0 && v.sameText(&vs[i-1]) {
			r.finding(v, text)
			continue
		}
		text = ""
		switch {
		case v.rule != "" || r.doc.Operation.Service == CloudFront || v.code() == codeUnion:
			// The service's text is not recorded.
		case v.isLongName() && r.generalNames():
			text, long = longName, true
			v.rule = "L20"
		case v.isResourceARN() && r.generalNames():
			text = invalidResourceARN
			r.answer("ValidationException", text)
		default:
			text = v.serviceText(r.doc.textsAsOf())
			if !slices.Contains(texts, text) {
				texts = append(texts, text)
			}
		}
		r.finding(v, text)
	}
	switch {
	case len(texts) > 0:
		r.answer(r.exception, constraint.Join(texts))
	case long:
		r.answer(r.exception, longName)
	}
}

// generalNames reports whether too long names get the generic text (L20): in
// requests of today's CloudWatch Logs.
func (r *run) generalNames() bool {
	op := r.doc.Operation
	return op.Service == Logs && r.doc.Profile == Latest && r.doc.Direction == Request
}

// finding adds the finding of a violation.
func (r *run) finding(v violation, text string) {
	c := v.code()
	reason, remedy := v.explain()
	r.add(Finding{
		Code: c.code, Name: c.name, Rule: v.rule, Severity: Error,
		Path: v.path, Service: text, Reason: reason, Remedy: remedy,
	})
}

// allRules is the one list of rules; it is made when a document is first
// validated.
var allRules = sync.OnceValue(crossFieldRules)

// rules runs the rules that the models do not state.
func (r *run) rules(patterns []violation) {
	var found []Finding
	if r.doc.Direction == Request && r.doc.Operation.Service == Logs {
		for _, p := range patterns {
			found = append(found, patternFindings(&r.doc, p.value, p.path)...)
		}
	}
	for _, rule := range allRules() {
		found = append(found, rule.run(&r.doc)...)
	}
	r.replaceOverlay(found)
	r.add(found...)
	r.answerRules()
}

// answerRules lets the first error that is no constraint of the model speak,
// one with a recorded text before one without.
func (r *run) answerRules() {
	var first *Finding
	for i := range r.findings {
		f := &r.findings[i]
		if f.Severity == Error && (first == nil || first.Service == "" && f.Service != "") {
			first = f
		}
	}
	if first != nil {
		r.answer(cmp.Or(first.Exception, r.exception), first.Service)
	}
}

// replaceOverlay drops findings of the overlay that a rule function reports
// too, and better.
func (r *run) replaceOverlay(found []Finding) {
	r.findings = slices.DeleteFunc(r.findings, func(have Finding) bool {
		return have.Rule != "" && slices.ContainsFunc(found, func(f Finding) bool {
			return f.Rule == have.Rule && related(f.Path.Pointer(), have.Path.Pointer())
		})
	})
}

// related reports whether one path leads to or through the other. The document
// itself is related to nothing but itself: a rule that misses one member there
// says nothing of another.
func related(a, b string) bool {
	if a == "" || b == "" {
		return a == b
	}
	return strings.HasPrefix(a, b) || strings.HasPrefix(b, a)
}

// errorResponse checks the body of an error.
func (r *run) errorResponse() {
	kind := r.doc.Get("__type")
	name := kind.Str()
	name = name[strings.LastIndexByte(name, '#')+1:]
	f := Finding{Code: codeErrorResponse.code, Name: codeErrorResponse.name, Path: Path{{Name: "__type"}}}
	switch {
	case kind.Kind() != String:
		f.Severity, f.Reason, f.Remedy = Error, "__type is not a string.", "Give the name of the error."
		r.add(f)
	case !slices.Contains(r.errors, name) && !slices.Contains(commonErrors, name):
		f.Severity = Warning
		f.Reason = r.doc.Operation.Name + " does not declare the error " + name + "."
		f.Remedy = "The errors of the operation are " + strings.Join(r.errors, ", ") + "."
		r.add(f)
	}
	for _, member := range []string{"message", "Message"} {
		if m := r.doc.Get(member); m.Present() && m.Kind() != String {
			r.finding(violation{path: Path{{Name: member}}, keyword: "type", shape: &shape{kind: stringShape}, value: m}, "")
		}
	}
}

// commonErrors may come from every operation.
var commonErrors = []string{
	"SerializationException", "UnknownOperationException", "AccessDeniedException", "ThrottlingException",
	"UnrecognizedClientException", "InvalidSignatureException", "ExpiredTokenException",
	"MissingAuthenticationTokenException", "IncompleteSignatureException", "InternalFailure", "ServiceUnavailable",
	"RequestExpired", "OptInRequired", "InvalidClientTokenId", "NotAuthorized", "ValidationError", "AccessDenied",
}

// result puts the findings in order and gives each its place.
func (r *run) result() Result {
	valid := true
	for i := range r.findings {
		f := &r.findings[i]
		if f.Severity == Error {
			valid = false
		}
		if f.Span == (Span{}) && r.doc.Root != nil {
			_, f.Span = f.Path.resolve(r.doc.Root)
		}
	}
	slices.SortStableFunc(r.findings, func(a, b Finding) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
	out := Result{Valid: valid, Findings: listed(r.findings)}
	if !valid {
		out.Code, out.Message = r.code, r.message
	}
	if r.doc.Direction == Response {
		out.Code = ""
	}
	return out
}
