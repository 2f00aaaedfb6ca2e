//go:build race

package analyze

// some thins out what is done very often: analysis is one goroutine, of which
// the race detector learns nothing more.
func some(n int) int { return n / 10 }
