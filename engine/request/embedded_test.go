package request

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// TestPlacesInsideDocuments shows where in the request's own text a finding
// points, through one layer of escapes or more.
func TestPlacesInsideDocuments(t *testing.T) {
	for _, c := range []struct {
		name, operation, document string
		code, at, inner           string // what the request and the document have there
	}{
		{"the value", "PutDestinationPolicy", destinationPolicy(accessStatement(`"Principal":{"AWS":"*"}`)), "RQ146", `\"*\"`, `"*"`},
		{"unicode escapes", "PutDestinationPolicy", strings.Replace(destinationPolicy(accessStatement(`"Principal":{"AWS":"arn:x"}`)), `arn:x`, `\u0061rn\u003ax`, 1), "RQ146", `\"\u0061rn\u003ax\"`, `"arn:x"`},
		{"after letters of several bytes", "PutDestinationPolicy", destinationPolicy(`{"Sid":"Zürich €",` + accessStatement(`"Principal":{"Service":"s"}`)[1:]), "RQ146", `{\"Service\":\"s\"}`, `{"Service":"s"}`},
		{"the key", "PutDataProtectionPolicy", protecting(strings.Replace(protect, `"MaskConfig":{}`, `"MaskConfig":{"MaskWith":"*"}`, 1)), "RQ165", `\"MaskWith\"`, `"MaskWith"`},
		{"where the JSON ends", "PutIndexPolicy", protecting(`{"Fields" ["a"]}`), "RQ166", `[`, `[`},
		{"what lacks a member", "PutIndexPolicy", protecting("\n  {}"), "RQ166", `{`, `{`},
		{"an error of a pattern", "PutAccountPolicy", subscribing(`{"DestinationArn":"arn:aws:lambda:us-east-1:111122223333:function:f","FilterPattern":"{ $.a === 1 }"}`), "RQ015", `===`, `===`},
		{"a quoted term in two texts", "PutAccountPolicy", subscribing(`{"DestinationArn":"arn:aws:lambda:us-east-1:111122223333:function:f","FilterPattern":"{ $.a > \"x\" }"}`), "RQ015", `\\\"x\\\"`, `\"x\"`},
		{"a role that is missing", "PutAccountPolicy", subscribing(`{"DestinationArn":"arn:aws:kinesis:us-east-1:111122223333:stream/s"}`), "RQ140", `\"arn:aws:kinesis:us-east-1:111122223333:stream/s\"`, `"arn:aws:kinesis:us-east-1:111122223333:stream/s"`},
		{"a number as pattern", "PutAccountPolicy", subscribing(`{"DestinationArn":"arn:aws:lambda:us-east-1:111122223333:function:f","FilterPattern":404}`), "RQ002", `404`, `404`},
		{"an object as pattern", "PutAccountPolicy", subscribing(`{"DestinationArn":"arn:aws:lambda:us-east-1:111122223333:function:f","FilterPattern":{"$.level":"audit"}}`), "RQ002", `{\"$.level\":\"audit\"}`, `{"$.level":"audit"}`},
		{"a list as pattern", "PutAccountPolicy", subscribing(`{"DestinationArn":"arn:aws:lambda:us-east-1:111122223333:function:f","FilterPattern":["a"]}`), "RQ002", `[\"a\"]`, `["a"]`},
		{"an unknown grok name", "PutAccountPolicy", ofAccount(transformerPolicy, `[{"grok":{"match":"%{WORD:a} %{NOPE:b}"}}]`, ""), "RQ168", `NOPE`, `NOPE`},
		{"a limit of the model", "PutAccountPolicy", ofAccount(transformerPolicy, `[{"parseJSON":{}},{"addKeys":{"entries":[]}}]`, ""), "RQ005", `[]`, `[]`},
		{"a grok name in the request", "PutTransformer", transforming(`[{"grok":{"match":"\u0025{NOPE:b}"}}]`), "RQ168", `NOPE`, `NOPE`},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := Validate(Operation{Service: Logs, Name: c.operation}, Request, Latest, []byte(c.document), Options{})
			if err != nil {
				t.Fatal(err)
			}
			if r.Valid || r.Code != "InvalidParameterException" {
				t.Errorf("valid %v, code %q", r.Valid, r.Code)
			}
			for _, f := range r.Findings {
				if f.Code != c.code {
					continue
				}
				if at := c.document[f.Span.Start:f.Span.End]; at != c.at {
					t.Errorf("shown at %s, want %s", at, c.at)
				}
				root, err := Decode([]byte(c.document))
				if err != nil {
					t.Fatal(err)
				}
				held, _ := f.Path.resolve(root)
				if text := held.Str(); f.Inner.End > len(text) || text[f.Inner.Start:f.Inner.End] != c.inner {
					t.Errorf("in the text at %v of %s, want %s", f.Inner, text, c.inner)
				}
				return
			}
			t.Errorf("no %s in %+v", c.code, r.Findings)
		})
	}
}

