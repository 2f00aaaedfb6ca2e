package cli

import (
	"github.com/logsieve/logsieve/engine/request"
)

// verdict is what is known about one document, with the places in its file.
type verdict struct {
	file     string
	doc      document
	op       request.Operation
	Index    int              `json:"index"` // of the document in the run, from 0
	Valid    bool             `json:"valid"`
	Code     string           `json:"code"`
	Message  string           `json:"message"`
	Findings []verdictFinding `json:"findings"`
}

// verdictFinding is a finding as it is printed: the path in its dialects and
// the place in the file.
type verdictFinding struct {
	Code        string           `json:"code"`
	Name        string           `json:"name"`
	Rule        string           `json:"rule,omitempty"`
	Severity    request.Severity `json:"severity"`
	Path        string           `json:"path"`    // the service's: logEvents.1.member.timestamp
	Boto3Path   string           `json:"boto3"`   // logEvents[0].timestamp
	Pointer     string           `json:"pointer"` // /logEvents/0/timestamp
	File        string           `json:"file"`
	Line        int              `json:"line"`
	Column      int              `json:"column"`
	EndLine     int              `json:"endLine"`
	EndColumn   int              `json:"endColumn"`
	Exception   string           `json:"exception,omitempty"`
	Message     string           `json:"message,omitempty"` // the service's text for this finding
	Reason      string           `json:"reason"`
	Remedy      string           `json:"remedy"`
	Replacement string           `json:"replacement,omitempty"`
	Source      string           `json:"source,omitempty"`
	span        request.Span
}

func newVerdict(index int, file string, doc document, op request.Operation, r request.Result) verdict {
	v := verdict{
		file: file, doc: doc, op: op,
		Index: index, Valid: r.Valid, Code: r.Code, Message: r.Message,
		Findings: make([]verdictFinding, 0, len(r.Findings)),
	}
	for _, f := range r.Findings {
		out := verdictFinding{
			Code: f.Code, Name: f.Name, Rule: f.Rule, Severity: f.Severity,
			Path: f.Path.Service(), Boto3Path: f.Path.Boto3(), Pointer: f.Path.Pointer(),
			File: file, Exception: f.Exception, Message: f.Service,
			Reason: f.Reason, Remedy: f.Remedy, Replacement: f.Replacement, Source: f.Source, span: f.Span,
		}
		out.Line, out.Column = doc.position(f.Span.Start)
		out.EndLine, out.EndColumn = doc.position(f.Span.End)
		v.Findings = append(v.Findings, out)
	}
	return v
}

// excerptWidth is how many bytes of a long line are shown on each side of a
// finding: a request may be one line of a megabyte.
const excerptWidth = 60
