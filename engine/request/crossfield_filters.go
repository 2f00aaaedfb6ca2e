package request

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/engine/metric"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/constraint"
	"github.com/logsieve/logsieve/internal/quota"
	"github.com/logsieve/logsieve/internal/suggest"
)

// filterRules are about metric filters and subscription filters.
func filterRules() []rule {
	metricFilter, subscription := []string{"PutMetricFilter"}, []string{"PutSubscriptionFilter"}
	either := []string{"PutMetricFilter", "PutSubscriptionFilter"}
	return []rule{
		{ID: "L32", Name: "dimensions-and-default", Operations: metricFilter, Severity: Error,
			Doc: "defaultValue and dimensions cannot be combined (X3).", Source: "recorded: guidance-for-claude-code", Check: transformation("L32")},
		{ID: "L33", Name: "too-many-dimensions", Operations: metricFilter, Severity: Error,
			Doc: fmt.Sprintf("A metric may have at most %s dimensions, including those of system fields (X4).", quota.Word(quota.Dimensions)), Source: "recorded: stackd", Check: transformation("L33")},
		{ID: "L34", Name: "dimensions-unsupported", Operations: metricFilter, Severity: Error,
			Doc: "Terms patterns support no dimensions (X4).", Source: "recorded: terraform-provider-aws#28881", Check: transformation("L34")},
		{ID: "L35", Name: "no-valid-selector", Operations: metricFilter, Severity: Error,
			Doc: "metricValue must be a number or a selector for this type of pattern, and the value of a dimension such a selector (X2, X4).", Source: "recorded: stackd, cfn-lint#1525", Check: transformation("L35")},
		{ID: "L36", Name: "reserved-namespace", Operations: metricFilter, Severity: Error,
			Doc: "Namespaces that start with AWS/ are reserved (X1); CloudFormation allows fewer characters than the API.", Source: "recorded: aws-errors", Check: namespace},
		{ID: "L38", Name: "blanks-around-pattern", Operations: either, Severity: Warning,
			Doc: "Spaces around a filter pattern are part of it; Terraform trims them, the API does not.", Source: "semantics L2", Check: blanksAround},
		{ID: "L40", Name: "destination-and-role", Operations: subscription, Severity: Error,
			Doc: "A Kinesis or Firehose destination needs a role, a Lambda function takes none, others are not supported; roleArn is an IAM role.", Source: "recorded: LocalStack snapshot, troposphere#413, aws-centralize-logs-using-cdk#2", Check: destinationAndRole},
		{ID: "L41", Name: "distribution-ignored", Operations: subscription, Severity: Warning,
			Doc: "distribution matters only for a Kinesis data stream.", Source: apiReference,
			Check: when(distributionIgnored, "distribution", "", "distribution has no effect on this destination.", "Remove it.")},
		{ID: "L42", Name: "unknown-system-field", Operations: either, Severity: Error,
			Doc: "Only system fields can be emitted.", Source: "recorded: stackd", Check: emittedFields},
		{ID: "L43", Name: "invalid-criteria", Operations: either, Severity: Error,
			Doc: "fieldSelectionCriteria must parse (X10).", Source: "recorded: aws-errors", Check: criteria},
		{ID: "L44", Name: "subscription-loop", Operations: subscription, Severity: Warning,
			Doc: "A function that is subscribed to its own log group invokes itself forever.", Source: "AWS Lambda, recursive loops",
			Check: when(subscriptionLoop, "destinationArn", "", "The function would be invoked for its own log events, endlessly.", "Subscribe another function, or another log group.")},
	}
}

// transformation checks a metric transformation as the evaluator does, and
// keeps the finding of one rule.
func transformation(rule string) func(*document) []Finding {
	return func(d *document) []Finding {
		if refused := d.metricFilter(); refused != nil {
			return transformationFinding(rule, d, d.Get("metricTransformations").Items()[0], refused)
		}
		return nil
	}
}

// compiledFilter is what the evaluator says of a document's metric filter.
type compiledFilter struct{ refused *engine.APIError }

// metricFilter is the evaluator's error for the document's metric filter, nil
// when there is none or when another check tells it. It is made once for all
// rules.
func (d *document) metricFilter() *engine.APIError {
	if d.compiled == nil {
		d.compiled = &compiledFilter{compileFilter(d)}
	}
	return d.compiled.refused
}