// TestTextsOfAnotherOperation holds that an account policy is refused with the
// texts of rules, and not with constraints that name members of
// PutSubscriptionFilter.
func TestTextsOfAnotherOperation(t *testing.T) {
	const lambda = `"DestinationArn":"arn:aws:lambda:us-east-1:111122223333:function:f"`
	for document, want := range map[string]string{
		`{"DestinationArn":"arn:aws:firehose:us-east-1:111122223333:deliverystream/s","FilterPattern":""}`: "destinationArn for vendor firehose cannot be used without roleArn",
		`{` + lambda + `,"RoleArn":"arn:aws:iam::111122223333:role/r"}`:                                    "destinationArn for vendor lambda cannot be used with roleArn",
		`{` + lambda + `,"FilterPattern":"[a"}`:                                                            "If a filter pattern starts with '[' it must end with ']'",
		`{` + lambda + `,"FilterPattern":"` + strings.Repeat("x", 1025) + `"}`:                             "",
		`{` + lambda + `,"Distribution":"Other"}`:                                                          "",
		`{` + lambda + `,"FilterPattern":["a"]}`:                                                           "",
	} {
		r, err := Validate(Operation{Service: Logs, Name: "PutAccountPolicy"}, Request, Latest, []byte(subscribing(document)), Options{})
		if err != nil || r.Valid || r.Message != want {
			t.Errorf("%.90s: %v %q, want %q", document, r.Valid, r.Message, want)
		}
	}
}

