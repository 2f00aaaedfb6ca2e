// Package languages reads files of every language: it tells what a file is and
// hands it to the package of its language.
package languages

import (
	"bytes"
	"path"
	"strings"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/accelerator"
	"github.com/logsieve/logsieve/internal/source/ansible"
	"github.com/logsieve/logsieve/internal/source/awsjson"
	"github.com/logsieve/logsieve/internal/source/cloudformation"
	"github.com/logsieve/logsieve/internal/source/configured"
	"github.com/logsieve/logsieve/internal/source/kubernetes"
	"github.com/logsieve/logsieve/internal/source/live"
	"github.com/logsieve/logsieve/internal/source/markdown"
	"github.com/logsieve/logsieve/internal/source/patterns"
	"github.com/logsieve/logsieve/internal/source/pipeline"
	"github.com/logsieve/logsieve/internal/source/program"
	"github.com/logsieve/logsieve/internal/source/pulumi"
	"github.com/logsieve/logsieve/internal/source/serverless"
	"github.com/logsieve/logsieve/internal/source/shell"
	"github.com/logsieve/logsieve/internal/source/snapshot"
	"github.com/logsieve/logsieve/internal/source/terraform"
)

// Options are what a reader may ask for beside the file.
type Options struct {
	Terraform terraform.Options
	// Load reads a file that another one refers to; nil reads none.
	Load func(name string) ([]byte, error)
	// Callers are the parameters that each stack which nests the file gives it, as
	// far as they are known.
	Callers func() []map[string]bool
	// Places are where the file holds something of ours though it is of no format
	// that is known.
	Places []*configured.Places
	// Scratch is used again for each file; nil is new memory.
	Scratch *document.Scratch
}

// Read finds the requests of a file by its name and content. A file that holds
// nothing of ours has no Resources; one that cannot be read has Problems.
func Read(in source.Input, opts Options) *source.File {
	f := read(in, opts)
	if f == nil {
		return source.NewFile(in) // most files: nothing is made for them
	}
	readEmbedded(f, opts, 0)
	return f.File()
}

// read reads a file without the documents that stand in its texts; nil is one
// that holds nothing of ours.
func read(in source.Input, opts Options) *source.Reader {
	base := strings.ToLower(path.Base(in.Name))
	f := source.NewReader(in)
	f.Load, f.Callers = opts.Load, opts.Callers
	if len(opts.Places) > 0 {
		for _, p := range opts.Places {
			p.Read(f, base)
		}
		return f
	}
	plain := source.WithoutTemplate(base)
	if plain != base {
		f.IsRendered()
	}
	if isShown(plain) && (!shows(plain, in.Data) || len(in.Data) > MaxShown) {
		return nil
	}
	switch {
	case program.IsProgram(plain):
		program.Read(f, plain)
	case source.Markdown.Called(plain):
		markdown.Read(f)
	case source.Snapshot.Called(plain):
		snapshot.Read(f)
	case source.Terraform.Called(plain):
		terraform.Read(f, opts.Terraform)
	case source.TerraformInputs.Called(plain):
		terraform.ReadInputs(f, opts.Terraform)
	case source.Shell.Called(plain), path.Ext(plain) == "" && bytes.HasPrefix(in.Data, []byte("#!")):
		shell.Read(f)
	case source.Patterns.Called(plain):
		patterns.Read(f)
	default:
		return readConfig(f, plain, opts)
	}
	if plain != base {
		f.Problems = nil // what is rendered need not be readable before
	}
	return f
}

// MaxShown bounds the programs, the prose and the snapshots that are read, in
// bytes: what is larger was made by a program, and may hold very much.
const MaxShown = 8 << 20

// TooLarge reports whether a file is not read for its size alone.
func TooLarge(name string, data []byte) bool {
	base := source.WithoutTemplate(strings.ToLower(path.Base(name)))
	return len(data) > MaxShown && isShown(base) && shows(base, data)
}

// isShown reports whether a file, by its base name, only shows what is deployed.
func isShown(base string) bool {
	return program.IsProgram(base) || source.Markdown.Called(base) || source.Snapshot.Called(base)
}

// shows is a cheap test that no such file fails that shows something of ours.
func shows(base string, data []byte) bool {
	switch {
	case program.IsProgram(base):
		return source.Program.Called(base) && !program.IsTest(base) && source.Program.MayHold(data)
	case source.Markdown.Called(base):
		return mayShow(data)
	}
	return mayHold(data, true)
}

