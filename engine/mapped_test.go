package engine

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// logFile is a file that holds text and is open for reading at its start.
func logFile(t testing.TB, text string) *os.File {
	t.Helper()
	name := filepath.Join(t.TempDir(), "log")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func TestStreamOfAFileIsThePlainLoop(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	name := filepath.Join(t.TempDir(), "log")
	runs := 1000
	if raceEnabled {
		runs = 300
	}
	for i := range runs {
		pattern := streamPatterns[r.IntN(len(streamPatterns))]
		f := mustFilter(t, pattern)
		text := randomLog(r)
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		file, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		if at := strings.IndexByte(text, '\n') + 1; r.IntN(4) == 0 {
			if _, err := file.Seek(int64(at), io.SeekStart); err != nil {
				t.Fatal(err)
			}
			text = text[at:]
		}
		opts := StreamOptions{Workers: 1 + r.IntN(3), MaxLine: []int{0, 5, 30, 64}[r.IntN(4)], Invert: r.IntN(4) == 0}
		got := stream1(t, f, file, opts)
		if diff := cmp.Diff(plain(f, text, opts), got); diff != "" {
			t.Fatalf("run %d: %q over %q with %+v (-plain +stream):\n%s", i, pattern, text, opts, diff)
		}
		if at, err := file.Seek(0, io.SeekCurrent); err != nil || at != fileSize(t, file) {
			t.Fatalf("the offset is %d behind a file of %d bytes (%v)", at, fileSize(t, file), err)
		}
		file.Close()
	}
}

func fileSize(t testing.TB, f *os.File) int64 {
	t.Helper()
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}

// Who cuts a mapped file short makes its pages fault, wherever they are read:
// in a worker, by the one who cuts blocks, or by the caller in emit.
func TestStreamOfAFileThatIsCutShort(t *testing.T) {
	text := strings.Repeat("an ERROR of 24 bytes...\n", 16*readSize/24)
	filter := mustFilter(t, "ERROR")
	for workers := 1; workers <= 3; workers++ {
		f := logFile(t, text)
		err := filter.Stream(t.Context(), f, StreamOptions{Workers: workers}, func(b *Block) error {
			return os.Truncate(f.Name(), 0)
		})
		if err != ErrFileCut {
			t.Errorf("%d workers: %v", workers, err)
		}

		f = logFile(t, text)
		err = filter.Stream(t.Context(), f, StreamOptions{Workers: workers}, func(b *Block) error {
			if err := os.Truncate(f.Name(), 0); err != nil {
				return err
			}
			_ = strings.Clone(string(b.Data[len(b.Data)/2:]))
			return errors.New("read what is not there")
		})
		if err != ErrFileCut {
			t.Errorf("%d workers, read in emit: %v", workers, err)
		}

		// From a line that is too long on it is not mapped.
		f = logFile(t, strings.Repeat("x", 5000)+"\n"+text)
		err = filter.Stream(t.Context(), f, StreamOptions{Workers: workers, MaxLine: 4096}, func(b *Block) error {
			return os.Truncate(f.Name(), 0)
		})
		if err != ErrFileCut {
			t.Errorf("%d workers, after a line that is too long: %v", workers, err)
		}
	}
}

// A panic of the caller's is none of ours.
func TestStreamOfAFilePassesPanicsOn(t *testing.T) {
	f := logFile(t, "ERROR\n")
	defer func() {
		if p := recover(); p != "mine" {
			t.Errorf("recovered %v", p)
		}
	}()
	_ = mustFilter(t, "ERROR").Stream(context.Background(), f, StreamOptions{}, func(*Block) error { panic("mine") })
	t.Error("no panic")
}

// What is written while a file is read is read, too, as with any reader.
func TestStreamOfAFileThatGrows(t *testing.T) {
	f := logFile(t, "ERROR 1\nERROR 2\nERROR")
	more, err := os.OpenFile(f.Name(), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer more.Close()
	var got []string
	grown := false
	err = mustFilter(t, "ERROR").Stream(t.Context(), f, StreamOptions{Workers: 1}, func(b *Block) error {
		for _, l := range b.Lines {
			got = append(got, string(b.Data[l.Start:l.End]))
		}
		if grown {
			return nil
		}
		grown = true
		_, err := more.WriteString(" 3\nERROR 4\n")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"ERROR 1", "ERROR 2", "ERROR 3", "ERROR 4"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// One line that does not fit into a block is read, and the rest after it.
func TestStreamOfAFileWithALongLine(t *testing.T) {
	text := "ERROR 1\n" + strings.Repeat("x", 3*readSize) + "\nERROR 2\n" + strings.Repeat("y", MaxEventBytes-6) + " ERROR\nERROR 3"
	opts := StreamOptions{Workers: 2}
	f := mustFilter(t, "ERROR")
	if diff := cmp.Diff(plain(f, text, opts), stream1(t, f, logFile(t, text), opts)); diff != "" {
		t.Errorf("(-plain +stream):\n%.2000s", diff)
	}
}

func TestStreamOfAnEmptyFileAndADirectory(t *testing.T) {
	emit := func(*Block) error { return errors.New("emit was called") }
	if err := mustFilter(t, "x").Stream(t.Context(), logFile(t, ""), StreamOptions{}, emit); err != nil {
		t.Error(err)
	}
	dir, err := os.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer dir.Close()
	if err := mustFilter(t, "x").Stream(t.Context(), dir, StreamOptions{}, emit); err == nil {
		t.Error("a directory was read")
	}
}