func compileFilter(d *document) *engine.APIError {
	items := d.Get("metricTransformations").Items()
	pattern, ok := d.Get("filterPattern").Text()
	if len(items) != 1 || !ok {
		return nil
	}
	t := items[0]
	if shortNumber(t.Get("metricValue").Str()) && len(t.Get("dimensions").Members())+len(d.Get("emitSystemFieldDimensions").Items()) == 0 {
		return nil // it takes nothing from its pattern
	}
	if _, err := d.parse(pattern); err != nil {
		return nil // told by L39
	}
	request := metric.PutMetricFilterRequest{FilterPattern: &pattern, MetricTransformations: []metric.MetricTransformation{{
		MetricName: "name", MetricNamespace: "namespace", MetricValue: textOr(t.Get("metricValue"), "1"),
	}}}
	put := &request.MetricTransformations[0]
	for _, m := range t.Get("dimensions").Members() {
		if put.Dimensions == nil {
			put.Dimensions = map[string]string{}
		}
		put.Dimensions[m.Name] = textOr(m.Value, selectorPrefix(pattern)+"x")
	}
	if v, ok := t.Get("defaultValue").Float64(); ok {
		put.DefaultValue = &v
	}
	for _, v := range d.Get("emitSystemFieldDimensions").Items() {
		request.EmitSystemFieldDimensions = append(request.EmitSystemFieldDimensions, v.Str())
	}
	_, err := metric.Compile(&request)
	var api *engine.APIError
	if !errors.As(err, &api) || strings.Contains(api.Message, "failed to satisfy constraint") {
		return nil
	}
	return api
}

// textOr is a value's text, or another one for a value that is absent or no
// text: that is told by the checks of the model.
func textOr(v *Value, otherwise string) string {
	if text, ok := v.Text(); ok {
		return text
	}
	return otherwise
}

// selectorPrefix is what selectors start with in patterns of one kind.
func selectorPrefix(pattern string) string {
	if strings.HasPrefix(pattern, "{") {
		return "$."
	}
	return "$"
}

// shortNumber reports whether a metricValue is surely a number: most are 1.
func shortNumber(text string) bool {
	return text != "" && len(text) <= 15 && strings.Trim(text, "0123456789") == ""
}

// transformationFinding tells by the service's text which rule is broken, and
// where.
func transformationFinding(rule string, d *document, t *Value, api *engine.APIError) []Finding {
	path := pathAt(atName("metricTransformations"), atPosition(0))
	dimensions := path.then(Step{Name: "dimensions"})
	switch text := api.Message; {
	case strings.Contains(text, "mutually exclusive") && rule == "L32":
		return single(path.then(Step{Name: "defaultValue"}), text, "A metric with dimensions takes no default value.", "Remove defaultValue, or the dimensions.")
	case strings.Contains(text, "Number of dimensions") && rule == "L33":
		where := dimensions
		if len(t.Get("dimensions").Members()) <= quota.Dimensions {
			where = pathAt(atName("emitSystemFieldDimensions"))
		}
		return single(where, text, fmt.Sprintf("A metric filter may have at most %s dimensions, including those of system fields.", quota.Word(quota.Dimensions)), "Remove dimensions.")
	case strings.Contains(text, "does not support dimensions") && rule == "L34":
		return single(dimensions, text, "A terms pattern extracts no values for a dimension.", "Use a JSON or space-delimited pattern, or remove the dimensions.")
	case strings.Contains(text, "dimension value") && rule == "L35":
		return single(badDimension(d, t, dimensions), text, "The value of a dimension must be a property selector or a field of the pattern.", ConstantDimension)
	case strings.Contains(text, "metric value") && rule == "L35":
		value := t.Get("metricValue").Str()
		f := single(path.then(Step{Name: "metricValue"}), text, fmt.Sprintf("%q is neither a number nor a valid selector for this type of filter pattern.", shown(value)),
			"Write a number, $.name for a JSON pattern, or $name for a space-delimited one.")
		if value != "" && value[0] != '$' && regexp.MustCompile(`^[A-Za-z_][\w.]*$`).MatchString(value) {
			if pattern := d.Get("filterPattern").Str(); strings.HasPrefix(pattern, "{") || strings.HasPrefix(pattern, "[") {
				f[0].Replacement = selectorPrefix(pattern) + value
			}
		}
		return f
	}
	return nil
}

// emittedFields finds the fields that are no system fields.
func emittedFields(d *document) (found []Finding) {
	var told counts
	for _, member := range []string{"emitSystemFieldDimensions", "emitSystemFields"} {
		for i, v := range d.Get(member).Items() {
			if text, ok := v.Text(); ok && !slices.Contains(systemFields, text) && !told.full("", Error) {
				f := single(pathAt(atName(member), atPosition(i)), constraint.UnknownSystemFields, fmt.Sprintf("%q is not a system field.", shown(text)), "Use @aws.account, @aws.region or @source.log.")
				f[0].Replacement = suggest.Closest(text, systemFields)
				found = append(found, f...)
			}
		}
	}
	return found
}

var systemFields = []string{grammar.AccountField, grammar.RegionField, grammar.SourceLogField}

