package terraform

import (
	"bytes"
	"path"

	"github.com/logsieve/logsieve/internal/source"
)

// Call is a call of a module in a folder.
type Call struct {
	Dir   string          // of the module
	Given map[string]bool // the arguments that it is given
}

// Calls are the calls of modules in folders that a file of HCL makes.
func Calls(in source.Input, parsed *Parsed) (calls []Call) {
	if !bytes.Contains(in.Data, []byte("module")) || !bytes.Contains(in.Data, []byte(`"./`)) && !bytes.Contains(in.Data, []byte(`"../`)) {
		return nil
	}
	m := newModule(Options{})
	tree := parsed.file(in)
	m.declare(source.NewReader(in), &tfSource{file: in.Name, src: in.Data, long: tree.long}, tree.blocks)
	for _, c := range m.calls {
		if !isFolderSource(c.source) {
			continue
		}
		call := Call{Dir: path.Join(path.Dir(in.Name), c.source), Given: map[string]bool{}}
		for name := range c.args {
			call.Given[name] = true
		}
		calls = append(calls, call)
	}
	return calls
}
