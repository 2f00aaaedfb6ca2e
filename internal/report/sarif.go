package report

import (
	"io"

	"github.com/logsieve/logsieve/internal/jsontext"
	"github.com/logsieve/logsieve/internal/lint"
	"github.com/logsieve/logsieve/internal/position"
)

// Names of fingerprints: the one that GitHub keeps alerts apart by, and our
// own, which knows the resource and no two findings share.
const (
	gitHubFingerprint = "primaryLocationLineHash"
	ownFingerprint    = "logsieve/v1"
)

// sourceRoot is what names of files are relative to.
const sourceRoot = "%SRCROOT%"

// The part of SARIF 2.1.0 that is written. What is left out has the default
// that the format gives it.
// https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool        sarifTool         `json:"tool"`
		ColumnKind  string            `json:"columnKind"`
		Invocations []sarifInvocation `json:"invocations,omitempty"` // of a run that ended early
		Results     []sarifResult     `json:"results"`
		Properties  *sarifNote        `json:"properties,omitempty"`
	}
	sarifInvocation struct {
		ExecutionSuccessful        bool                `json:"executionSuccessful"`
		ToolExecutionNotifications []sarifNotification `json:"toolExecutionNotifications"`
	}
	sarifNotification struct {
		Level   string    `json:"level"`
		Message sarifText `json:"message"`
	}
	sarifNote struct {
		Note string `json:"note"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name            string      `json:"name"`
		InformationURI  string      `json:"informationUri"`
		SemanticVersion string      `json:"semanticVersion"`
		Rules           []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID                   string              `json:"id"`
		Name                 string              `json:"name"`
		HelpURI              string              `json:"helpUri,omitempty"`
		ShortDescription     *sarifText          `json:"shortDescription,omitempty"`
		FullDescription      *sarifText          `json:"fullDescription,omitempty"`
		Help                 *sarifText          `json:"help,omitempty"`
		DefaultConfiguration *sarifConfiguration `json:"defaultConfiguration,omitempty"`
	}
	sarifText struct {
		Text     string `json:"text"`
		Markdown string `json:"markdown,omitempty"`
	}
	sarifConfiguration struct {
		Enabled bool   `json:"enabled"`
		Level   string `json:"level"`
	}
	sarifResult struct {
		RuleID              string            `json:"ruleId"`
		RuleIndex           int               `json:"ruleIndex"`
		Level               string            `json:"level"`
		Message             sarifText         `json:"message"`
		Locations           []sarifLocation   `json:"locations"`
		PartialFingerprints map[string]string `json:"partialFingerprints,omitempty"`
		Fixes               []sarifFix        `json:"fixes,omitempty"`
	}
	sarifLocation struct {
		PhysicalLocation sarifPhysicalLocation  `json:"physicalLocation"`
		LogicalLocations []sarifLogicalLocation `json:"logicalLocations,omitempty"`
	}
	sarifPhysicalLocation struct {
		ArtifactLocation sarifArtifact `json:"artifactLocation"`
		Region           sarifRegion   `json:"region"`
	}
	sarifArtifact struct {
		URI       string `json:"uri"`
		URIBaseID string `json:"uriBaseId"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn"`
		EndLine     int `json:"endLine"`
		EndColumn   int `json:"endColumn"`
	}
	sarifLogicalLocation struct {
		FullyQualifiedName string `json:"fullyQualifiedName"`
		Kind               string `json:"kind"`
	}
	sarifFix struct {
		Description     sarifText     `json:"description"`
		ArtifactChanges []sarifChange `json:"artifactChanges"`
	}
	sarifChange struct {
		ArtifactLocation sarifArtifact      `json:"artifactLocation"`
		Replacements     []sarifReplacement `json:"replacements"`
	}
	sarifReplacement struct {
		DeletedRegion   sarifRegion `json:"deletedRegion"`
		InsertedContent sarifText   `json:"insertedContent"`
	}
)

