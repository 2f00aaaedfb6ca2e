package arch

import (
	"os/exec"
	"strings"
	"testing"
)

// unlinked are packages that a program must not link, by prefix: each start of
// it would pay for them.
var unlinked = map[string][]string{
	"cmd/logsieve": {
		"github.com/google/go-cmp",
		"github.com/aws/aws-sdk-go-v2/config", "github.com/aws/aws-sdk-go-v2/credentials", "github.com/aws/aws-sdk-go-v2/service",
		"github.com/owenrumney", "github.com/xeipuuv",
		"gonum.org/v1/plot/font/liberation", // twelve faces
		"testing",
	},
	"conformance": {"github.com/aws"},
}

func TestUnlinked(t *testing.T) {
	for name, not := range unlinked {
		out, err := exec.Command("go", "list", "-deps", module+name).Output()
		if err != nil {
			t.Fatal(err)
		}
		for dep := range strings.FieldsSeq(string(out)) {
			for _, prefix := range not {
				if dep == prefix || strings.HasPrefix(dep, prefix+"/") {
					t.Errorf("%s links %s", name, dep)
				}
			}
		}
	}
}
