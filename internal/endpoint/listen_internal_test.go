package endpoint

import (
	"testing"

	"github.com/logsieve/logsieve/internal/fuzzbound"
)

func FuzzEventToken(f *testing.F) {
	f.Add("f/00000000000000017673230400040000000000000000000000000003/s")
	f.Add("b/00000000000000000000000000000000000000000000000000000000/s")
	f.Add("f/-1")
	f.Fuzz(func(t *testing.T, text string) {
		fuzzbound.Watch(t, text)
		p, forward, ok := parseEventToken(text)
		if !ok {
			return
		}
		direction := byte('b')
		if forward {
			direction = 'f'
		}
		if again := eventToken(direction, p); again != text {
			t.Errorf("%q is read as %q", text, again)
		}
	})
}

func FuzzXML(f *testing.F) {
	for _, seed := range []string{"<a/>", "<a><b>c</b></a>", "<a>", "<SamplingRate>1e2</SamplingRate>", "<Fields><Field>x</Field></Fields>", "<!DOCTYPE a>", "<a/><b/>", "<a>&lt;</a> x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		fuzzbound.Watch(t, text)
		root, err := parseXML([]byte(text))
		if err == nil && len(root.jsonValue()) == 0 {
			t.Error("an element without a value")
		}
	})
}
