package project

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/internal/source/terraform"
)

// Related are those of files that differ, or that a value may reach which does:
// in a Terraform module the files that name a variable, a local, a resource or a
// module of a file that differs, or a variable that a file of values sets; and the
// files that call such a module; elsewhere the files that include one that differs, and
// the templates of nested stacks that one gives parameters. differ names files as seen from the working
// directory, also those that are gone. Texts are looked through, not evaluated:
// rather a file too many than one too few.
func Related(files []string, differ map[string]bool, read func(name string) ([]byte, error)) []string {
	r := &related{reached: map[string]bool{}}
	for name := range differ {
		if terraform.IsModuleFile(name) || terraform.IsValuesFile(path.Base(name)) {
			r = newRelated(files, read)
			break
		}
	}
	for name := range differ {
		switch base := path.Base(name); {
		case terraform.IsValuesFile(base):
			r.values(name)
		case terraform.IsModuleFile(name) && r.texts[name] != nil:
			r.reach(name)
		case terraform.IsModuleFile(name): // gone
			r.all[path.Dir(name)] = true
			r.touched(path.Dir(name))
		}
	}
	for r.spread() {
	}
	if len(differ) > 0 {
		m := newMentions(files, baseNames(files, differ), read)
		for more := m.reach(differ, r.reached, files); len(more) > 0; more = m.reach(differ, r.reached, files) {
			if r.texts == nil && slices.ContainsFunc(more, terraform.IsModuleFile) {
				reached := r.reached
				r = newRelated(files, read)
				r.reached = reached
			}
			for _, name := range more {
				if r.texts[name] != nil {
					r.reach(name)
				} else {
					r.reached[name] = true
				}
			}
			for r.spread() {
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(files), func(name string) bool {
		seen := Relative(name)
		return !differ[seen] && !r.reached[seen]
	})
}

// baseNames are the last parts of the names of files.
func baseNames(files []string, differ map[string]bool) map[string]bool {
	bases := map[string]bool{}
	for _, name := range files {
		bases[path.Base(name)] = true
	}
	for name := range differ {
		bases[path.Base(name)] = true
	}
	return bases
}

// related is what is known of the Terraform files, by their names as seen from
// the working directory, and of their folders.
type related struct {
	read    func(name string) ([]byte, error)
	texts   map[string]*moduleText
	folders map[string][]string        // the files of each
	callers map[string][]string        // the files that call each
	named   map[string]map[string]bool // what may have another value in each
	all     map[string]bool            // those where everything may
	reached map[string]bool            // files
}

// moduleText is what a file declares and what it names: var.x, local.x,
// aws_x.y, module.x.
type moduleText struct{ declares, names []string }

func newRelated(files []string, read func(name string) ([]byte, error)) *related {
	r := &related{
		read: read, texts: map[string]*moduleText{}, folders: map[string][]string{}, callers: map[string][]string{},
		named: map[string]map[string]bool{}, all: map[string]bool{}, reached: map[string]bool{},
	}
	call := regexp.MustCompile(`\bsource"?\s*[=:]\s*"(\.\.?(?:/[^"]*)?)"`)
	reference := regexp.MustCompile(`(?:\bdata\.)?\b([A-Za-z_][\w-]*\.[A-Za-z_][\w-]*)`)
	block := regexp.MustCompile(`(?m)^\s*(variable|resource|data|module)\s+"?([\w-]+)"?(?:\s+"?([\w-]+)"?)?`)
	for _, name := range files {
		seen := Relative(name)
		if !terraform.IsModuleFile(seen) {
			continue
		}
		dir := path.Dir(seen)
		r.folders[dir] = append(r.folders[dir], seen)
		data, err := read(name)
		if err != nil {
			continue // told by who looks at it
		}
		text := &moduleText{}
		for _, m := range reference.FindAllSubmatch(data, -1) {
			text.names = append(text.names, string(m[1]))
		}
		for _, m := range block.FindAllSubmatch(data, -1) {
			switch kind, first := string(m[1]), string(m[2]); kind {
			case "variable":
				text.declares = append(text.declares, "var."+first)
			case "module":
				text.declares = append(text.declares, "module."+first)
			default:
				text.declares = append(text.declares, first+"."+string(m[3]))
			}
		}
		if strings.Contains(string(data), "locals") {
			text.declares = append(text.declares, assigned(data, "local.")...)
		}
		for _, m := range call.FindAllSubmatch(data, -1) {
			called := path.Join(dir, string(m[1]))
			r.callers[called] = append(r.callers[called], seen)
		}
		r.texts[seen] = text
	}
	return r
}

// assigned are the names that a text sets, with a prefix.
func assigned(data []byte, prefix string) []string {
	var names []string
	for _, m := range regexp.MustCompile(`(?m)(?:^|[{,])\s*"?([A-Za-z_][\w-]*)"?\s*[=:]`).FindAllSubmatch(data, -1) {
		names = append(names, prefix+string(m[1]))
	}
	return names
}

// values is about a file of values: those of the module in its folder, or of one
// above it.
func (r *related) values(name string) {
	dir := path.Dir(name)
	for range terraform.ValuesDepth {
		if len(r.folders[dir]) > 0 {
			break
		}
		dir = path.Join(dir, "..")
	}
	if data, err := r.read(name); err == nil {
		r.name(dir, assigned(data, "var."))
	} else { // gone, or not to be read
		r.all[dir] = true
	}
	r.touched(dir)
}

// name remembers what may have another value in a folder.
func (r *related) name(dir string, names []string) {
	if r.named[dir] == nil {
		r.named[dir] = map[string]bool{}
	}
	for _, name := range names {
		r.named[dir][name] = true
	}
}

// reach is about a file in which something may differ.
func (r *related) reach(name string) {
	if r.reached[name] {
		return
	}
	r.reached[name] = true
	dir := path.Dir(name)
	if text := r.texts[name]; text == nil || strings.HasSuffix(name, ".json") {
		r.all[dir] = true
	} else {
		r.name(dir, text.declares)
	}
	r.touched(dir)
}

// touched reaches the files that call a module.
func (r *related) touched(dir string) {
	for _, caller := range r.callers[dir] {
		r.reach(caller)
	}
}

// spread reaches the files that name what may have another value, and reports
// whether there were any.
func (r *related) spread() bool {
	before := len(r.reached)
	for dir, files := range r.folders {
		for _, name := range files {
			text := r.texts[name]
			if r.all[dir] || text != nil && slices.ContainsFunc(text.names, func(n string) bool { return r.named[dir][n] }) {
				r.reach(name)
			}
		}
	}
	return len(r.reached) > before
}
