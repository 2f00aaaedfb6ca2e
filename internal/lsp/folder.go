package lsp

import (
	"context"
	"path"
	"path/filepath"
	"slices"

	"github.com/logsieve/logsieve/engine/budget"
	"github.com/logsieve/logsieve/internal/lint"
	"github.com/logsieve/logsieve/internal/project"
)

// maxFolder is how many files of a folder are judged together in an editor.
const maxFolder = 500

// editorSteps is what may be spent on proofs after a change of a buffer.
const editorSteps = budget.Command / 10

// judgeFolder is lint of one file, with those beside it. Files that are open
// are judged as they are in the editor.
func judgeFolder(ctx context.Context, folders []string, name string, overlay map[string][]byte) (*lint.Result, error) {
	name = project.Relative(name)
	var config *lint.Config
	if found := project.FindUp(path.Dir(name), project.ConfigName); found != "" {
		data, err := project.ReadGiven(found, project.Bounds{})
		if err != nil {
			return nil, err
		}
		if config, err = lint.ParseConfig(found, data); err != nil {
			return nil, err
		}
	}
	runner, err := lint.NewRunner(config, lint.Selection{})
	if err != nil {
		return nil, err
	}
	if runner.Files, err = project.NewFiles(project.Bounds{}); err != nil {
		return nil, err
	}
	buffers := map[string][]byte{}
	for n, data := range overlay {
		buffers[project.Relative(n)] = data
	}
	for _, f := range folders {
		runner.Files.Give(project.Relative(f))
	}
	runner.Files.Give(name)
	runner.Load = func(name string) ([]byte, error) {
		if data, ok := buffers[path.Clean(filepath.ToSlash(name))]; ok {
			return data, nil
		}
		return runner.Files.Read(name)
	}
	runner.Partial, runner.Work = true, budget.New(ctx, editorSteps)
	names := []string{name}
	walker := project.Walker{Config: config.Project(), Files: runner.Files}
	if beside := walker.Beside(name); len(beside) <= maxFolder {
		names = append(names, beside...)
	}
	slices.Sort(names)
	result := runner.Run(ctx, slices.Compact(names))
	back := func(n string) string {
		if abs, err := filepath.Abs(filepath.FromSlash(n)); err == nil {
			return filepath.ToSlash(abs)
		}
		return n
	}
	for _, f := range result.Files {
		f.Name = back(f.Name)
	}
	for i := range result.Findings {
		result.Findings[i].File = back(result.Findings[i].File)
	}
	return &result, nil
}
