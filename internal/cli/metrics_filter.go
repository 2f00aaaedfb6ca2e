package cli

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/engine/metric"
	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/diag"
	"github.com/logsieve/logsieve/internal/filterfile"
)

// loadFilters compiles the filters of the flags.
func (r *metricsRun) loadFilters() ([]*metric.Filter, error) {
	adHoc := r.Pattern.given || r.Value.given || r.Default.given || len(r.Dimension) > 0 || r.Unit != "" || r.Criteria.given || len(r.Emit) > 0
	switch {
	case len(r.Filter) > 0 && adHoc:
		return nil, exit(ExitUsage, errors.New("metrics: use either --filter or the flags of an ad-hoc filter"))
	case len(r.Filter) == 0 && !r.Pattern.given:
		return nil, exit(ExitUsage, errors.New("metrics: a metric filter is needed: --filter FILE or --pattern PATTERN (see logsieve metrics --help)"))
	case adHoc:
		var err error
		if r.Pattern.text, err = patternOf(r.Pattern.text); err != nil {
			return nil, err
		}
		req, err := r.adHocRequest()
		if err != nil {
			return nil, exit(ExitUsage, fmt.Errorf("metrics: %w", err))
		}
		f, err := r.compileFilter(req, "pattern")
		if err != nil {
			return nil, err
		}
		return []*metric.Filter{f}, nil
	}
	var filters []*metric.Filter
	for _, file := range r.Filter {
		more, err := r.readFilters(file)
		if err != nil {
			return nil, err
		}
		filters = append(filters, more...)
	}
	return filters, nil
}

func (r *metricsRun) adHocRequest() (*metric.PutMetricFilterRequest, error) {
	t := metric.MetricTransformation{MetricName: r.Name, MetricNamespace: r.Namespace, MetricValue: "1", Unit: r.Unit}
	if r.Value.given {
		t.MetricValue = r.Value.text
	}
	if r.Default.given {
		v, err := strconv.ParseFloat(r.Default.text, 64)
		if err != nil {
			return nil, fmt.Errorf("--default: not a number: %q", r.Default.text)
		}
		t.DefaultValue = &v
	}
	for _, d := range r.Dimension {
		name, value, ok := strings.Cut(d, "=")
		if !ok || name == "" {
			return nil, fmt.Errorf("--dimension %s: write NAME=SELECTOR, such as requestType=$.requestType", d)
		}
		if t.Dimensions == nil {
			t.Dimensions = map[string]string{}
		}
		t.Dimensions[name] = value
	}
	return &metric.PutMetricFilterRequest{
		FilterPattern: &r.Pattern.text, MetricTransformations: []metric.MetricTransformation{t},
		FieldSelectionCriteria: r.Criteria.text, EmitSystemFieldDimensions: r.Emit,
	}, nil
}

// readFilters reads metric filters from wherever they are written.
func (r *metricsRun) readFilters(name string) ([]*metric.Filter, error) {
	listed, err := r.filterFile(name, (*filterfile.Reader).Metric)
	if err != nil {
		return nil, err
	}
	filters := make([]*metric.Filter, len(listed))
	for i, l := range listed {
		if filters[i], err = r.compileFilter(l.Request, l.Place); err != nil {
			return nil, err
		}
	}
	return filters, nil
}

// filterFile reads filters of a kind from a file, or from stdin for "-", and
// says on stderr which ones it does not tell.
func (r *logReader) filterFile(name string, kind func(*filterfile.Reader, string) ([]filterfile.Filter, []error, error)) ([]filterfile.Filter, error) {
	listed, untold, err := kind(&filterfile.Reader{ReadFile: r.readInput}, name)
	if err != nil {
		if _, ok := errors.AsType[*exitError](err); !ok && r.ctx.Err() == nil {
			err = exit(ExitUsage, err)
		}
		return nil, err
	}
	for _, err := range untold {
		r.failed = true
		fmt.Fprintf(r.Err, "logsieve: passed over: %v\n", err)
	}
	return listed, nil
}

// compileFilter compiles a request; when it is bad everything is said on
// stderr, with the place in the filter pattern where there is one.
func (r *metricsRun) compileFilter(req *metric.PutMetricFilterRequest, name string) (*metric.Filter, error) {
	if req.LogGroupName == "" {
		req.LogGroupName = r.LogGroup
	}
	f, err := metric.Compile(req)
	if err != nil {
		return nil, r.invalidFilter(req, name, err)
	}
	for _, field := range f.SystemFields() {
		var flag string
		switch {
		case field == grammar.AccountField && r.Account == "":
			flag = "--account"
		case field == grammar.RegionField && r.Region == "":
			flag = "--region"
		case field == grammar.SourceLogField && req.LogGroupName == "":
			flag = "--log-group"
		default:
			continue
		}
		return nil, exit(ExitUsage, fmt.Errorf("%s: the filter uses %s; say with %s what it is", name, field, flag))
	}
	return f, nil
}

func (r *metricsRun) invalidFilter(req *metric.PutMetricFilterRequest, name string, err error) error {
	var api *engine.APIError
	var syntax grammar.Errors
	if errors.As(err, &syntax) && errors.As(err, &api) && req.FilterPattern != nil {
		src := diag.Source{Name: name, Text: *req.FilterPattern}
		if syntax[0].Code == grammar.CodeInvalidCriteria || api.Message == grammar.InvalidCriteria {
			src = diag.Source{Name: name + ": fieldSelectionCriteria", Text: req.FieldSelectionCriteria}
		}
		if _, ok := errors.AsType[*engine.ReferenceError](err); !ok {
			return r.invalidPattern(src, syntax)
		}
	}
	return exit(ExitUsage, fmt.Errorf("%s: %w%s", name, err, filterRemedies(req)))
}

// filterRemedies are lines that say what to do about a refused filter, from
// the validators of logsieve validate: the service's text says only what is
// wrong.
func filterRemedies(req *metric.PutMetricFilterRequest) string {
	full := *req
	full.LogGroupName, full.FilterName = cmp.Or(req.LogGroupName, "any"), cmp.Or(req.FilterName, "any")
	doc, err := json.Marshal(&full)
	if err != nil {
		return ""
	}
	op := request.Operation{Service: request.Logs, Name: "PutMetricFilter"}
	result, err := request.Validate(op, request.Request, request.Latest, doc, request.Options{})
	if err != nil {
		return ""
	}
	var lines string
	for _, f := range result.Findings {
		if line := "\n    help: " + f.Remedy; f.Severity == request.Error && f.Remedy != "" && !strings.Contains(lines, line) {
			lines += line
		}
	}
	return lines
}
