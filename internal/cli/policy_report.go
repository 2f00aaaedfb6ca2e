package cli

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/internal/lint"
	"github.com/logsieve/logsieve/internal/policy"
	"github.com/logsieve/logsieve/internal/project"
	"github.com/logsieve/logsieve/internal/report"
)

// report writes the result in all formats, after ignores and baseline.
func (c *policyCmd) report(r *lintRun, result *policy.Result, outs []output) error {
	verdicts := result.Verdicts()
	var ran []string
	for _, v := range verdicts {
		ran = append(ran, policy.CodePrefix+v.Rule.ID)
	}
	where := "."
	if len(c.Paths) > 0 {
		where = c.Paths[0]
	}
	found := policy.Silence(result.Estate.Files, result.Estate.Findings(verdicts, where), ran)
	policy.Sort(found)
	if c.FiltersOnly {
		for i := range found {
			found[i].Help = strings.TrimSpace(found[i].Help + " " + policy.FiltersOnlyNote)
		}
	}
	judged := project.Scope{
		Files: append(slices.Clone(r.names), where),
		Ran:   func(code, _ string) bool { return slices.Contains(ran, code) },
	}
	if c.WriteBaseline.given {
		return r.writeBaseline(found, judged)
	}
	baseline, dir, err := r.baseline()
	if err != nil {
		return err
	}
	if baseline != nil {
		judged.Dir = dir
		kept, known, stale := baseline.Apply(found, judged)
		found = kept
		fmt.Fprintf(r.env.Err, "logsieve: %s known to the baseline, %d of it gone\n", count(known, "finding"), stale)
	}
	colored(r.env, outs, c.Color)
	if err := r.env.writeEach(outs, func(w io.Writer, o output) error { return c.write(w, o, result, found) }); err != nil {
		return err
	}
	r.judged(result.Judged)
	return r.unreadable(found)
}

func (c *policyCmd) write(w io.Writer, o output, result *policy.Result, found []lint.Finding) error {
	switch o.format {
	case "json":
		return result.WriteJSON(w)
	case "html":
		return result.WriteHTML(w, version())
	case "text":
		if err := result.WriteTable(w, o.color); err != nil {
			return err
		}
		if len(found) == 0 {
			return nil
		}
		if _, err := fmt.Fprintln(w); err != nil {
			return err
		}
	}
	rep := report.Report{
		Findings: found, Source: result.Estate.Source, Rule: result.Describe, Suite: "logsieve policy", Version: version(), Dir: workingFolder(), Color: o.color,
	}
	if o.format != "text" { // which the table says
		rep.Incomplete = result.Incomplete
	}
	if c.FiltersOnly {
		rep.Note = policy.FiltersOnlyNote
	}
	for _, s := range result.Sections {
		rep.Suites = append(rep.Suites, suiteOf(s))
	}
	rep.Judged = result.Judged
	for _, f := range result.Estate.Files {
		rep.Files = append(rep.Files, f.Name)
	}
	return rep.Write(w, o.format)
}

// suiteOf is a section for JUnit: a case for each rule.
func suiteOf(s policy.Section) report.Suite {
	suite := report.Suite{Name: s.Name}
	for _, v := range s.Verdicts {
		suite.Cases = append(suite.Cases, report.Case{
			Code: policy.CodePrefix + v.Rule.ID, Name: v.Rule.Label() + " " + v.Rule.Title, Kept: v.Status == policy.Covered || v.Status == policy.Holds,
		})
	}
	return suite
}
