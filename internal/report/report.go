// Package report writes findings in the formats that people and their tools
// read. A format is one small file; none knows where a finding came from.
package report

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/url"
	"path"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/diag"
	"github.com/logsieve/logsieve/internal/finding"
	"github.com/logsieve/logsieve/internal/lint"
	"github.com/logsieve/logsieve/internal/position"
	"github.com/logsieve/logsieve/internal/project"
)

// Report is what there is to write.
type Report struct {
	Findings []lint.Finding               // by file and place
	Files    []string                     // that were judged, findings or not
	Source   func(file string) []byte     // the text of a file with findings
	Rule     func(code string) *lint.Rule // nil when a code has none
	Version  string                       // of the program
	Dir      string                       // absolute; names of files are relative to it
	Color    bool                         // of text
	Suite    string                       // the command, for JUnit; "" is logsieve lint
	Note     string                       // what limits the run as a whole, "" for nothing
	Suites   []Suite                      // what was asked, for JUnit; none is a suite of each file
	Judged   project.Scoped               // for JSON
	// Incomplete says that the run ended before everything was judged, "" when
	// it did not. Missing is a file that was not judged, for formats that can
	// say nothing without one.
	Incomplete, Missing string
}

// Suite are rules under a name, each of which makes a test case.
type Suite struct {
	Name  string
	Cases []Case
}

// Case is a rule that findings name by their code. One without findings that was
// not kept is one of which somebody said to be silent.
type Case struct {
	Code, Name string
	Kept       bool
}

// incompleteRule is what formats that know findings only call what Incomplete says.
const incompleteRule = "incomplete"

// missing is a file that was not judged, or the folder of all.
func (r *Report) missing() string { return cmp.Or(r.relative(r.Missing), ".") }

// Formats are the names of the formats.
func Formats() []string {
	return []string{"text", "json", "sarif", "github", "junit", "gitlab", "checkstyle"}
}

// Write writes the report in a format of Formats.
func (r *Report) Write(w io.Writer, format string) error {
	found := r.locate()
	switch format {
	case "text":
		return r.text(w, found, fileLayout)
	case "json":
		return r.json(w, found)
	case "sarif":
		return r.sarif(w, found)
	case "github":
		return r.github(w, found)
	case "junit":
		return r.junit(w, found)
	case "gitlab":
		return r.gitlab(w, found)
	case "checkstyle":
		return r.checkstyle(w, found)
	}
	return fmt.Errorf("unknown format %q", format)
}

// located is a finding with its lines and columns.
type located struct {
	*lint.Finding
	start, end position.Position
	lines      *position.Lines
	source     string // of the whole file
	print      string // the same for the same finding after edits elsewhere; differs within a report
}

func (r *Report) locate() []located {
	found := make([]located, len(r.Findings))
	seen := map[string]int{}
	for i := range r.Findings {
		f := &r.Findings[i]
		l := located{Finding: f}
		if i > 0 && found[i-1].File == f.File {
			l.lines, l.source = found[i-1].lines, found[i-1].source
		} else {
			data := r.Source(f.File)
			l.lines, l.source = position.NewLines(data), string(data)
		}
		l.start, l.end = l.lines.Of(f.Span.Start), l.lines.Of(f.Span.End)
		key := fingerprint(f, l.source)
		seen[f.File+key]++
		l.print = key + ":" + strconv.Itoa(seen[f.File+key])
		found[i] = l
	}
	return found
}

// printWidth is how much of a line before a finding tells it from others.
const printWidth = 500

// fingerprint knows a finding by its rule, resource and source line, so that it
// outlives edits elsewhere in the file. Of a long line, such as a plan that is
// one, that is what is around it.
func fingerprint(f *lint.Finding, source string) string {
	line, _ := diag.Excerpt(source, f.Span, printWidth)
	sum := sha256.Sum256([]byte(f.Code + "\x00" + f.Resource + "\x00" + strings.TrimSpace(line)))
	return hex.EncodeToString(sum[:8])
}

// sentence is message and remedy on one line.
func sentence(f *lint.Finding) string {
	text := f.Message
	if f.Help != "" {
		text += " " + f.Help
	}
	return text
}

// relative is a file's name as seen from the report's folder, for formats that
// know no absolute names.
func (r *Report) relative(name string) string {
	if filepath.IsAbs(filepath.FromSlash(name)) && r.Dir != "" {
		if rel, err := filepath.Rel(r.Dir, filepath.FromSlash(name)); err == nil {
			return filepath.ToSlash(rel)
		}
	}
	return path.Clean(name)
}

// uri is a relative name as a URI reference.
func uri(name string) string { return (&url.URL{Path: name}).String() }

// rulePage is where a rule is documented.
func rulePage(f *lint.Finding) string {
	const docs = "https://github.com/logsieve/logsieve/blob/main/docs/"
	if strings.HasPrefix(f.Code, finding.PolicyPrefix) {
		return docs + "policy.md#" + f.Rule
	}
	for prefix, page := range map[string]string{"AL": "alarms.md#what-breaks-a-chain", "DF": "diff.md#what-is-said"} {
		if strings.HasPrefix(f.Code, prefix) {
			return docs + page
		}
	}
	return docs + "rules/" + f.Rule + ".md"
}

// severity picks by severity.
func severity[T any](s lint.Severity, err, warning, info T) T {
	switch s {
	case request.Error:
		return err
	case request.Warning:
		return warning
	}
	return info
}
