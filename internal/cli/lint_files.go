package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/logsieve/logsieve/internal/atomicfile"
	"github.com/logsieve/logsieve/internal/diag"
	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/lint"
	"github.com/logsieve/logsieve/internal/project"
)

// deliver writes fixed files, or shows what would be written.
func (r *lintRun) deliver(fixed []lint.Fixed) error {
	for _, f := range fixed {
		if r.Diff {
			if _, err := diag.Text(r.env.Out, false).Write(diff.Diff("a/"+f.Name, f.Before, "b/"+f.Name, f.After)); err != nil {
				return err
			}
			continue
		}
		if err := atomicfile.Replace(filepath.FromSlash(f.Name), f.Before, f.After); err != nil {
			return exit(ExitInternal, fileError(err))
		}
		if !r.Quiet {
			fmt.Fprintf(r.env.Err, "%s: fixed %s\n", f.Name, count(f.Fixes, "finding"))
		}
	}
	return nil
}

// baseline reads the baseline that is to be used, nil for none, and its
// folder.
func (r *lintRun) baseline() (*project.Baseline, string, error) {
	name, by := r.Baseline, r.Baseline
	if name == "" && r.config != nil && r.config.Baseline != "" {
		name, by = r.config.Resolve(r.config.Baseline), r.config.Path
	}
	if name == "" || r.WriteBaseline.given {
		return nil, "", nil
	}
	files, err := project.Given(by, r.Bounds.bounds())
	if err != nil {
		return nil, "", exit(ExitInternal, err)
	}
	data, err := files.Read(name)
	if err != nil {
		if r.Baseline == "" && errors.Is(err, fs.ErrNotExist) {
			return nil, "", nil // configured, and not written yet
		}
		return nil, "", exit(ExitInternal, fileError(err))
	}
	b, err := project.ParseBaseline(data)
	if err != nil {
		return nil, "", exit(ExitUsage, document.JSONError(name, data, 0, err))
	}
	return b, filepath.Dir(name), nil
}

// writeBaseline writes the findings to a baseline. Of one that is there it
// keeps what this run did not look at.
func (r *lintRun) writeBaseline(found []lint.Finding, judged project.Scope) error {
	name, by := r.WriteBaseline.text, r.WriteBaseline.text
	switch {
	case name != "":
	case r.config != nil && r.config.Baseline != "":
		name, by = r.config.Resolve(r.config.Baseline), r.config.Path
	default:
		name, by = project.BaselineName, project.BaselineName
	}
	files, err := project.Given(by, r.Bounds.bounds())
	if err == nil {
		err = files.Writable(name)
	}
	if err != nil {
		return exit(ExitInternal, fileError(err))
	}
	judged.Dir = filepath.Dir(name)
	baseline := project.NewBaseline(judged.Dir, found)
	var old []byte                                                         // nil when there is none
	if info, err := os.Stat(name); err == nil && info.Mode().IsRegular() { // a device may be written
		if old, err = files.Read(name); err != nil {
			return exit(ExitInternal, fileError(err))
		}
		old = append([]byte{}, old...) // it may be empty
	}
	// One that cannot be read is of no use to anybody.
	if known, err := project.ParseBaseline(old); err == nil {
		baseline.Carry(known, judged, func(name string) bool { _, err := os.Stat(name); return err == nil })
	}
	text, err := baseline.Text()
	if err != nil {
		return err
	}
	if err := atomicfile.Replace(name, old, text); err != nil {
		return exit(ExitInternal, fileError(err))
	}
	if !r.Quiet {
		fmt.Fprintf(r.env.Err, "%s: wrote %s\n", name, count(len(found), "finding"))
	}
	return nil
}
