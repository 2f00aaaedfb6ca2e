package source

// Options are what a reader may ask for beside the file.
type Options struct{ Siblings func() []Input }
