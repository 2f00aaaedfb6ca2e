package source

import (
	"strings"

	"github.com/logsieve/logsieve/internal/suggest"
)

// Misnamed is an argument that a resource type does not have where it is
// written: it has no effect, or the resource is refused.
type Misnamed struct {
	Name string // as written
	Key  Span
	// Meant is the argument that was meant, with the block it belongs to:
	// default_value, metric_transformation.unit.
	Meant string
	// Outside is set when it belongs to what is around the block it is in.
	Outside bool
}

// renamed is a body with the arguments that were meant under their names, so
// that they are judged, too, and what was written instead. Only filters are
// looked at: of other types not all arguments are known here.
func (s ResourceType) renamed(body *Value) (*Value, []Misnamed) {
	if body.Kind != Map || s.Operation.Name != "PutMetricFilter" && s.Operation.Name != "PutSubscriptionFilter" {
		return body, nil
	}
	for _, a := range s.Arguments {
		if a.From == "" || a.From[0] < 'a' {
			return body, nil // CloudFormation refuses them by itself
		}
	}
	r := &renamer{}
	out := r.body(body, s.Arguments, nil)
	for _, m := range r.outside {
		if out.Get(m.Name) == nil {
			out.Members = append(out.Members, m)
		}
	}
	if len(r.wrong) == 0 {
		return body, nil
	}
	return out, r.wrong
}

type renamer struct {
	wrong   []Misnamed
	outside []*Member // what belongs to the resource and is written in a block
}

func (r *renamer) body(body *Value, arguments, around []Argument) *Value {
	out := &Value{Kind: Map, Span: body.Span}
	var late []*Member
	for _, m := range body.Members {
		a := argument(arguments, m.Name)
		if a != nil {
			out.Members = append(out.Members, &Member{Name: m.Name, Key: m.Key, Value: r.block(m.Value, *a, arguments)})
			continue
		}
		out.Members = append(out.Members, m)
		if meant := meantArgument(m.Name, arguments); meant != nil {
			r.wrong = append(r.wrong, Misnamed{Name: m.Name, Key: m.Key, Meant: meant.From})
			late = append(late, &Member{Name: meant.From, Key: m.Key, Value: m.Value})
			continue
		}
		for _, block := range arguments {
			if len(block.Arguments) == 0 {
				continue
			}
			if inside := meantArgument(m.Name, block.Arguments); inside != nil && m.Name != "region" {
				r.wrong = append(r.wrong, Misnamed{Name: m.Name, Key: m.Key, Meant: block.From + "." + inside.From})
			}
		}
		if outside := meantArgument(m.Name, around); outside != nil && len(outside.Arguments) == 0 {
			r.wrong = append(r.wrong, Misnamed{Name: m.Name, Key: m.Key, Meant: outside.From, Outside: true})
			r.outside = append(r.outside, &Member{Name: outside.From, Key: m.Key, Value: m.Value})
		}
	}
	for _, m := range late {
		if out.Get(m.Name) == nil {
			out.Members = append(out.Members, m)
		}
	}
	return out
}

func (r *renamer) block(v *Value, a Argument, around []Argument) *Value {
	if a.As != AsBlock && a.As != AsBlocks {
		return v
	}
	switch v.Kind {
	case Map:
		return r.body(v, a.Arguments, around)
	case List:
		return v.each(func(item *Value) *Value {
			if item.Kind == Map {
				return r.body(item, a.Arguments, around)
			}
			return item
		})
	}
	return v
}

func argument(arguments []Argument, name string) *Argument {
	for i := range arguments {
		if arguments[i].From == name {
			return &arguments[i]
		}
	}
	return nil
}

// meantArgument is the argument that a name nearly is: but for case, - and _, a
// letter, or in the words of the API and of the other filter.
func meantArgument(name string, arguments []Argument) *Argument {
	plain := strings.ToLower(strings.ReplaceAll(name, "_", ""))
	for i := range arguments {
		a := &arguments[i]
		switch {
		case a.From == name || suggest.OneApart(name, a.From), strings.EqualFold(plain, a.To):
			return a
		case a.To == "filterPattern" && (plain == "filterpattern" || plain == "pattern" || plain == "filter"),
			a.To == "defaultValue" && plain == "default",
			a.To == "logGroupName" && plain == "loggroup",
			a.To == "destinationArn" && plain == "destination",
			a.To == "roleArn" && plain == "role":
			return a
		}
	}
	return nil
}
