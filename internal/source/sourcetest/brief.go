package sourcetest

import (
	"fmt"
	"testing"

	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
)

// Brief reads one document of YAML and says of each request its operation, its
// address, its line, and its members as Shown has them.
func Brief(t testing.TB, text string, read func(f *source.Reader, root *document.Node)) []string {
	t.Helper()
	r := source.NewReader(source.Input{Name: "a.yaml", Data: []byte(text)})
	for _, root := range r.Documents("a.yaml") {
		read(r, root)
	}
	f := r.File()
	CheckFile(t, f)
	var list []string
	for _, made := range f.Resources {
		line := fmt.Sprintf("%s %s :%d", made.Operation.Name, made.Address, f.Position(made.At.Start).Line)
		for _, m := range made.Misnamed {
			line += " misnamed:" + m.Name
		}
		for _, m := range made.Input.Members {
			line += fmt.Sprintf(" %s=%s", m.Name, Shown(m.Value))
		}
		list = append(list, line)
	}
	return list
}
