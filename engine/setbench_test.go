package engine

import (
	"bytes"
	"fmt"
	"os"
	"testing"
)

func logLines(t testing.TB, name string) [][]byte {
	data, err := os.ReadFile("../corpus/logs/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Split(bytes.TrimSpace(data), []byte("\n"))
}

// setMixes are filters of several sorts: pattern i of each.
var setMixes = []struct {
	name, log string
	pattern   func(i int) string
}{
	{"json", "cloudtrail.jsonl", func(i int) string {
		return []string{
			fmt.Sprintf(`{ $.eventName = "Create%d" && $.errorCode NOT EXISTS }`, i),
			fmt.Sprintf(`{ $.eventSource = "svc%d*" }`, i),
			fmt.Sprintf(`{ $.userIdentity.arn = "arn:aws:iam::%d:*" || $.awsRegion = "r-%d" }`, i, i),
			fmt.Sprintf(`{ $.errorCode = "*Code%d" }`, i),
		}[i%4]
	}},
	{"json-wildcards", "cloudtrail.jsonl", func(i int) string {
		return []string{
			fmt.Sprintf(`{ $.eventName = "*%d*" }`, i),
			fmt.Sprintf(`{ $.userIdentity.arn = "arn:aws:*:*user/u%d*" && $.eventSource = "s3.amazonaws.com" }`, i),
			fmt.Sprintf(`{ $.userAgent = "*/%d.*" || $.userAgent = "aws-cli/*-%d" }`, i, i),
			fmt.Sprintf(`{ $.errorMessage = "*id-%d*is not*" }`, i),
			fmt.Sprintf(`{ $.requestParameters.* = "bucket-%d*" }`, i),
			fmt.Sprintf(`{ $.sourceIPAddress = "*.%d" && $.eventName = "Get*" }`, i%250),
		}[i%6]
	}},
	// The same conditions, but no event matches: about half of them do for ten
	// or more of the filters above, and what is reported is validated, which
	// one filter seldom has to.
	{"json-wildcards-rare", "cloudtrail.jsonl", func(i int) string {
		return []string{
			fmt.Sprintf(`{ $.eventName = "*x%d*" }`, i),
			fmt.Sprintf(`{ $.userIdentity.arn = "arn:aws:*:*user/u%d*" && $.eventSource = "s3.amazonaws.com" }`, i),
			fmt.Sprintf(`{ $.userAgent = "*/x%d.*" || $.userAgent = "aws-cli/*-%d" }`, i, i),
			fmt.Sprintf(`{ $.errorMessage = "*id-%d*is not*" }`, i),
			fmt.Sprintf(`{ $.requestParameters.* = "bucket-%d*" }`, i),
			fmt.Sprintf(`{ $.sourceIPAddress = "*.x%d" && $.eventName = "Get*" }`, i),
		}[i%6]
	}},
	{"json-numbers", "cloudtrail.jsonl", func(i int) string {
		return []string{
			fmt.Sprintf(`{ $.requestParameters.maxResults = %d }`, i),
			fmt.Sprintf(`{ $.additionalEventData.bytesTransferredOut > %d }`, 1000_000_000+i),
			fmt.Sprintf(`{ $.additionalEventData.bytesTransferredIn < -%d && $.readOnly IS TRUE }`, i),
		}[i%3]
	}},
	{"json-selectors", "cloudtrail.jsonl", func(i int) string {
		return fmt.Sprintf(`{ $.requestParameters.name%d = "x" || $.field%d.id = "y" }`, i, i)
	}},
	{"terms", "application.log", func(i int) string {
		return []string{
			fmt.Sprintf(`ERROR "order-%d"`, i),
			fmt.Sprintf(`?timeout%d ?refused%d`, i, i),
			fmt.Sprintf(`"customer %d" -DEBUG`, i),
			fmt.Sprintf(`%%code=%d[0-9]%%`, i),
		}[i%4]
	}},
	{"space-delimited", "access.log", func(i int) string {
		return []string{
			fmt.Sprintf(`[ip=10.%d.*, id, user, ts, request, status, bytes]`, i),
			fmt.Sprintf(`[ip, id, user, ts, request = "*/item/%d*", status=4*, bytes]`, i),
			fmt.Sprintf(`[..., status = %d, bytes, referer, agent]`, 600+i),
			fmt.Sprintf(`[ip, id, user=u%d, ...]`, i),
		}[i%4]
	}},
}

func mixedSet(t testing.TB, pattern func(int) string, n int) *Set {
	var filters []*Filter
	for i := range n {
		filters = append(filters, mustFilter(t, pattern(i)))
	}
	s, err := CompileSet(filters)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// BenchmarkSet shows what an event costs with 1 to 1000 filters.
func BenchmarkSet(b *testing.B) {
	for _, mix := range setMixes {
		events := logLines(b, mix.log)
		size := 0
		for _, e := range events {
			size += len(e)
		}
		for _, n := range []int{1, 10, 100, 1000} {
			b.Run(fmt.Sprintf("%s/%d", mix.name, n), func(b *testing.B) {
				s := mixedSet(b, mix.pattern, n)
				var dst []int
				b.SetBytes(int64(size / len(events)))
				b.ReportAllocs()
				for i := 0; b.Loop(); i++ {
					dst = s.Match(dst[:0], events[i%len(events)])
				}
			})
		}
	}
}

// BenchmarkFilters is BenchmarkSet without a set.
func BenchmarkFilters(b *testing.B) {
	for _, mix := range setMixes {
		events := logLines(b, mix.log)
		b.Run(mix.name+"/1", func(b *testing.B) {
			f := mustFilter(b, mix.pattern(0))
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				f.Match(events[i%len(events)])
			}
		})
	}
}

func BenchmarkCompileSet(b *testing.B) {
	for _, mix := range setMixes {
		var filters []*Filter
		for i := range 1000 {
			filters = append(filters, mustFilter(b, mix.pattern(i)))
		}
		b.Run(mix.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := CompileSet(filters); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
