package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"strings"

	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem"

	"github.com/logsieve/logsieve/engine/metric"
	"github.com/logsieve/logsieve/internal/backtest"
	"github.com/logsieve/logsieve/internal/filterfile"
	"github.com/logsieve/logsieve/internal/jsontext"
)

// Names of what is written, after the prefix of --output.
const (
	datapointsName    = "datapoints.ndjson"
	putMetricDataName = "put-metric-data.ndjson"
	filtersName       = "filters.json"
	alarmsName        = "alarms.json"
	resultName        = "result.json" // written last
)

// result is what result.json holds.
type result struct {
	Version     int                  `json:"version"` // 1
	Job         string               `json:"job"`
	Files       int64                `json:"files"`
	Bytes       int64                `json:"bytes"` // as they lie
	Events      int64                `json:"events"`
	Matched     int64                `json:"matched"`
	Untimed     int64                `json:"untimed"` // log events without a readable time, which published nothing
	Unpublished []metric.Unpublished `json:"unpublished,omitempty"`
	Warnings    []string             `json:"warnings,omitempty"`
	Broken      []broken             `json:"broken,omitempty"`
	// BrokenCount counts those of Broken and the ones that are not named.
	BrokenCount int64 `json:"brokenCount"`
	// Fired counts the alarms that fire.
	Fired int `json:"fired"`
}

// writeFn writes the outputs. Whoever writes them again writes the same bytes.
type writeFn struct{ Job Job }

// ProcessElement writes what all bundles have found.
func (f *writeFn) ProcessElement(ctx context.Context, state []byte) error {
	run, err := f.Job.compile()
	if err != nil {
		return err
	}
	read, have := run.empty.Fork(), &found{}
	if err := have.add(state, read, run.empty); err != nil {
		return err
	}
	metrics := read.Evaluator.Result()
	listed := make([]filterfile.Filter, len(f.Job.Filters))
	for i, one := range f.Job.Filters {
		listed[i] = filterfile.Filter{Request: one.Request, Place: one.Place}
	}
	report := backtest.NewReport(listed, read)
	resolve := func(s *backtest.Sighting) {
		if s != nil {
			s.File, s.Line = have.place(s.File, s.Line)
		}
	}
	for i := range report.Filters {
		one := &report.Filters[i]
		resolve(one.First)
		resolve(one.Last)
		for j := range one.Samples {
			resolve(&one.Samples[j].Sighting)
		}
	}
	res := result{
		Version: 1, Job: f.Job.ID, Files: have.Files, Bytes: have.Bytes, Events: metrics.Events, Matched: metrics.Matched, Untimed: read.Untimed,
		Unpublished: read.Evaluator.Unpublished(), Broken: have.Broken, BrokenCount: int64(len(have.Broken)) + have.More,
	}
	for i := range res.Broken {
		res.Broken[i].Place, _, _ = strings.Cut(res.Broken[i].Place, partMark)
	}
	for _, w := range read.Evaluator.Warnings() {
		res.Warnings = append(res.Warnings, w.String())
	}
	write := func(name string, content func(io.Writer) error) error {
		var b bytes.Buffer
		if err := content(&b); err != nil {
			return err
		}
		return writeFile(ctx, f.Job.Output+name, b.Bytes())
	}
	if err := write(datapointsName, func(w io.Writer) error { return backtest.WriteNDJSON(w, metrics.Metrics) }); err != nil {
		return err
	}
	if err := write(putMetricDataName, func(w io.Writer) error { return backtest.WritePutMetricData(w, metrics.Metrics) }); err != nil {
		return err
	}
	if err := write(filtersName, func(w io.Writer) error { return jsontext.Write(w, report, "  ") }); err != nil {
		return err
	}
	if len(run.alarms) > 0 {
		first, last, ok := f.Job.Span.Periods(read, f.Job.Period)
		if !ok {
			last = first - 1 // there is nothing to look at
		}
		alarms := backtest.Alarms(run.alarms, run.filters, metrics.Metrics, first, last, f.Job.Period)
		for _, a := range alarms {
			if a.Fired > 0 {
				res.Fired++
			}
		}
		if err := write(alarmsName, func(w io.Writer) error { return jsontext.Write(w, alarms, "  ") }); err != nil {
			return err
		}
	}
	return write(resultName, func(w io.Writer) error { return jsontext.Write(w, res, "  ") })
}

func writeFile(ctx context.Context, name string, data []byte) error {
	system, err := filesystem.New(ctx, name)
	if err != nil {
		return err
	}
	defer system.Close()
	w, err := system.OpenWrite(ctx, name)
	if err != nil {
		return err
	}
	if _, err := w.Write(data); err != nil {
		w.Close()
		return err
	}
	return w.Close()
}

// readResult reads what the job has written; ok is false for that of another
// job.
func readResult(ctx context.Context, j *Job) (res result, ok bool, err error) {
	system, err := filesystem.New(ctx, j.Output)
	if err != nil {
		return res, false, err
	}
	defer system.Close()
	r, err := system.OpenRead(ctx, j.Output+resultName)
	if err != nil {
		return res, false, err
	}
	defer r.Close()
	err = json.NewDecoder(r).Decode(&res)
	return res, err == nil && res.Job == j.ID, err
}
