package policy

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/grammar"
)

// TestSampleEvents holds the log events of the packs to the record that CloudTrail
// documents, and their names to the services that have them.
func TestSampleEvents(t *testing.T) {
	schema := recordSchema(t)
	var sources map[string]struct{ Events []string }
	if err := json.Unmarshal(testFile(t, "events.json"), &sources); err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, name := range PackNames() {
		p, err := LoadPack(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range p.Rules {
			if r.Require == nil {
				continue
			}
			always, err := engine.Compile(&grammar.JSONPattern{Expr: &grammar.And{Operands: r.Require.Always}})
			if err != nil {
				t.Fatal(err)
			}
			for _, event := range slices.Concat(r.Require.Match, r.Require.NoMatch) {
				seen++
				if err := validate(t, schema, []byte(event)); err != nil {
					t.Errorf("%s: %v\n%s", r.ID, err, event)
				}
				var record struct{ EventSource, EventName string }
				if err := json.Unmarshal([]byte(event), &record); err != nil {
					t.Fatal(err)
				}
				if !slices.Contains(sources[record.EventSource].Events, record.EventName) {
					t.Errorf("%s: %s has no event %s", r.ID, record.EventSource, record.EventName)
				}
			}
			for _, event := range r.Require.Match {
				if !always.Match([]byte(event)) {
					t.Errorf("%s: not always what all of its log events are said to be: %s", r.ID, event)
				}
			}
		}
	}
	if seen < 500 {
		t.Errorf("%d log events", seen)
	}
}

// TestRecordSchema tries what the schema is there to find.
func TestRecordSchema(t *testing.T) {
	schema := recordSchema(t)
	p, err := LoadPack("cis-aws-foundations-1.4")
	if err != nil {
		t.Fatal(err)
	}
	event := p.Rules[3].Require.Match[0]
	for _, change := range []string{
		"eventVersion", "userIdentity", "eventSource", "awsRegion", "eventType", "eventCategory", "requestParameters", "responseElements", "managementEvent",
	} {
		var record map[string]any
		if err := json.Unmarshal([]byte(event), &record); err != nil {
			t.Fatal(err)
		}
		delete(record, change)
		text, err := json.Marshal(record)
		if err != nil {
			t.Fatal(err)
		}
		if validate(t, schema, text) == nil {
			t.Errorf("a record without %s is taken", change)
		}
	}
	for from, to := range map[string]string{
		`"readOnly":false`: `"readOnly":true`, `us-east-1`: `eu-west-1`, `AwsApiCall`: `AwsApiCal`, `"managementEvent":true`: `"managementEvent":false`,
		`"userName":"ana"`: `"user":"ana"`, `"1.09"`: `1.09`,
	} {
		if changed := strings.Replace(event, from, to, 1); changed == event || validate(t, schema, []byte(changed)) == nil {
			t.Errorf("%s for %s is taken", to, from)
		}
	}
}

func recordSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.Draft = jsonschema.Draft2020
	if err := c.AddResource("record", bytes.NewReader(testFile(t, "record.schema.json"))); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("record")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func testFile(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "cloudtrail", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestNarrowed asks for more than a control does: what all of its log events have
// loses none, anything else loses some, and what is not known is undecided.
func TestNarrowed(t *testing.T) {
	const (
		iam, trail, group, organizations = "cis-1.4-4.4", "cis-1.4-4.5", "cis-1.4-4.10", "cis-1.4-4.15"
		signIn, root, refused, mfa       = "cis-1.4-4.6", "cis-1.4-4.3", "cis-1.4-4.1", "cis-1.4-4.2"
	)
	p, err := LoadPack("cis-aws-foundations-1.4")
	if err != nil {
		t.Fatal(err)
	}
	rules := map[string]*Rule{}
	for _, r := range p.Rules {
		rules[r.ID] = r
	}
	for _, c := range []struct {
		rule, more string
		want       Status
	}{
		{iam, `$.eventSource = iam.amazonaws.com`, Covered},
		{iam, `$.eventSource = \"iam.amazonaws.com\"`, Covered},
		{iam, `$.eventSource = \"iam.*\"`, Covered},
		{iam, `$.eventSource = \"*.amazonaws.com\"`, Covered},
		{iam, `$.eventSource = %iam%`, Covered},
		{iam, `$.eventSource != sts.amazonaws.com`, Covered},
		{iam, `($.eventSource = iam.amazonaws.com || $.eventSource = sts.amazonaws.com)`, Covered},
		{iam, `$.eventSource = sts.amazonaws.com`, NotCovered},
		{iam, `$.eventSource = iam`, NotCovered},
		{iam, `$.eventSource != \"*.amazonaws.com\"`, NotCovered},
		{iam, `$.eventsource = iam.amazonaws.com`, NotCovered},
		{iam, `$.eventSource NOT EXISTS`, NotCovered},
		{group, `$.eventSource = ec2.amazonaws.com`, Covered},
		{group, `$.eventSource = iam.amazonaws.com`, NotCovered},
		{trail, `$.eventSource = cloudtrail.amazonaws.com`, Covered},
		{organizations, `$.eventSource = organizations.amazonaws.com`, Covered},
		{signIn, `$.eventSource = signin.amazonaws.com`, Covered},
		{mfa, `$.eventSource = signin.amazonaws.com`, Covered},
		{root, `$.eventSource = signin.amazonaws.com`, NotCovered},
		{refused, `$.eventSource = ec2.amazonaws.com`, NotCovered},

		{iam, `$.readOnly IS FALSE`, Covered},
		{iam, `$.readOnly IS TRUE`, NotCovered},
		{iam, `$.readOnly = false`, NotCovered}, // J15: the text, and the member is none
		{iam, `$.readOnly NOT EXISTS`, NotCovered},
		{group, `$.readOnly IS FALSE`, Covered},
		{signIn, `$.readOnly IS FALSE`, Covered},
		{root, `$.readOnly IS FALSE`, NotCovered}, // looking around as root is usage, too
		{refused, `$.readOnly IS FALSE`, NotCovered},

		{iam, `$.eventType = AwsApiCall`, Covered},
		{iam, `$.eventType != AwsServiceEvent`, Covered},
		{iam, `$.eventType = AwsConsoleSignIn`, NotCovered},
		{signIn, `$.eventType = AwsConsoleSignIn`, Covered},
		{signIn, `$.eventType = AwsApiCall`, NotCovered},
		{root, `$.eventType = AwsApiCall`, NotCovered},
		{root, `($.eventType = \"Aws*\")`, Covered},

		{iam, `$.managementEvent IS TRUE`, Covered},
		{iam, `$.eventCategory = Management`, Covered},
		{iam, `$.eventCategory != Data`, Covered},
		{iam, `$.eventCategory = Data`, NotCovered},
		{refused, `$.eventCategory = Management`, NotCovered}, // data events are refused as well
		{iam, `$.eventVersion = \"1.*\"`, Covered},
		{iam, `$.eventVersion = \"1.08\"`, NotCovered},
		{iam, `$.eventName = \"*\"`, Covered},

		{iam, `$.awsRegion = us-east-1`, Covered},
		{iam, `$.awsRegion = eu-west-1`, NotCovered},
		{organizations, `$.awsRegion = us-east-1`, Covered},
		{group, `$.awsRegion = us-east-1`, NotCovered},
		{group, `$.awsRegion = \"*\"`, Covered},
		{group, `$.awsRegion = \"${var.region}\"`, Undecided},

		{iam, `$.recipientAccountId = \"*\"`, Covered},
		{iam, `$.recipientAccountId = \"${data.aws_caller_identity.current.account_id}\"`, Undecided},
		{iam, `$.recipientAccountId = \"111122223333\"`, Undecided},
		{iam, `$.recipientAccountId = 444455556666`, Undecided},
		{iam, `$.recipientAccountId != 444455556666`, NotCovered},
		{iam, `$.recipientAccountId = 444455556666 && $.errorCode NOT EXISTS`, NotCovered},
		{iam, `$.recipientAccountId NOT EXISTS`, NotCovered},

		{iam, `$.userIdentity.type != \"AWSService\"`, NotCovered},
		{iam, `$.userIdentity.type != AssumedRole`, NotCovered},
		{iam, `$.userIdentity.invokedBy NOT EXISTS`, NotCovered},
		{iam, `$.errorCode NOT EXISTS`, NotCovered},
		{iam, `$.sourceIPAddress != cloudformation.amazonaws.com`, NotCovered},
		{iam, `$.sourceIPAddress = \"*\"`, Covered},
		{iam, `$.userAgent != \"console.amazonaws.com\"`, NotCovered},
		{mfa, `$.userIdentity.type = IAMUser`, Covered},
		{signIn, `$.userIdentity.type = IAMUser`, NotCovered},
	} {
		r := rules[c.rule]
		own := strings.Trim(strings.ReplaceAll(r.Require.Pattern.String(), `"`, `\"`), "{} ")
		e := read(t, filter("f", `"{ (`+own+`) && (`+c.more+`) }"`, ""))
		list, err := e.Judge([]*Rule{r}, Options{FiltersOnly: true})
		if err != nil {
			t.Fatal(err)
		}
		v := list[0]
		if v.Status != c.want {
			t.Errorf("%s with %s: %s, want %s: %s %s", r.Number, c.more, v.Status, c.want, v.Brief(), v.Reasons)
		}
		if v.Status == NotCovered {
			checkWitness(t, r.Require, v, e)
		}
	}
}
