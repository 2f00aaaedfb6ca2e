package markdown

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/source"
)

// TestBlocks lists the blocks that are read of a page, by the name of their file.
func TestBlocks(t *testing.T) {
	for page, want := range map[string][]string{
		"```sh\na\n```\n":                    {`block.sh "a\n"`},
		"~~~~yaml\na: |\n  ~~~\n~~~~\n":      {`block.yaml "a: |\n  ~~~\n"`},
		"```hcl title=\"x\"\na\n":            {`block.tf "a\n"`},
		"```{.json}\n{}\n```":                {`block.jsonc "{}\n"`},
		"- ```sh\n  a\n    b\n  ```\n":       {`block.sh "a\n  b\n"`},
		"> ```sh\n> a\n>  b\n> ```\nc\n":     {`block.sh "a\n b\n"`},
		"> ```sh\n> a\nb\n":                  {`block.sh "a\n"`},
		"```console\n$ a \\\n> b\nc\n$ d\n":  {`block.sh "a \\\nb\nd\n"`},
		"```\naws logs tail g\n```":          {`block.sh "aws logs tail g\n"`},
		"```\nType: AWS::Logs::LogGroup\n":   {`block.yaml "Type: AWS::Logs::LogGroup\n"`},
		"```sh\r\na\r\n```\r\n":              {`block.sh "a\r\n"`},
		"```pwsh\na\n```\n```make\nb\n```":   {`block.ps1 "a\n"`, `makefile "b\n"`},
		"```ruby\na\n```\n```\nb\n```\nc":    nil,
		"```python\na\n```\n```C#\nb\n```":   {`block.py "a\n"`, `block.cs "b\n"`},
		"```\nmodule \"m\" {\n}\n```":        {`block.tf "module \"m\" {\n}\n"`},
		"```\n the module \"m\" {\n```":      nil,
		"```\n[{\"filterPattern\": 1}]\n```": {`block.jsonc "[{\"filterPattern\": 1}]\n"`},
		"```\n\"filterPattern\": {}\n```":    nil,
		"```sh\n```\n`` ```sh\na``` ``\n":    nil,
		"text ```sh\n":                       nil,
		"```sh\naws x --a <b> --c '<d-e>'\n": {`block.sh "aws x --a  --c ''\n" 2 holes`},
	} {
		f := source.NewReader(source.Input{Name: "x.md", Data: []byte(page)})
		Read(f)
		var got []string
		for _, e := range f.Embedded {
			line := fmt.Sprintf("%s %q", e.Name, e.Text.Decoded)
			if n := len(e.Text.Holes); n > 0 {
				line += fmt.Sprintf(" %d holes", n)
			}
			got = append(got, line)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", page, diff)
		}
	}
}

func TestComments(t *testing.T) {
	f := source.NewReader(source.Input{Name: "x.md", Data: []byte("<!-- a -->\n`<!-- b -->` <!--\nc --> <!-- d")})
	Read(f)
	var got []string
	for _, c := range f.Comments {
		got = append(got, c.Text)
	}
	if diff := cmp.Diff([]string{"a", "c"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
