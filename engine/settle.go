package engine

// settler stops walks early: once every member of the event itself that is
// selected has been seen, and none of their names follows in any spelling, no
// later member can take the place of an earlier one (J19), and the values are
// final.
type settler struct {
	names *nameSearches // nil: walk to the end
	// awaited are how many of the members have not been seen.
	awaited int
	backoff backoff
}

// worthSettling is how many bytes have to follow: fewer are walked over.
const worthSettling = 256

// start begins another event.
func (s *settler) start() {
	s.awaited = -1
	if s.names != nil && s.backoff.due() {
		s.awaited = len(s.names.names)
	}
}

// settled reports whether none of the names is in the rest of the event. It
// is asked once an event.
func (s *settler) settled(rest []byte) bool {
	s.awaited = -1
	if len(rest) < worthSettling {
		return false
	}
	none := s.names.none(rest)
	s.backoff.note(none)
	return none
}

// backoff leaves out a trial that has failed some times in a row: for two
// events at first, and for 64 in the end.
type backoff struct {
	failures int // in a row
	pause    int
}

func (b *backoff) due() bool {
	if b.pause > 0 {
		b.pause--
		return false
	}
	return true
}

func (b *backoff) note(success bool) {
	const patience, longest = 4, 6
	if success {
		b.failures = 0
		return
	}
	if b.failures++; b.failures > patience {
		b.pause = 1 << min(b.failures-patience, longest)
	}
}
