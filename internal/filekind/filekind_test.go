package filekind

import (
	"strings"
	"testing"
)

func TestOf(t *testing.T) {
	for head, want := range map[string]string{
		"":                                      "",
		"ERROR one\n":                           "",
		"ORCHESTRA":                             "",
		"ORC\x00":                               "an ORC file",
		"\x1f\x8b\x08":                          "compressed with gzip",
		"PK\x03\x04":                            "a zip archive",
		"PAR1\x15":                              "a Parquet file",
		"\xff\xfea\x00":                         "written in UTF-16",
		"\xff\xfe\x00\x00a\x00\x00\x00":         "written in UTF-32",
		"a\x00b":                                "not a text",
		strings.Repeat("a", 257) + "ustar\x00":  "a tar archive",
		strings.Repeat("a", HeadBytes) + "\x00": "",
	} {
		if got, _ := Of([]byte(head)); got != want {
			t.Errorf("%.20q: %q, want %q", head, got, want)
		}
	}
}
