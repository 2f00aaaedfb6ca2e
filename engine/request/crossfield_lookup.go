package request

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/logsieve/logsieve/internal/constraint"
	"github.com/logsieve/logsieve/internal/quota"
)

const apiReference = "API reference"

// lookupRules are about the members that choose what an operation reads.
func lookupRules() []rule {
	return []rule{
		{ID: "L01", Name: "metric-name-and-namespace", Operations: []string{"DescribeMetricFilters"}, Severity: Error,
			Doc: "Give either a log group, or metricName and metricNamespace together.", Source: "recorded: stackd", Check: metricNameAndNamespace},
		{ID: "L02", Name: "filter-prefix-ignored", Operations: []string{"DescribeMetricFilters"}, Profiles: []Profile{Latest}, Severity: Warning,
			Doc: "filterNamePrefix has no effect without logGroupName.", Source: apiReference,
			Check: when(func(d *document) bool { return d.Has("filterNamePrefix") && !d.Has("logGroupName") }, "filterNamePrefix", "",
				"filterNamePrefix has no effect without logGroupName.", "Add logGroupName.")},
		{ID: "L03", Name: "order-and-prefix", Operations: []string{"DescribeLogStreams"}, Severity: Error,
			Doc: "Ordering by LastEventTime cannot be combined with logStreamNamePrefix.", Source: "moto, test_logs.py",
			Check: when(func(d *document) bool {
				return d.Get("orderBy").Str() == "LastEventTime" && d.Has("logStreamNamePrefix")
			},
				"logStreamNamePrefix", "Cannot order by LastEventTime with a logStreamNamePrefix.",
				"Streams selected by a prefix are ordered by name.", "Remove logStreamNamePrefix, or order by LogStreamName.")},
		{ID: "L04", Name: "log-group-name-or-identifier", Operations: []string{"DescribeLogStreams", "FilterLogEvents", "GetLogEvents"}, Profiles: []Profile{Latest}, Severity: Error,
			Doc: "Exactly one of logGroupName and logGroupIdentifier must name the log group.", Source: "recorded: LocalStack test_logs_streams", Check: nameOrIdentifier},
		{ID: "L05", Name: "stream-names-and-prefix", Operations: []string{"FilterLogEvents"}, Severity: Error,
			Doc: "logStreamNames and logStreamNamePrefix cannot be combined; the API of 2018 accepted both if a name begins with the prefix.", Source: apiReference, Check: streamNamesAndPrefix},
		{ID: "L06", Name: "start-from-tail", Operations: []string{"FilterLogEvents"}, Profiles: []Profile{Latest}, Severity: Error,
			Doc: "Reading backwards needs a startTime from 2024 on.", Source: apiReference, Check: startFromTail},
		{ID: "L07", Name: "interleaved-ignored", Operations: []string{"FilterLogEvents"}, Profiles: []Profile{Latest}, Severity: Warning,
			Doc: "interleaved has been ignored since 2019-06-17.", Source: apiReference,
			Check: when(has("interleaved"), "interleaved", "", "interleaved is ignored; events are always interleaved.", "Remove it.")},
		{ID: "L08", Name: "times-reversed", Operations: []string{"FilterLogEvents", "GetLogEvents"}, Severity: Warning,
			Doc: "A startTime after the endTime selects nothing.", Source: apiReference,
			Check: when(reversed("startTime", "endTime"), "startTime", "", "startTime is after endTime, so nothing is selected.", "Swap the times.")},
		{ID: "L09", Name: "forward-token-from-tail", Operations: []string{"GetLogEvents"}, Severity: Warning,
			Doc: "A forward token requires startFromHead.", Source: apiReference,
			Check: when(forwardFromTail, "nextToken", "", "A forward token reads from the head.", "Set startFromHead to true.")},
		{ID: "L52", Name: "group-prefix-and-pattern", Operations: []string{"DescribeLogGroups"}, Severity: Error,
			Doc: "logGroupNamePrefix and logGroupNamePattern cannot be combined.", Source: "recorded: LocalStack snapshot",
			Check: excluding("LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.", "logGroupNamePrefix", "logGroupNamePattern")},
		{ID: "L53", Name: "log-group-identifiers-alone", Operations: []string{"DescribeLogGroups"}, Severity: Error,
			Doc: "logGroupIdentifiers can be combined only with includeLinkedAccounts, and accountIdentifiers needs that.", Source: apiReference, Check: groupIdentifiers},
		{ID: "L55", Name: "task-and-status", Operations: []string{"DescribeExportTasks"}, Severity: Warning,
			Doc: "A taskId names one task; a statusCode as well selects that task or nothing.", Source: apiReference,
			Check: when(func(d *document) bool { return together(d, "taskId", "statusCode") }, "statusCode", "", "taskId already names one task.", "Remove statusCode.")},
		{ID: "L57", Name: "deprecated-operation", Operations: []string{"TagLogGroup", "UntagLogGroup", "ListTagsLogGroup"}, Profiles: []Profile{Latest}, Severity: Warning,
			Doc: "The tag operations of log groups are deprecated.", Source: apiReference, Check: deprecatedOperation},
		{ID: "L59", Name: "paginator-arguments", Paginators: true, Severity: Warning,
			Doc: "A paginator sends the token and the page size itself; PageSize is sent as limit and has its bounds.", Source: "botocore, paginate.py; API models, limit", Check: paginatorArguments},
		{ID: "L61", Name: "live-tail-streams", Operations: []string{"StartLiveTail"}, Severity: Error,
			Doc: "logStreamNames and logStreamNamePrefixes cannot be combined, and need a single log group.", Source: apiReference + "; moto, test_logs.py", Check: liveTailStreams},
	}
}

