package report

import (
	"crypto/sha256"
	"encoding/hex"
	"io"

	"github.com/logsieve/logsieve/internal/jsontext"
)

// gitlabIssue is an entry of GitLab's code quality report.
type gitlabIssue struct {
	Description string         `json:"description"`
	CheckName   string         `json:"check_name"`
	Fingerprint string         `json:"fingerprint"`
	Severity    string         `json:"severity"` // info, minor, major, critical or blocker
	Location    gitlabLocation `json:"location"`
}

type gitlabLocation struct {
	Path  string      `json:"path"`
	Lines gitlabLines `json:"lines"`
}

type gitlabLines struct {
	Begin int `json:"begin"`
	End   int `json:"end"`
}

func (r *Report) gitlab(w io.Writer, found []located) error {
	issues := make([]gitlabIssue, 0, len(found))
	for _, f := range found {
		name := r.relative(f.File)
		// GitLab compares fingerprints over all files.
		sum := sha256.Sum256([]byte(name + "\x00" + f.print))
		issues = append(issues, gitlabIssue{
			Description: sentence(f.Finding),
			CheckName:   f.Code + " " + f.Rule,
			Fingerprint: hex.EncodeToString(sum[:16]),
			Severity:    severity(f.Severity, "major", "minor", "info"),
			Location:    gitlabLocation{name, gitlabLines{f.start.Line, f.end.Line}},
		})
	}
	if r.Incomplete != "" {
		sum := sha256.Sum256([]byte(incompleteRule))
		issues = append(issues, gitlabIssue{
			Description: r.Incomplete, CheckName: incompleteRule, Fingerprint: hex.EncodeToString(sum[:16]),
			Severity: "major", Location: gitlabLocation{r.missing(), gitlabLines{1, 1}},
		})
	}
	return jsontext.Write(w, issues, "  ")
}
