package request

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
)

const (
	protectionVersion    = "2021-06-01"
	twoStatements        = "Policy can only have two statements. One for Audit Operation and one for Deidentify Operation"
	differentIdentifiers = "Audit Statement and Deidentify Statement must have the same Data Identifiers"
)

var (
	protectionName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z0-9_-]*$`) })
	dataIdentifier = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^arn:[a-z0-9-]+:dataprotection::aws:data-identifier/[A-Za-z0-9_-]+$`)
	})
)

// dataProtection judges the data protection policy in policyDocument: one
// statement that audits and one that masks, for the same data.
func dataProtection(d *document) []Finding {
	doc, found := d.embedded("policyDocument", "")
	if doc == nil {
		return found
	}
	if !doc.root.Has("Statement") && doc.root.Has("statement") {
		return bounded(tooLongPolicy(d)) // as CDK writes all names, and the service takes them
	}
	p := protection{root: doc.root}
	p.document()
	p.found = append(p.found, tooLongPolicy(d)...)
	p.found = append(p.found, doc.root.repeated()...)
	return bounded(p.found)
}

// protection is a data protection policy under judgement.
type protection struct {
	root   node
	custom []string // the names of custom data identifiers
	found  []Finding
}

func (p *protection) refuse(f Finding) { p.found = append(p.found, f) }

func (p *protection) document() {
	if p.root.Kind() != Object {
		p.refuse(p.root.finding("", fmt.Sprintf("A data protection policy must be an object, not %s.", p.root.Kind().article()), `Write {"Name": "…", "Version": "2021-06-01", "Statement": […]}.`))
		return
	}
	if v := p.root.get("Version"); v.Present() && v.Str() != protectionVersion {
		p.refuse(v.finding("Policy Version must be 2021-06-01", "This is not the version of data protection policies.", `Write "2021-06-01".`))
	}
	if v := p.root.get("Name"); v.Present() && (v.Kind() != String || !protectionName().MatchString(v.Str())) {
		p.refuse(v.finding("Policy Name can only include alphanumeric characters, hyphens (-) and underscores (_)", "The name has characters other than letters, digits, - and _.", "Use only these."))
	}
	for _, c := range p.root.get("Configuration").get("CustomDataIdentifier").items() {
		p.custom = append(p.custom, c.Get("Name").Str())
	}
	p.statements(p.root.get("Statement"))
}

func (p *protection) statements(v node) {
	const remedy = "Write one statement with the operation Audit, and after it one with Deidentify."
	statements := v.items()
	switch {
	case v.Kind() == Object:
		statements = []node{v}
		fallthrough
	case v.Kind() == Array && len(statements) < 2:
		p.refuse(v.missing(twoStatements, fmt.Sprintf("A data protection policy must have two statements, not %d.", len(statements)), remedy))
	case v.Kind() != Array:
		p.refuse(p.root.missing(twoStatements, "The policy has no list of statements.", remedy))
	case len(statements) > 2:
		p.refuse(statements[2].missing(twoStatements, fmt.Sprintf("A data protection policy must have two statements, not %d.", len(statements)), remedy))
	}
	for _, s := range statements {
		p.operation(s)
		p.identifiers(s)
	}
	if len(statements) != 2 {
		return
	}
	first, second := statements[0].get("Operation"), statements[1].get("Operation")
	switch {
	case first.Has("Audit") && second.Has("Deidentify"):
	case first.Has("Deidentify") && second.Has("Audit"):
		p.refuse(first.missing("", "The statement that audits must come before the one that masks.", "Swap the statements."))
	case first.Kind() == Object && second.Kind() == Object:
		p.refuse(second.missing(twoStatements, "One of the statements must audit and the other mask.", remedy))
	}
	if !sameTexts(statements[0].Get("DataIdentifier"), statements[1].Get("DataIdentifier")) {
		p.refuse(statements[1].get("DataIdentifier").finding(differentIdentifiers, "The statements are about different data.", "List the same data identifiers in both."))
	}
}

// operation judges what a statement does: Audit with its FindingsDestination,
// or Deidentify with an empty MaskConfig.
func (p *protection) operation(s node) {
	if s.Kind() != Object {
		p.refuse(s.finding("", fmt.Sprintf("A statement must be an object, not %s.", s.Kind().article()), `Write {"DataIdentifier": […], "Operation": {…}}.`))
		return
	}
	operation := s.get("Operation")
	if operation.Kind() != Object || !operation.Has("Audit") && !operation.Has("Deidentify") {
		p.refuse(s.missing("", "The statement has no operation Audit or Deidentify.", `Add "Operation": {"Audit": {"FindingsDestination": {}}} or "Operation": {"Deidentify": {"MaskConfig": {}}}.`))
		return
	}
	if audit := operation.get("Audit"); audit.Present() && audit.Get("FindingsDestination").Kind() != Object {
		p.refuse(audit.missing("", "Audit has no object FindingsDestination.", `Add "FindingsDestination": {}.`))
	}
	mask := operation.get("Deidentify")
	config := mask.get("MaskConfig")
	if mask.Present() && config.Kind() != Object {
		p.refuse(mask.missing("", "Deidentify has no object MaskConfig.", `Add "MaskConfig": {}.`))
	}
	for _, m := range config.entries() {
		p.refuse(m.about(m.name+" is not a valid field", "MaskConfig must be empty.", `Write "MaskConfig": {}.`))
	}
}

func (p *protection) identifiers(s node) {
	if s.Kind() != Object {
		return
	}
	list := s.get("DataIdentifier")
	if list.Kind() != Array || len(list.Items()) == 0 {
		p.refuse(s.missing("", "The statement has no list of data identifiers.", `Add "DataIdentifier": ["arn:aws:dataprotection::aws:data-identifier/EmailAddress"].`))
		return
	}
	for _, item := range list.items() {
		name, ok := item.Text()
		switch {
		case !ok:
			p.refuse(item.finding("", fmt.Sprintf("A data identifier must be a string, not %s.", item.Kind().article()), "Write its ARN."))
		case !dataIdentifier().MatchString(name) && !slices.Contains(p.custom, name):
			remedy := "Write the ARN of a managed data identifier, or the name of one of Configuration.CustomDataIdentifier."
			if protectionName().MatchString(name) && name != "" {
				remedy = fmt.Sprintf("Write arn:aws:dataprotection::aws:data-identifier/%s, or add %s to Configuration.CustomDataIdentifier.", name, name)
			}
			p.refuse(item.finding(name+" is not a valid Data Identifier", "This is neither the ARN of a managed data identifier nor a custom one.", remedy))
		}
	}
}

// sameTexts reports whether two lists hold the same texts, in any order. What
// is not a list is told by others; texts that are not known may be the same.
func sameTexts(a, b *Value) bool {
	if a.Kind() != Array || b.Kind() != Array {
		return true
	}
	for _, item := range slices.Concat(a.Items(), b.Items()) {
		if strings.Contains(item.Str(), Hole) {
			return true
		}
	}
	set := func(v *Value) string {
		var list []string
		for _, item := range v.Items() {
			list = append(list, item.Str())
		}
		slices.Sort(list)
		return strings.Join(slices.Compact(list), "\n")
	}
	return set(a) == set(b)
}
