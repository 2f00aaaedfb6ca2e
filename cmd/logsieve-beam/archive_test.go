package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// event is a log event of the generated archives.
type event struct {
	at      time.Time
	message string
}

// generator makes log events whose values do not add up the same in another
// order unless sums are exact.
type generator struct {
	random *rand.Rand
	at     time.Time
}

func (g *generator) next() event {
	g.at = g.at.Add(time.Duration(g.random.IntN(2000)) * time.Millisecond)
	name := []string{"ConsoleLogin", "PutObject", "AssumeRole", "DescribeInstances"}[g.random.IntN(4)]
	code := ""
	if g.random.IntN(5) == 0 {
		code = `"errorCode":"AccessDenied",`
	}
	latency := fmt.Sprintf("%g", g.random.NormFloat64()*[]float64{1e-3, 1, 1e9}[g.random.IntN(3)])
	if g.random.IntN(20) == 0 {
		latency = `"none"`
	}
	message := fmt.Sprintf(`{"eventVersion":"1.08","eventTime":%q,"eventName":%q,%s"awsRegion":"eu-west-%d","latency":%s,"requestParameters":{"bucketName":"logs-%d","key":"%x"}}`,
		g.at.UTC().Format(time.RFC3339), name, code, 1+g.random.IntN(3), latency, g.random.IntN(50), g.random.Uint64())
	return event{g.at, message}
}

// layouts write log events as files of archives have them.
var layouts = []struct {
	name  string
	write func(w io.Writer, events func(yield func(event) bool)) error
}{
	{"AWSLogs/111122223333/CloudTrail/eu-west-1/2026/03/%02d/trail-%03d.json.gz", gzipped(records)},
	{"exports/task/stream/%02d-%06d.gz", gzipped(exported)},
	{"ndjson/%02d-%03d.ndjson", lines},
	{"lists/%02d-%03d.json", eventList},
	{"zst/%02d-%03d.ndjson.zst", zstded(lines)},
	{"firehose/2026/03/%02d/10/delivery-%03d", gzipped(envelopes)},
	{"plain/%02d-%03d.log", exported},
	{"trails/%02d-%03d.json", records},
}

type writer = func(w io.Writer, events func(yield func(event) bool)) error

func records(w io.Writer, events func(yield func(event) bool)) error {
	return joined(w, `{"Records":[`, "]}\n", events, func(e event) string { return e.message })
}

func eventList(w io.Writer, events func(yield func(event) bool)) error {
	return joined(w, `{"events":[`, `],"searchedLogStreams":[]}`, events, func(e event) string {
		text, _ := json.Marshal(e.message)
		return fmt.Sprintf(`{"timestamp":%d,"message":%s}`, e.at.UnixMilli(), text)
	})
}

func joined(w io.Writer, before, after string, events func(yield func(event) bool), text func(event) string) error {
	io.WriteString(w, before)
	first := true
	for e := range events {
		if !first {
			io.WriteString(w, ",")
		}
		first = false
		io.WriteString(w, text(e))
	}
	_, err := io.WriteString(w, after)
	return err
}

func exported(w io.Writer, events func(yield func(event) bool)) error {
	for e := range events {
		fmt.Fprintf(w, "%s %s\n", e.at.UTC().Format("2006-01-02T15:04:05.000Z"), e.message)
	}
	return nil
}

func lines(w io.Writer, events func(yield func(event) bool)) error {
	for e := range events {
		io.WriteString(w, e.message+"\n")
	}
	return nil
}

// envelopes are what a subscription delivers through Firehose: gzip in gzip,
// nothing in between.
func envelopes(w io.Writer, events func(yield func(event) bool)) error {
	var batch []event
	flush := func() error {
		var b bytes.Buffer
		err := gzipped(func(w io.Writer, _ func(func(event) bool)) error {
			return joined(w, `{"messageType":"DATA_MESSAGE","owner":"111122223333","logGroup":"g","logStream":"s","subscriptionFilters":["f"],"logEvents":[`, "]}",
				func(yield func(event) bool) {
					for _, e := range batch {
						if !yield(e) {
							return
						}
					}
				}, func(e event) string {
					text, _ := json.Marshal(e.message)
					return fmt.Sprintf(`{"id":"1","timestamp":%d,"message":%s}`, e.at.UnixMilli(), text)
				})
		})(&b, nil)
		if err == nil {
			_, err = w.Write(b.Bytes())
		}
		batch = batch[:0]
		return err
	}
	for e := range events {
		if batch = append(batch, e); len(batch) == 100 {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}

func gzipped(write writer) writer {
	return func(w io.Writer, events func(yield func(event) bool)) error {
		z, _ := gzip.NewWriterLevel(w, gzip.BestSpeed)
		if err := write(z, events); err != nil {
			return err
		}
		return z.Close()
	}
}

func zstded(write writer) writer {
	return func(w io.Writer, events func(yield func(event) bool)) error {
		z, err := zstd.NewWriter(w, zstd.WithEncoderConcurrency(1))
		if err != nil {
			return err
		}
		if err := write(z, events); err != nil {
			return err
		}
		return z.Close()
	}
}

// archive writes so many files of mixed layouts with about so many bytes of log
// events into a folder, the ninth of them in one large file of lines.
func archive(t testing.TB, dir string, files int, size int64) {
	t.Helper()
	for i := range files {
		layout := layouts[i%len(layouts)]
		share := size * 8 / 9 / int64(files)
		name, write := filepath.Join(dir, filepath.FromSlash(fmt.Sprintf(layout.name, 1+i%28, i))), layout.write
		if i == files-1 {
			share, name, write = size/9, filepath.Join(dir, "large.ndjson"), lines
		}
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		f, err := os.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		w := bufio.NewWriterSize(f, 1<<20)
		g := &generator{random: rand.New(rand.NewPCG(uint64(i), 7)), at: time.Date(2026, 3, 1+i%28, 0, 0, 0, 0, time.UTC)}
		err = write(w, func(yield func(event) bool) {
			for written := int64(0); written < share; {
				e := g.next()
				written += int64(len(e.message))
				if !yield(e) {
					return
				}
			}
		})
		if err == nil {
			err = w.Flush()
		}
		if err == nil {
			err = f.Close()
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// metricFilters are the filters of the tests: a sum, dimensions, a default.
const metricFilters = `[
 {"filterName":"denied","filterPattern":"{ $.errorCode = \"AccessDenied\" }","metricTransformations":[{"metricName":"Denied","metricNamespace":"N","metricValue":"1"}]},
 {"filterName":"latency","filterPattern":"{ $.eventName = \"PutObject\" }","metricTransformations":[{"metricName":"Latency","metricNamespace":"N","metricValue":"$.latency","dimensions":{"Region":"$.awsRegion"}}]},
 {"filterName":"logins","filterPattern":"{ $.eventName = \"ConsoleLogin\" && $.errorCode = \"AccessDenied\" }","metricTransformations":[{"metricName":"Logins","metricNamespace":"N","metricValue":"$.latency","defaultValue":0.1}]}
]
`
