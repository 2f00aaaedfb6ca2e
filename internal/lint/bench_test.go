package lint

import (
	"context"
	"fmt"
	"runtime/debug"
	"testing"

	"github.com/logsieve/logsieve/internal/source"
)

// BenchmarkCheck judges files of ten metric filters each.
func BenchmarkCheck(b *testing.B) {
	var files []*source.File
	for i := range 20 {
		files = append(files, requestFile(b, fmt.Sprint(i), lines(10, func(j int) string {
			return filterLine(`"g"`, fmt.Sprint("f", i, j), fmt.Sprintf(`{ ($.eventName = "E%d") && ($.errorCode = "*Denied*") }`, j), fmt.Sprint("m", i, j))
		})))
	}
	b.ReportAllocs()
	for b.Loop() {
		Check(files, Options{})
	}
	perFile(b, len(files))
}

// BenchmarkRun reads and judges 5,000 templates with one worker, as the command
// does: with the garbage collector that it sets.
func BenchmarkRun(b *testing.B) {
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	for _, kind := range templateKinds() {
		b.Run(string(kind), func(b *testing.B) {
			names := templates(b, b.TempDir(), kind, 5000)
			b.ReportAllocs()
			for b.Loop() {
				r, err := NewRunner(nil, Selection{})
				if err != nil {
					b.Fatal(err)
				}
				r.Workers = 1
				result := r.Run(context.Background(), names)
				if holds := kind != withoutFilter; holds != (len(result.Files) == len(names)) || len(result.Failed) > 0 {
					b.Fatalf("%d files hold something: %v", len(result.Files), result.Failed)
				}
			}
			perFile(b, len(names))
		})
	}
}

func perFile(b *testing.B, files int) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/1000/float64(b.N*files), "µs/file")
}
