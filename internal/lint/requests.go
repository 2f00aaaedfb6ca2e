package lint

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/source"
)

// requestRules are the findings of the request validators, one rule for each
// code that can be reported of a file.
func requestRules() []*Rule {
	var rules []*Rule
	examples := requestExamples()
	for _, k := range request.FindingKinds() {
		if elsewhere(k.Code) {
			continue
		}
		r := &Rule{
			Code: k.Code, Name: k.Name, Summary: k.Doc, Severity: k.Severity, Since: firstVersion, Language: RequestExample,
			Why: "The service refuses the request otherwise.",
		}
		if k.Severity != request.Error {
			r.Why = "The service accepts the request, but part of it has no effect, or most likely not the effect that was meant."
		}
		if k.Source != "" {
			r.Why += " Source: " + k.Source + "."
		}
		if e, ok := examples[k.Code]; ok {
			r.Before, r.After = e.before, e.after
		}
		rules = append(rules, r)
	}
	return rules
}

// elsewhere reports whether another rule says what the code says, and better:
// syntax errors, blanks around patterns, documents that the readers of files
// have read, and checks of clients.
func elsewhere(code string) bool {
	switch code {
	case "RQ001", "RQ015", "RQ016", "RQ017", "RQ138", "RQ143", "RQ181":
		return true
	}
	return false
}

// request reports what the validators say of a request. What is not known is
// once left out and once stood in for: only what both show is said.
func (c *checker) request(f *source.File, r *source.Resource, sites []*site) {
	if f.FormatOf(r).OnlyPatterns || r.Input == nil {
		return
	}
	if rule := c.byCode["RQ012"]; rule != nil {
		for _, m := range r.Repeated {
			rep := reporter{c, rule, f, r}
			rep.reportAt(m.Key, fmt.Sprintf("The key %s appears more than once; the last one counts.", m.Name), "Remove all but one.")
		}
	}
	out := &validation{file: f, resource: r, sites: sites, options: request.Options{Parse: c.patterns.parse}}
	for _, found := range fewer(out.run()) {
		rule := c.byCode[found.Code]
		if rule == nil {
			continue
		}
		rep := reporter{c, rule, f, r}
		rep.reportAs(found.Severity, found.at, found.Reason, found.Remedy, found.fixes...)
		c.found[len(c.found)-1].Service = found.Service
	}
}

// validation is the validation of one request.
type validation struct {
	file     *source.File
	resource *source.Resource
	sites    []*site
	options  request.Options
	coerced  map[*source.Value]string
	filled   map[*source.Value]*source.Text // documents with something for their holes
}

// located is a validator's finding with its place in the file.
type located struct {
	request.Finding
	at    source.Span
	node  *docNode
	whole bool
	fixes []Fix
}

func (v *validation) run() []located {
	v.coerced, v.filled = map[*source.Value]string{}, map[*source.Value]*source.Text{}
	v.shorten()
	v.fillDocuments()
	unknown := v.unknown()
	first := v.validate(v.leftOut(unknown))
	certain := v.holed(unknown)
	if len(unknown) == 0 || len(first) == 0 {
		return v.keep(append(first, certain...))
	}
	second := map[string]bool{}
	for _, f := range v.validate(v.stoodIn(unknown)) {
		second[f.key()] = true
	}
	var both []located
	for _, f := range first {
		if second[f.key()] {
			both = append(both, f)
		}
	}
	return v.keep(append(both, certain...))
}

// key tells findings apart by code and by the value that they are about, which
// has another path when a list's unknown elements are left out.
func (f *located) key() string {
	var b strings.Builder
	b.WriteString(f.Code + " ")
	if f.node != nil {
		b.WriteString(spanKey(f.node.value.Span))
	}
	if !f.whole && len(f.Path) > 0 {
		b.WriteString(" " + f.Path[len(f.Path)-1].Name)
	}
	return b.String()
}

func spanKey(s source.Span) string { return strconv.Itoa(s.Start) + "-" + strconv.Itoa(s.End) }

// shorten puts a short pattern of the same kind in place of each that is
// known: the pattern itself is judged by the rules about syntax, and members
// beside it depend on its kind only.
func (v *validation) shorten() {
	for _, s := range v.sites {
		member := v.resource.Input.Get(s.member)
		if s.criteria || member == nil || member.Text != s.text || !s.text.Known() {
			continue
		}
		v.coerced[member] = kindStandIn(s.body, `"x"`)
		if s.body == "" {
			v.coerced[member] = `""`
		}
	}
}

