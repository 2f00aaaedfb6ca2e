package cli

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/gzip"
)

// archive makes a folder of small files of several layouts, some of them
// broken.
func archive(t *testing.T, files int) string {
	t.Helper()
	folder := t.TempDir()
	for i := range files {
		var text string
		value := fmt.Sprintf("%d.%d", i%7, i*7919%1000)
		at := fmt.Sprintf("2026-11-30T10:%02d:%02d", i%5, i%60)
		switch i % 4 {
		case 0:
			text = fmt.Sprintf(`{"Records":[{"eventTime":"%sZ","level":"ERROR","ms":%s},{"eventTime":"%sZ","level":"INFO","ms":1}]}`, at, value, at)
		case 1:
			text = fmt.Sprintf(`{"timestamp":"%sZ","level":"ERROR","ms":%s,"time":"2020-01-01T00:00:00Z"}`+"\n", at, value)
		case 2:
			text = fmt.Sprintf("%s.000Z {\"level\":\"ERROR\",\"ms\":%s}\n", at, value)
		case 3:
			text = fmt.Sprintf(`{"time":"%sZ","level":"ERROR","ms":%s}`+"\n"+`{"level":"ERROR","ms":1e16}`+"\n", at, value)
		}
		var packed bytes.Buffer
		zw := gzip.NewWriter(&packed)
		fmt.Fprint(zw, text)
		zw.Close()
		data := packed.Bytes()
		switch i {
		case files / 3:
			data = data[:len(data)-9] // truncated
		case files / 2:
			data = []byte("\x1f\x8b mislabelled")
		case files - 2:
			data = []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR") // foreign
		}
		name := filepath.Join(folder, fmt.Sprintf("%02d", i/100), fmt.Sprintf("%05d.gz", i))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// TestFolderSideBySide: neither the datapoints nor what is said of broken files
// depends on how many are read at once.
func TestFolderSideBySide(t *testing.T) {
	const files = 400
	folder := archive(t, files)
	run := func(jobs string) (code int, out, errs string) {
		var o, e bytes.Buffer
		code = Main(t.Context(), []string{"metrics", "--pattern", `{ $.level = "ERROR" }`, "--value", "$.ms", "-o", "json", "-j", jobs, folder}, Streams{Out: &o, Err: &e})
		return code, o.String(), e.String()
	}
	code, out, errs := run("1")
	if code != ExitInternal {
		t.Errorf("exit code %d", code)
	}
	name := func(i int) string {
		return filepath.Join(folder, fmt.Sprintf("%02d", i/100), fmt.Sprintf("%05d.gz", i))
	}
	want := "logsieve: " + name(files/3) + ": the gzip data end too early: part of the file is missing\n" +
		"logsieve: " + name(files/2) + ": the gzip data are damaged\n" +
		"logsieve: " + name(files-2) + ": binary file (NUL byte)\n" +
		"logsieve: 3 of 400 files could not be read to the end\n" +
		"logsieve: 100 log events have no readable time and published nothing, the first at " + name(3) + "; see --time-field, --time-format and --rate\n"
	if diff := cmp.Diff(want, errs); diff != "" {
		t.Error(diff)
	}
	for _, jobs := range []string{"2", "5"} {
		code2, out2, errs2 := run(jobs)
		if code2 != code || out2 != out || errs2 != errs {
			t.Errorf("-j %s: exit code %d\n%s%s", jobs, code2, cmp.Diff(out, out2), cmp.Diff(errs, errs2))
		}
	}
}

// TestComparedSideBySide: nor do the backtest of many filters and what is compared.
func TestComparedSideBySide(t *testing.T) {
	folder := archive(t, 120)
	filters := filepath.Join(t.TempDir(), "filters.json")
	if err := os.WriteFile(filters, []byte(`{"filterPattern":"{ $.ms > 3 }","metricTransformations":[{"metricName":"M","metricNamespace":"N","metricValue":"$.ms"}]}`), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"metrics", "--pattern", `{ $.level = "ERROR" }`, "--value", "$.ms", "-o", "json", "--compare", filters},
		{"match", "--filters", filters, "-o", "json"},
	} {
		run := func(jobs string) (code int, out, errs string) {
			var o, e bytes.Buffer
			code = Main(t.Context(), append(args[:len(args):len(args)], "-j", jobs, folder), Streams{Out: &o, Err: &e})
			return code, o.String(), e.String()
		}
		code, out, errs := run("1")
		if code != ExitInternal || !strings.Contains(out, folder) {
			t.Errorf("%s: exit code %d: %s%s", args[0], code, out, errs)
		}
		for _, jobs := range []string{"2", "5"} {
			code2, out2, errs2 := run(jobs)
			if code2 != code || out2 != out || errs2 != errs {
				t.Errorf("%s -j %s: exit code %d\n%s%s", args[0], jobs, code2, cmp.Diff(out, out2), cmp.Diff(errs, errs2))
			}
		}
	}
}