func metricNameAndNamespace(d *document) []Finding {
	const text = "Describe Metric Filters request must contain either logGroupName or metricName and metricNamespace"
	for _, m := range [][2]string{{"metricName", "metricNamespace"}, {"metricNamespace", "metricName"}} {
		switch {
		case d.Has(m[0]) && d.Has("logGroupName"):
			return single(pathAt(atName(m[0])), text, m[0]+" cannot be combined with logGroupName.", "Name a log group, or a metric with its namespace.")
		case d.Has(m[0]) && !d.Has(m[1]):
			return single(pathAt(atName(m[0])), text, m[0]+" is given without "+m[1]+".", "Add "+m[1]+", or remove both.")
		}
	}
	return nil
}

func nameOrIdentifier(d *document) []Finding {
	found := exactlyOne(d, "LogGroup name and LogGroup ARN are mutually exclusive parameters.", "logGroupName", "logGroupIdentifier")
	if len(found) > 0 && found[0].Service != "" {
		found[0].Exception = "ValidationException"
	}
	return found
}

func streamNamesAndPrefix(d *document) []Finding {
	if !together(d, "logStreamNames", "logStreamNamePrefix") {
		return nil
	}
	found := both("", "logStreamNames", "logStreamNamePrefix")
	if d.Profile == Profile2018 {
		prefix := d.Get("logStreamNamePrefix").Str()
		for _, name := range d.Get("logStreamNames").Items() {
			if strings.HasPrefix(name.Str(), prefix) {
				found[0].Severity = Warning
			}
		}
	}
	return found
}

// liveTailStreams has the texts of moto: those of the service are not known.
func liveTailStreams(d *document) []Finding {
	if together(d, "logStreamNames", "logStreamNamePrefixes") {
		return both("Only one of logStreamNames or logStreamNamePrefixes can be provided.", "logStreamNames", "logStreamNamePrefixes")
	}
	for _, name := range []string{"logStreamNames", "logStreamNamePrefixes"} {
		if d.Has(name) && len(d.Get("logGroupIdentifiers").Items()) > 1 {
			return single(pathAt(atName(name)), "logStreamNames and logStreamNamePrefixes can only be used with a single log group.",
				"Log streams can be selected only in a single log group.", "Remove "+name+", or name one log group.")
		}
	}
	return nil
}

// tailFrom is 2024-01-01 in milliseconds.
const tailFrom = 1704067200000