// unknown are the values that are not known, texts with holes included.
func (v *validation) unknown() []*source.Value {
	var list []*source.Value
	eachValue(v.resource.Input, func(x *source.Value) {
		if _, ok := known(x); x.Kind == source.Unknown || x.Kind == source.String && !ok && v.filled[x] == nil {
			list = append(list, x)
		}
	})
	return list
}

// leftOut leaves out what is not known, but a filter pattern whose kind
// is known: rules about other members depend on it.
func (v *validation) leftOut(unknown []*source.Value) *renderer {
	return &renderer{standIns: v.patternStandIn(unknown, `"{ $.x = 1 }"`), coerced: v.coerced}
}

// stoodIn has a text for everything that is not known.
func (v *validation) stoodIn(unknown []*source.Value) *renderer {
	standIns := map[*source.Value]string{}
	for _, x := range unknown {
		standIns[x] = `"x"`
	}
	maps.Copy(standIns, v.patternStandIn(unknown, `"[x]"`))
	return &renderer{standIns: standIns, coerced: v.coerced}
}

func (v *validation) patternStandIn(unknown []*source.Value, otherwise string) map[*source.Value]string {
	standIns := map[*source.Value]string{}
	for _, name := range request.PatternMembers(v.resource.Operation) {
		member := v.resource.Input.Get(name)
		for _, x := range unknown {
			if x != member {
				continue
			}
			standIns[x] = otherwise
			if x.Kind == source.String && x.Text.Known() {
				standIns[x] = kindStandIn(x.Text.Decoded, otherwise)
			} else if x.Kind == source.String && x.Text.Holes[0].Offset > 0 {
				standIns[x] = kindStandIn(x.Text.Decoded, otherwise)
			}
		}
	}
	return standIns
}

// kindStandIn is a pattern of the kind that the text's first character tells.
func kindStandIn(text, otherwise string) string {
	switch {
	case strings.HasPrefix(text, "{"):
		return `"{ $.x = 1 }"`
	case strings.HasPrefix(text, "["):
		return `"[x]"`
	case strings.TrimLeft(text, " \t\r\n") == text:
		return `"x"`
	}
	return otherwise
}

// maxRepairs bounds how often types are corrected for one request.
const maxRepairs = 20

// validate runs the validators, correcting types as tools do that know the
// types of members, and those of stand-ins.
func (v *validation) validate(r *renderer) []located {
	for range maxRepairs {
		doc := r.render(v.resource.Input)
		if doc == nil {
			return nil
		}
		if v.namesFilter() {
			doc.add("filterName", `"x"`)
		}
		result, err := request.Validate(v.resource.Operation, request.Request, request.Latest, doc.text, v.options)
		if err != nil {
			return nil
		}
		repaired := false
		var found []located
		for _, f := range result.Findings {
			node, whole, onKey := doc.resolve(f.Path)
			l := located{Finding: f, node: node, whole: whole, at: v.place(node, whole, onKey || aboutName(f.Code))}
			if f.Code == "RQ002" && whole && v.repair(r, node) {
				repaired = true
				continue
			}
			if f.Inner != (request.Span{}) && node.value.Kind == source.String {
				var ok bool
				if l.at, ok = v.inText(f, node.value); !ok {
					continue
				}
			}
			found = append(found, l)
		}
		if !repaired {
			return found
		}
	}
	return nil
}

// namesFilter reports whether the tool makes up the name of the filter, which
// the file leaves out. Nearly no template has one, and a request without would
// be wrong each time.
func (v *validation) namesFilter() bool {
	op := v.resource.Operation
	return (op == putMetricFilter || op == putSubscriptionFilter) && v.resource.Input.Get("filterName") == nil &&
		generated(v.file, v.resource, "filterName")
}

// repair gives a stand-in the next type, and a known scalar the type that
// CloudFormation and Terraform turn it into. It reports false when there is
// none.
func (v *validation) repair(r *renderer, node *docNode) bool {
	if node.unknown {
		order := []string{`"x"`, `1`, `true`, `[]`, `{}`}
		for i, text := range order[:len(order)-1] {
			if r.standIns[node.value] == text {
				r.standIns[node.value] = order[i+1]
				return true
			}
		}
		return false
	}
	if _, done := r.coerced[node.value]; done || v.file.FormatOf(v.resource).AsSent {
		return false
	}
	text, ok := coerce(node.value)
	if ok {
		r.coerced[node.value] = text
	}
	return ok
}