// sarif is for code scanning. GitHub wants relative URIs.
func (r *Report) sarif(w io.Writer, found []located) error {
	run := sarifRun{ColumnKind: "unicodeCodePoints", Results: make([]sarifResult, 0, len(found))}
	if r.Note != "" {
		run.Properties = &sarifNote{r.Note}
	}
	if r.Incomplete != "" {
		run.Invocations = []sarifInvocation{{false, []sarifNotification{{"error", sarifText{Text: r.Incomplete}}}}}
	}
	run.Tool.Driver = sarifDriver{
		Name: "logsieve", InformationURI: "https://github.com/logsieve/logsieve", SemanticVersion: r.Version, Rules: []sarifRule{},
	}
	rules := map[string]int{}
	var hashes []string // of the lines of one file
	for i := range found {
		f := &found[i]
		if i == 0 || found[i-1].File != f.File {
			hashes = lineHashes(f.source)
		}
		rule, ok := rules[f.Code]
		if !ok {
			rule = len(run.Tool.Driver.Rules)
			rules[f.Code] = rule
			run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, r.describe(f.Finding))
		}
		result := sarifResult{
			RuleID: f.Code, RuleIndex: rule, Level: sarifLevel(f.Severity),
			Message:   sarifText{Text: sentence(f.Finding)},
			Locations: []sarifLocation{r.location(f)},
		}
		if f.print != "" {
			result.PartialFingerprints = map[string]string{
				gitHubFingerprint: hashes[min(f.start.Line, len(hashes))-1],
				ownFingerprint:    f.print,
			}
		}
		for _, fix := range f.Fixes {
			if len(fix.Edits) > 0 {
				result.Fixes = append(result.Fixes, r.fix(f, fix))
			}
		}
		run.Results = append(run.Results, result)
	}
	return jsontext.Write(w, sarifLog{
		Schema:  "https://raw.githubusercontent.com/oasis-tcs/sarif-spec/main/sarif-2.1/schema/sarif-schema-2.1.0.json",
		Version: "2.1.0", Runs: []sarifRun{run},
	}, "  ")
}

func sarifLevel(s lint.Severity) string { return severity(s, "error", "warning", "note") }

// describe documents a rule.
func (r *Report) describe(f *lint.Finding) sarifRule {
	d := sarifRule{ID: f.Code, Name: f.Rule}
	rule := r.Rule(f.Code)
	if rule == nil {
		return d
	}
	d.HelpURI = rulePage(f)
	d.ShortDescription = &sarifText{Text: rule.Summary}
	d.FullDescription = &sarifText{Text: rule.Summary + " " + rule.Why}
	d.Help = &sarifText{rule.Why, rule.Page()}
	d.DefaultConfiguration = &sarifConfiguration{!rule.Off, sarifLevel(rule.Severity)}
	return d
}

func (r *Report) location(f *located) sarifLocation {
	l := sarifLocation{PhysicalLocation: sarifPhysicalLocation{r.artifact(f), region(f.start, f.end)}}
	if f.Resource != "" {
		l.LogicalLocations = []sarifLogicalLocation{{f.Resource, "resource"}}
	}
	return l
}

func (r *Report) artifact(f *located) sarifArtifact {
	return sarifArtifact{uri(r.relative(f.File)), sourceRoot}
}

func region(start, end position.Position) sarifRegion {
	return sarifRegion{start.Line, start.Column, end.Line, end.Column}
}

func (r *Report) fix(f *located, fix lint.Fix) sarifFix {
	change := sarifChange{ArtifactLocation: r.artifact(f)}
	for _, e := range fix.Edits {
		change.Replacements = append(change.Replacements, sarifReplacement{
			region(f.lines.Of(e.Span.Start), f.lines.Of(e.Span.End)), sarifText{Text: e.NewText},
		})
	}
	return sarifFix{sarifText{Text: fix.Message}, []sarifChange{change}}
}
