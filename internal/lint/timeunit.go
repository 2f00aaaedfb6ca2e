package lint

import (
	"fmt"
	"regexp"
	"strings"
	"sync"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/source"
)

func clockUnit() *Rule {
	return &Rule{
		Code: "FS020", Name: "clock-unit", Severity: request.Warning, Since: firstVersion,
		Summary: "A time from date(1) must be in the unit that the command takes.",
		Why: "`date +%s` prints seconds, and FilterLogEvents, GetLogEvents and CreateExportTask take milliseconds: the time is in " +
			"January 1970. StartQuery takes seconds.",
		Language: RequestExample,
		resource: checkClock,
	}
}

func checkClock(p *resourcePass) {
	members, seconds := request.TimeMembers(p.resource.Operation)
	for _, m := range members {
		v := p.input(m)
		if v == nil || v.Kind == source.Number || v.Kind == source.String && v.Text.Known() {
			continue
		}
		written := p.clock(v)
		inMillis := strings.Contains(written, "%3N") || strings.Contains(written, "000")
		switch {
		case !dateSeconds().MatchString(written):
		case seconds && inMillis:
			p.reportAt(v.Span, fmt.Sprintf("%s is in seconds, but this gives milliseconds.", m), "Use date +%s unchanged.")
		case !seconds && !inMillis:
			p.reportAt(v.Span, fmt.Sprintf("%s is in milliseconds, but date +%%s gives seconds.", m), "Write 000 after it, or use date +%s%3N.")
		}
	}
}

// clock is what a value's text computes: the text itself, with what the file
// assigns to a variable in it.
func (p *resourcePass) clock(v *source.Value) string {
	data := p.file.Data
	if v.Span.Start < 0 || v.Span.End > len(data) || v.Span.Start > v.Span.End {
		return ""
	}
	written := string(data[v.Span.Start:v.Span.End])
	for _, name := range shellName().FindAllStringSubmatch(written, 4) {
		before := data[:v.Span.Start]
		assigned := regexp.MustCompile(`(?m)(?:^|[\s;])`+name[1]+`=(.*)$`).FindAllSubmatch(before, -1)
		if len(assigned) > 0 {
			written += " " + string(assigned[len(assigned)-1][1])
		}
	}
	return written
}

var dateSeconds = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\bdate\b[^)` + "`" + `]*\+["']?%s`) })

var shellName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\$?\{?([A-Za-z_]\w*)`) })
