// Package schemagen generates the JSON Schemas of engine/request from the
// service's own API models and an overlay of documented limits that the
// models leave out.
//
// One self-contained schema (2020-12) is written for each operation,
// direction and profile, so that a run compiles only what it needs.
package schemagen

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/internal/jsontext"
)

// source is one model file and the folder its schemas go to.
type source struct {
	file             string
	service, profile string
}

var sources = []source{
	{"logs.json", "logs", "latest"},
	{"logs-2018.json", "logs", "2018"},
	{"cloudfront-realtime-log.json", "cloudfront", "latest"},
	{"appfabric.json", "appfabric", "latest"},
}

// Generate reads the models and returns the text of every schema file by its
// path below the schemas folder, such as
// logs/latest/PutMetricFilter.request.json.
func Generate(models fs.FS) (map[string][]byte, error) {
	files := map[string][]byte{}
	for _, src := range sources {
		data, err := fs.ReadFile(models, src.file)
		if err != nil {
			return nil, err
		}
		var m model
		if err := json.Unmarshal(data, &m); err != nil {
			return nil, fmt.Errorf("%s: %w", src.file, err)
		}
		g := generator{source: src, model: m}
		if err := g.write(files); err != nil {
			return nil, fmt.Errorf("%s: %w", src.file, err)
		}
	}
	return files, nil
}

// generator turns one model into schemas.
type generator struct {
	source
	model model
}

func (g *generator) write(files map[string][]byte) error {
	for _, name := range slices.Sorted(maps.Keys(g.model.Operations)) {
		op := g.model.Operations[name]
		request, err := g.root(name, "request", op.Input)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		request.annotate().Exception = g.exception(op)
		request.Deprecated = op.Deprecated
		response, err := g.root(name, "response", op.Output)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		for _, e := range op.Errors {
			response.annotate().Errors = append(response.annotate().Errors, e.Shape)
		}
		roots := []*schema{request, response}
		if p, ok := g.model.Pagination[name]; ok {
			more, err := g.paginator(name, op, p)
			if err != nil {
				return fmt.Errorf("paginator %s: %w", name, err)
			}
			more[0].annotate().Exception = g.exception(op)
			roots = append(roots, more...)
		}
		for _, s := range roots {
			text, err := encode(s)
			if err != nil {
				return err
			}
			files[path.Join(g.service, g.profile, path.Base(s.ID))] = text
		}
	}
	return nil
}

