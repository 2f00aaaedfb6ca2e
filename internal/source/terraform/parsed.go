package terraform

import (
	"sync"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
)

// maxParsed bounds the files that Parsed keeps, in bytes of their text: their
// trees take many times that.
const maxParsed = 1 << 20

// Parsed keeps the syntax trees of Terraform files that others of their folder,
// or callers of their module, have asked for. The zero value is empty. It is
// safe for concurrent use; files of one name must have one content.
type Parsed struct {
	mutex sync.Mutex
	files map[string]func() parsedHCL
	size  int
}

// parsedHCL is a file's tree. Nobody changes it.
type parsedHCL struct {
	blocks []*hclsyntax.Block
	whole  bool            // the file has no mistakes
	long   []document.Span // as in tfSource
}

// file returns the tree of a file.
func (p *Parsed) file(in source.Input) parsedHCL {
	read := func() parsedHCL {
		f := source.NewReader(in)
		if _, ok := readable(f); !ok {
			return parsedHCL{}
		}
		src := &tfSource{file: f.Name, src: f.Data}
		blocks := parseHCL(f, src)
		return parsedHCL{blocks, len(f.Problems) == 0, src.long}
	}
	if p == nil {
		return read()
	}
	p.mutex.Lock()
	once := p.files[in.Name]
	if once == nil {
		if p.size += len(in.Data); p.size > maxParsed || p.files == nil {
			p.files, p.size = map[string]func() parsedHCL{}, len(in.Data)
		}
		once = sync.OnceValue(read)
		p.files[in.Name] = once
	}
	p.mutex.Unlock()
	return once()
}
