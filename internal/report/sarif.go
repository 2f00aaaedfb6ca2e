package report

import (
	"io"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/logsieve/logsieve/internal/lint"
	"github.com/logsieve/logsieve/internal/source"
)

// Names of fingerprints: the one that GitHub keeps alerts apart by, and our
// own, which knows the resource and no two findings share.
const (
	gitHubFingerprint = "primaryLocationLineHash"
	ownFingerprint    = "logsieve/v1"
)

// sourceRoot is what names of files are relative to.
const sourceRoot = "%SRCROOT%"

// sarif is for code scanning. GitHub wants relative URIs.
func (r *Report) sarif(w io.Writer, found []located) error {
	run := sarif.NewRunWithInformationURI("logsieve", "https://github.com/logsieve/logsieve")
	run.WithColumnKind("unicodeCodePoints")
	run.Tool.Driver.WithSemanticVersion(r.Version)
	var hashes []string // of the lines of one file
	for i, f := range found {
		if i == 0 || found[i-1].File != f.File {
			hashes = lineHashes(f.source)
		}
		if run.GetRuleIndex(f.Code) < 0 {
			r.describe(run.AddRule(f.Code), f.Finding)
		}
		result := run.CreateResultForRule(f.Code).
			WithLevel(severity(f.Severity, "error", "warning", "note")).
			WithMessage(sarif.NewTextMessage(sentence(f.Finding))).
			WithPartialFingerprints(map[string]string{
				gitHubFingerprint: hashes[min(f.start.Line, len(hashes))-1],
				ownFingerprint:    f.print,
			}).
			AddLocation(r.location(&f))
		for _, fix := range f.Fixes {
			if len(fix.Edits) > 0 {
				result.AddFixe(r.fix(&f, fix))
			}
		}
	}
	report := sarif.NewReport()
	report.AddRun(run)
	return report.PrettyWrite(w)
}

// describe documents a rule.
func (r *Report) describe(d *sarif.ReportingDescriptor, f *lint.Finding) {
	d.WithName(f.Rule).WithHelpURI(rulePage(f))
	rule := r.Rule(f.Code)
	if rule == nil {
		return
	}
	d.WithShortDescription(sarif.NewMultiformatMessageString().WithText(rule.Summary)).
		WithFullDescription(sarif.NewMultiformatMessageString().WithText(rule.Summary + " " + rule.Why)).
		WithHelp(sarif.NewMultiformatMessageString().WithText(rule.Why).WithMarkdown(rule.Page())).
		WithDefaultConfiguration(sarif.NewReportingConfiguration().
			WithLevel(severity(rule.Severity, "error", "warning", "note")).WithEnabled(!rule.Off))
}

func (r *Report) location(f *located) *sarif.Location {
	l := sarif.NewLocationWithPhysicalLocation(sarif.NewPhysicalLocation().
		WithArtifactLocation(r.artifact(f)).WithRegion(f.region(f.Span)))
	if f.Resource != "" {
		l.AddLogicalLocation(sarif.NewLogicalLocation().WithFullyQualifiedName(f.Resource).WithKind("resource"))
	}
	return l
}

func (r *Report) artifact(f *located) *sarif.ArtifactLocation {
	return sarif.NewSimpleArtifactLocation(uri(r.relative(f.File))).WithURIBaseID(sourceRoot)
}

func (f *located) region(at source.Span) *sarif.Region {
	start, end := f.lines.Locate(at.Start), f.lines.Locate(at.End)
	return sarif.NewRegion().
		WithStartLine(start.Line).WithStartColumn(start.Column).
		WithEndLine(end.Line).WithEndColumn(end.Column)
}

func (r *Report) fix(f *located, fix lint.Fix) *sarif.Fix {
	change := sarif.NewArtifactChange().WithArtifactLocation(r.artifact(f))
	for _, e := range fix.Edits {
		change.AddReplacement(sarif.NewReplacement().WithDeletedRegion(f.region(e.Span)).
			WithInsertedContent(sarif.NewArtifactContent().WithText(e.NewText)))
	}
	return sarif.NewFix().WithDescription(sarif.NewTextMessage(fix.Message)).AddArtifactChange(change)
}
