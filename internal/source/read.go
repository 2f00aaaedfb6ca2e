package source

import (
	"path"
	"strings"
)

// Options are what a reader may ask for beside the file.
type Options struct {
	// Siblings are the other Terraform files of the folder, which are one
	// module with the file; nil is none. It is called at most once.
	Siblings func() []Input
}

// Read finds the requests of a file by its name and content. A file that holds
// nothing of ours has no Resources; one that cannot be read has Problems.
func Read(in Input, opts Options) *File {
	f := &File{Input: in}
	switch path.Ext(strings.TrimSuffix(in.Name, ".json")) {
	case ".tf", ".tofu":
		readTerraform(f, opts)
	case ".sh", ".bash":
		readShell(f)
	case ".patterns":
		readPatterns(f)
	}
	return f
}
