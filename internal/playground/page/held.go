//go:build playground

package page

import _ "embed"

// compressed is the page, as internal/playground/build writes it.
//
//go:embed page.html.gz
var compressed []byte