func startFromTail(d *document) []Finding {
	fromHead, ok := d.Get("startFromHead").Flag()
	if !ok || fromHead {
		return nil
	}
	start, ok := d.Get("startTime").Int64()
	if ok && start >= tailFrom {
		return nil
	}
	found := single(pathAt(atName("startFromHead")), "", "Reading backwards needs a startTime of 2024-01-01 or later.", "Add a startTime of at least 1704067200000.")
	if !ok {
		found[0].Severity = Warning
	}
	return found
}

func forwardFromTail(d *document) bool {
	fromHead, _ := d.Get("startFromHead").Flag()
	return strings.HasPrefix(d.Get("nextToken").Str(), "f/") && !fromHead
}

func groupIdentifiers(d *document) []Finding {
	var found []Finding
	var told counts
	if d.Has("logGroupIdentifiers") {
		for _, m := range d.Root.Members() {
			if m.Name != "logGroupIdentifiers" && m.Name != "includeLinkedAccounts" && m.Value.Present() && !told.full("", Error) {
				found = append(found, single(pathAt(atName(m.Name)), "", "logGroupIdentifiers can be combined only with includeLinkedAccounts.", "Remove "+shown(m.Name)+".")...)
			}
		}
	}
	if linked, _ := d.Get("includeLinkedAccounts").Flag(); d.Has("accountIdentifiers") && !linked {
		found = append(found, single(pathAt(atName("accountIdentifiers")), "", "accountIdentifiers needs includeLinkedAccounts.", "Set includeLinkedAccounts to true.")...)
	}
	return found
}

func deprecatedOperation(d *document) []Finding {
	successor := map[string]string{"TagLogGroup": "TagResource", "UntagLogGroup": "UntagResource", "ListTagsLogGroup": "ListTagsForResource"}[d.Operation.Name]
	return single(nil, "", d.Operation.Name+" is deprecated.", "Use "+successor+".")
}

func paginatorArguments(d *document) []Finding {
	if !d.Operation.Paginator {
		return nil
	}
	return append(pagingTwice(d), pageSize(d)...)
}

func pagingTwice(d *document) (found []Finding) {
	for _, name := range []string{"nextToken", "limit", "maxResults"} {
		if d.Has(name) {
			found = append(found, single(pathAt(atName(name)), "", fmt.Sprintf("A paginator sets %s itself.", name), "Put StartingToken and PageSize into PaginationConfig.")...)
		}
	}
	return found
}

// pagedOperations are the operations of the founding documents' paginators,
// all of which name the page size limit.
var pagedOperations = []string{"DescribeDestinations", "DescribeLogGroups", "DescribeLogStreams", "DescribeMetricFilters", "DescribeSubscriptionFilters", "FilterLogEvents"}

// pageSize holds PageSize to the bounds of limit. The client refuses what is
// below them, the service what is above.
func pageSize(d *document) []Finding {
	if !slices.Contains(pagedOperations, d.Operation.Name) {
		return nil
	}
	size := d.Get("PaginationConfig").Get("PageSize")
	n, ok := size.Int64()
	if !ok {
		var err error
		if n, err = strconv.ParseInt(strings.TrimSpace(size.Str()), 10, 64); err != nil {
			return nil
		}
	}
	most := int64(50)
	if d.Operation.Name == "FilterLogEvents" {
		most = quota.PageEvents
	}
	path := pathAt(atName("PaginationConfig"), atName("PageSize"))
	remedy := fmt.Sprintf("Use 1 to %d.", most)
	switch {
	case n < 1:
		f := single(path, fmt.Sprintf("Parameter validation failed:\nInvalid value for parameter limit, value: %d, valid min value: 1", n),
			"PageSize is sent as limit, which is at least 1.", remedy)
		f[0].Exception, f[0].Severity = clientCode, Error
		return f
	case n > most:
		text := constraint.TextAsOf(constraint.Range, strconv.FormatInt(n, 10), "limit", fmt.Sprintf("Member must have value less than or equal to %d", most), d.textsAsOf())
		f := single(path, constraint.Join([]string{text}),
			fmt.Sprintf("PageSize is sent as limit, which is at most %d.", most), remedy)
		f[0].Exception, f[0].Severity = "InvalidParameterException", Error
		return f
	}
	return nil
}
