package cli

import (
	"fmt"
	"io"

	"github.com/logsieve/logsieve/conformance"
)

type conformanceMatrixCmd struct {
	Reports  []string `arg:"" name:"report" help:"Reports of conformance run -o json; - for stdin."`
	Evidence []string `enum:"recorded,documented,practice,chosen" placeholder:"GRADE" help:"Only cases with these evidence grades: ${enum}. May be repeated."`
	Output   []string `short:"o" sep:"none" default:"text" placeholder:"FORMAT[:FILE]" formats:"text,json,html" help:"text, json or html. May be repeated."`
}

// Help implements kong.HelpProvider.
func (conformanceMatrixCmd) Help() string {
	return `Puts reports side by side: topics down, implementations across, and in each cell the share of cases that passed. The page of -o html needs nothing beside itself; it filters by evidence grade and shows the cases that failed.

The exit code is 0 whatever the reports say, 2 when a file is not a report, and 3 when one cannot be read.`
}

// Run implements the command.
func (c *conformanceMatrixCmd) Run(e *env) error {
	outs, err := parseOutputs(c.Output, "text", "json", "html")
	if err != nil {
		return err
	}
	matrix, err := c.matrix(e)
	if err != nil {
		return err
	}
	return e.writeEach(outs, func(w io.Writer, o output) error {
		switch o.format {
		case "json":
			return matrix.WriteJSON(w)
		case "html":
			return matrix.WriteHTML(w, version())
		}
		return matrix.WriteText(w)
	})
}

func (c *conformanceMatrixCmd) matrix(e *env) (*conformance.Matrix, error) {
	var reports []*conformance.Report
	names := map[string]int{}
	for _, file := range c.Reports {
		data, err := e.readInput(file)
		if err != nil {
			return nil, err
		}
		r, err := conformance.ParseReport(data)
		if err != nil {
			return nil, exit(ExitUsage, fmt.Errorf("%s: %w", file, err))
		}
		if r.Name == "" {
			r.Name = file
		}
		names[r.Name]++
		reports = append(reports, r)
	}
	// Two runs of one target are told apart by their files.
	for i, r := range reports {
		if names[r.Name] > 1 {
			r.Name = fmt.Sprintf("%s (%s)", r.Name, c.Reports[i])
		}
	}
	var grades []conformance.Evidence
	for _, g := range c.Evidence {
		grades = append(grades, conformance.Evidence(g))
	}
	matrix := conformance.NewMatrix(reports, grades...)
	if len(matrix.Topics) == 0 {
		return nil, exit(ExitUsage, fmt.Errorf("conformance matrix: the reports hold no cases that count"))
	}
	return matrix, nil
}
