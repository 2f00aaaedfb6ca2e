package policy

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/quota"
	"github.com/logsieve/logsieve/internal/suggest"
)

//go:embed data/*.yaml
var data embed.FS

// Pack is a set of rules under a name.
type Pack struct {
	Name, Title, About string
	Sources            []string // pages that say what it asks for
	Rules              []*Rule
}

// packFile is a pack as data/ has it.
type packFile struct {
	Name     string      `yaml:"name"`
	Title    string      `yaml:"title"`
	About    string      `yaml:"about"`
	Sources  []string    `yaml:"sources"`
	Controls []packEntry `yaml:"controls"`
	Rules    yaml.Node   `yaml:"rules"`
}

// packEntry is a control in the numbering of one standard.
type packEntry struct {
	ID      string `yaml:"id"`
	Number  string `yaml:"number"`
	Control string `yaml:"control"`
	Level   int    `yaml:"level"`
	See     string `yaml:"see"`
}

// controls are the requirements that several standards share, and what is true of
// the log events that they are about; data/controls.yaml says how.
type controls struct {
	Record       map[string]any `yaml:"record"`
	RecordAlways string         `yaml:"record-always"`
	Controls     []control      `yaml:"controls"`
}

type control struct {
	ID      string           `yaml:"id"`
	Title   string           `yaml:"title"`
	Note    string           `yaml:"note"`
	Pattern string           `yaml:"pattern"`
	Always  map[string]any   `yaml:"always"`
	Match   []map[string]any `yaml:"match"`
	NoMatch []map[string]any `yaml:"no-match"`
}

const controlsFile = "data/controls.yaml"

// PackNames are the names of the built-in packs.
func PackNames() []string {
	names, _ := fs.Glob(data, "data/*.yaml") // the glob is well-formed
	names = slices.DeleteFunc(names, func(n string) bool { return n == controlsFile })
	for i, n := range names {
		names[i] = strings.TrimSuffix(path.Base(n), ".yaml")
	}
	return names
}

// LoadPack returns a built-in pack.
func LoadPack(name string) (*Pack, error) {
	names := PackNames()
	if !slices.Contains(names, name) {
		text := fmt.Sprintf("there is no pack %q", name)
		if near := suggest.Closest(name, names); near != "" {
			text += "; did you mean " + near + "?"
		}
		return nil, errors.New(text)
	}
	var file packFile
	if err := unmarshal("data/"+name+".yaml", &file); err != nil {
		return nil, err
	}
	var shared controls
	if err := unmarshal(controlsFile, &shared); err != nil {
		return nil, err
	}
	p := &Pack{Name: file.Name, Title: file.Title, About: strings.TrimSpace(file.About), Sources: file.Sources}
	for _, e := range file.Controls {
		i := slices.IndexFunc(shared.Controls, func(c control) bool { return c.ID == e.Control })
		if i < 0 {
			return nil, fmt.Errorf("pack %s: there is no control %s", name, e.Control)
		}
		r, err := shared.rule(&shared.Controls[i], e)
		if err != nil {
			return nil, fmt.Errorf("pack %s: %s: %w", name, e.ID, err)
		}
		p.Rules = append(p.Rules, r)
	}
	if file.Rules.Kind != 0 {
		own := &parser{document.Strict{File: name}}
		p.Rules = append(p.Rules, own.rules(&file.Rules)...)
		if own.wrong() {
			return nil, own.Errors[0]
		}
	}
	return p, nil
}

func (s *controls) rule(c *control, e packEntry) (*Rule, error) {
	p, err := grammar.Parse(c.Pattern)
	if err != nil {
		return nil, err
	}
	always, err := s.always(c)
	if err != nil {
		return nil, err
	}
	q := &Requirement{Pattern: p, Always: always, Alarm: AlarmRequired, Trail: true}
	if q.Match, err = s.events(c, c.Match); err != nil {
		return nil, err
	}
	if q.NoMatch, err = s.events(c, c.NoMatch); err != nil {
		return nil, err
	}
	return &Rule{
		ID: e.ID, Number: e.Number, Title: c.Title, Note: strings.TrimSpace(c.Note), See: e.See, Level: e.Level,
		Severity: request.Error, Require: q,
	}, nil
}

// always are the conditions that each log event of a control meets.
func (s *controls) always(c *control) ([]grammar.Expr, error) {
	conditions := []string{strings.Trim(strings.TrimSpace(s.RecordAlways), "{}")}
	for _, member := range slices.Sorted(maps.Keys(c.Always)) {
		switch v := c.Always[member].(type) {
		case string:
			conditions = append(conditions, fmt.Sprintf("$.%s = %q", member, v))
		case bool:
			conditions = append(conditions, fmt.Sprintf("$.%s IS %s", member, strings.ToUpper(strconv.FormatBool(v))))
		default:
			return nil, fmt.Errorf("%s: always %s is neither a text nor true or false", c.ID, member)
		}
	}
	p, err := grammar.Parse("{" + strings.Join(conditions, " && ") + "}")
	if err != nil {
		return nil, err
	}
	return p.(*grammar.JSONPattern).Expr.(*grammar.And).Operands, nil
}

// events are whole records: each has what it says itself, what all log events
// of the control have, and else what the example of a record has.
func (s *controls) events(c *control, list []map[string]any) ([]string, error) {
	var events []string
	for _, own := range list {
		record := maps.Clone(s.Record)
		maps.Copy(record, c.Always)
		maps.Copy(record, own)
		text, err := json.Marshal(record)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c.ID, err)
		}
		events = append(events, string(text))
	}
	return events, nil
}

// unmarshal reads a file of data/, whose quotas are placeholders.
func unmarshal(name string, into any) error {
	text, err := data.ReadFile(name)
	if err != nil {
		return err
	}
	return yaml.Unmarshal([]byte(quota.Expand(string(text))), into)
}
