package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem"
	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/engine/logfile"
	"github.com/logsieve/logsieve/engine/metric"
	"github.com/logsieve/logsieve/internal/backtest"
)

var (
	mib   = flag.Int64("mib", 16, "mebibytes of log events in the archives of TestSameAsMetrics")
	files = flag.Int("files", 72, "files of that")
)

// mortal makes this program a job that dies when it opens the tenth file.
const mortal = "LOGSIEVE_BEAM_MORTAL"

func TestMain(m *testing.M) {
	flag.Parse()
	beam.Init()
	if os.Getenv(mortal) != "" {
		o := defaults()
		o.filter, o.output = list{flag.Arg(0)}, flag.Arg(1)
		os.Exit(run(context.Background(), o, flag.Args()[2:], os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

// defaults are the flags as they are when none is given.
func defaults() *options {
	o := &options{}
	o.register(flag.NewFlagSet("", flag.PanicOnError))
	return o
}

// logsieve builds the program.
var logsieve = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "logsieve-beam")
	if err != nil {
		return "", err
	}
	name := filepath.Join(dir, "logsieve")
	out, err := exec.Command("go", "build", "-C", filepath.Join("..", ".."), "-o", name, "./cmd/logsieve").CombinedOutput()
	if err != nil {
		err = fmt.Errorf("%w: %s", err, out)
	}
	return name, err
})

// program runs logsieve and returns what it prints.
func program(t *testing.T, args ...string) string {
	t.Helper()
	name, err := logsieve()
	if err != nil {
		t.Fatal(err)
	}
	var out, stderr bytes.Buffer
	cmd := exec.Command(name, args...)
	cmd.Stdout, cmd.Stderr = &out, &stderr
	if err := cmd.Run(); err != nil && cmd.ProcessState.ExitCode() != exitInternal {
		t.Fatalf("%v: %s", err, stderr.String())
	}
	return out.String()
}

func readOutput(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func writeFilters(t *testing.T, dir string) string {
	t.Helper()
	name := filepath.Join(dir, "filters.json")
	if err := os.WriteFile(name, []byte(metricFilters), 0o666); err != nil {
		t.Fatal(err)
	}
	return name
}

// same holds the outputs of a job to what the program says of a folder.
func same(t *testing.T, filters, folder, output string, alarms ...string) {
	t.Helper()
	args := []string{"metrics", "--filter", filters, "-j", "2"}
	for _, format := range []string{"ndjson", "put-metric-data"} {
		if want, got := program(t, append(args, "-o", format, folder)...), readOutput(t, output+format2name[format]); want != got || want == "" {
			t.Fatalf("%s: %d bytes, want %d: %s", format, len(got), len(want), firstDifference(got, want))
		}
	}
	if len(alarms) > 0 {
		for _, a := range alarms {
			args = append(args, "--alarm", a)
		}
		var want struct{ Alarms []backtest.Alarm }
		var got []backtest.Alarm
		unmarshal(t, program(t, append(args, "-o", "json", folder)...), &want)
		unmarshal(t, readOutput(t, output+alarmsName), &got)
		if d := cmp.Diff(want.Alarms, got); d != "" || len(got) == 0 {
			t.Error(d)
		}
	}
	var want, got backtest.Report
	unmarshal(t, program(t, "match", "--filters", filters, "-o", "json", folder), &want)
	unmarshal(t, readOutput(t, output+filtersName), &got)
	for i := range got.Filters {
		if one := &got.Filters[i]; one.Matches > 0 && len(one.Samples) != 3 {
			t.Errorf("%s: %d samples", one.Name, len(one.Samples))
		}
		got.Filters[i].Samples = nil
		want.Filters[i].Place, got.Filters[i].Place = "", ""
	}
	want.NeverMatched, got.NeverMatched = nil, nil
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

var format2name = map[string]string{"ndjson": datapointsName, "put-metric-data": putMetricDataName}

func unmarshal(t *testing.T, text string, into any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), into); err != nil {
		t.Fatalf("%v: %.200s", err, text)
	}
}

func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return fmt.Sprintf("line %d:\n got %s\nwant %s", i+1, g[i], w[i])
		}
	}
	return "one is longer"
}

