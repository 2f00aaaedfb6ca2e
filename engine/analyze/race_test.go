//go:build race

package analyze

// some thins out what is done very often: analysis is one goroutine, of which
// the race detector learns nothing more.
func some(n int) int { return n / 10 }

// raceDetector is set where pools forget at random, so that memory is not counted.
const raceDetector = true
