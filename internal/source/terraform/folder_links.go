package terraform

import (
	"bytes"
	"slices"

	"github.com/logsieve/logsieve/internal/source"
)

// linked are the files beside one with a subscription filter that may let its
// function be called: without them a permission that seems to be missing may
// be there.
func linked(f *source.Reader, siblings func() []source.Input) []string {
	subscribes := func(r *source.Resource) bool { return r.Operation.Name == "PutSubscriptionFilter" }
	if siblings == nil || !slices.ContainsFunc(f.Resources, subscribes) {
		return nil
	}
	var names []string
	for _, in := range siblings() {
		if in.Name != f.Name && (bytes.Contains(in.Data, []byte("aws_lambda_permission")) || bytes.Contains(in.Data, []byte("module"))) {
			names = append(names, in.Name)
		}
	}
	return names
}