// TestEmptyDocument holds that an empty text is not a document, and is told once
// where the model has a minimum.
func TestEmptyDocument(t *testing.T) {
	for _, c := range []struct{ operation, document, code, message string }{
		{"PutAccountPolicy", subscribing(""), "RQ162", malformedSubscription},
		{"PutAccountPolicy", ofAccount(transformerPolicy, "", ""), "RQ162", "Invalid json transformer config provided"},
		{"PutAccountPolicy", ofAccount(dataProtectionPolicy, "", ""), "RQ162", ""},
		{"PutAccountPolicy", ofAccount(indexingPolicy, "", ""), "RQ162", ""},
		{"PutAccountPolicy", ofAccount(extractionPolicy, "", ""), "RQ162", ""},
		{"PutDataProtectionPolicy", protecting(""), "RQ165", ""},
		{"PutIndexPolicy", protecting(""), "RQ005", tooShort("policyDocument")},
		{"PutDestinationPolicy", with("accessPolicy", "", `"destinationName":"d",`), "RQ005", tooShort("accessPolicy")},
	} {
		r, err := Validate(Operation{Service: Logs, Name: c.operation}, Request, Latest, []byte(c.document), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if r.Valid || len(r.Findings) != 1 || r.Findings[0].Code != c.code || r.Message != c.message {
			t.Errorf("%s: %q, %+v", c.document, r.Message, r.Findings)
		}
	}
}

func tooShort(member string) string {
	return "1 validation error detected: Value '' at '" + member + "' failed to satisfy constraint: Member must have length greater than or equal to 1"
}

// TestPatternInAnotherOperation holds that what is said of a pattern in a policy
// quotes the pattern, though its words be those of members.
func TestPatternInAnotherOperation(t *testing.T) {
	for pattern, want := range map[string]string{
		"distribution !roleArn":            "an unquoted term cannot contain !",
		"{ $.a = 1 || $.roleArn roleArn }": "an operator is expected here, not roleArn",
	} {
		document, err := json.Marshal(map[string]string{"DestinationArn": "arn:aws:lambda:us-east-1:111122223333:function:f", "FilterPattern": pattern})
		if err != nil {
			t.Fatal(err)
		}
		r, err := Validate(Operation{Service: Logs, Name: "PutAccountPolicy"}, Request, Latest, []byte(subscribing(string(document))), Options{})
		if err != nil || len(r.Findings) == 0 {
			t.Fatalf("%v, %+v", err, r.Findings)
		}
		if f := r.Findings[0]; f.Reason != want && f.Remedy != want {
			t.Errorf("%s: %s %s", pattern, f.Reason, f.Remedy)
		}
	}
}

// TestWorkOnDocumentsIsBounded holds hostile documents, each about as large as
// is read, to a number of findings; work that grows with the square of the size
// would take minutes.
func TestWorkOnDocumentsIsBounded(t *testing.T) {
	many := func(part string) string { return strings.Repeat(part, (maxEmbedded-1000)/len(part)) }
	member := func() string {
		var b strings.Builder
		for i := 0; b.Len() < maxEmbedded-1000; i++ {
			fmt.Fprintf(&b, `"%d":0,`, i)
		}
		return b.String()
	}()
	for name, c := range map[string][2]string{
		"too long":            {"PutDestinationPolicy", destinationPolicy(strings.Repeat(" ", maxEmbedded))},
		"nested":              {"PutDestinationPolicy", destinationPolicy(many(`[`))},
		"bad statements":      {"PutDestinationPolicy", destinationPolicy(many(`"\"",`) + `1`)},
		"principals":          {"PutDestinationPolicy", destinationPolicy(accessStatement(`"Principal":{"AWS":[` + many(`"*",`) + `"*"]}`))},
		"unknown elements":    {"PutResourcePolicy", with("policyDocument", `{`+member+`"Statement":[]}`, `"policyName":"p",`)},
		"repeated elements":   {"PutResourcePolicy", with("policyDocument", `{`+many(`"Id":"a",`)+`"Statement":[]}`, `"policyName":"p",`)},
		"mask":                {"PutDataProtectionPolicy", protecting(`{"Statement":[` + audit + `,{"DataIdentifier":[` + email + `],"Operation":{"Deidentify":{"MaskConfig":{` + member + `"z":0}}}}]}`)},
		"identifiers":         {"PutDataProtectionPolicy", protecting(`{"Statement":[{"DataIdentifier":[` + many(`"x",`) + `"y"]}]}`)},
		"fields":              {"PutIndexPolicy", protecting(`{"Fields":[` + many(`"a",`) + `1]}`)},
		"members of an index": {"PutIndexPolicy", protecting(`{"FieldsV2":{` + member + `"z":0}}`)},
		"processors":          {"PutAccountPolicy", ofAccount(transformerPolicy, `[`+many(`{"grok":{"match":"%{A}"}},`)+`{}]`, "")},
		"members":             {"PutAccountPolicy", ofAccount(transformerPolicy, `[{`+member+`"z":0}]`, "")},
		"grok names":          {"PutTransformer", transforming(`[{"grok":{"match":"` + many(`%{A}`) + `"}}]`)},
		"subscription":        {"PutAccountPolicy", subscribing(`{` + member + `"FilterPattern":1}`)},
		"criteria":            {"PutAccountPolicy", ofAccount(subscriptionPolicy, `{}`, `"selectionCriteria":"LogGroupName NOT IN [`+many(`'a',`)+`",`)},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := Validate(Operation{Service: Logs, Name: c[0]}, Request, Latest, []byte(c[1]), Options{})
			if err != nil || r.Valid {
				t.Fatalf("valid %v, %v", r.Valid, err)
			}
			if n := len(r.Findings); n > 3*maxEmbeddedFindings {
				t.Errorf("%d findings", n)
			}
		})
	}
}

// TestOrderOfAnotherOperation holds that of two mistakes the one is answered
// that PutSubscriptionFilter would answer: the pattern is read first.
func TestOrderOfAnotherOperation(t *testing.T) {
	document := `{"DestinationArn":"arn:aws:kinesis:us-east-1:111122223333:stream/s","FilterPattern":"[a"}`
	account, err := Validate(Operation{Service: Logs, Name: "PutAccountPolicy"}, Request, Latest, []byte(subscribing(document)), Options{})
	if err != nil {
		t.Fatal(err)
	}
	filter := strings.NewReplacer("DestinationArn", "destinationArn", "FilterPattern", "filterPattern").Replace(document)
	one, err := Validate(Operation{Service: Logs, Name: "PutSubscriptionFilter"}, Request, Latest, []byte(`{"logGroupName":"g","filterName":"f",`+filter[1:]), Options{})
	if err != nil || one.Message == "" || account.Message != one.Message {
		t.Errorf("%q and %q, %v", account.Message, one.Message, err)
	}
}
