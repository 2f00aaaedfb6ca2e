package report

import (
	"io"

	"github.com/logsieve/logsieve/internal/jsontext"
	"github.com/logsieve/logsieve/internal/lint"
	"github.com/logsieve/logsieve/internal/project"
)

// jsonReport is the JSON format. Lines and columns count from 1, columns
// count characters, and an end is behind the last character.
type jsonReport struct {
	Version    int           `json:"version"`
	Incomplete string        `json:"incomplete,omitempty"` // why not all was judged
	Findings   []jsonFinding `json:"findings"`
	project.Scoped
}

type jsonFinding struct {
	File      string        `json:"file"`
	Line      int           `json:"line"`
	Column    int           `json:"column"`
	EndLine   int           `json:"endLine"`
	EndColumn int           `json:"endColumn"`
	Severity  lint.Severity `json:"severity"`
	Code      string        `json:"code"`
	Rule      string        `json:"rule"`
	Message   string        `json:"message"`
	Help      string        `json:"help"`
	Resource  string        `json:"resource"`
	Fixes     []jsonFix     `json:"fixes"`
}

type jsonFix struct {
	Message string     `json:"message"`
	Safe    bool       `json:"safe"`
	Edits   []jsonEdit `json:"edits"`
}

type jsonEdit struct {
	Line      int    `json:"line"`
	Column    int    `json:"column"`
	EndLine   int    `json:"endLine"`
	EndColumn int    `json:"endColumn"`
	NewText   string `json:"newText"`
}

func (r *Report) json(w io.Writer, found []located) error {
	out := jsonReport{Version: 1, Incomplete: r.Incomplete, Findings: make([]jsonFinding, 0, len(found)), Scoped: r.Judged.Listed()}
	for _, f := range found {
		one := jsonFinding{
			File: f.File, Line: f.start.Line, Column: f.start.Column, EndLine: f.end.Line, EndColumn: f.end.Column,
			Severity: f.Severity, Code: f.Code, Rule: f.Rule, Message: f.Message, Help: f.Help, Resource: f.Resource,
			Fixes: make([]jsonFix, 0, len(f.Fixes)),
		}
		for _, fix := range f.Fixes {
			edits := make([]jsonEdit, 0, len(fix.Edits))
			for _, e := range fix.Edits {
				start, end := f.lines.Of(e.Span.Start), f.lines.Of(e.Span.End)
				edits = append(edits, jsonEdit{start.Line, start.Column, end.Line, end.Column, e.NewText})
			}
			one.Fixes = append(one.Fixes, jsonFix{fix.Message, fix.Safe, edits})
		}
		out.Findings = append(out.Findings, one)
	}
	return jsontext.Write(w, out, "  ")
}
