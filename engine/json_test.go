package engine

import "testing"

// An event must not be kept in memory by the state that waits for the next.
func TestReleaseForgetsTheEvent(t *testing.T) {
	m := mustFilter(t, `{ $.long[*] = 1 || $.short[*] = 1 }`).matcher.(*jsonMatcher)
	s := m.state()
	message := []byte(`{"long":[2,3,4,5],"short":[2]}`)
	if !m.collect(s, message) || m.expr.holds(s) {
		t.Fatal("the event is collected, and does not match")
	}
	m.release(s)
	for _, v := range s.values[:cap(s.values)] {
		if v != nil {
			t.Errorf("value %s is kept", v)
		}
	}
	for _, kept := range s.members[:cap(s.members)] {
		if kept.name != nil || kept.value != nil {
			t.Errorf("member %s is kept", kept.value)
		}
	}
}

// Decoded names of one event must not pile up on those of the next.
func TestStateStartsEmpty(t *testing.T) {
	m := mustFilter(t, `{ $.a = 1 }`).matcher.(*jsonMatcher)
	for range 3 {
		s := m.state()
		if len(s.scratch) > 0 || s.values[0] != nil {
			t.Errorf("the state starts with %q and %q", s.scratch, s.values)
		}
		if !m.collect(s, []byte(`{"\u0061":1}`)) || string(s.values[0]) != "1" {
			t.Errorf("collected %q", s.values)
		}
		m.release(s)
	}
}
