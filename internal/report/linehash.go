package report

import (
	"strconv"
	"unicode/utf16"
)

// GitHub tells alerts apart across commits by a hash of the text from the
// start of a finding's line on. Its upload action hashes the file again and
// warns of every finding whose hash is another, so this is the same hash:
// a polynomial over UTF-16 units without blanks, modulo 2^64.
const (
	lineHashUnits = 100
	lineHashBase  = 37
	endOfFile     = 0xFFFF // stands behind the last unit
)

// lineHashes are the hashes of a text's lines, each with a number that tells
// equal ones apart.
func lineHashes(text string) []string {
	units, starts := lineUnits(text)
	seen := map[uint64]int{}
	hashes := make([]string, len(starts))
	for i, start := range starts {
		var sum uint64
		for k := range lineHashUnits {
			sum *= lineHashBase
			if start+k < len(units) {
				sum += uint64(units[start+k])
			}
		}
		seen[sum]++
		hashes[i] = strconv.FormatUint(sum, 16) + ":" + strconv.Itoa(seen[sum])
	}
	return hashes
}

// lineUnits are the units that are hashed, every end of line as one line feed,
// and where among them each line starts.
func lineUnits(text string) (units []uint16, starts []int) {
	lineStart, afterReturn := true, false
	add := func(u uint16) {
		if lineStart {
			starts = append(starts, len(units))
		}
		lineStart = u == '\n'
		units = append(units, u)
	}
	for _, r := range text {
		switch {
		case r == ' ' || r == '\t' || r == '\n' && afterReturn:
			afterReturn = false
			continue
		case r == '\r':
			r = '\n'
			afterReturn = true
		default:
			afterReturn = false
		}
		if high, low := utf16.EncodeRune(r); r > 0xFFFF {
			add(uint16(high))
			add(uint16(low))
			continue
		}
		add(uint16(r))
	}
	add(endOfFile)
	return units, starts
}