// coerce writes a text as the number or boolean that it spells, and these as
// texts.
func coerce(v *source.Value) (string, bool) {
	switch v.Kind {
	case source.Number:
		return `"` + v.Literal + `"`, true
	case source.Bool:
		if v.Bool {
			return `"true"`, true
		}
		return `"false"`, true
	case source.String:
		text, ok := v.Str()
		if ok && (text == "true" || text == "false" || jsonNumber(text)) {
			return text, true
		}
	}
	return "", false
}

func jsonNumber(text string) bool {
	digits := strings.TrimPrefix(text, "-")
	return digits != "" && strings.Trim(digits, "0123456789.") == "" && strings.Count(digits, ".") <= 1 &&
		digits[0] != '.' && digits[len(digits)-1] != '.' && (digits[0] != '0' || len(digits) == 1 || digits[1] == '.')
}

// aboutName reports whether findings of a code are about a member's name
// rather than its value.
func aboutName(code string) bool { return code == "RQ011" || code == "RQ012" || code == "RQ014" }

// place is where a finding is shown: the value, the key of a map, or, for
// something that is missing from the whole request, the resource's name.
func (v *validation) place(node *docNode, whole, onKey bool) source.Span {
	switch {
	case onKey && node.key != (source.Span{}):
		return node.key
	case node.value == v.resource.Input && v.resource.At != (source.Span{}):
		return v.resource.At
	case !whole && node.key != (source.Span{}):
		return node.key
	}
	return node.value.Span
}

// keep drops what the file's kind makes good, and what other rules say better.
func (v *validation) keep(found []located) []located {
	var kept []located
	for _, f := range found {
		member := ""
		if len(f.Path) > 0 {
			member = f.Path[len(f.Path)-1].Name
		}
		switch {
		case elsewhere(f.Code):
		case f.Code == "RQ002" && v.isPattern(f.Path) && (f.node.value.Kind == source.Map || f.node.value.Kind == source.List):
			// told by FS112
		case f.Code == "RQ003" && v.resource.Shown:
			// Prose leaves out what does not matter.
		case f.Code == "RQ003" && !f.whole && len(f.Path) == 1 && generated(v.file, v.resource, member):
		case v.file.FormatOf(v.resource).Open && f.Code == "RQ140" && f.Inner == (request.Span{}):
			// Options may come from what the command does not write out.
		case f.Code == "RQ136" && f.Severity == request.Warning && !v.file.FormatOf(v.resource).ByCloudFormation:
			// Only CloudFormation takes fewer characters than the API.
		case f.Code == "RQ141" && v.defaultDistribution(f.node):
			// Plans hold the default though nobody wrote it.
		case f.Code == "RQ206" && v.file.FormatOf(v.resource).HasSets:
			// The tool sorts the fields.
		case f.Code == "RQ145" && f.Severity == request.Warning && !v.file.FormatOf(v.resource).AsSent:
			// Tools set tags their own way.
		default:
			if f.Replacement != "" && f.whole && !aboutName(f.Code) && f.node.value.Kind == source.String {
				text := f.node.value.Text
				if edit, ok := text.Edit(0, len(text.Decoded), f.Replacement); ok {
					f.fixes = []Fix{{Message: "Write " + f.Replacement, Edits: []source.Edit{edit}}}
				}
			}
			v.inHost(&f)
			kept = append(kept, f)
		}
	}
	return kept
}

// defaultDistribution reports whether a file has the distribution that the
// service takes by itself.
func (v *validation) defaultDistribution(node *docNode) bool {
	text, ok := node.value.Str()
	return v.file.FormatOf(v.resource).WithDefaults || !v.file.FormatOf(v.resource).AsSent && ok && text == "ByLogStream"
}

func (v *validation) isPattern(path request.Path) bool {
	return len(path) == 1 && slices.ContainsFunc(request.PatternMembers(v.resource.Operation), func(name string) bool { return name == path[0].Name })
}

// generated reports whether the tool that a file is for makes up a required
// member of a request that the file leaves out.
func generated(f *source.File, r *source.Resource, member string) bool {
	if !f.FormatOf(r).Finds(member) {
		return false
	}
	switch member {
	case "logGroupName":
		return r.Operation == createLogGroup || r.Operation == putRetentionPolicy
	case "logGroupIdentifier":
		return r.Type == "AWS::Logs::LogGroup"
	case "logStreamName":
		return r.Operation.Name == "CreateLogStream"
	case "destinationArn":
		// An event source of a function: the function is the destination.
		return r.Operation == putSubscriptionFilter && !strings.HasPrefix(r.Type, "AWS::Logs::")
	}
	return true
}
