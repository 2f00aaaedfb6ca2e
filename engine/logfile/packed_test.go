package logfile

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
)

// packed are 200 lines as the programs of the same names compress them.
func packed(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "packed", "lines."+name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// readPacked reads both beside the reader and, as pipes are, without that.
func readPacked(t *testing.T, data []byte) (lines int, err error) {
	t.Helper()
	var results [2]string
	for i, live := range []bool{false, true} {
		lines, err = 0, nil
		var r *Reader
		if r, err = Open(bytes.NewReader(data), Options{Live: live}); err == nil {
			for _, e := range r.Events(t.Context()) {
				if err = e; err != nil {
					break
				}
				lines++
			}
			r.Close()
			r.Close() // does nothing
		}
		if results[i] = fmt.Sprint(err); err == nil { // decoders may keep what their last read gave
			results[i] = fmt.Sprint(lines)
		}
	}
	if results[0] != results[1] {
		t.Errorf("beside: %s, live: %s", results[0], results[1])
	}
	return lines, err
}

func TestPacked(t *testing.T) {
	for _, tt := range []struct{ name, called string }{{"gz", "gzip"}, {"zst", "zstd"}, {"bz2", "bzip2"}, {"xz", "xz"}} {
		t.Run(tt.name, func(t *testing.T) {
			data := packed(t, tt.name)
			if n, err := readPacked(t, data); n != 200 || err != nil {
				t.Fatalf("%d lines, %v", n, err)
			}
			// Several one after the other are one text.
			if n, err := readPacked(t, bytes.Repeat(data, 3)); n != 600 || err != nil {
				t.Errorf("three members: %d lines, %v", n, err)
			}
			for cut := 6; cut < len(data); cut += 13 {
				n, err := readPacked(t, data[:cut])
				if err == nil || err.Error() != "the "+tt.called+" data end too early: part of the file is missing" {
					t.Errorf("cut after %d bytes: %d lines, %v", cut, n, err)
				}
			}
			damaged := 0
			for at := 6; at < len(data); at += 11 {
				d := bytes.Clone(data)
				d[at] ^= 0x55
				_, err := readPacked(t, d)
				if err != nil && !strings.HasPrefix(err.Error(), "the "+tt.called+" data ") {
					t.Errorf("byte %d: %v", at, err)
				}
				if err != nil {
					damaged++
				}
			}
			if all := (len(data) - 6 + 10) / 11; damaged < all-2 { // some bytes say nothing, such as the time of gzip
				t.Errorf("%d of %d damaged files noticed", damaged, all)
			}
		})
	}
	for _, name := range []string{"gz", "zst", "bz2", "xz"} {
		data := packed(t, name)
		r, err := Open(io.MultiReader(bytes.NewReader(data[:len(data)-9]), iotest.ErrReader(os.ErrDeadlineExceeded)), Options{})
		if err == nil {
			for _, err = range r.Events(t.Context()) {
			}
			r.Close()
		}
		if err != os.ErrDeadlineExceeded {
			t.Errorf("%s: an error of reading: %v", name, err)
		}
	}
	if _, err := readPacked(t, []byte("\x1f\x8bis not gzip")); err == nil || err.Error() != "the gzip data are damaged" {
		t.Errorf("mislabelled: %v", err)
	}
}

// TestPackedMemory: a header may ask for any window; xz is stopped as by its
// own --memlimit-decompress.
func TestPackedMemory(t *testing.T) {
	data := packed(t, "xz")
	asking := bytes.Clone(data)
	// The block header: its size, flags, then LZMA2 (0x21), one byte of
	// properties, the dictionary. The checksum is of what stands there.
	at := bytes.Index(asking, []byte{0x21, 0x01}) + 2
	asking[at] = 37 // 1 GiB
	header := asking[12 : 12+int(asking[12]+1)*4]
	sum := binary.LittleEndian.AppendUint32(nil, crc32.ChecksumIEEE(header[:len(header)-4]))
	copy(header[len(header)-4:], sum)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := readPacked(t, asking)
	runtime.ReadMemStats(&after)
	if err == nil || !strings.Contains(err.Error(), "more memory than is allowed") {
		t.Errorf("got %v", err)
	}
	if n := after.TotalAlloc - before.TotalAlloc; n > 16<<20 {
		t.Errorf("%d bytes were allocated", n)
	}
}

// TestAheadPanic: what goes wrong beside is met where it can be caught.
func TestAheadPanic(t *testing.T) {
	a := newAhead(io.NopCloser(panicking{}))
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
		a.Close()
		if _, err := a.Read(make([]byte, 1)); !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("after Close: %v", err)
		}
	}()
	_, _ = a.Read(make([]byte, 1))
}

type panicking struct{}

func (panicking) Read([]byte) (int, error) { panic("broken decoder") }
