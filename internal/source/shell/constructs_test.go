package shell

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/sourcetest"
)

// TestConstructs holds that the command behind a construct of the shell is
// seen, as bash sees it, and the ones in it.
func TestConstructs(t *testing.T) {
	const command = "aws logs tail g"
	for script, want := range map[string]int{
		`w=${q:-"}"}; CMD`:                           1,
		`y=${z:-'}'} ; CMD`:                          1,
		`y="${z:-'}'}"; CMD`:                         1,
		`y="${z:-"}"}"; CMD`:                         1,
		`y=${z:-\}}; CMD`:                            1,
		`y=${z:-${a:-"}"}}; CMD`:                     1,
		`y=${z:-$(CMD)}; CMD`:                        2,
		"y=${z:-`CMD`}; CMD":                         2,
		`y=${z//\'/\"}; CMD`:                         1,
		`y=${z:-$'}'}; CMD`:                          1,
		`y=${#z} x=${z%$} v=${!z@}; CMD`:             1,
		"y=${z:-a\nb}; CMD":                          1,
		"x=`echo \\`CMD\\``; CMD":                    2,
		"x=`echo \\`date\\` CMD`; CMD":               2, // an argument of echo, which may run it
		"x=`date; CMD`; CMD":                         2,
		`x="$(CMD; echo "$(CMD)")"; CMD`:             3,
		"cat <<E\n${z:-'}\nE\nCMD":                   1,
		`case $x in a) CMD;; esac; CMD`:              2,
		`[[ $x =~ ^(a|b)$ ]] && CMD`:                 1,
		`(( x < 3 && y > 4 )); CMD`:                  1,
		`diff <(CMD) <(CMD)`:                         2,
		`f() { CMD; }; if CMD; then :; else CMD; fi`: 3,
	} {
		script = strings.ReplaceAll(script, "CMD", command)
		f := source.NewReader(source.Input{Name: "x.bash", Data: []byte(script)})
		Read(f)
		sourcetest.CheckFile(t, f.File())
		if len(f.Resources) != want {
			t.Errorf("%d commands, want %d, in\n%s", len(f.Resources), want, script)
		}
		for _, r := range f.Resources {
			if s, _ := r.Input.Get("logGroupName").Str(); s != "g" {
				t.Errorf("the log group is %q in\n%s", s, script)
			}
		}
		if bash, err := exec.LookPath("bash"); err == nil {
			if out, err := exec.Command(bash, "-n", "-c", script).CombinedOutput(); err != nil {
				t.Errorf("bash does not take\n%s\n%s", script, out)
			}
		}
	}
}

// TestPOSIXQuotes holds that in other shells than bash ' is a character in ${}
// in double quotes.
func TestPOSIXQuotes(t *testing.T) {
	for script, want := range map[string]int{
		"y=\"${z:-it's}\"; aws logs tail g\n":               1,
		"#!/bin/bash\ny=\"${z:-'}'}\"; aws logs tail g\n":   1,
		"#!/bin/sh\ny=\"${z:-'}\"; x=a'b'; aws logs tail g": 1,
	} {
		f := source.NewReader(source.Input{Name: "x.sh", Data: []byte(script)})
		Read(f)
		if len(f.Resources) != want {
			t.Errorf("%d commands, want %d, in\n%s", len(f.Resources), want, script)
		}
	}
}

// TestMakeBraces holds that what is make's does not run over its line.
func TestMakeBraces(t *testing.T) {
	f := source.NewReader(source.Input{Name: "Makefile", Data: []byte("a:\n\techo $${x:-\"}\"} ${y\n\taws logs tail g\n")})
	Read(f)
	if len(f.Resources) != 1 {
		t.Errorf("%d commands", len(f.Resources))
	}
}
