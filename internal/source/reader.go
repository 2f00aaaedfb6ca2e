package source

import (
	"fmt"
	"slices"

	"github.com/logsieve/logsieve/engine/budget"
	"github.com/logsieve/logsieve/internal/document"
)

// Reader is a file while it is read: its nodes and what cannot be read of it,
// and the requests that were found so far.
type Reader struct {
	document.Reader
	Name      string // as in Input
	Format    *Format
	Resources []*Resource
	Beside    []Beside // as in File
	Listings  []*Listing
	Embedded  []Embedded // documents in it that are still to be read
	// Shown is set for prose and snapshots, which show what is deployed from
	// elsewhere, or leave out what does not matter.
	Shown bool
	// Load reads a file that this one refers to, by its name; nil reads none.
	Load func(name string) ([]byte, error)
	// Callers are the parameters that each stack gives to this template; nil is no
	// stacks that are known.
	Callers func() []map[string]bool

	StarredARN bool // as in File

	work     *budget.Budget // nil until something is spent
	percents []Span         // plain texts of YAML that start with a %
}

// NewReader returns a reader of a file.
func NewReader(in Input) *Reader {
	return &Reader{Reader: document.Reader{Data: in.Data}, Name: in.Name, Format: None}
}

// NewFile returns a file that holds nothing of ours.
func NewFile(in Input) *File { return &File{Input: in, Format: None} }

// File is what was read.
func (f *Reader) File() *File {
	own, linked := f.Resources, []*Resource(nil)
	if slices.ContainsFunc(own, (*Resource).isLink) {
		own = nil
		for _, r := range f.Resources {
			if r.isLink() {
				linked = append(linked, r)
			} else {
				own = append(own, r)
			}
		}
	}
	f.tellPercents(own)
	if f.Shown {
		for _, r := range own {
			r.Shown = true
		}
	}
	return &File{Input: Input{f.Name, f.Data}, Format: f.Format, Resources: own, Links: linked, Problems: f.Problems, Comments: f.Comments, Beside: f.Beside, Listings: f.Listings, StarredARN: f.StarredARN}
}

// NumberAddresses tells requests of one name apart.
func (f *Reader) NumberAddresses() {
	seen := map[string]int{}
	for _, r := range f.Resources {
		if seen[r.Address]++; seen[r.Address] > 1 {
			r.Address += fmt.Sprintf(" #%d", seen[r.Address])
		}
	}
}

func JoinAddress(prefix, name string) string {
	if prefix == "" {
		return name
	}
	return prefix + "." + name
}

func WithoutRepeats(list []string) []string {
	if len(list) < 2 {
		return list
	}
	var out []string
	seen := make(map[string]bool, len(list))
	for _, s := range list {
		if !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}
