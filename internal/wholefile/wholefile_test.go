package wholefile_test

import (
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/logsieve/logsieve/internal/wholefile"
)

func TestReader(t *testing.T) {
	for _, tt := range []struct {
		name   string
		from   int64 // offset when the reader is made
		size   int64 // of ten bytes, once three more are read
		want   int64 // bytes after them
		failed error
	}{
		{"as it was", 0, 10, 7, nil},
		{"cut where it is read", 0, 3, 0, wholefile.ErrCut},
		{"cut before", 0, 0, 0, wholefile.ErrCut},
		{"cut after", 0, 9, 6, wholefile.ErrCut},
		{"longer", 0, 12, 9, nil},
		{"from its middle", 5, 10, 2, nil},
		{"from its middle, cut", 5, 9, 1, wholefile.ErrCut},
	} {
		t.Run(tt.name, func(t *testing.T) {
			name := filepath.Join(t.TempDir(), "f")
			if err := os.WriteFile(name, []byte("0123456789"), 0o600); err != nil {
				t.Fatal(err)
			}
			f, err := os.Open(name)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			if _, err := f.Seek(tt.from, io.SeekStart); err != nil {
				t.Fatal(err)
			}
			r := wholefile.Reader(f)
			if _, err := io.ReadFull(r, make([]byte, 3)); err != nil {
				t.Fatal(err)
			}
			if err := os.Truncate(name, tt.size); err != nil {
				t.Fatal(err)
			}
			if n, err := io.Copy(io.Discard, r); err != tt.failed || n != tt.want {
				t.Errorf("%d bytes, %v; want %d, %v", n, err, tt.want, tt.failed)
			}
		})
	}
}
