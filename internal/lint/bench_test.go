package lint

import (
	"fmt"
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
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*len(files)), "µs/file")
}
