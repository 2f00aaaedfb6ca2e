// Package filterfile reads the filters that a run evaluates from wherever they are
// written: requests in JSON, what an account answers, configurations and
// addresses in them, and lists of filter patterns.
package filterfile

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/engine/metric"
	"github.com/logsieve/logsieve/internal/filtertest"
	"github.com/logsieve/logsieve/internal/project"
	"github.com/logsieve/logsieve/internal/source"
)

// Filter is one filter of a run.
type Filter struct {
	// Request has a filter pattern, and may have nothing else.
	Request *metric.PutMetricFilterRequest
	// Place says for people where it is written: FILE:LINE, FILE[INDEX],
	// FILE#ADDRESS, or FILE and the name of the filter.
	Place string
}

// Reader reads filters.
type Reader struct {
	// ReadFile reads a file that is not a configuration.
	ReadFile func(name string) ([]byte, error)

	loader *filtertest.Loader
}

// Metric reads metric filters: PutMetricFilter requests in JSON, one, an array,
// or one after the other, what DescribeMetricFilters answers, those of a
// configuration, or the one that FILE#ADDRESS names. untold are the filters of a
// configuration that depend on what it does not tell.
func (r *Reader) Metric(name string) (filters []Filter, untold []error, err error) {
	publishes := func(req *metric.PutMetricFilterRequest) bool { return req.MetricTransformations != nil }
	if IsReference(name) {
		filters, err = r.reference(name)
		if err == nil && !publishes(filters[0].Request) {
			err = fmt.Errorf("%s publishes no metric; give it as --pattern", name)
		}
		return filters, nil, err
	}
	if isConfiguration(name) {
		return r.configuration(name, "metric filter", publishes)
	}
	data, err := r.read(name)
	if err != nil {
		return nil, nil, err
	}
	requests, err := parseFilters(name, data)
	if err != nil {
		return nil, nil, err
	}
	if first := requests[0]; len(requests) == 1 && first.FilterPattern == nil && first.MetricTransformations == nil && name != "-" {
		// A template may be JSON as well.
		if filters, untold, err := r.configuration(name, "metric filter", publishes); err == nil {
			return filters, untold, nil
		}
	}
	for i, req := range requests {
		place := name
		switch {
		case req.FilterName != "":
			place += ": " + req.FilterName
		case len(requests) > 1:
			place += fmt.Sprintf(": filter %d", i+1)
		}
		filters = append(filters, Filter{req, place})
	}
	return filters, nil, nil
}

// Patterns reads filters of which only the filter patterns count: a list of patterns, one per
// line or as an array, whatever requests with filterPattern there are, what DescribeMetricFilters
// and DescribeSubscriptionFilters answer, those of a configuration, or the one that
// FILE#ADDRESS names. untold is as that of Metric.
func (r *Reader) Patterns(name string) (filters []Filter, untold []error, err error) {
	all := func(*metric.PutMetricFilterRequest) bool { return true }
	if IsReference(name) {
		filters, err = r.reference(name)
		return filters, nil, err
	}
	if isConfiguration(name) {
		return r.configuration(name, "filter", all)
	}
	data, err := r.read(name)
	if err != nil {
		return nil, nil, err
	}
	filters, err = list(name, data)
	if errors.Is(err, errNoPattern) && name != "-" {
		if filters, untold, otherErr := r.configuration(name, "filter", all); otherErr == nil {
			return filters, untold, nil
		}
	}
	if err == nil && len(filters) == 0 {
		err = fmt.Errorf("%s: no filter patterns", name)
	}
	return filters, nil, err
}

func (r *Reader) read(name string) ([]byte, error) {
	data, err := r.ReadFile(name)
	return bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")), err
}

func (r *Reader) load() (*filtertest.Loader, error) {
	var err error
	if r.loader == nil {
		r.loader, err = NewLoader()
	}
	return r.loader, err
}

func (r *Reader) reference(name string) ([]Filter, error) {
	loader, err := r.load()
	if err != nil {
		return nil, err
	}
	req, err := loader.Request(filepath.ToSlash(name))
	return []Filter{{req, name}}, err
}

// configuration reads the filters of a configuration that wanted picks; what
// says what those are.
func (r *Reader) configuration(name, what string, wanted func(*metric.PutMetricFilterRequest) bool) (filters []Filter, untold []error, err error) {
	loader, err := r.load()
	if err != nil {
		return nil, nil, err
	}
	told, untold, err := loader.Requests(filepath.ToSlash(name))
	if err != nil {
		return nil, nil, err
	}
	for _, t := range told {
		if wanted(t.Request) {
			filters = append(filters, Filter{t.Request, t.Reference})
		}
	}
	if len(filters)+len(untold) == 0 {
		return nil, nil, fmt.Errorf("%s: no %s in it", name, what)
	}
	return filters, untold, nil
}

// isConfiguration reports whether a file has the name of a configuration that is
// not JSON, which its content tells.
func isConfiguration(name string) bool {
	base := strings.ToLower(path.Base(filepath.ToSlash(name)))
	return source.Known(base) && !slices.Contains([]string{".json", ".ndjson", ".jsonl", ".patterns"}, path.Ext(base))
}

// IsReference reports whether an argument is FILE#ADDRESS of a configuration and
// not a filter pattern: the file is there, or has the name of one. Patterns of
// terms, which may hold a #, rarely do.
func IsReference(text string) bool {
	file, address, ok := strings.Cut(text, "#")
	if !ok || file == "" || address == "" || strings.ContainsAny(file[:1], "{[\"%?") {
		return false
	}
	if source.Known(strings.ToLower(path.Base(filepath.ToSlash(file)))) && !strings.ContainsAny(file, " \t") {
		return true
	}
	info, err := os.Stat(file)
	return err == nil && info.Mode().IsRegular()
}

// NewLoader returns what reads configurations and what references name.
func NewLoader() (*filtertest.Loader, error) {
	files, err := project.NewFiles(project.Bounds{})
	if err != nil {
		return nil, err
	}
	read := func(name string) ([]byte, error) {
		files.Give(name)
		return files.ReadInto(name, nil)
	}
	list := func(dir string) ([]string, error) {
		names, _, err := files.List(dir)
		return names, err
	}
	return filtertest.NewLoader(read, list), nil
}