// badDimension is the path of the first dimension that names no selector.
func badDimension(d *document, t *Value, dimensions Path) Path {
	prefix := selectorPrefix(d.Get("filterPattern").Str())
	for _, m := range t.Get("dimensions").Members() {
		if !strings.HasPrefix(textOr(m.Value, prefix), prefix) {
			return dimensions.then(atKey(m.Name).step())
		}
	}
	return dimensions
}

var cloudFormationNamespace = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[0-9a-zA-Z.\-_/#]*$`) })

func namespace(d *document) (found []Finding) {
	var told counts
	for i, t := range d.Get("metricTransformations").Items() {
		name, ok := t.Get("metricNamespace").Text()
		path := pathAt(atName("metricTransformations"), atPosition(i), atName("metricNamespace"))
		switch {
		case strings.HasPrefix(name, "AWS/"):
			if told.full("", Error) {
				continue
			}
			found = append(found, single(path, "Metric namespaces starting with AWS/ are reserved for AWS.", "Namespaces that start with AWS/ are reserved for AWS.", "Choose another namespace.")...)
		case ok && !cloudFormationNamespace().MatchString(name) && !told.full("", Warning):
			found = append(found, warning(path, "CloudFormation refuses this namespace, although the API accepts it.", "Use only letters, digits and . - _ / #.")...)
		}
	}
	return found
}

func blanksAround(d *document) []Finding {
	pattern := d.Get("filterPattern").Str()
	if trimmed := strings.TrimSpace(pattern); trimmed != pattern && trimmed != "" {
		f := single(pathAt(atName("filterPattern")), "", "The spaces around the filter pattern are part of it.", "Remove them.")
		f[0].Replacement = trimmed
		return f
	}
	return nil
}

func destinationAndRole(d *document) []Finding {
	found := destination(d)
	for _, f := range found {
		if f.Path[0].Name == "roleArn" {
			return found // the role is to go
		}
	}
	return append(found, notRole(d.Get("roleArn"), pathAt(atName("roleArn")))...)
}

// destination judges where a subscription filter delivers to.
func destination(d *document) []Finding {
	text, ok := d.Get("destinationArn").Text()
	if !ok {
		return nil
	}
	destination, ok := parseARN(text)
	path := pathAt(atName("destinationArn"))
	if !ok {
		return single(path, "", "destinationArn is not an ARN.", "Write arn:aws:SERVICE:REGION:ACCOUNT:RESOURCE.")
	}
	role := d.Has("roleArn")
	switch destination.service {
	case "kinesis", "firehose":
		if !role {
			return single(path, "destinationArn for vendor "+destination.service+" cannot be used without roleArn",
				"CloudWatch Logs needs a role to write to the stream.", "Add roleArn.")
		}
	case "lambda":
		if role {
			return single(pathAt(atName("roleArn")), "destinationArn for vendor lambda cannot be used with roleArn",
				"A Lambda function is invoked by permission, not through a role.", "Remove roleArn, and let logs.amazonaws.com invoke the function.")
		}
	case "logs":
	default:
		return single(path, "PutSubscriptionFilter operation cannot work with destinationArn for vendor "+destination.service,
			"Log events can be sent only to Kinesis, Firehose, Lambda or a logs destination.", "Choose such a destination.")
	}
	return nil
}

func distributionIgnored(d *document) bool {
	destination, ok := parseARN(d.Get("destinationArn").Str())
	return d.Has("distribution") && ok && destination.service != "kinesis" && destination.service != "logs"
}

func criteria(d *document) []Finding {
	text, ok := d.Get("fieldSelectionCriteria").Text()
	if !ok {
		return nil
	}
	_, err := grammar.ParseCriteria(text)
	var syntax grammar.Errors
	if !errors.As(err, &syntax) {
		return nil
	}
	var found []Finding
	for _, e := range syntax {
		f := single(pathAt(atName("fieldSelectionCriteria")), syntax.ServiceMessage(), e.Reason, e.Remedy)
		f[0].Span = d.Get("fieldSelectionCriteria").TextSpan(d.Raw, e.Span.Start, e.Span.End)
		f[0].Replacement = e.Suggestion
		found = append(found, f...)
	}
	return found
}

func subscriptionLoop(d *document) bool {
	destination, ok := parseARN(d.Get("destinationArn").Str())
	function, isFunction := strings.CutPrefix(destination.resource, "function:")
	return ok && isFunction && d.Get("logGroupName").Str() == "/aws/lambda/"+strings.SplitN(function, ":", 2)[0]
}

// ConstantDimension is what to write instead of a constant dimension.
const ConstantDimension = "Write $.name for a JSON pattern, $name for a space-delimited one; a constant belongs in the metric's name or namespace, or in the log events."
