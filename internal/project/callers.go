package project

import (
	"path"
	"strings"
	"sync"

	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/cloudformation"
	"github.com/logsieve/logsieve/internal/source/terraform"
)

// callers tell what the files of a run give to modules and nested templates, so
// that a default is not taken for a value which nobody leaves it. They are looked
// for when something asks.
type callers struct {
	folders func() map[string][]string // the templates of the run, by folder
	modules func() map[string][]map[string]bool
	mutex   sync.Mutex
	stacks  map[string][]cloudformation.NestedStack // by the file that has them
}

// maxCallers bounds what is read to find callers, in bytes.
const maxCallers = maxModule

func newCallers(names []string, load func(name string) ([]byte, error), parsed *terraform.Parsed) *callers {
	c := &callers{stacks: map[string][]cloudformation.NestedStack{}}
	c.folders = sync.OnceValue(func() map[string][]string {
		folders := map[string][]string{}
		for _, name := range names {
			if source.CloudFormation.Called(strings.ToLower(path.Base(name))) {
				folders[path.Dir(name)] = append(folders[path.Dir(name)], name)
			}
		}
		return folders
	})
	c.modules = sync.OnceValue(func() map[string][]map[string]bool {
		given, left := map[string][]map[string]bool{}, maxCallers
		for _, name := range names {
			if !strings.HasSuffix(name, ".tf") && !strings.HasSuffix(name, ".tofu") {
				continue
			}
			data, err := load(name)
			if left -= len(data); err != nil || left < 0 {
				continue
			}
			for _, call := range terraform.Calls(source.Input{Name: name, Data: data}, parsed) {
				given[call.Dir] = append(given[call.Dir], call.Given)
			}
		}
		return given
	})
	return c
}

// ofModule are the arguments that each call gives to the module of a folder.
func (c *callers) ofModule(dir string) []map[string]bool { return c.modules()[dir] }

// ofTemplate are the parameters that each stack of a template beside it, or in
// one of the two folders above, gives to a template.
func (c *callers) ofTemplate(name string, load func(name string) ([]byte, error)) (given []map[string]bool) {
	dir := path.Dir(name)
	for range 3 {
		for _, other := range c.folders()[dir] {
			for _, s := range c.nested(other, load) {
				if s.Name == name && other != name {
					given = append(given, s.Given)
				}
			}
		}
		above := path.Dir(dir)
		if above == dir {
			break
		}
		dir = above
	}
	return given
}

func (c *callers) nested(name string, load func(name string) ([]byte, error)) []cloudformation.NestedStack {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	stacks, ok := c.stacks[name]
	if !ok {
		if data, err := load(name); err == nil && len(data) <= maxBeside {
			stacks = cloudformation.NestedStacks(source.Input{Name: name, Data: data})
		}
		c.stacks[name] = stacks
	}
	return stacks
}