// TestSameAsMetrics: over many files of mixed layouts Prism writes the bytes that
// logsieve metrics prints.
func TestSameAsMetrics(t *testing.T) {
	dir := t.TempDir()
	folder, output := filepath.Join(dir, "archive"), filepath.Join(dir, "out")+"/"
	archive(t, folder, *files, *mib<<20)
	o := defaults()
	o.filter, o.output, o.split = list{writeFilters(t, dir)}, output, 256<<10
	o.alarm = list{"Sum >= 3 for 2 of 3"}
	var stdout, stderr bytes.Buffer
	start := time.Now()
	if code := run(t.Context(), o, []string{folder}, &stdout, &stderr); code != 0 {
		t.Fatalf("exit code %d: %s", code, stderr.String())
	}
	t.Logf("%s in %s", strings.TrimSpace(stdout.String()), time.Since(start))
	same(t, o.filter[0], folder, output, o.alarm...)
}

// TestBroken: what is truncated or foreign is named, and the rest stands.
func TestBroken(t *testing.T) {
	dir := t.TempDir()
	folder, output := filepath.Join(dir, "archive"), filepath.Join(dir, "out")+"/"
	archive(t, folder, 9, 64<<10)
	trail := filepath.Join(folder, "AWSLogs/111122223333/CloudTrail/eu-west-1/2026/03/01/trail-000.json.gz")
	data := readOutput(t, trail)
	for name, text := range map[string]string{trail: data[:len(data)/2], filepath.Join(folder, "photo.gz"): "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", filepath.Join(folder, "aws-logs-write-test"): "Permission Check Successful"} {
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	o := defaults()
	o.filter, o.output = list{writeFilters(t, dir)}, output
	var stdout, stderr bytes.Buffer
	if code := run(t.Context(), o, []string{folder, filepath.Join(dir, "none*")}, &stdout, &stderr); code != exitInternal {
		t.Errorf("exit code %d", code)
	}
	for _, want := range []string{trail + ": line 1: the gzip data end too early", "photo.gz: ", "none*: no files to read"} {
		if !strings.Contains(stderr.String(), want) {
			t.Errorf("stderr does not say %q: %s", want, stderr.String())
		}
	}
	same(t, o.filter[0], folder, output)
}

// TestUsage: what is wrong with the flags is said before anything runs.
func TestUsage(t *testing.T) {
	filters := writeFilters(t, t.TempDir())
	regional := filepath.Join(t.TempDir(), "regional.json")
	if err := os.WriteFile(regional, []byte(`{"filterName":"a","filterPattern":"a","metricTransformations":[{"metricName":"M","metricNamespace":"N","metricValue":"1"}],"emitSystemFieldDimensions":["@aws.region"]}`), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		change func(o *options)
		want   string
	}{
		{func(o *options) { o.filter = nil }, "filters are needed"},
		{func(o *options) { o.output = "" }, "--output is needed"},
		{func(o *options) { o.filter = list{"none.json"} }, "no such file"},
		{func(o *options) { o.alarm = list{"Sum"} }, "--alarm: "},
		{func(o *options) { o.period = "1ms" }, `--period: invalid period "1ms"`},
		{func(o *options) { o.since, o.until = "2026-01-02", "2026-01-01" }, "--since 2026-01-02 is not before --until 2026-01-01"},
		{func(o *options) { o.input = "exports" }, "--input exports: one of auto"},
		{func(o *options) { o.since = "soon" }, "--since soon"},
		{func(o *options) { o.zone = "nowhere" }, "--time-zone"},
		{func(o *options) { o.missing = "x" }, "--treat-missing x"},
		{func(o *options) { o.field = "$name" }, "--time-field $name"},
		{func(o *options) { o.filter = list{regional} }, "say with --log-region what it is"},
		{func(o *options) { o.failOnAlarm = true }, "--fail-on-alarm needs"},
		{func(o *options) { o.maxLine = engine.MaxLineBytes + 1 }, "--max-line"},
	} {
		o := defaults()
		o.filter, o.output = list{filters}, t.TempDir()
		tt.change(o)
		var stdout, stderr bytes.Buffer
		if code := run(t.Context(), o, []string{"x"}, &stdout, &stderr); code != exitUsage || !strings.Contains(stderr.String(), tt.want) {
			t.Errorf("exit code %d: %s, want %s", code, stderr.String(), tt.want)
		}
	}
}

// TestTimes: times are written as those of logsieve metrics are.
func TestTimes(t *testing.T) {
	o := defaults()
	o.filter, o.output = list{writeFilters(t, t.TempDir())}, t.TempDir()
	o.period, o.zone, o.since, o.from = "1d", "+02:00", "2026-03-01", "2026-03-01T12:00:00"
	job, _, err := o.job([]string{"x"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := job.compile(); err != nil {
		t.Error(err)
	}
	since, from := job.Within.Since.UTC().Format(time.RFC3339), time.UnixMilli(*job.Span.From).UTC().Format(time.RFC3339)
	if job.Period != 24*time.Hour || since != "2026-02-28T22:00:00Z" || from != "2026-03-01T10:00:00Z" {
		t.Errorf("period %s, since %s, from %s", job.Period, since, from)
	}
}

// flaky is a file system of local files that fails in the middle of a file, each
// file some times before it can be read.
type flaky struct{ filesystem.Interface }

var flakiness = struct {
	sync.Mutex
	opened map[string]int
	failed int
}{opened: map[string]int{}}

var errFlaky = errors.New("connection reset by peer")

func init() {
	filesystem.Register("flaky", func(ctx context.Context) filesystem.Interface {
		local, err := filesystem.New(ctx, "/")
		if err != nil {
			panic(err)
		}
		return &flaky{local}
	})
}

func (f *flaky) List(ctx context.Context, glob string) ([]string, error) {
	all, err := f.Interface.List(ctx, strings.TrimPrefix(glob, "flaky://"))
	var names []string
	for _, name := range all {
		if !logfile.IsFolder(name) { // object stores have none
			names = append(names, "flaky://"+name)
		}
	}
	return names, err
}

func (f *flaky) Size(ctx context.Context, name string) (int64, error) {
	return f.Interface.Size(ctx, strings.TrimPrefix(name, "flaky://"))
}

func (f *flaky) OpenRead(ctx context.Context, name string) (io.ReadCloser, error) {
	r, err := f.Interface.OpenRead(ctx, strings.TrimPrefix(name, "flaky://"))
	if err != nil {
		return nil, err
	}
	flakiness.Lock()
	defer flakiness.Unlock()
	h := fnv.New32()
	io.WriteString(h, name)
	times := int(h.Sum32() % 3)
	flakiness.opened[name]++
	if os.Getenv(mortal) != "" && len(flakiness.opened) == 10 {
		self, _ := os.FindProcess(os.Getpid())
		_ = self.Kill()
		select {}
	}
	if flakiness.opened[name] > times {
		return r, nil
	}
	flakiness.failed++
	return &failing{r, 1 + int(h.Sum32()%5000)}, nil
}

type failing struct {
	io.ReadCloser
	left int
}

func (f *failing) Read(b []byte) (int, error) {
	if f.left == 0 {
		return 0, errFlaky
	}
	n, err := f.ReadCloser.Read(b[:min(len(b), f.left)])
	f.left -= n
	return n, err
}

// TestRetries: files that fail in the middle are read again, and count once.
func TestRetries(t *testing.T) {
	dir := t.TempDir()
	folder, output := filepath.Join(dir, "archive"), filepath.Join(dir, "out")+"/"
	archive(t, folder, 24, 2<<20)
	o := defaults()
	o.filter, o.output = list{writeFilters(t, dir)}, output
	var stdout, stderr bytes.Buffer
	if code := run(t.Context(), o, []string{"flaky://" + folder + "/"}, &stdout, &stderr); code != 0 {
		t.Fatalf("exit code %d: %s", code, stderr.String())
	}
	if flakiness.failed < 10 {
		t.Fatalf("only %d failures", flakiness.failed)
	}
	if got, want := readOutput(t, output+datapointsName), program(t, "metrics", "--filter", o.filter[0], "-o", "ndjson", folder); got != want {
		t.Fatal(firstDifference(got, want))
	}
	// A file that stays broken is named, as one that cannot be opened is.
	o.retry = 1
	clear(flakiness.opened)
	stderr.Reset()
	if code := run(t.Context(), o, []string{"flaky://" + folder + "/"}, &stdout, &stderr); code != exitInternal || !strings.Contains(stderr.String(), errFlaky.Error()) {
		t.Errorf("exit code %d: %s", code, stderr.String())
	}
}

// TestKilled: a job that is killed in the middle leaves nothing that looks like a
// result, and what is run again is whole.
func TestKilled(t *testing.T) {
	dir := t.TempDir()
	folder, output := filepath.Join(dir, "archive"), filepath.Join(dir, "out")+"/"
	archive(t, folder, 24, 1<<20)
	filters := writeFilters(t, dir)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, filters, output, "flaky://"+folder+"/")
	cmd.Env = append(os.Environ(), mortal+"=1")
	out, err := cmd.CombinedOutput()
	if err == nil || cmd.ProcessState.ExitCode() != -1 && cmd.ProcessState.ExitCode() != 1 {
		t.Fatalf("it was not killed: %v: %s", err, out)
	}
	if names, _ := filepath.Glob(output + "*"); len(names) > 0 {
		t.Errorf("it has left %q", names)
	}
	o := defaults()
	o.filter, o.output = list{filters}, output
	var stdout, stderr bytes.Buffer
	if code := run(t.Context(), o, []string{folder}, &stdout, &stderr); code != 0 {
		t.Fatalf("exit code %d: %s", code, stderr.String())
	}
	if got, want := readOutput(t, output+datapointsName), program(t, "metrics", "--filter", filters, "-o", "ndjson", folder); got != want {
		t.Fatal(firstDifference(got, want))
	}
}

// TestBundlesThatDie does what a runner does with bundles: their elements and their
// bounds are its choice, a bundle that dies, or whose output is not
// committed, is done again by this worker or another, and what comes out is merged in any
// order, now and then on its way between workers.
func TestBundlesThatDie(t *testing.T) {
	dir := t.TempDir()
	folder := filepath.Join(dir, "archive")
	archive(t, folder, 24, 1<<20)
	filters := writeFilters(t, dir)
	want := program(t, "metrics", "--filter", filters, "-o", "ndjson", folder)
	o := defaults()
	o.filter, o.output, o.split = list{filters}, filepath.Join(dir, "out")+"/", 8<<10
	job, _, err := o.job([]string{folder})
	if err != nil {
		t.Fatal(err)
	}
	find := &expandFn{Job: *job}
	if err := find.Setup(); err != nil {
		t.Fatal(err)
	}
	var pieces []Piece
	if err := find.ProcessElement(t.Context(), folder, func(p Piece) { pieces = append(pieces, p) }, func([]byte) { t.Error("something was not found") }); err != nil {
		t.Fatal(err)
	}
	if len(pieces) < 30 {
		t.Fatalf("only %d pieces", len(pieces))
	}
	for seed := range uint64(6) {
		random := rand.New(rand.NewPCG(seed, 1))
		worker := func() *readFn {
			f := &readFn{Job: *job}
			if err := f.Setup(); err != nil {
				t.Fatal(err)
			}
			return f
		}
		f, died := worker(), 0
		var states [][]byte
		random.Shuffle(len(pieces), func(i, j int) { pieces[i], pieces[j] = pieces[j], pieces[i] })
		for left := pieces; len(left) > 0; {
			bundle := left[:1+random.IntN(min(8, len(left)))]
			var out [][]byte
			emit := func(state []byte) { out = append(out, state) }
			f.StartBundle(t.Context(), emit)
			ends := random.IntN(3 * len(bundle)) // after so many elements the worker dies
			for i, p := range bundle {
				if i == ends {
					break
				}
				ctx, cancel := context.WithCancel(t.Context())
				if i+1 == ends && random.IntN(2) == 0 {
					cancel() // in the middle of a piece
				}
				_ = f.ProcessElement(ctx, p, emit)
				cancel()
			}
			if ends <= len(bundle) {
				died++
				if random.IntN(2) == 0 {
					f = worker()
				}
				continue
			}
			if err := f.FinishBundle(t.Context(), emit); err != nil {
				t.Fatal(err)
			}
			if random.IntN(4) == 0 {
				continue // done, and lost before it was committed
			}
			states = append(states, out...)
			left = left[len(bundle):]
		}
		if died == 0 {
			t.Error("no bundle has died")
		}
		total := mergeAtRandom(t, random, &mergeFn{Job: *job}, states)
		if err := (&writeFn{Job: *job}).ProcessElement(t.Context(), total); err != nil {
			t.Fatal(err)
		}
		if got := readOutput(t, o.output+datapointsName); got != want {
			t.Fatalf("seed %d, %d bundles died: %s", seed, died, firstDifference(got, want))
		}
	}
	same(t, filters, folder, o.output)
}

func mergeAtRandom(t *testing.T, random *rand.Rand, f *mergeFn, states [][]byte) []byte {
	t.Helper()
	totals := make([]Total, 1+random.IntN(5))
	for i := range totals {
		totals[i] = f.CreateAccumulator()
	}
	check := func(total Total, err error) Total {
		if err != nil {
			t.Fatal(err)
		}
		return total
	}
	random.Shuffle(len(states), func(i, j int) { states[i], states[j] = states[j], states[i] })
	for _, state := range states {
		i := random.IntN(len(totals))
		totals[i] = check(f.AddInput(totals[i], state))
		if random.IntN(2) == 0 {
			sent, err := encodeTotal(totals[i])
			if err != nil {
				t.Fatal(err)
			}
			totals[i] = check(decodeTotal(sent))
		}
	}
	for len(totals) > 1 {
		i := random.IntN(len(totals) - 1)
		totals[i] = check(f.MergeAccumulators(totals[i], totals[i+1]))
		totals = append(totals[:i+1], totals[i+2:]...)
	}
	out, err := f.ExtractOutput(totals[0])
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestPieces: each line is in one piece, wherever files are cut.
func TestPieces(t *testing.T) {
	name := filepath.Join(t.TempDir(), "log")
	random := rand.New(rand.NewPCG(3, 4))
	for range 200 {
		var text strings.Builder
		for range random.IntN(30) {
			text.WriteString(strings.Repeat("x", random.IntN(20)))
			if random.IntN(5) > 0 {
				text.WriteString("\n")
			}
		}
		if err := os.WriteFile(name, []byte(text.String()), 0o666); err != nil {
			t.Fatal(err)
		}
		step := 1 + random.Int64N(40)
		var got strings.Builder
		for start := int64(0); start < int64(text.Len()); start += step {
			p := Piece{File: name, Start: start, End: start + step}
			if p.End >= int64(text.Len()) {
				p.End = 0
			}
			system, err := filesystem.New(t.Context(), name)
			if err != nil {
				t.Fatal(err)
			}
			s, err := p.open(t.Context(), system)
			if err != nil {
				t.Fatal(err)
			}
			part, err := io.ReadAll(s)
			s.Close()
			if err != nil {
				t.Fatal(err)
			}
			if n := bytes.Count(part, []byte("\n")); s.lines != int64(n) || s.bytes != int64(len(part)) {
				t.Fatalf("%d lines, %d bytes of %q", s.lines, s.bytes, part)
			}
			if len(part) > 0 && p.End > 0 && part[len(part)-1] != '\n' && !strings.HasSuffix(text.String(), string(part)) {
				t.Fatalf("%q ends in a line", part)
			}
			got.Write(part)
		}
		if got.String() != text.String() {
			t.Fatalf("step %d:\n got %q\nwant %q", step, got.String(), text.String())
		}
	}
}

// TestRange: --since and --until leave out what the program leaves out.
func TestRange(t *testing.T) {
	dir := t.TempDir()
	folder, output := filepath.Join(dir, "archive"), filepath.Join(dir, "out")+"/"
	archive(t, folder, 24, 1<<20)
	o := defaults()
	o.filter, o.output, o.since, o.until = list{writeFilters(t, dir)}, output, "2026-03-03", "2026-03-09T00:30:00Z"
	var stdout, stderr bytes.Buffer
	if code := run(t.Context(), o, []string{folder}, &stdout, &stderr); code != 0 {
		t.Fatalf("exit code %d: %s", code, stderr.String())
	}
	want := program(t, "metrics", "--filter", o.filter[0], "-o", "ndjson", "--since", o.since, "--until", o.until, folder)
	if got := readOutput(t, output+datapointsName); got != want || want == "" {
		t.Fatal(firstDifference(got, want))
	}
	var first metric.Datapoint
	unmarshal(t, want[:strings.IndexByte(want, '\n')], &first)
	if first.Timestamp < time.Date(2026, 3, 3, 0, 0, 0, 0, time.UTC).UnixMilli() {
		t.Errorf("the first datapoint is of %d", first.Timestamp)
	}
}
