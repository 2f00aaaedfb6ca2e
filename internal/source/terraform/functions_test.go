package terraform

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/sourcetest"
)

// evaluated is the value of an expression, as the name of a log group has it;
// false when it is not known.
func evaluated(t testing.TB, expression string) (string, bool) {
	f := readFile(source.Input{Name: "x.tf", Data: []byte(groupNamed(expression))}, Options{})
	sourcetest.CheckFile(t, f)
	tooLarge := func(p *document.Problem) bool { return strings.Contains(p.Reason, "too large to evaluate") }
	if len(slices.DeleteFunc(f.Problems, tooLarge)) > 0 || len(f.Resources) != 1 {
		t.Fatalf("%s: %d problems, %d resources", expression, len(f.Problems), len(f.Resources))
	}
	v := f.Resources[0].Input.Get("logGroupName")
	if v.Kind == source.Unknown {
		return v.What, false
	}
	return v.Str()
}

// TestFunctions holds functions to the examples of Terraform's documentation.
func TestFunctions(t *testing.T) {
	for expression, want := range map[string]string{
		`abs(-12.4)`:                     "12.4",
		`ceil(5.1)`:                      "6",
		`floor(4.9)`:                     "4",
		`log(16, 2)`:                     "4",
		`max([12, 54, 3]...)`:            "54",
		`min(12, 54, 3)`:                 "3",
		`parseint("FF", 16)`:             "255",
		`pow(3, 2)`:                      "9",
		`signum(-13)`:                    "-1",
		`lower("АЛЛО!")`:                 "алло!",
		`upper("hello")`:                 "HELLO",
		`title("hello world-x é")`:       "Hello World-X É",
		`strrev("hello")`:                "olleh",
		`substr("hello world", 1, 4)`:    "ello",
		`substr("hello world", -5, -1)`:  "world",
		`indent(2, "a\nb")`:              "a\n  b",
		`replace("1 + 2 + 3", "+", "-")`: "1 - 2 - 3",
		`replace("hello world", "/w.*d/", "everybody")`:                          "hello everybody",
		`replace("a/b", "/", "-")`:                                               "a-b",
		`regex("[a-z]+", "53453453.345345aaabbbccc23454")`:                       "aaabbbccc",
		`regexall("[a-z]+", "1234abcd5678efgh9")[1]`:                             "efgh",
		`regex("(?P<name>\\w+)-(\\d+)", "x-1")`:                                  "?",
		`format("%05.1f|%-6s|%q|%t", 3.14, "ab", "q", true)`:                     `003.1|ab    |"q"|true`,
		`join(", ", formatlist("%s!", ["a", "b"]))`:                              "a!, b!",
		`startswith("hello", "he") ? "y" : "n"`:                                  "y",
		`endswith("hello", "he") ? "y" : "n"`:                                    "n",
		`strcontains("hello", "ll") ? "y" : "n"`:                                 "y",
		`join(",", split(",", "foo,bar"))`:                                       "foo,bar",
		`join(",", sort(["e", "d", "a", "x"]))`:                                  "a,d,e,x",
		`join(",", reverse([1, 2, 3]))`:                                          "3,2,1",
		`join(",", slice(["a", "b", "c", "d"], 1, 3))`:                           "b,c",
		`join(",", range(1, 8, 2))`:                                              "1,3,5,7",
		`join(",", [for x in chunklist(["a", "b", "c"], 2) : join("", x)])`:      "ab,c",
		`join(",", coalescelist([], ["c", "d"]))`:                                "c,d",
		`join(",", setunion(["a", "b"], ["b", "c"]))`:                            "a,b,c",
		`join(",", setintersection(["a", "b"], ["b", "c"]))`:                     "b",
		`join(",", setsubtract(["a", "b", "c"], ["a", "c"]))`:                    "b",
		`join(",", [for p in setproduct(["a", "b"], ["x", "y"]) : join("", p)])`: "ax,ay,bx,by",
		`zipmap(["a", "b"], ["1", "2"]).b`:                                       "2",
		`contains(["a", "b"], "b") ? "y" : "n"`:                                  "y",
		`contains(["a", var.x], "b") ? "y" : "n"`:                                "?",
		`contains(["a", var.x], "a") ? "y" : "n"`:                                "y",
		`alltrue([true, "true"]) ? "y" : "n"`:                                    "y",
		`alltrue([true, false]) ? "y" : "n"`:                                     "n",
		`anytrue([false, true]) ? "y" : "n"`:                                     "y",
		`anytrue([]) ? "y" : "n"`:                                                "n",
		`csvdecode("a,b\n1,2\n3,4")[1].b`:                                        "4",
		`jsondecode("{\"hello\": [\"world\"]}").hello[0]`:                        "world",
		`formatdate("DD MMM YYYY", "2018-01-02T23:12:01Z")`:                      "02 Jan 2018",
		`timeadd("2017-11-22T00:00:00Z", "10m")`:                                 "2017-11-22T00:10:00Z",
		`timecmp("2017-11-22T00:00:00Z", "2017-11-22T01:00:00+01:00")`:           "0",
		`index(["a", "b", "c"], "b")`:                                            "1",
		`index(["a"], "b")`:                                                      "?",
		`sum([10, 13, 6, 4.5])`:                                                  "33.5",
		`join(",", matchkeys(["i-1", "i-2"], ["west", "east"], ["east"]))`:       "i-2",
		`join(",", transpose({ a = ["1", "2"], b = ["2"] })["2"])`:               "a,b",
		`base64decode("eyAkLmEgPSAxIH0=")`:                                       "{ $.a = 1 }",
		`base64decode("/w==")`:                                                   "?",
		`base64encode("Hello World")`:                                            "SGVsbG8gV29ybGQ=",
		`urlencode("Hello World!")`:                                              "Hello+World%21",
		`basename("foo/bar/baz.txt")`:                                            "baz.txt",
		`dirname("foo/bar/baz.txt")`:                                             "foo/bar",
		`md5("hello world")`:                                                     "5eb63bbbe01eeed093cb22bb8f5acdc3",
		`sha1("hello world")`:                                                    "2aae6c35c94fcfb415dbe95f408b9ce91ee846ed",
		`base64sha256("hello world")`:                                            "uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek=",
		`yamldecode("{\"hello\": \"world\"}").hello`:                             "world",
		`yamldecode("a: [1, { $.a = 1 }]").a[1]`:                                 "?",
		`yamldecode("a: ['{ $.a = 1 }']").a[0]`:                                  "{ $.a = 1 }",
		`can({ a = 1 }.a) ? "y" : "n"`:                                           "y",
		`can({ a = 1 }.b) ? "y" : "n"`:                                           "n",
		`can(var.x) ? "y" : "n"`:                                                 "?",
		`tonumber("1") + 1`:                                                      "2",
		`tobool("true") ? "y" : "n"`:                                             "y",
		`join(",", [{ a = "x" }, { a = "y" }][*].a)`:                             "x,y",
		`upper(var.x)`:       "?",
		`upper("${var.x}a")`: "?",
		`upper()`:            "?",
		`upper("a", "b")`:    "?",
		`upper(["a"])`:       "?",
		`substr("a")`:        "?",
		`parseint("x", 10)`:  "?",
		`timestamp()`:        "?",
		`file("x")`:          "?",
		// What would be far larger than what is written.
		`format("%999999999s", "a")`:                      "?",
		`format("%.999999999f", 1)`:                       "?",
		`format("arn:aws:logs::123456789012:%03d", 7)`:    "arn:aws:logs::123456789012:007",
		`indent(999999999, "a\nb")`:                       "?",
		`format("%x", 1e999999999)`:                       "?",
		`1e999999999 * 1e999999999`:                       "?",
		`join(",", range(1e9))`:                           "?",
		`length(setproduct(range(99), range(99), ["a"]))`: "?",
		`pow(10, 1e9)`:                                    "?",
		`replace("` + strings.Repeat("a", 5000) + `", "a", "` + strings.Repeat("b", 5000) + `")`: "?",
	} {
		got, ok := evaluated(t, expression)
		if !ok {
			got = "?"
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%.100s: %s", expression, diff)
		}
	}
}

// TestFunctionsTakeAnything calls each function with arguments that it does not
// expect.
func TestFunctionsTakeAnything(t *testing.T) {
	some := []string{"", `"a"`, "-1", "null", "[]", "{}", `["a", null]`, "{ a = [1] }", "var.x", "1e400", `"${var.x}"`}
	for name := range functions() {
		for _, a := range some {
			for _, b := range some {
				args := strings.Trim(a+", "+b, ", ")
				evaluated(t, fmt.Sprintf("%s(%s)", name, args))
				evaluated(t, fmt.Sprintf("%s(%s)", name, strings.TrimPrefix(args+`, "a"`, ", ")))
			}
		}
	}
}
