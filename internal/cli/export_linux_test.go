//go:build !race

package cli

// Supervised is what Process runs the command line by.
var Supervised = supervised
