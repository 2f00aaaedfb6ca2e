package estate

import (
	"bytes"
	"cmp"
	"fmt"
	"path"
	"strings"

	"github.com/logsieve/logsieve/internal/source"
)

// unread is what of a folder is not read, and what is handed to it.
type unread struct {
	reason string // why anything may be in it, "" when all is read
	// Why these may be in files that are not read, "" for no such file.
	permissions, rolePolicies, accessPolicies string
	file                                      string          // with calls of modules, for people
	words                                     map[string]bool // that stand in the calls of its modules
}

// Unread says where permissions of a function may be that have not been read:
// other files of its folder, parts that a macro or a nested stack makes, or a
// module that is given the function. It is "" when there is no such place.
func (e *Estate) Unread(function Located) string {
	u := e.unreadOf(function)
	if reason := cmp.Or(u.reason, u.permissions); reason != "" {
		return reason
	}
	address := function.Resource.Address
	name, _, _ := strings.Cut(address[strings.LastIndexByte(address, '.')+1:], "[")
	literal, _ := function.Resource.Input.Get("FunctionName").Str()
	if u.words["aws_lambda_function."+name] || literal != "" && u.words[literal] {
		return fmt.Sprintf("a module that is called in %s is given the function, and may permit it", u.file)
	}
	return ""
}

// unreadOf is what is not read of where a resource stands.
func (e *Estate) unreadOf(l Located) unread {
	if u := e.unread()[l.unit()]; u != nil {
		return *u
	}
	return unread{}
}

// unit is the files that may hold what belongs to a resource.
func (l Located) unit() string {
	if l.File.Format.ByFolder {
		return path.Dir(l.File.Name) + "/"
	}
	return l.File.Name
}

// unreadParts looks for what is not read of each unit.
func (e *Estate) unreadParts() map[string]*unread {
	read := map[string]bool{}
	for _, f := range e.Files {
		read[f.Name] = true
	}
	units := map[string]*unread{}
	for _, f := range e.Files {
		key := Located{File: f}.unit()
		u := units[key]
		if u == nil {
			u = &unread{words: map[string]bool{}}
			units[key] = u
		}
		for _, b := range f.Beside {
			if !read[b.Name] {
				u.beside(b)
			}
		}
		if u.reason != "" {
			continue
		}
		if len(f.Problems) > 0 {
			u.reason = fmt.Sprintf("%s cannot be read in whole", f.Name)
			continue
		}
		if f.Format.ByCloudFormation {
			u.template(f)
		} else if handed(f.Data, u.words) {
			u.file = f.Name
		}
	}
	return units
}

// beside notes a file that is not read.
func (u *unread) beside(b source.Beside) {
	reason := b.Name + " is not read"
	if b.Permissions {
		u.permissions = cmp.Or(u.permissions, reason)
	}
	if b.RolePolicies {
		u.rolePolicies = cmp.Or(u.rolePolicies, reason)
	}
	if b.AccessPolicies {
		u.accessPolicies = cmp.Or(u.accessPolicies, reason)
	}
}

// template looks for what CloudFormation fills in.
func (u *unread) template(f *source.File) {
	for _, word := range []string{"AWS::CloudFormation::Stack", "AWS::CloudFormation::Macro", "Fn::Transform", "AWS::Include", "!Transform"} {
		if bytes.Contains(f.Data, []byte(word)) {
			u.reason = fmt.Sprintf("what %s makes in %s is not read", word, f.Name)
			return
		}
	}
}

// handed notes the functions and the texts that stand in the calls of modules.
func handed(data []byte, words map[string]bool) bool {
	found := false
	for {
		i := bytes.Index(data, []byte("module"))
		if i < 0 {
			return found
		}
		data = data[i+len("module"):]
		block := data
		if end := bytes.Index(data, []byte("\n}")); end >= 0 {
			block = data[:end]
		}
		for _, part := range strings.FieldsFunc(string(block), func(r rune) bool { return strings.ContainsRune(" \t\r\n\"=,()[]{}$", r) }) {
			words[part] = true
			if at := strings.Index(part, "aws_lambda_function."); at >= 0 {
				name, _, _ := strings.Cut(part[at+len("aws_lambda_function."):], ".")
				words["aws_lambda_function."+name] = true
			}
			found = true
		}
		data = data[len(block):]
	}
}
