package terraform

import "github.com/logsieve/logsieve/internal/source"

// ReadInputs reads what gives modules their variables: the inputs of Terragrunt,
// the variables of tests.
func ReadInputs(f *source.Reader, opts Options) {
	f.Format = source.TerraformInputs
}