// IsProgram reports whether a file is a program, be it in a language that is read
// or not.
func IsProgram(base string) bool { return program.IsProgram(base) }

// ConcernsFilters reports whether a program has to do with filters.
func ConcernsFilters(data []byte) bool { return program.Concerns(data) }

// IsTestProgram reports whether a program is one of tests, which are not read.
func IsTestProgram(base string) bool { return program.IsTest(base) }

// readConfig reads a file of YAML or JSON.
func readConfig(f *source.Reader, base string, opts Options) *source.Reader {
	if document.IsUTF16(f.Data) {
		if plain := bytes.ReplaceAll(f.Data, []byte{0}, nil); mayHold(plain, false) {
			f.Problems = []*document.Problem{{Span: document.Span{End: 2}, Reason: "The file is written in UTF-16.", Remedy: "Write it in UTF-8."}}
		}
		return f
	}
	op, named := awsjson.NamedOperation(base)
	if !named && !mayHold(f.Data, path.Ext(base) == ".json") {
		return nil
	}
	f.Use(opts.Scratch)
	whole := f.Data
	if strings.HasSuffix(base, ".jsonc") {
		f.Data = f.WithoutComments()
	}
	readAny(f, base, op)
	f.Data = whole
	return f
}

func readAny(f *source.Reader, base string, op request.Operation) {
	if terraform.IsPlan(f.Data) {
		terraform.ReadPlan(f)
		return
	}
	if terraform.IsState(f.Data) {
		terraform.ReadState(f)
		return
	}
	roots := f.Documents(base)
	for _, root := range roots {
		readDocument(f, base, root, op)
	}
	if len(f.Resources)+len(f.Listings)+len(f.Embedded) == 0 && source.Configured.MayHold(f.Data) {
		for _, root := range roots {
			configured.ReadNamed(f, root)
		}
		if len(f.Resources) > 0 {
			f.Problems = nil // nobody said that it is ours
		}
	}
	if path.Ext(base) != ".json" && (source.Pipeline.MayHold(f.Data) || hidesLetters(f.Data)) {
		for _, root := range roots {
			pipeline.Read(f, root)
		}
	}
	switch f.Format {
	case source.CLI:
		f.NumberAddresses()
	case source.Live:
		live.NumberAddresses(f)
	}
	f.DropRendered()
	if len(f.Resources)+len(f.Listings)+len(f.Embedded) == 0 && !recognised(f, base) {
		// Of a file that nobody takes for ours nothing is said.
		f.Problems, f.Format = nil, source.None
	}
}

// readDocument reads one document by what it looks like.
func readDocument(f *source.Reader, base string, root *document.Node, named request.Operation) {
	switch {
	case live.Read(f, root):
	case root.Kind == document.Sequence:
		for _, item := range root.Items {
			awsjson.Read(f, item, named)
		}
		serverless.ReadEvents(f, root)
		ansible.Read(f, root)
	case accelerator.IsConfig(root):
		accelerator.Read(f, root)
	case kubernetes.IsManifest(root):
		kubernetes.Read(f, root)
	case cloudformation.IsTemplate(f, root):
		cloudformation.Read(f, root)
	case serverless.IsConfig(f, base, root):
		serverless.Read(f, root)
	case pulumi.IsProgram(f, root):
		pulumi.Read(f, root)
	case pulumi.IsState(f, root):
		pulumi.ReadState(f, root)
	case !awsjson.Read(f, root, named):
		if !cloudformation.ReadFragment(f, root) {
			serverless.ReadFunctions(f, root)
		}
	}
}

// recognised reports whether a file that could not be read is ours to complain
// about.
func recognised(f *source.Reader, base string) bool {
	_, named := awsjson.NamedOperation(base)
	return named || live.Starts(f.Data) || strings.HasPrefix(base, "serverless.") || strings.HasSuffix(base, ".template.json") ||
		bytes.Contains(f.Data, []byte("AWSTemplateFormatVersion")) ||
		bytes.Contains(f.Data, []byte("Resources")) && bytes.Contains(f.Data, []byte("AWS::")) && bytes.Contains(f.Data, []byte("Properties"))
}
