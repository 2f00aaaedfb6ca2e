package lint

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/source"
)

// TestPatterns are patterns near to those that rules report, and what is said
// of them.
func TestPatterns(t *testing.T) {
	for _, c := range []struct {
		pattern string
		want    []string
	}{
		// FS001
		{`ERROR timeout`, nil},
		{`REPORT RequestId Init Duration`, nil},
		{`LOGIN FAILED`, nil},
		{`"Task timed out" Lambda`, nil},
		{`error -debug -trace -verbose`, nil},
		{`Error in Helpdesk`, []string{"FS001 Error in Helpdesk"}},
		{`-debug request was refused`, []string{"FS001 request was refused"}},
		// FS002
		{`[level]`, nil},
		{`[message]`, nil},
		{`[ERROR, rest]`, nil},
		{`[level = ERROR]`, nil},
		{`[]`, nil},
		{`[...]`, nil},
		{`[COLD_START]`, []string{"FS002 [COLD_START]"}},
		{`[error]`, []string{"FS002 [error]"}},
		// FS003
		{`"SELECT * FROM users"`, nil},
		{`"**"`, nil},
		{`"*** FAILED ***"`, nil},
		{`"/* comment */"`, nil},
		{`"ERROR*"`, []string{`FS003 "ERROR*"`}},
		{`ERROR -"*debug*"`, []string{`FS003 -"*debug*"`}},
		{`{ $.a = "*x*" }`, nil},
		// FS005
		{`?ERROR ?WARN`, nil},
		{`?ERROR ?WARN -debug`, []string{"FS005 ?ERROR", "FS005 ?WARN"}},
		// FS006
		{`{ $.a = "true" }`, nil},
		{`{ $.userIdentity.sessionContext.attributes.mfaAuthenticated != true }`, nil},
		{`{ $.a = TRUE }`, []string{"FS006 = TRUE"}},
		{`{ $.a != false }`, []string{"FS006 != false"}},
		{`[a = true]`, nil},
		// FS007, FS009
		{`{ $.a > 1 && $.a < 2 }`, nil},
		{`{ $.a >= 1 && $.a <= 1 }`, nil},
		{`{ $.a > 1 && $.a < 1 }`, []string{"FS007 $.a > 1 && $.a < 1"}},
		{`{ $.a = 1 && $.a = "1" }`, []string{"FS013 $.a = 1"}},
		{`{ $.a = "x*" && $.a = "*y" }`, nil},
		{`{ $.a = "x*" && $.a = "y*" }`, []string{`FS009 $.a = "x*" && $.a = "y*"`}},
		{`{ $.a[*] = "x" && $.a[*] = "y" }`, nil},
		{`{ $.['a'] = "x" && $.b = 1 && $.a = "y" }`, []string{`FS009 $.['a'] = "x" && $.b = 1 && $.a = "y"`}},
		{`{ $.a NOT EXISTS && $.a != "x" }`, []string{`FS007 $.a NOT EXISTS && $.a != "x"`}},
		{`{ $.a NOT EXISTS || $.a != "x" }`, nil},
		{`[a = x && a = y]`, []string{`FS009 a = x && a = y`}},
		{`ERROR -ERROR`, []string{`FS007 ERROR -ERROR`}},
		{`ERROR -R`, []string{`FS007 ERROR -R`}},
		// FS008, FS010
		{`{ $.a < 1 || $.a > 5 }`, nil},
		{`{ $.a < 1 || $.a >= 1 }`, []string{`FS008 $.a < 1 || $.a >= 1`}},
		{`{ $.a != "x" || $.b != "y" }`, nil},
		{`{ $.a[*] != "x" || $.a[*] != "y" }`, nil},
		{`[w != x || w != y]`, []string{`FS010 w != x || w != y`}},
		// FS011
		{`%10\.0\.0\.1%`, nil},
		{`%10.*%`, nil},
		{`%[0-9]+.[0-9]+%`, nil},
		{`%1.5%`, nil},
		{`%example.com%`, []string{"FS011 example.com"}},
		{`{ $.host = %^www.example.org$% }`, []string{"FS011 www.example.org"}},
		// FS013
		{`{ $.a = 1 && ($.a = 1 || $.b = 2) }`, []string{"FS013 $.a = 1 || $.b = 2"}},
		{`{ ($.a = 1 && $.b = 2) || ($.a = 1 && $.b = 3) }`, nil},
		// FS014
		{`{ ($.a = 1 && $.b = 2) || $.b = 3 }`, nil},
		{`{ $.a = 1 && $.b = 2 || $.c = 3 }`, nil},
		{`[w = ERROR && w != FOO || w = WARNING]`, []string{"FS013 w != FOO"}},
		// FS015, FS016
		{`OR`, nil},
		{`timeout "OR" refused`, nil},
		{`timeout OR refused`, []string{"FS015 OR"}},
		{`"100%"`, nil},
		{`"% % %"`, nil},
		{`{ $.a = "50%" }`, nil},
		{`"%ERROR%"`, []string{`FS016 "%ERROR%"`}},
	} {
		if diff := cmp.Diff(c.want, told(patternFile(c.pattern), Options{})); diff != "" {
			t.Errorf("%s: %s", c.pattern, diff)
		}
	}
}

func TestFieldsThatAMetricUsesAreMeant(t *testing.T) {
	for _, rest := range []string{`"metricValue": "$ERROR"`, `"metricValue": "1", "dimensions": {"Level": "$ERROR"}`, `"metricValue": {"unknown": ""}`} {
		f := requestFile(t, "f.json", metricExample(`[ERROR]`, rest))
		for _, g := range Check([]*source.File{f}, Options{}) {
			t.Errorf("%s: %s %s", rest, g.Code, g.Message)
		}
	}
}
