// Package playground knows the page that tries filter patterns in a browser:
// where it is and how a link to it says what it shows. The page is in the
// packages below.
package playground

import (
	"encoding/base64"
	"strings"

	"github.com/logsieve/logsieve/internal/jsontext"
)

// Site is where the released page is.
const Site = "https://logsieve.github.io/logsieve/playground/"

// Fragment is what stands after the # of a link to the page that shows a filter
// pattern on log events, as app.js reads it. The page has one event a line, so
// that an event of several lines is shown as several.
func Fragment(filterPattern string, logEventMessages ...string) string {
	state, _ := jsontext.Marshal(map[string]string{"p": filterPattern, "e": strings.Join(logEventMessages, "\n")}) // texts
	return base64.RawURLEncoding.EncodeToString(state)
}
