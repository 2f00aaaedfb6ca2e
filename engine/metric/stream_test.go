package metric

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/logsieve/logsieve/engine"
)

// The count has to agree with the stream about what a log event is.
func TestCountEvents(t *testing.T) {
	all, err := engine.ParseAndCompile("")
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		var b strings.Builder
		for range random.IntN(12) {
			b.WriteString([]string{"a", "bc", "\n", "\r\n", "\r", "\n\n"}[random.IntN(6)])
		}
		text := b.String()
		var want int64
		err := all.Stream(t.Context(), strings.NewReader(text), engine.StreamOptions{Workers: 1}, func(b *engine.Block) error {
			want += int64(len(b.Lines))
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := countEvents([]byte(text)); got != want {
			t.Fatalf("%q: %d events, want %d", text, got, want)
		}
	}
}
