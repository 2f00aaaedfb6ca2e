package lsp

import (
	"cmp"
	"context"
	"net/url"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/finding"
	"github.com/logsieve/logsieve/internal/lint"
	"github.com/logsieve/logsieve/internal/source"
)

// judged is what is known of a text of a document.
type judged struct {
	findings    []finding.Finding // of the document
	diagnostics []diagnostic      // the same
	file        *source.File      // nil when it holds nothing of ours
	folder      []*source.File    // what it was judged with
}

func compareURI(a, b *document) int { return cmp.Compare(a.uri, b.uri) }

// fileName is the file that a URI names, "" when it names none.
func fileName(uri string) string {
	u, err := url.Parse(uri)
	if err != nil || u.Scheme != "file" || u.Path == "" {
		return ""
	}
	name := u.Path
	if runtime.GOOS == "windows" {
		name = strings.TrimPrefix(name, "/")
	}
	return path.Clean(filepath.ToSlash(name))
}

// judge judges a document as it is, nil when it cannot be or something changes
// meanwhile.
func (s *server) judge(ctx context.Context, d *document) *judged {
	s.mutex.Lock()
	edited, known := s.edited, d.judged
	overlay := map[string][]byte{}
	for _, o := range s.open {
		if o.name != "" {
			overlay[o.name] = o.text.data
		}
	}
	roots := s.roots
	s.mutex.Unlock()
	if known != nil || d.name == "" {
		return known
	}
	result, err := judgeFolder(ctx, roots, d.name, overlay)
	if ctx.Err() != nil {
		return nil
	}
	j := &judged{diagnostics: []diagnostic{}}
	if err != nil {
		// The configuration is wrong: there is no better place to say it.
		j.diagnostics = append(j.diagnostics, diagnostic{Severity: 1, Code: "configuration", Source: sourceName, Message: err.Error()})
	} else {
		j.folder = result.Files
		if i := slices.IndexFunc(result.Files, func(f *source.File) bool { return f.Name == d.name }); i >= 0 {
			j.file = result.Files[i]
		}
		for _, f := range result.Findings {
			if f.File == d.name {
				j.findings = append(j.findings, f)
				j.diagnostics = append(j.diagnostics, d.diagnostic(f))
			}
		}
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.edited == edited {
		d.judged = j
	}
	return j
}

// diagnostic is a finding as an editor shows it.
func (d *document) diagnostic(f finding.Finding) diagnostic {
	severity := map[finding.Severity]int{request.Error: 1, request.Warning: 2, request.Info: 3}[f.Severity]
	lines := []string{f.Message}
	if f.Service != "" {
		lines = append(lines, "CloudWatch Logs: "+f.Service)
	}
	if f.Help != "" {
		lines = append(lines, f.Help)
	}
	one := diagnostic{Range: d.text.textRange(f.Span), Severity: severity, Code: f.Code, Source: sourceName, Message: strings.Join(lines, "\n")}
	if r := lint.Lookup(f.Code); r != nil {
		one.CodeDescription = &description{"https://github.com/logsieve/logsieve/blob/main/docs/rules/" + r.Name + ".md"}
	}
	return one
}
