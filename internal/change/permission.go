package change

import (
	"slices"
	"strings"

	"github.com/logsieve/logsieve/internal/estate"
	"github.com/logsieve/logsieve/internal/source"
)

// alarmsPrincipal is who invokes the function that an alarm has as its action.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html
const alarmsPrincipal = "lambda.alarms.cloudwatch.amazonaws.com"

// untold is the function that all actions of an alarm lead to and that surely no
// permission lets alarms invoke; "" when there is none, or it is not known.
func (it *item) untold() string {
	if len(it.side.broken) > 0 {
		return "" // the permission may be in what cannot be read
	}
	actions := it.Resource.Input.Get("AlarmActions")
	if actions == nil || actions.Kind != source.List {
		return ""
	}
	function := ""
	for _, action := range actions.Items {
		to := it.side.estate.FunctionOf(it.Located, action)
		if to == nil {
			return ""
		}
		permissions, known := it.side.estate.Permissions(*to)
		if !known || slices.ContainsFunc(permissions, letsAlarms) {
			return ""
		}
		function = to.Resource.Address
	}
	return function
}

// letsAlarms reports whether a permission lets alarms invoke its function, or
// may.
func letsAlarms(l estate.Located) bool {
	principal, known := l.Resource.Input.Get("Principal").Str()
	action, given := l.Resource.Input.Get("Action").Str()
	return (!known || principal == "*" || principal == alarmsPrincipal) &&
		(!given || action == "*" || strings.EqualFold(action, "lambda:InvokeFunction") || strings.EqualFold(action, "lambda:*"))
}
