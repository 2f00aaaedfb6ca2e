package cli

import (
	"errors"
	"io"

	"github.com/logsieve/logsieve/internal/explain"
	"github.com/logsieve/logsieve/internal/jsontext"
)

// startOutput reads -o; --json is a short way to say -o ndjson.
func (c *matchCmd) startOutput() (output, error) {
	values := c.Output
	switch {
	case c.JSON && len(values) > 0:
		return output{}, exit(ExitUsage, errors.New("match: use only one of --json and -o; --json is -o ndjson"))
	case len(values) > 1:
		return output{}, exit(ExitUsage, errors.New("match: -o can be given once"))
	case c.JSON:
		values = []string{"ndjson"}
	case len(values) == 0:
		values = []string{"text"}
	}
	outs, err := parseOutputs(values, "text", "json", "ndjson")
	if err != nil {
		return output{}, err
	}
	c.JSON = outs[0].format != "text"
	switch {
	case c.JSON && c.Quiet:
		err = errors.New("match: -o json and ndjson cannot be combined with --quiet")
	case outs[0].format == "ndjson" && (c.Count || c.WithMatches || c.NoMatches):
		err = errors.New("match: --json cannot be combined with --count, -l or -L; use -o json")
	}
	if err != nil {
		return output{}, exit(ExitUsage, err)
	}
	return outs[0], nil
}

// matchDocument is match -o json: one document, whose list of log events is
// written as they are found. docs/json.md describes it.
type matchDocument struct {
	what   string // the name of the list; "" when only files are listed
	open   bool   // the list has begun
	listed bool   // and has a log event
	files  []matchedFile
}

// matchedFile is how many log events of a file are selected.
type matchedFile struct {
	File     string `json:"file"`
	Selected int64  `json:"selected"`
}

// begin writes what comes before the list.
func (d *matchDocument) begin(w io.Writer, pattern string) error {
	head, err := jsontext.Marshal(pattern)
	if err != nil {
		return err
	}
	text := `{"version":1,"filterPattern":` + string(head)
	if d.what != "" {
		text += `,"` + d.what + `":[`
		d.open = true
	}
	_, err = io.WriteString(w, text)
	return err
}

// event writes one log event of the list.
func (d *matchDocument) event(w io.Writer, record any) error {
	line, err := jsontext.Marshal(record)
	if err != nil {
		return err
	}
	lead := ",\n "
	if !d.listed {
		lead, d.listed = "\n ", true
	}
	_, err = io.WriteString(w, lead+string(line))
	return err
}

// file notes how many log events of an input are selected.
func (d *matchDocument) file(name string, selected int64) {
	if name == stdinName {
		name = "-"
	}
	d.files = append(d.files, matchedFile{name, selected})
}

// end writes what comes after the list. failed says that some input could not be
// read, incomplete why not all of it was.
func (d *matchDocument) end(w io.Writer, summary *explain.Summary, failed bool, incomplete string) error {
	text := ""
	if d.listed {
		text = "\n"
	}
	if d.open {
		text += "]"
	}
	tail := struct {
		Files      []matchedFile    `json:"files"`
		Failed     bool             `json:"failed"`
		Summary    *explain.Summary `json:"summary,omitempty"`
		Incomplete string           `json:"incomplete,omitempty"`
	}{append([]matchedFile{}, d.files...), failed, summary, incomplete}
	rest, err := jsontext.Marshal(tail)
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, text+","+string(rest[1:])+"\n")
	return err
}
