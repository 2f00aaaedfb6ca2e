package engine

import "bytes"

// finder searches for a literal by its rarest byte, because searching for a
// common first byte stops at every other character of log text.
type finder struct {
	needle []byte
	offset int // of the rarest byte in the needle
}

func newFinder(needle []byte) finder {
	f := finder{needle: needle}
	for i, c := range needle {
		if rarity(c) > rarity(needle[f.offset]) {
			f.offset = i
		}
	}
	return f
}

// A text of at least aimSize bytes is sampled, in pieces all over it, to learn
// which bytes are rare in it: that costs some hundredths of the search.
const (
	aimSize    = 64 << 10
	aimPieces  = 8
	pieceBytes = 128
)

// aim makes finders look for the byte of their needle that is rarest in a
// sample of the text; of equally rare ones, for the one that is rarer in
// general. Every INFO has the O of ERROR.
func aim(finders []finder, text []byte) {
	if len(text) < aimSize {
		return
	}
	var counts [256]uint16
	for i := range aimPieces {
		piece := text[i*(len(text)/aimPieces):]
		for _, c := range piece[:pieceBytes] {
			counts[c]++
		}
	}
	for i := range finders {
		f := &finders[i]
		for at, c := range f.needle {
			best := f.needle[f.offset]
			if counts[c] < counts[best] || counts[c] == counts[best] && rarity(c) > rarity(best) {
				f.offset = at
			}
		}
	}
}

// denseHits is after how many false hits on the rarest byte, within
// denseWindow bytes, a search goes on with package bytes.
const (
	denseHits   = 32
	denseWindow = 2048
)

// index returns where the needle first occurs in text, or -1.
func (f *finder) index(text []byte) int {
	rare := f.needle[f.offset]
	misses, windowStart := 0, 0
	for i := f.offset; ; {
		if i >= len(text) {
			return -1
		}
		j := bytes.IndexByte(text[i:], rare)
		if j < 0 {
			return -1
		}
		i += j
		start := i - f.offset
		if bytes.HasPrefix(text[start:], f.needle) {
			return start
		}
		i++
		if misses++; misses == denseHits {
			if i-windowStart < denseWindow {
				start := i - f.offset
				if n := bytes.Index(text[start:], f.needle); n >= 0 {
					return start + n
				}
				return -1
			}
			misses, windowStart = 0, i
		}
	}
}

// rarity says how rare a byte is in log text, from 0 for the most common.
func rarity(c byte) int {
	const common = ` e"t:a,n01i2o.rs-d3c5l4/u_6879mp{}ghTf=SbvEyAw\IkCDMRPNLO`
	if i := bytes.IndexByte([]byte(common), c); i >= 0 {
		return i
	}
	return len(common)
}
