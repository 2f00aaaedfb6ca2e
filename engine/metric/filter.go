package metric

import (
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/constraint"
)

// Filter is a compiled metric filter. It never changes, and is safe for
// concurrent use.
type Filter struct {
	request  *PutMetricFilterRequest
	filter   *engine.Filter
	criteria *grammar.Criteria
	// literal is the metricValue when it is a number, and NaN when it is a
	// reference.
	literal    float64
	defaultsTo float64 // NaN when there is no defaultValue
	unit       string
	// references are those of metricValue, if it is one, and of the
	// dimensions in the order of their names.
	references []string
	dimensions []string // names, sorted
	systems    []string // system fields, sorted, each once
}

// The choices where neither a recording nor the documentation decides (D).
const (
	// systemFieldsOnFallback puts the system fields' dimensions on the
	// default of a log event that matches without a value: it is a match, and
	// X9 takes them off default samples of log events that do not match.
	systemFieldsOnFallback = true
	// systemFieldsStay keeps the system fields' dimensions on a sample whose
	// other dimensions are dropped because one is missing. X7 reads: no
	// dimensions at all.
	systemFieldsStay = false
)

// maxMagnitude bounds what CloudWatch accepts as a value: PutMetricData
// documents -2^360 to 2^360.
var maxMagnitude = math.Ldexp(1, 360)

// Compile checks a request and compiles its filter. The error is of type
// *engine.APIError; its cause is of type grammar.Errors when the filter
// pattern or the field selection criteria are bad.
//
// Constraints of single members come first, all of them, then the filter
// pattern, then what the service checks one after the other; that order
// beyond the constraints is our choice.
func Compile(req *PutMetricFilterRequest) (*Filter, error) {
	if violations := req.violations(); len(violations) > 0 {
		return nil, invalid(constraint.Join(violations), nil)
	}
	f := &Filter{request: req}
	var err error
	if f.filter, err = engine.ParseAndCompile(*req.FilterPattern); err != nil {
		return nil, syntaxError(err, grammar.InvalidMetricFilterPattern)
	}
	t := &req.MetricTransformations[0]
	if strings.HasPrefix(t.MetricNamespace, "AWS/") {
		return nil, invalid(reservedNamespace, nil)
	}
	if err := f.compileValue(t.MetricValue); err != nil {
		return nil, err
	}
	if err := f.compileDimensions(t); err != nil {
		return nil, err
	}
	if f.criteria, err = grammar.ParseCriteria(req.FieldSelectionCriteria); err != nil {
		return nil, syntaxError(err, grammar.InvalidCriteria)
	}
	f.defaultsTo = math.NaN()
	if t.DefaultValue != nil {
		f.defaultsTo = *t.DefaultValue
	}
	if f.unit = t.Unit; f.unit == "" {
		f.unit = "None"
	}
	return f, nil
}

// Counting compiles a request for its filter pattern alone: the filter matches,
// and publishes nothing. The error is that of engine.ParseAndCompile.
func Counting(req *PutMetricFilterRequest) (*Filter, error) {
	var text string
	if req.FilterPattern != nil {
		text = *req.FilterPattern
	}
	pattern, err := engine.ParseAndCompile(text)
	if err != nil {
		return nil, err
	}
	counted := &PutMetricFilterRequest{LogGroupName: req.LogGroupName, FilterName: req.FilterName, FilterPattern: &text}
	none := math.NaN()
	return &Filter{request: counted, filter: pattern, criteria: &grammar.Criteria{}, literal: none, defaultsTo: none, unit: "None"}, nil
}

func syntaxError(err error, message string) error {
	if syntax, ok := errors.AsType[grammar.Errors](err); ok {
		message = syntax.ServiceMessage()
	}
	return invalid(message, err)
}

// compileValue compiles the metricValue (X2). A reference of another
// language than the pattern's is refused, as is one with a wildcard.
func (f *Filter) compileValue(value string) error {
	if v, ok := parseNumber([]byte(value)); ok {
		f.literal = v
		return nil
	}
	f.literal = math.NaN()
	if !strings.HasPrefix(value, "$") {
		return invalid(badMetricValue(value), nil)
	}
	f.references = []string{value}
	if _, err := f.filter.Extractor(f.references); err != nil {
		return invalid(badMetricValue(value), err)
	}
	return nil
}

// compileDimensions compiles the dimensions, those of system fields too (X3,
// X4, X9).
func (f *Filter) compileDimensions(t *MetricTransformation) error {
	f.dimensions = sortedKeys(t.Dimensions)
	for _, field := range f.request.EmitSystemFieldDimensions {
		switch field {
		case grammar.AccountField, grammar.RegionField, grammar.SourceLogField:
		default:
			return invalid(constraint.UnknownSystemFields, nil)
		}
		if !slices.Contains(f.systems, field) { // twice is once, as recorded
			f.systems = append(f.systems, field)
		}
	}
	slices.Sort(f.systems)
	if len(f.dimensions) > 0 {
		switch f.filter.Pattern().Kind() {
		case grammar.JSON, grammar.Delimited:
		default:
			return invalid(dimensionsUnsupported, nil)
		}
		if t.DefaultValue != nil {
			return invalid(dimensionsAndDefault, nil)
		}
	}
	if len(f.dimensions)+len(f.systems) > maxDimensions {
		return invalid(tooManyDimensions, nil)
	}
	for _, name := range f.dimensions {
		value := t.Dimensions[name]
		if _, err := f.filter.Extractor([]string{value}); err != nil {
			return invalid(dimensionNoSelector, err)
		}
		f.references = append(f.references, value)
	}
	return nil
}

// Request is the request that the filter was compiled from.
func (f *Filter) Request() *PutMetricFilterRequest { return f.request }

// FilterPattern is the compiled filter pattern of the request.
func (f *Filter) FilterPattern() *engine.Filter { return f.filter }

// SystemFields are the system fields whose values an evaluation needs, for
// dimensions or for criteria, sorted.
func (f *Filter) SystemFields() []string {
	fields := slices.Clone(f.systems)
	for n := range grammar.All(f.criteria) {
		if field, ok := n.(*grammar.SystemField); ok && !slices.Contains(fields, field.Name) {
			fields = append(fields, field.Name)
		}
	}
	slices.Sort(fields)
	return fields
}

// parseNumber reads a number in decimal notation; ok is false for any other
// text, and for a number that CloudWatch does not accept as a value.
func parseNumber(text []byte) (v float64, ok bool) {
	if !engine.IsNumber(text) {
		return 0, false
	}
	v, err := strconv.ParseFloat(string(text), 64)
	if err != nil || v > maxMagnitude || v < -maxMagnitude {
		return 0, false
	}
	return v, true
}

// Selects decides the field selection criteria for log events of one source.
func (f *Filter) Selects(s Source) bool {
	return f.criteria.Expr == nil || criteriaHold(f.criteria.Expr, s)
}

func criteriaHold(e grammar.CriteriaExpr, s Source) bool {
	switch e := e.(type) {
	case *grammar.CriteriaAnd:
		for _, o := range e.Operands {
			if !criteriaHold(o, s) {
				return false
			}
		}
		return true
	case *grammar.CriteriaOr:
		for _, o := range e.Operands {
			if criteriaHold(o, s) {
				return true
			}
		}
		return false
	case *grammar.CriteriaTest:
		value := s.field(e.Field.Name, "")
		for _, v := range e.Values {
			if v.Text == value {
				return !e.Negated
			}
		}
		return e.Negated
	}
	return false
}
