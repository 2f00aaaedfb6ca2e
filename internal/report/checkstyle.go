package report

import (
	"encoding/xml"
	"io"
)

type checkstyleReport struct {
	XMLName xml.Name         `xml:"checkstyle"`
	Version string           `xml:"version,attr"` // of the format that readers expect
	Files   []checkstyleFile `xml:"file"`
}

type checkstyleFile struct {
	Name   string            `xml:"name,attr"`
	Errors []checkstyleError `xml:"error"`
}

type checkstyleError struct {
	Line     int    `xml:"line,attr"`
	Column   int    `xml:"column,attr"`
	Severity string `xml:"severity,attr"`
	Message  string `xml:"message,attr"`
	Source   string `xml:"source,attr"`
}

func (r *Report) checkstyle(w io.Writer, found []located) error {
	report := checkstyleReport{Version: "4.3"}
	for _, f := range found {
		n := len(report.Files)
		if n == 0 || report.Files[n-1].Name != f.File {
			report.Files = append(report.Files, checkstyleFile{Name: f.File})
			n++
		}
		file := &report.Files[n-1]
		file.Errors = append(file.Errors, checkstyleError{
			f.start.Line, f.start.Column, f.Severity.String(), sentence(f.Finding), "logsieve." + f.Code + "." + f.Rule,
		})
	}
	if r.Incomplete != "" {
		report.Files = append(report.Files, checkstyleFile{r.missing(), []checkstyleError{{1, 1, "error", r.Incomplete, "logsieve." + incompleteRule}}})
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(report); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}
