//go:build !playground

package page

// compressed is the page, which was not there when this was built.
var compressed []byte
