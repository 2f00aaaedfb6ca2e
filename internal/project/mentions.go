package project

import (
	"bytes"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
)

// mentions are the files that configurations name, and read: ${file(…)} of
// serverless.yml, templates of nested stacks and applications, file() and
// templatefile() of Terraform, !include.
type mentions struct {
	of map[string][]mention // by the file that names, as seen from the working directory
}

// mention is a path as it is written, and whether what the file says goes into the
// other one, as the parameters of a nested stack do.
type mention struct {
	path string
	into bool
}

// newMentions looks through files that may name others; names is what they may name.
func newMentions(files []string, names map[string]bool, read func(name string) ([]byte, error)) *mentions {
	m := &mentions{of: map[string][]mention{}}
	token := regexp.MustCompile(`[\w@%+~./-]*[\w-]\.[A-Za-z][\w]*`)
	for _, name := range files {
		switch path.Ext(name) {
		case ".yml", ".yaml", ".json", ".tf", ".hcl", ".template", ".jsonc":
		default:
			continue
		}
		data, err := read(name)
		if err != nil || !containsAny(data, "file(", "TemplateURL", "AWS::Serverless::Application", "AWS::Include", "!include") {
			continue
		}
		seen, into := Relative(name), containsAny(data, "TemplateURL", "AWS::Serverless::Application")
		for _, text := range token.FindAllString(string(data), -1) {
			if base := path.Base(text); names[base] {
				m.of[seen] = append(m.of[seen], mention{text, into})
			}
		}
	}
	return m
}

func containsAny(data []byte, some ...string) bool {
	return slices.ContainsFunc(some, func(one string) bool { return bytes.Contains(data, []byte(one)) })
}

// means reports whether a path that a file names is that of another one. What stands
// before it, such as the folder of a module, need not be known.
func (m mention) means(from, name string) bool {
	written := m.path
	if path.Join(path.Dir(from), written) == name {
		return true
	}
	for {
		rest, ok := strings.CutPrefix(written, "../")
		if !ok {
			if rest, ok = strings.CutPrefix(written, "./"); !ok {
				break
			}
		}
		written = rest
	}
	written = strings.TrimPrefix(written, "/")
	return name == written || strings.HasSuffix(name, "/"+written)
}

// reach are the files that name a file that differs or was reached, and those that
// values of such a file go into, which were not reached before.
func (m *mentions) reach(differ, reached map[string]bool, files []string) []string {
	more, there, changed := map[string]bool{}, map[string][]string{}, map[string][]string{} // by base name
	for _, name := range files {
		seen := Relative(name)
		there[path.Base(seen)] = append(there[path.Base(seen)], seen)
	}
	for _, all := range []map[string]bool{differ, reached} {
		for name := range all {
			changed[path.Base(name)] = append(changed[path.Base(name)], name)
		}
	}
	for from, list := range m.of {
		for _, one := range list {
			means := func(name string) bool { return name != from && one.means(from, name) }
			if slices.ContainsFunc(changed[path.Base(one.path)], means) {
				more[from] = true
			}
			if !one.into || !differ[from] && !reached[from] {
				continue
			}
			for _, name := range there[path.Base(one.path)] {
				if means(name) {
					more[name] = true
				}
			}
		}
	}
	maps.DeleteFunc(more, func(name string, _ bool) bool { return reached[name] })
	return slices.Sorted(maps.Keys(more))
}
