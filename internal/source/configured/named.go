package configured

import (
	"strings"

	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
)

// ReadNamed reads the filter patterns of a document of no format that is known: a
// text called filterPattern beside a logGroupName, however both are spelled.
func ReadNamed(f *source.Reader, root *document.Node) {
	n := &named{f: f}
	n.read(root, "", 0)
	if n.found {
		f.Format = source.Configured
		f.NumberAddresses()
	}
}

type named struct {
	f     *source.Reader
	found bool
}

// maxNesting bounds how deep it is looked for patterns.
const maxNesting = 100

func (r *named) read(n *document.Node, address string, depth int) {
	if n == nil || depth > maxNesting || !r.f.Spend(1, n.Whole) {
		return
	}
	for _, item := range n.Items {
		r.read(item, address, depth+1)
	}
	ofGroup := false
	for _, m := range n.Members {
		ofGroup = ofGroup || plain(m.Name) == "loggroupname" && m.Value.Kind == document.Scalar
	}
	for _, m := range n.Members {
		at := source.JoinAddress(address, m.Name)
		if ofGroup && plain(m.Name) == "filterpattern" && m.Value.Kind == document.Scalar {
			r.pattern(m, at)
		} else {
			r.read(m.Value, at, depth+1)
		}
	}
}

// plain is a name without how its words are told apart.
func plain(name string) string { return strings.ToLower(strings.ReplaceAll(name, "_", "")) }

func (r *named) pattern(m document.Member, address string) {
	v := source.ToString(source.NewLiteral(r.f).Rendered(m.Value))
	if v.Kind != source.String || strings.Contains(v.Text.Decoded, document.OpenSub) {
		return // what another program puts in is not known
	}
	r.found = true
	body := document.Span{Start: min(m.Key.Start, m.Value.Whole.Start), End: max(m.Key.End, m.Value.Whole.End)}
	r.f.Resources = append(r.f.Resources, source.PatternOnly(strings.Clone(address), "pattern", m.Key, body, &source.Member{Name: "filterPattern", Key: m.Key, Value: v}))
}
