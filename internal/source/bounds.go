package source

// Bounds of evaluation, so that a small file cannot stand for an endless one.
const (
	MaxText      = 1 << 18 // of one text: its bytes, and its parts
	MaxSteps     = 1 << 18 // expressions evaluated for one file
	MaxInstances = 500     // resources that one block stands for
)
