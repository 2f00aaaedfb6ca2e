package terraform

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/logsieve/logsieve/internal/source"
)

// starredARN reports whether the module of a file says that it may use a version
// of the AWS provider before 3, which gave log groups an arn with :* at its end.
// https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/version-3-upgrade
func starredARN(f *source.Reader, opts Options) bool {
	if !bytes.Contains(f.Data, []byte("aws_lambda_permission")) {
		return false
	}
	files := []source.Input{{Name: f.Name, Data: f.Data}}
	if opts.Siblings != nil {
		files = append(files, opts.Siblings()...)
	}
	return slices.ContainsFunc(files, func(in source.Input) bool {
		return (bytes.Contains(in.Data, []byte("version")) || bytes.Contains(in.Data, []byte("required_providers"))) &&
			slices.ContainsFunc(providerVersions(opts.Parsed.file(in).blocks), beforeThree)
	})
}

// providerVersions are the constraints of blocks on the version of the AWS
// provider.
func providerVersions(blocks []*hclsyntax.Block) (list []string) {
	add := func(e hcl.Expression) {
		if v, diags := e.Value(nil); !diags.HasErrors() && v.IsKnown() && !v.IsNull() && v.Type().FriendlyName() == "string" {
			list = append(list, v.AsString())
		}
	}
	for _, b := range blocks {
		switch {
		case b.Type == "provider" && len(b.Labels) == 1 && b.Labels[0] == "aws":
			if version := b.Body.Attributes["version"]; version != nil {
				add(version.Expr)
			}
		case b.Type == "terraform":
			for _, required := range b.Body.Blocks {
				aws := required.Body.Attributes["aws"]
				if required.Type != "required_providers" || aws == nil {
					continue
				}
				add(aws.Expr)
				pairs, _ := hcl.ExprMap(aws.Expr)
				for _, pair := range pairs {
					if hcl.ExprAsKeyword(pair.Key) == "version" {
						add(pair.Value)
					}
				}
			}
		}
	}
	return list
}

// beforeThree reports whether a version constraint admits a version before 3.
func beforeThree(constraint string) bool {
	for _, c := range strings.Split(constraint, ",") {
		c = strings.TrimSpace(c)
		if strings.HasPrefix(c, "<") || strings.HasPrefix(c, "!") {
			continue // bounds nothing from below
		}
		major, _, _ := strings.Cut(strings.TrimLeft(c, "=~> "), ".")
		if n, err := strconv.Atoi(strings.TrimSpace(major)); err == nil && n >= 3 {
			return false
		}
	}
	return true
}
