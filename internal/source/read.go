package source

import (
	"bytes"
	"path"
	"slices"
	"strings"
)

// Options are what a reader may ask for beside the file.
type Options struct {
	// Siblings are the other Terraform files of the folder, which are one
	// module with the file; nil is none. It is called at most once.
	Siblings func() []Input
	// Values are the files that give values to the module's variables, as
	// ValueFiles finds them; nil is none. It is called at most once.
	Values func() []Input
	// Module returns the Terraform files of another folder, for modules that
	// the file calls; nil is none. It may be called several times for one.
	Module func(dir string) []Input
	// Parsed keeps what several files ask for; nil keeps nothing.
	Parsed *Parsed
}

// Read finds the requests of a file by its name and content. A file that holds
// nothing of ours has no Resources; one that cannot be read has Problems.
func Read(in Input, opts Options) *File {
	f := &File{Input: in}
	base := strings.ToLower(path.Base(in.Name))
	if isProgram(base) {
		return f
	}
	switch path.Ext(strings.TrimSuffix(base, ".json")) {
	case ".tf", ".tofu":
		readTerraform(f, opts)
		return f
	case ".sh", ".bash", ".zsh", ".ksh", ".mk":
		readShell(f)
		return f
	case ".patterns":
		readPatterns(f)
		return f
	case "":
		if base == "makefile" || base == "gnumakefile" || bytes.HasPrefix(in.Data, []byte("#!")) {
			readShell(f)
			return f
		}
	}
	f.readConfig(base)
	return f
}

// isProgram reports whether a file is a program that writes configuration, or
// prose about it. It is not run: what it writes is what can be read, for
// example that of cdk synth or of serverless package.
func isProgram(base string) bool {
	switch path.Ext(base) {
	case ".ts", ".mts", ".cts", ".tsx", ".js", ".mjs", ".cjs", ".jsx", ".py", ".go", ".java", ".kt", ".cs", ".rb", ".md":
		return true
	}
	return false
}

// readConfig reads a file of YAML or JSON.
func (f *File) readConfig(base string) {
	if isUTF16(f.Data) {
		if plain := bytes.ReplaceAll(f.Data, []byte{0}, nil); mayHold(plain) {
			f.Problems = append(f.Problems, &Problem{Span: Span{End: 2}, Reason: "The file is written in UTF-16.", Remedy: "Write it in UTF-8."})
		}
		return
	}
	op, named := namedOperation(base)
	if named || mayHold(f.Data) {
		f.readAny(base, op)
	}
}

func (f *File) readAny(base string, op operation) {
	if isPlan(f.Data) {
		if mentionsOurs(f.Data) {
			readPlan(f)
		}
		return
	}
	for _, root := range f.documents(base) {
		f.readDocument(base, root, op)
	}
	if f.Format == CLI {
		f.numberAddresses()
	}
	f.Problems = slices.DeleteFunc(f.Problems, f.isRendered)
	if len(f.Resources) == 0 && !f.recognised(base) {
		// Of a file that nobody takes for ours nothing is said.
		f.Problems, f.Format = nil, ""
	}
}

// readDocument reads one document by what it looks like.
func (f *File) readDocument(base string, root *node, named operation) {
	switch {
	case root.kind == List:
		for _, item := range root.items {
			f.readRequest(item, named)
		}
		f.readEvents(root)
	case f.isTemplate(root):
		f.readCloudFormation(root)
	case f.isServerless(base, root):
		f.readServerless(root)
	case f.isPulumi(root):
		f.readPulumi(root)
	case f.isPulumiState(root):
		f.readPulumiState(root)
	case !f.readRequest(root, named):
		f.readFragment(root)
	}
}

// recognised reports whether a file that could not be read is ours to complain
// about.
func (f *File) recognised(base string) bool {
	_, named := namedOperation(base)
	return named || strings.HasPrefix(base, "serverless.") || strings.HasSuffix(base, ".template.json") ||
		bytes.Contains(f.Data, []byte("AWSTemplateFormatVersion")) ||
		bytes.Contains(f.Data, []byte("Resources")) && bytes.Contains(f.Data, []byte("AWS::")) && bytes.Contains(f.Data, []byte("Properties"))
}

// isRendered reports whether what cannot be read is a line that another program
// renders before it is YAML or JSON: Jinja's or Helm's {{ }} and {% %}.
func (f *File) isRendered(p *Problem) bool {
	if f.hasStatements() {
		return true
	}
	start := bytes.LastIndexByte(f.Data[:p.Span.Start], '\n') + 1
	line := firstLine(f.Data[start:])
	return bytes.Contains(line, []byte("{{")) && !bytes.Contains(line, []byte(openDynamic))
}

// hasStatements reports whether parts of the file are there under conditions of
// the program that renders it.
func (f *File) hasStatements() bool {
	return bytes.Contains(f.Data, []byte("{% ")) || bytes.Contains(f.Data, []byte("{%- "))
}

// isUTF16 reports whether a file starts with the byte order mark of UTF-16.
func isUTF16(data []byte) bool {
	return bytes.HasPrefix(data, []byte("\xfe\xff")) || bytes.HasPrefix(data, []byte("\xff\xfe"))
}

// isPlan reports whether a file is what terraform show -json prints.
func isPlan(data []byte) bool {
	return bytes.Contains(data, []byte(`"format_version"`)) && startsWith(data, '{') &&
		(bytes.Contains(data, []byte(`"root_module"`)) || bytes.Contains(data, []byte(`"resource_changes"`)))
}

// startsWith reports whether the first character that is no blank is c.
func startsWith(data []byte, c byte) bool {
	data = bytes.TrimLeft(bytes.TrimPrefix(data, []byte("\uFEFF")), " \t\r\n")
	return len(data) > 0 && data[0] == c
}