// encode writes a schema with one space of indent, as the models are.
func encode(s *schema) ([]byte, error) {
	raw, err := jsontext.Marshal(s)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := json.Indent(&b, raw, "", " "); err != nil {
		return nil, err
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}

// exception is the error code of a constraint violation: CloudWatch Logs
// answers InvalidParameterException where the operation declares it, its
// newer operations ValidationException.
func (g *generator) exception(op operation) string {
	declared := func(name string) bool {
		return slices.ContainsFunc(op.Errors, func(r ref) bool { return r.Shape == name })
	}
	switch {
	case g.service == "cloudfront":
		return "InvalidArgument"
	case declared("InvalidParameterException"):
		return "InvalidParameterException"
	case declared("ValidationException"):
		return "ValidationException"
	}
	return "InvalidParameterException"
}

const draft = "https://json-schema.org/draft/2020-12/schema"

// root is the schema file for one operation and direction.
func (g *generator) root(name, direction string, top *ref) (*schema, error) {
	s := &schema{
		Schema: draft,
		ID: fmt.Sprintf("https://github.com/logsieve/logsieve/schemas/%s/%s/%s.%s.json",
			g.service, g.profile, name, direction),
		Title: fmt.Sprintf("%s %s", name, direction),
	}
	if top == nil {
		s.Type = "object"
		s.AdditionalProperties = false
		return s, nil
	}
	s.Ref = "#/$defs/" + top.Shape
	defs := map[string]*schema{}
	if err := g.define(top.Shape, defs); err != nil {
		return nil, err
	}
	g.overlay(name, direction, defs)
	for _, def := range slices.Sorted(maps.Keys(defs)) {
		s.Defs = append(s.Defs, entry[*schema]{def, defs[def]})
	}
	return s, nil
}

// define adds the schema of a shape and of all shapes it needs.
func (g *generator) define(name string, defs map[string]*schema) error {
	if defs[name] != nil {
		return nil
	}
	sh, ok := g.model.Shapes[name]
	if !ok {
		return fmt.Errorf("shape %s is not in the model", name)
	}
	s := &schema{Deprecated: sh.Deprecated}
	defs[name] = s
	switch sh.Type {
	case "structure":
		return g.structure(sh, s, defs)
	case "list":
		s.Type, s.MinItems, s.MaxItems = "array", sh.Min, sh.Max
		s.Items = &schema{Ref: "#/$defs/" + sh.Member.Shape}
		return g.define(sh.Member.Shape, defs)
	case "map":
		s.Type, s.MinProperties, s.MaxProperties = "object", sh.Min, sh.Max
		s.annotate().Type = "map"
		s.PropertyNames = &schema{Ref: "#/$defs/" + sh.Key.Shape}
		s.AdditionalProperties = &schema{Ref: "#/$defs/" + sh.Value.Shape}
		return cmp.Or(g.define(sh.Key.Shape, defs), g.define(sh.Value.Shape, defs))
	case "string":
		s.Type, s.MinLength, s.MaxLength = "string", sh.Min, sh.Max
		for _, v := range sh.Enum {
			s.Enum = append(s.Enum, v)
		}
		if sh.Pattern != "" {
			s.Pattern = "^(?:" + sh.Pattern + ")$"
			s.annotate().Pattern = sh.Pattern
		}
	case "integer", "long":
		s.Type = "integer"
		s.annotate().Type = sh.Type
		s.Minimum, s.Maximum = sh.Min, sh.Max
	case "double":
		s.Type = "number"
		s.annotate().Type = sh.Type
		s.Minimum, s.Maximum = sh.Min, sh.Max
	case "boolean":
		s.Type = "boolean"
	case "timestamp", "blob":
		s.Type = "string"
		s.annotate().Type = sh.Type
	default:
		return fmt.Errorf("shape %s: unknown type %q", name, sh.Type)
	}
	return nil
}

func (g *generator) structure(sh shape, s *schema, defs map[string]*schema) error {
	s.Type, s.Required, s.AdditionalProperties = "object", sh.Required, false
	switch {
	case sh.EventStream:
		s.annotate().Type = "eventstream"
	case sh.Union:
		s.annotate().Type = "union"
		s.MinProperties, s.MaxProperties = number("1"), number("1")
	}
	for _, m := range sh.Members {
		p := &schema{Ref: "#/$defs/" + m.Value.Shape, Deprecated: m.Value.Deprecated}
		if m.Value.Location != "" {
			p.annotate().Location = m.Value.Location
		}
		if m.Value.IdempotencyToken {
			p.annotate().IdempotencyToken = true
		}
		s.Properties = append(s.Properties, entry[*schema]{m.Name, p})
		if err := g.define(m.Value.Shape, defs); err != nil {
			return err
		}
	}
	return nil
}

// paginator derives the schemas of boto3's paginate arguments and of a page:
// the operation's without token and limit, with PaginationConfig; and the
// operation's response, in which the token is called NextToken.
func (g *generator) paginator(name string, op operation, p paginator) ([]*schema, error) {
	request, err := g.root("Paginator."+name, "request", op.Input)
	if err != nil {
		return nil, err
	}
	in, _ := request.Defs.get(op.Input.Shape)
	in.Properties = slices.DeleteFunc(in.Properties, func(e entry[*schema]) bool {
		return e.Name == p.InputToken || e.Name == p.LimitKey
	})
	in.Properties = append(in.Properties, entry[*schema]{"PaginationConfig", &schema{Ref: "#/$defs/PaginationConfig"}})
	size := &schema{Ref: "#/$defs/Integer"}
	request.Defs = append(request.Defs,
		entry[*schema]{"PaginationConfig", &schema{
			Type:                 "object",
			AdditionalProperties: false,
			Properties: ordered[*schema]{
				{"MaxItems", size}, {"PageSize", size}, {"StartingToken", &schema{Ref: "#/$defs/StartingToken"}},
			},
		}},
		entry[*schema]{"Integer", &schema{Type: "integer", AWS: &annotation{Type: "integer"}}},
		entry[*schema]{"StartingToken", &schema{Type: "string"}},
	)
	prune(request)
	response, err := g.root("Paginator."+name, "response", op.Output)
	if err != nil {
		return nil, err
	}
	out, _ := response.Defs.get(op.Output.Shape)
	if _, ok := out.Properties.get("NextToken"); !ok {
		out.Properties = append(out.Properties, entry[*schema]{"NextToken", &schema{Ref: "#/$defs/ResumeToken"}})
		response.Defs = append(response.Defs, entry[*schema]{"ResumeToken", &schema{Type: "string"}})
	}
	return []*schema{request, response}, nil
}

// prune drops definitions that nothing refers to any more and sorts the rest.
func prune(root *schema) {
	used := map[string]bool{}
	var visit func(s *schema)
	visit = func(s *schema) {
		if s == nil {
			return
		}
		if name, ok := strings.CutPrefix(s.Ref, "#/$defs/"); ok && !used[name] {
			used[name] = true
			def, _ := root.Defs.get(name)
			visit(def)
		}
		for _, p := range s.Properties {
			visit(p.Value)
		}
		visit(s.Items)
		visit(s.PropertyNames)
		if more, ok := s.AdditionalProperties.(*schema); ok {
			visit(more)
		}
	}
	visit(root)
	root.Defs = slices.DeleteFunc(root.Defs, func(e entry[*schema]) bool { return !used[e.Name] })
	slices.SortFunc(root.Defs, func(a, b entry[*schema]) int { return strings.Compare(a.Name, b.Name) })
}
