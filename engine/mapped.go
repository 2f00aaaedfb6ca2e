package engine

import (
	"bytes"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"unsafe"

	"github.com/logsieve/logsieve/internal/wholefile"
)

// ErrFileCut says that somebody cut a file short while Stream read it, or that
// its disk failed.
var ErrFileCut = wholefile.ErrCut

// dropSize is how much of a mapped file may stay in the process's memory
// behind the blocks that are at work.
const dropSize = 2 << 20

// mappedFile cuts a mapped file into blocks, and leaves its last line to a
// blockReader, which also sees what is written to the file meanwhile. Nothing
// is copied, and several workers fault the pages in at once.
type mappedFile struct {
	file    *os.File
	text    []byte // the mapping
	pos     int    // in text: the start of the next block
	dropped int    // in text: what is before it is no longer in memory
	read    *blockReader
	reading bool
}

// mapFile maps what r has left if that is worth it and possible; else it is nil.
func mapFile(r io.Reader, read *blockReader) *mappedFile {
	file, ok := r.(*os.File)
	if !ok {
		return nil
	}
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return nil
	}
	pos, err := file.Seek(0, io.SeekCurrent)
	if err != nil || info.Size() <= pos || int64(int(info.Size())) != info.Size() {
		return nil
	}
	text, err := mapText(file, int(info.Size()))
	if err != nil {
		return nil
	}
	return &mappedFile{file: file, text: text, pos: int(pos), dropped: int(pos) - int(pos)%os.Getpagesize(), read: read}
}

func (m *mappedFile) close() { unmapText(m.text) }

// newBlock implements blockSource.
func (m *mappedFile) newBlock() *block { return &block{} }

// next implements blockSource. A line that does not fit into a block may be too
// long: from there on the file is read.
func (m *mappedFile) next(b *block) error {
	m.drop(b.end)
	if !m.reading {
		window := m.text[m.pos:min(m.pos+m.read.readSize, len(m.text))]
		if n := bytes.LastIndexByte(window, '\n') + 1; n > 0 {
			m.pos += n
			b.data, b.rest, b.tooLong, b.lines, b.end = window[:n:n], nil, false, b.lines[:0], m.pos
			return nil
		}
		if err := m.ended(); err != nil {
			return err
		}
		m.reading = true
	}
	if b.buffer == nil {
		b.buffer = m.read.newBlock().buffer
	}
	return m.read.next(b)
}

// ended moves the file's offset to where the mapping is left. It returns io.EOF
// if nothing is there, so that a small file needs no buffer.
func (m *mappedFile) ended() error {
	if _, err := m.file.Seek(int64(m.pos), io.SeekStart); err != nil || m.pos < len(m.text) {
		return err
	}
	_, err := m.file.ReadAt(make([]byte, 1), int64(m.pos))
	return err
}

// drop gives back the memory of the text before end, now and then. It is the
// end of a block that has been delivered, as all before it have.
func (m *mappedFile) drop(end int) {
	if end -= end % os.Getpagesize(); end-m.dropped >= dropSize {
		dropText(m.text[m.dropped:end])
		m.dropped = end
	}
}

// guard makes a fault in the mapping an error of the function that defers what
// it returns: a page that is no longer in the file cannot be read.
func (m *mappedFile) guard(err *error) func() {
	if m == nil {
		return func() {}
	}
	before := debug.SetPanicOnFault(true)
	return func() {
		debug.SetPanicOnFault(before)
		if p := recover(); p != nil {
			if !m.holds(p) {
				panic(p)
			}
			*err = ErrFileCut
		}
	}
}

// holds reports whether a panic is a fault in the mapping.
func (m *mappedFile) holds(p any) bool {
	fault, ok := p.(interface {
		runtime.Error
		Addr() uintptr
	})
	if !ok {
		return false
	}
	start := uintptr(unsafe.Pointer(unsafe.SliceData(m.text)))
	return fault.Addr() >= start && fault.Addr()-start < uintptr(len(m.text))
}
