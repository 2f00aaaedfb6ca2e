package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/lint"
	"github.com/logsieve/logsieve/internal/policy"
	"github.com/logsieve/logsieve/internal/report"
)

// report writes the result in all formats, after ignores and baseline.
func (c *policyCmd) report(e *env, result *policy.Result, outs []output) error {
	found, err := c.findings(e, result)
	if err != nil || c.WriteBaseline != "" {
		return err
	}
	for _, o := range outs {
		if err := o.write(e, func(w io.Writer) error { return c.write(e, w, o.format, result, found) }); err != nil {
			return err
		}
	}
	if slices.ContainsFunc(found, func(f lint.Finding) bool { return c.fails(f.Severity) }) {
		return exit(ExitFindings, nil)
	}
	return nil
}

func (c *policyCmd) fails(s lint.Severity) bool {
	switch c.FailOn {
	case "error":
		return s >= request.Error
	case "warning":
		return s >= request.Warning
	case "info":
		return true
	}
	return false
}

// findings are what is left after ignores and the baseline.
func (c *policyCmd) findings(e *env, result *policy.Result) ([]lint.Finding, error) {
	where := "."
	if len(c.Paths) > 0 {
		where = c.Paths[0]
	}
	verdicts := result.Verdicts()
	var ran []string
	for _, v := range verdicts {
		ran = append(ran, policy.CodePrefix+v.Rule.ID)
	}
	found := lint.SilencePolicy(result.Estate.Files, result.Estate.Findings(verdicts, where), ran)
	policy.Sort(found)
	if c.WriteBaseline != "" {
		text, err := lint.NewBaseline(filepath.Dir(c.WriteBaseline), found).Text()
		if err == nil {
			err = os.WriteFile(c.WriteBaseline, text, 0o666)
		}
		if err != nil {
			return nil, exit(ExitInternal, fileError(err))
		}
		fmt.Fprintf(e.Err, "logsieve: %s written to %s\n", findings(len(found)), c.WriteBaseline)
		return nil, nil
	}
	if c.Baseline == "" {
		return found, nil
	}
	data, err := os.ReadFile(c.Baseline)
	if err != nil {
		code := ExitInternal
		if errors.Is(err, fs.ErrNotExist) {
			code = ExitUsage
		}
		return nil, exit(code, fileError(err))
	}
	known, err := lint.ParseBaseline(data)
	if err != nil {
		return nil, exit(ExitUsage, fmt.Errorf("%s: %w", c.Baseline, err))
	}
	var lookedAt []string
	for _, f := range result.Estate.Files {
		lookedAt = append(lookedAt, f.Name)
	}
	kept, dropped, stale := known.Apply(filepath.Dir(c.Baseline), found, lookedAt)
	if dropped > 0 || stale > 0 {
		fmt.Fprintf(e.Err, "logsieve: %s known from the baseline, %d of it gone\n", findings(dropped), stale)
	}
	return kept, nil
}

func (c *policyCmd) write(e *env, w io.Writer, format string, result *policy.Result, found []lint.Finding) error {
	color := useColor(c.Color, os.Getenv, w)
	switch format {
	case "json":
		return result.WriteJSON(w)
	case "html":
		return result.WriteHTML(w, version())
	case "text":
		if err := result.WriteTable(w, color); err != nil {
			return err
		}
		if len(found) == 0 {
			return nil
		}
		if _, err := fmt.Fprintln(w); err != nil {
			return err
		}
	}
	dir, err := filepath.Abs(".")
	if err != nil {
		return err
	}
	var files []string
	for _, f := range result.Estate.Files {
		files = append(files, f.Name)
	}
	r := report.Report{
		Findings: found, Files: files, Source: result.Estate.Source, Rule: result.Describe,
		Version: version(), Dir: dir, Color: color,
	}
	return r.Write(w, format)
}

func findings(n int) string {
	if n == 1 {
		return "1 finding"
	}
	return fmt.Sprintf("%d findings", n)
}
