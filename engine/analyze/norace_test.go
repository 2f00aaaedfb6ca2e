//go:build !race

package analyze

func some(n int) int { return n }

const raceDetector = false
