package request

import (
	"fmt"

	"github.com/logsieve/logsieve/internal/quota"
)

const (
	cdkPreflight = "recorded: cdk-preflight, probes of 2026-09-08"
	stackd       = "recorded: stackd, 2026-09"
)

// documentRules are about documents inside requests: policies, transformers,
// and what stands beside them.
func documentRules() []rule {
	protection, index, account := []string{"PutDataProtectionPolicy"}, []string{"PutIndexPolicy"}, []string{"PutAccountPolicy"}
	transformers := []string{"PutTransformer", "TestTransformer"}
	return []rule{
		{ID: "L46", Name: "access-policy", Operations: []string{"PutDestinationPolicy"}, Severity: Error,
			Doc: "accessPolicy is an IAM policy of at most " + quota.Grouped(quota.AccessPolicyBytes) + " bytes. Its principals are account IDs, or all under a condition on the organization.", Source: stackd + "; API reference", Check: accessPolicy},
		{ID: "L47", Name: "resource-policy", Operations: []string{"PutResourcePolicy"}, Severity: Error,
			Doc: "policyDocument is an IAM policy; exactly one of policyName and resourceArn, the ARN of a log group, says whose. expectedRevisionId is a number, and counts for a log group's policy.", Source: stackd + "; API reference", Check: resourcePolicy},
		{ID: "L49", Name: "policy-grants", Operations: []string{"PutResourcePolicy"}, Severity: Warning,
			Doc: "A resource policy lets AWS services call logs:PutLogEvents and logs:CreateLogStream.", Source: apiReference, Check: policyGrants},
		{ID: "L51", Name: "delete-resource-policy", Operations: []string{"DeleteResourcePolicy"}, Profiles: []Profile{Latest}, Severity: Error,
			Doc: "Exactly one of policyName and resourceArn; with the latter an expectedRevisionId, which is a number.", Source: stackd + "; API reference", Check: deleteResourcePolicy},
		{ID: "L54", Name: "resource-scope", Operations: []string{"DescribeResourcePolicies"}, Severity: Error,
			Doc: "resourceArn requires policyScope RESOURCE.", Source: stackd, Check: resourceScope},
		{ID: "L62", Name: "account-policy", Operations: account, Severity: Error,
			Doc: "policyDocument must be a policy of the policyType: whatever would be refused for one log group is refused here, too.", Source: cdkPreflight + "; API reference", Check: accountPolicy},
		{ID: "L63", Name: "selection-criteria", Operations: account, Severity: Error,
			Doc: "selectionCriteria must have the form that the policyType accepts.", Source: cdkPreflight + "; API reference", Check: accountSelection},
		{ID: "L64", Name: "subscription-for-all", Operations: account, Severity: Warning,
			Doc: "A subscription filter policy for all log groups also subscribes those of its own delivery.", Source: "user guide, log recursion prevention", Check: accountLoop},
		{ID: "L65", Name: "data-protection-policy", Operations: protection, Severity: Error,
			Doc: "A data protection policy must have one statement that audits and one that masks the same data.", Source: cdkPreflight + "; API reference", Check: dataProtection},
		{ID: "L66", Name: "index-policy", Operations: index, Severity: Error,
			Doc: fmt.Sprintf("A field index policy names 1 to %d fields.", quota.IndexFields), Source: cdkPreflight + "; API reference", Check: indexPolicy},
		{ID: "L67", Name: "transformer", Operations: transformers, Severity: Error,
			Doc: "A transformer must begin with a parser and may have only a few processors of some kinds.", Source: cdkPreflight + "; user guide", Check: transformer},
		{ID: "L68", Name: "grok-pattern", Operations: transformers, Severity: Error,
			Doc: "A grok processor may use only patterns that CloudWatch Logs has.", Source: cdkPreflight + "; user guide", Check: grok},
		{ID: "L69", Name: "delivery-policy", Operations: []string{"PutDeliveryDestinationPolicy"}, Severity: Error,
			Doc: "deliveryDestinationPolicy is an IAM policy.", Source: "practice: terraform-provider-aws#40885", Check: deliveryPolicy},
		{ID: "L70", Name: "delivery-format", Operations: []string{"PutDeliveryDestination"}, Severity: Error,
			Doc: "outputFormat must be one that the destination accepts; parquet is only for S3.", Source: cdkPreflight + "; user guide", Check: deliveryFormat},
		{ID: "L71", Name: "detector-log-group", Operations: []string{"CreateLogAnomalyDetector"}, Severity: Error,
			Doc: "An anomaly detector is for one log group.", Source: cdkPreflight, Check: oneGroup},
		{ID: "L72", Name: "query-log-groups", Operations: []string{"PutQueryDefinition", "StartQuery", "CreateScheduledQuery", "UpdateScheduledQuery"}, Severity: Error,
			Doc: fmt.Sprintf("A query may read at most %d log groups.", quota.QueryGroups), Source: cdkPreflight + "; API reference", Check: queryGroups},
		{ID: "L73", Name: "delivery-source", Operations: []string{"PutDeliverySource"}, Severity: Error,
			Doc: "resourceArn must belong to a service that delivers logs; S3 does not.", Source: "recorded: LocalStack snapshot, 2026-02", Check: deliverySource},
	}
}
