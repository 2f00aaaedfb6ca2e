package engine

import (
	"bytes"
	"io"
)

// readSize is how much is read at once. Reads go to page-aligned places, since
// copying to an odd address costs several times as much.
const (
	readSize = 1 << 20
	pageSize = 4096
)

// maxEmptyReads is how often a reader may return neither text nor an error
// before it counts as broken.
const maxEmptyReads = 100

// block is a piece of the input. Its buffer has room for a partial line in
// front of the aligned place that reads go to.
type block struct {
	buffer  []byte
	data    []byte // whole lines
	rest    []byte // lines that the selector has not looked at
	lines   []Line
	tooLong bool
	done    chan error
	end     int        // of data in a mapped file
	matches setMatches // of a set's stream
}

// blockReader cuts a stream into blocks of whole lines.
type blockReader struct {
	r       io.Reader
	head    int // room for a partial line
	maxLine int
	partial []byte // the beginning of a line that the last read cut
	// readSize is at most maxLine, so that no line between two line feeds of
	// one read can be too long.
	readSize int
	// skipping is set inside a line that is too long.
	skipping bool
	pending  []byte // read but not delivered, behind a line that is too long
	err      error
}

func newBlockReader(r io.Reader, maxLine int) *blockReader {
	// A line may end with a carriage return and a line feed.
	head := (maxLine + 2 + pageSize - 1) / pageSize * pageSize
	return &blockReader{r: r, maxLine: maxLine, head: head, readSize: min(readSize, maxLine)}
}

func (br *blockReader) newBlock() *block {
	return &block{buffer: make([]byte, br.head+br.readSize)}
}

// next implements blockSource.
func (br *blockReader) next(b *block) error {
	b.data, b.rest, b.tooLong, b.lines = nil, nil, false, b.lines[:0]
	for {
		text, err := br.read(b)
		if err != nil {
			return err
		}
		if text == nil { // the input has ended
			br.err = io.EOF
			switch {
			case br.skipping:
				br.skipping = false
				b.tooLong = true
				return nil
			case br.tooLong(br.partial, nil):
				b.tooLong = true
				br.partial = br.partial[:0]
				return nil
			case len(br.partial) > 0:
				b.data = append(b.buffer[:0], br.partial...)
				br.partial = br.partial[:0]
				return nil
			}
			return io.EOF
		}
		if br.skipping {
			_, after, ok := bytes.Cut(text, []byte{'\n'})
			if !ok {
				continue
			}
			br.skipping = false
			br.pending = append(br.pending[:0], after...)
			b.tooLong = true
			return nil
		}
		if br.cut(b, text) {
			return nil
		}
	}
}

// cut splits text, which was read behind the partial line, into whole lines
// and a new partial line. It reports whether b holds something.
func (br *blockReader) cut(b *block, text []byte) bool {
	last := bytes.LastIndexByte(text, '\n')
	if last < 0 {
		br.partial = append(br.partial, text...)
		if len(br.partial) > br.maxLine+1 {
			br.partial = br.partial[:0]
			br.skipping = true
		}
		return false
	}
	first := bytes.IndexByte(text, '\n')
	if br.tooLong(br.partial, text[:first]) {
		// The line that the last read cut turns out too long.
		br.partial = br.partial[:0]
		br.pending = append(br.pending[:0], text[first+1:]...)
		b.tooLong = true
		return true
	}
	start := br.head - len(br.partial)
	copy(b.buffer[start:], br.partial)
	b.data = b.buffer[start : br.head+last+1]
	br.partial = append(br.partial[:0], text[last+1:]...)
	return true
}

// tooLong reports whether a line in two parts is too long, a carriage return
// at its end not counted.
func (br *blockReader) tooLong(partial, text []byte) bool {
	n := len(partial) + len(text)
	if bytes.HasSuffix(text, []byte{'\r'}) || len(text) == 0 && bytes.HasSuffix(partial, []byte{'\r'}) {
		n--
	}
	return n > br.maxLine
}

// read returns what comes next, in b's buffer behind the head room; nil at
// the end of the input.
func (br *blockReader) read(b *block) ([]byte, error) {
	into := b.buffer[br.head:]
	if len(br.pending) > 0 {
		n := copy(into, br.pending)
		br.pending = br.pending[:0]
		return into[:n], nil
	}
	for empty := 0; br.err == nil; empty++ {
		n, err := br.r.Read(into)
		br.err = err
		if n > 0 {
			return into[:n], nil
		}
		if err == nil && empty == maxEmptyReads {
			br.err = io.ErrNoProgress
		}
	}
	if br.err == io.EOF {
		return nil, nil
	}
	return nil, br.err
}
