package endpoint_test

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/logsieve/logsieve/internal/endpoint"
	"github.com/logsieve/logsieve/internal/endpoint/store"
)

// twoStreams are two log streams and a task that exports them.
const twoStreams = `! bucket b
CreateLogGroup {"logGroupName": "app"}
PutSubscriptionFilter {"logGroupName": "app", "filterName": "f", "filterPattern": "", "destinationArn": "arn:aws:lambda:us-east-1:123456789012:function:f"}
CreateLogStream {"logGroupName": "app", "logStreamName": "s1"}
CreateLogStream {"logGroupName": "app", "logStreamName": "s2"}
PutLogEvents {"logGroupName": "app", "logStreamName": "s1", "logEvents": [{"timestamp": 1767323040000, "message": "one"}]}
PutLogEvents {"logGroupName": "app", "logStreamName": "s2", "logEvents": [{"timestamp": 1767323040000, "message": "two"}]}
CreateExportTask {"logGroupName": "app", "from": 0, "to": 1767323050000, "destination": "b"}
`

func replayed(t *testing.T, x *tester, session string) {
	t.Helper()
	if text := replay(t, x, session); strings.Contains(text, "= 4") {
		t.Fatal(text)
	}
}

// TestPrivateFiles: what is delivered and exported is for nobody else, like
// the state.
func TestPrivateFiles(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there are no such modes")
	}
	dir := filepath.Join(t.TempDir(), "delivered")
	sink, err := endpoint.NewDirSink(dir)
	if err != nil {
		t.Fatal(err)
	}
	x := newTester(t, func(o *endpoint.Options) { o.Sink = sink })
	replayed(t, x, twoStreams)
	if err := x.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	checked := 0
	for _, root := range []string{dir, filepath.Join(x.export, "b")} {
		err := filepath.WalkDir(root, func(name string, _ fs.DirEntry, err error) error {
			if err != nil || root != dir && name == root { // the bucket is the user's
				return err
			}
			info, err := os.Stat(name)
			if err == nil && info.Mode().Perm()&0o077 != 0 {
				t.Errorf("%s is %v", name, info.Mode())
			}
			checked++
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if checked != 12 {
		t.Errorf("%d files and folders", checked)
	}
}

// countdown is a context that ends when it has been asked so many times.
type countdown struct {
	context.Context
	left int
}

func (c *countdown) Err() error {
	if c.left--; c.left < 0 {
		return context.Canceled
	}
	return nil
}

// TestBrokenExport breaks a task off at each of its steps: the bucket has none
// of its files, or all.
func TestBrokenExport(t *testing.T) {
	x := newTester(t, nil)
	replayed(t, x, twoStreams)
	broken := 0
	for left := 0; ; left++ {
		err := x.Drain(&countdown{t.Context(), left})
		files, globErr := filepath.Glob(filepath.Join(x.export, "b", "*", "*", "*", "*.gz"))
		if globErr != nil {
			t.Fatal(globErr)
		}
		if err == nil || len(files) == 2 {
			break
		}
		if broken++; len(files) != 0 || left > 100 {
			t.Fatalf("%v after %d steps, and there are %q", err, left, files)
		}
	}
	if broken < 4 {
		t.Errorf("broken off %d times", broken)
	}
}

// TestDeliveryOnFullDisk: what cannot be written whole is not there, and comes
// later.
func TestDeliveryOnFullDisk(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("there is no /dev/full")
	}
	dir := t.TempDir()
	sink, err := endpoint.NewDirSink(dir)
	if err != nil {
		t.Fatal(err)
	}
	d := store.Delivery{LogGroup: "g", FilterName: "f", Message: []byte("{}")}
	if err := os.MkdirAll(filepath.Join(dir, "g", "f"), 0o700); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, "g", "f", "1.json")
	if err := os.Symlink("/dev/full", name+".part"); err != nil {
		t.Fatal(err)
	}
	if err := sink.Deliver(t.Context(), "1", d); err == nil {
		t.Error("a full disk is not told")
	}
	if _, err := os.Stat(name); err == nil {
		t.Error("there is a delivery that was not written")
	}
	if err := os.Remove(name + ".part"); err != nil {
		t.Fatal(err)
	}
	if err := sink.Deliver(t.Context(), "1", d); err != nil {
		t.Error(err)
	}
	if data, err := os.ReadFile(name); err != nil || !strings.HasSuffix(string(data), `"}}`) {
		t.Errorf("%s, %v", data, err)
	}
}
