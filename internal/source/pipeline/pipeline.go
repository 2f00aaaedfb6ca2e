// Package pipeline finds the scripts in the YAML of those who run them: GitHub's
// workflows and actions, GitLab, CircleCI, CodeBuild, Azure Pipelines and others
// that name them alike.
package pipeline

import (
	"strings"

	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
)

// isScript reports whether the value of a key is a script, or a list of commands.
func isScript(key string) bool {
	switch key {
	case "run", "script", "scripts", "before_script", "after_script", "command", "commands", "cmd", "cmds", "bash", "sh", "shell", "inlineScript", "pwsh", "powershell", "entrypoint", "args":
		return true
	}
	return false
}

// Read finds the scripts of a document that may hold a command of ours. Each
// command of a list is a script by itself.
func Read(f *source.Reader, root *document.Node) { (&finder{f: f}).node(root, "", "", false, 0) }

type finder struct {
	f *source.Reader
}

// maxDepth bounds nesting.
const maxDepth = 100

func (s *finder) node(n *document.Node, address, extension string, script bool, depth int) {
	if n == nil || depth > maxDepth || !s.f.Spend(1, n.Whole) {
		return
	}
	switch n.Kind {
	case document.Scalar:
		s.add(n, address, extension, script)
	case document.Sequence:
		for _, item := range n.Items {
			s.node(item, address, extension, script, depth+1)
		}
	case document.Mapping:
		shell := s.f.Str(n.Get("shell"))
		for _, m := range n.Members {
			extension := ".sh"
			if shell == "pwsh" || shell == "powershell" || m.Name == "pwsh" || m.Name == "powershell" {
				extension = ".ps1"
			}
			s.node(m.Value, source.JoinAddress(address, m.Name), extension, isScript(m.Name), depth+1)
		}
	}
}

// add takes a script in. A text that nothing says is one, and whose lines start
// with a command of ours, shows what somebody is to run.
func (s *finder) add(n *document.Node, address, extension string, script bool) {
	text := s.f.Text(n)
	if !source.Pipeline.MayHold([]byte(text.Decoded)) || !script && !showsCommand(text.Decoded) {
		return
	}
	if !script {
		text = text.Blanks()
	}
	if n.Style == document.YAMLLiteral {
		text.Style = document.Raw // nothing in it is escaped
	}
	if s.f.Format == source.None {
		s.f.Format = source.Pipeline
	}
	s.f.Embed(source.Embedded{Name: "step" + extension, Text: text, Address: strings.Clone(address), At: n.Whole, Shown: !script})
}

// showsCommand reports whether a line starts with a command of ours.
func showsCommand(text string) bool {
	for line := range strings.Lines(text) {
		if strings.HasPrefix(strings.TrimLeft(line, " \t"), "aws logs ") {
			return true
		}
	}
	return false
}
