package terraform

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/awsprovider"
)

// IsState reports whether a file is a state as Terraform keeps it: what
// terraform state pull prints.
func IsState(data []byte) bool {
	return document.StartsWith(data, '{') && bytes.Contains(data, []byte(`"lineage"`)) && bytes.Contains(data, []byte(`"instances"`))
}

// stateVersion is the version of states that is read. It has not changed since
// Terraform 0.12.
const stateVersion = "4"

// ReadState reads a state: what was deployed when Terraform ran last. Sensitive
// values stand in it as they are, and are not known here.
func ReadState(f *source.Reader) {
	if !mentionsOurs(f.Data) {
		return
	}
	f.Format = source.TerraformState
	doc := tfDocument(f)
	if doc == nil {
		return
	}
	if version := doc.Get("version"); version.Literal() != stateVersion {
		f.Problems = append(f.Problems, &document.Problem{
			Span:   document.Span(version.Span()),
			Reason: fmt.Sprintf("The state is of version %q, which is not known here.", version.Literal()),
			Remedy: "Upgrade the state with Terraform 0.12 or later, or with OpenTofu.",
		})
		return
	}
	s := &state{f: f, places: map[string]*statePlace{}}
	for _, r := range doc.Get("resources").Items() {
		for _, instance := range r.Get("instances").Items() {
			s.note(providerAlias(r.Get("provider").Str()), instance.Get("attributes"))
		}
	}
	for _, r := range doc.Get("resources").Items() {
		if r.Get("mode").Str() == "managed" {
			s.resource(r)
		}
	}
}

type state struct {
	f      *source.Reader
	places map[string]*statePlace // by alias of the provider
}

// statePlace are the accounts and Regions of what a provider deploys.
type statePlace struct{ accounts, regions map[string]bool }

// note learns where the provider of a resource deploys.
func (s *state) note(alias string, attributes *request.Value) {
	p := s.places[alias]
	if p == nil {
		p = &statePlace{map[string]bool{}, map[string]bool{}}
		s.places[alias] = p
	}
	account, region := source.Place(attributes.Get("arn").Str())
	if account != "" && region != "" { // else of a global service
		p.accounts[account], p.regions[region] = true, true
	}
}

// place is where a resource is deployed: what its provider deploys is in one
// account and Region, but for what says another Region itself, as it may since
// version 6 of the provider. Only a few have an ARN that tells it.
func (s *state) place(alias string, attributes *request.Value) (account, region string) {
	p := s.places[alias]
	account, region = only(p.accounts), only(p.regions)
	if own := attributes.Get("region").Str(); own != "" {
		region = own
	}
	return account, region
}

// only is the one text of a set of one, "" of any other.
func only(set map[string]bool) string {
	if len(set) == 1 {
		for text := range set {
			return text
		}
	}
	return ""
}

// providerAlias is what a provider is called beside others of its sort, "" for
// the one without a name: provider["registry.terraform.io/hashicorp/aws"].west.
func providerAlias(provider string) string {
	_, alias, _ := strings.Cut(provider[strings.LastIndexByte(provider, '"')+1:], "].")
	return alias
}

func (s *state) resource(r *request.Value) {
	shape, ok := awsprovider.Type(r.Get("type").Str())
	if !ok {
		return
	}
	address := source.JoinAddress(r.Get("module").Str(), r.Get("type").Str()+"."+r.Get("name").Str())
	alias := providerAlias(r.Get("provider").Str())
	for _, instance := range r.Get("instances").Items() {
		attributes := instance.Get("attributes")
		if attributes.Kind() != request.Object || instance.Get("deposed") != nil {
			continue
		}
		at, own := document.Span(r.Get("name").Span()), address
		if key := instance.Get("index_key"); key != nil {
			at = document.Span(key.Span())
			own += "[" + indexKey(key) + "]"
		}
		body := source.ValueOfJSON(s.f.Data, attributes)
		for _, path := range instance.Get("sensitive_attributes").Items() {
			hideAt(body, path.Items())
		}
		account, region := s.place(alias, attributes)
		for _, made := range shape.Requests(body, at, false) {
			made.Address, made.Type, made.Provider = own, r.Get("type").Str(), alias
			made.At, made.Body = at, document.Span(instance.Span())
			made.Account, made.Region = account, region
			for _, d := range instance.Get("dependencies").Items() {
				made.References = append(made.References, d.Str())
			}
			s.f.Resources = append(s.f.Resources, made)
		}
	}
}

// indexKey is the key of an instance as it stands in its address: 0, "a".
func indexKey(key *request.Value) string {
	if key.Kind() == request.String {
		return `"` + key.Str() + `"`
	}
	return key.Literal()
}

// hideAt makes the value at a path not known: it is sensitive.
func hideAt(v *source.Value, path []*request.Value) {
	for i, step := range path {
		name := step.Get("value").Str()
		inner := v.Get(name)
		if step.Get("type").Str() != "get_attr" || inner == nil || i+1 == len(path) {
			for _, m := range v.Members {
				if m.Name == name {
					m.Value = &source.Value{Kind: source.Unknown, Span: m.Value.Span, What: "(sensitive value)"}
				}
			}
			return
		}
		v = inner
	}
}
