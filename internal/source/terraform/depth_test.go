package terraform

import (
	"strings"
	"testing"

	"github.com/logsieve/logsieve/internal/source"
)

// TestOnlyWhatNestsNests holds that brackets in comments and texts do not count
// as nesting, neither to refuse a file nor to let one pass.
func TestOnlyWhatNestsNests(t *testing.T) {
	open, closed := strings.Repeat("(", 6000), strings.Repeat(")", 6000)
	for name, tt := range map[string]struct {
		text   string
		readAs string
	}{
		"comment":           {"# " + open + "\n", ""},
		"comment of C":      {"/* " + open + " */\n", ""},
		"questions":         {"// " + strings.Repeat("?", 30000) + "\n", ""},
		"text":              {"locals {\n  x = \"" + open + "\"\n}\n", ""},
		"heredoc":           {"locals {\n  x = <<EOT\n" + open + "\nEOT\n}\n", ""},
		"side by side":      {"locals {\n  x = [" + strings.Repeat("(1),", 6000) + "]\n}\n", ""},
		"brackets":          {"locals {\n  x = " + open + "1" + closed + "\n}\n", "The file nests too deep to be read."},
		"templates":         {"locals {\n  x = " + strings.Repeat(`"${`, 6000) + "1" + strings.Repeat(`}"`, 6000) + "\n}\n", "The file nests too deep to be read."},
		"hidden by comment": {"locals {\n  x = " + strings.Repeat("(((( # ))))\n", 2000) + "1" + strings.Repeat("))))", 2000) + "\n}\n", "The file nests too deep to be read."},
		"hidden by text":    {"locals {\n  x = " + strings.Repeat(`["))))", ((((`, 2000) + "1\n}\n", "The file nests too deep to be read."},
		"signs":             {"locals {\n  x = " + strings.Repeat("!", 30000) + "true\n}\n", "The file nests too deep to be read."},
		"choices in them":   {"locals {\n  x = " + strings.Repeat("true ? 1 : ", 30000) + "2\n}\n", "The file nests too deep to be read."},
		"digits":            {"locals {\n  x = " + strings.Repeat("9", 30000) + "\n}\n", "A number in the file has too many digits to be read."},
	} {
		f := readFile(source.Input{Name: "x.tf", Data: []byte(tt.text + groupNamed(`"g"`))}, Options{})
		got := ""
		for _, p := range f.Problems {
			got += p.Reason
		}
		if got != tt.readAs || tt.readAs == "" && len(f.Resources) != 1 {
			t.Errorf("%s: %d resources, %q", name, len(f.Resources), got)
		}
	}
}
