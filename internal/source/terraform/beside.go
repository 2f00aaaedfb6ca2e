package terraform

import (
	"bytes"
	"slices"

	"github.com/logsieve/logsieve/internal/source"
)

// beside are the files beside one that delivers log events, or has a topic, that may
// permit it or subscribe: without them what seems to be missing may be there.
func beside(f *source.Reader, siblings func() []source.Input) (list []source.Beside) {
	delivers := func(r *source.Resource) bool {
		return slices.Contains([]string{"PutSubscriptionFilter", "PutAccountPolicy", "PutDestination"}, r.Operation.Name)
	}
	isTopic := func(r *source.Resource) bool { return r.Operation == source.CreateTopic }
	if siblings == nil || !slices.ContainsFunc(f.Resources, delivers) && !slices.ContainsFunc(f.Resources, isTopic) {
		return nil
	}
	for _, in := range siblings() {
		if in.Name == f.Name {
			continue
		}
		has := func(word string) bool { return bytes.Contains(in.Data, []byte(word)) }
		module := has("module")
		one := source.Beside{
			Name: in.Name, Permissions: module || has("aws_lambda_permission"), RolePolicies: module || has("aws_iam_"),
			AccessPolicies: module || has("aws_cloudwatch_log_destination_policy"), Topics: module || has("aws_sns_topic"),
		}
		if one != (source.Beside{Name: in.Name}) {
			list = append(list, one)
		}
	}
	return list
}
