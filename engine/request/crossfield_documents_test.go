package request

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/logsieve/logsieve/internal/quota"
)

// with is a request's object with a document, a text, in one member.
func with(member, document, others string) string {
	text, err := json.Marshal(document)
	if err != nil {
		panic(err)
	}
	return `{` + others + `"` + member + `":` + string(text) + `}`
}

func destinationPolicy(statement string) string {
	return with("accessPolicy", `{"Version":"2012-10-17","Statement":[`+statement+`]}`, `"destinationName":"d",`)
}

func accessStatement(rest string) string {
	return `{"Effect":"Allow","Action":"logs:PutSubscriptionFilter","Resource":"*",` + rest + `}`
}

const (
	group   = "arn:aws:logs:us-east-1:111122223333:log-group:g"
	grants  = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"es.amazonaws.com"},"Action":"logs:PutLogEvents","Resource":"*"}]}`
	email   = `"arn:aws:dataprotection::aws:data-identifier/EmailAddress"`
	audit   = `{"DataIdentifier":[` + email + `],"Operation":{"Audit":{"FindingsDestination":{}}}}`
	redact  = `{"DataIdentifier":[` + email + `],"Operation":{"Deidentify":{"MaskConfig":{}}}}`
	protect = `{"Name":"p","Version":"2021-06-01","Statement":[` + audit + `,` + redact + `]}`
)

func ofAccount(kind, document, others string) string {
	return with("policyDocument", document, `"policyName":"p","policyType":"`+kind+`",`+others)
}

func subscribing(document string) string {
	return ofAccount(subscriptionPolicy, document, `"selectionCriteria":"LogGroupName NOT IN [\"d\"]",`)
}

func protecting(document string) string {
	return with("policyDocument", document, `"logGroupIdentifier":"g",`)
}

func transforming(config string) string {
	return `{"logGroupIdentifier":"g","transformerConfig":` + config + `}`
}

func names(n int, each string) string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf(each, i)
	}
	return "[" + strings.Join(list, ",") + "]"
}

// documentCases break and keep the rules about documents.
func documentCases() []ruleCase {
	const (
		lambda     = `"DestinationArn":"arn:aws:lambda:us-east-1:111122223333:function:f"`
		stream     = `"DestinationArn":"arn:aws:kinesis:us-east-1:111122223333:stream/s"`
		role       = `"RoleArn":"arn:aws:iam::111122223333:role/r"`
		onlyOrg    = "Only 'aws:PrincipalOrgID' and 'aws:PrincipalOrgPaths' condition keys are allowed in Condition block of the policy."
		parserText = "Transformer config should begin with parser. Allowed parsers are parsePostgres, parseWAF, parseCloudfront, parseCloudfrontOCSF, parseRoute53, parseLambda, parseVPC, parseSyslog, parseRDS, parseCiscoFTD, parseF5BigIP, parseCiscoISE, parseForescoutNac, parseInfobloxDDI, parseToOCSF, parseJSON, grok, csv, parseKeyValue"
	)
	access := func(bad, good, message, path string) ruleCase {
		return ruleCase{rule: "L46", operation: "PutDestinationPolicy", bad: bad, good: good, message: message, path: path}
	}
	const statement = "accessPolicy.Statement.1.member"
	good := destinationPolicy(accessStatement(`"Principal":{"AWS":"111122223333"}`))
	cases := []ruleCase{
		access(`{"destinationName":"d","accessPolicy":"not-json"}`, good, notIAM, "accessPolicy"),
		access(with("accessPolicy", "{}", `"destinationName":"d",`), good, notIAM, "accessPolicy"),
		access(with("accessPolicy", "[]", `"destinationName":"d",`), good, notIAM, "accessPolicy"),
		access(with("accessPolicy", `{"Statement":[]}`, `"destinationName":"d",`), good, notIAM, "accessPolicy.Statement"),
		access(with("accessPolicy", `{"Version":"2021-06-01","Statement":[]}`, `"destinationName":"d",`), good, notIAM, "accessPolicy.Version"),
		access(destinationPolicy(`"x"`), good, notIAM, statement),
		access(destinationPolicy(accessStatement(`"Principal":"*"`)), destinationPolicy(accessStatement(`"Principal":"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-x"}}`)), notIAM, statement+".Principal"),
		access(destinationPolicy(accessStatement(`"Principal":{"Service":"logs.amazonaws.com"}`)), destinationPolicy(accessStatement(`"Principal":{"AWS":"111122223333","Service":"logs.amazonaws.com"}`)), notIAM, statement+".Principal"),
		access(destinationPolicy(accessStatement(`"NotPrincipal":{"AWS":"111122223333"}`)), good, notIAM, statement),
		access(destinationPolicy(accessStatement(`"Principal":{"AWS":[]}`)), good, notIAM, statement+".Principal"),
		access(destinationPolicy(accessStatement(`"Principal":{"Aws":"111122223333"}`)), good, notIAM, statement+".Principal.Aws"),
		access(destinationPolicy(accessStatement(`"Principal":{"AWS":111122223333}`)), good, notIAM, statement+".Principal.AWS"),
		access(destinationPolicy(accessStatement(`"Principal":{"AWS":["111122223333","arn:aws:iam::111122223333:root"]}`)), destinationPolicy(accessStatement(`"Principal":{"AWS":["111122223333","AROAQAAAAAAAGFBUJ2IVO"]}`)),
			"Principal section of policy contains ARN instead of account ID: arn:aws:iam::111122223333:root", statement+".Principal.AWS.2.member"),
		access(destinationPolicy(accessStatement(`"Principal":{"AWS":"*"}`)), destinationPolicy(accessStatement(`"Principal":{"AWS":["*"]},"Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-x"}}`)), "Principal section of policy contains `*` instead of account ID: *", statement+".Principal.AWS"),
		access(destinationPolicy(accessStatement(`"Principal":{"AWS":"111122223333"}`)+`,`+strings.Replace(accessStatement(`"Principal":{"AWS":"*"}`), "Allow", "Deny", 1)), good,
			"Principal section of policy contains `*` instead of account ID: *", "accessPolicy.Statement.2.member.Principal.AWS"),
		access(destinationPolicy(accessStatement(`"Principal":"*","Condition":{"StringEquals":{"aws:PrincipalAccount":"111122223333"}}`)), destinationPolicy(accessStatement(`"Principal":"*","Condition":{"ForAnyValue:StringLike":{"aws:PrincipalOrgPaths":["o-x/*"]}}`)),
			onlyOrg, statement+".Condition.StringEquals.aws:PrincipalAccount"),
		access(destinationPolicy(accessStatement(`"Principal":"*","Condition":{"StringEquals":{"AWS:PrincipalOrgID":"o-x"}}`)), destinationPolicy(accessStatement(`"Principal":"*","Condition":{"Null":{"aws:PrincipalOrgID":"true"}}`)),
			onlyOrg, statement+".Condition.StringEquals.AWS:PrincipalOrgID"),
		access(destinationPolicy(strings.Replace(accessStatement(`"Principal":{"AWS":"111122223333"}`), "Allow", "allow", 1)), good, notIAM, statement+".Effect"),
		access(destinationPolicy(accessStatement(`"Principal":{"AWS":"111122223333"},"NotAction":"*"`)), good, notIAM, statement+".NotAction"),
		{rule: "L46", operation: "PutDestinationPolicy", warning: true, bad: destinationPolicy(accessStatement(`"Principal":"*","Condition":{"stringequals":{"aws:PrincipalOrgID":"o-x"}}`)), path: statement + ".Condition.stringequals"},
		{rule: "L46", operation: "PutDestinationPolicy", warning: true, bad: destinationPolicy(`{"Principal":{"AWS":"111122223333"}}`), path: statement},
		{rule: "L46", operation: "PutDestinationPolicy", warning: true, bad: destinationPolicy(accessStatement(`"Principal":{"AWS":"111122223333"},"Actions":"*"`)), path: statement + ".Actions"},
		{rule: "L46", operation: "PutDestinationPolicy", warning: true, bad: destinationPolicy(accessStatement(`"Principal":{"AWS":"1"},"Principal":{"AWS":"111122223333"}`)), path: statement + ".Principal"},
		{rule: "L46", operation: "PutDestinationPolicy", profile: Profile2018, bad: destinationPolicy(accessStatement(`"Principal":"*"`)), good: good, message: notIAM},

		{rule: "L47", operation: "PutResourcePolicy", bad: with("policyDocument", grants, ""), good: with("policyDocument", grants, `"policyName":"p",`)},
		{rule: "L47", operation: "PutResourcePolicy", bad: with("policyDocument", "not-json", `"policyName":"p",`), good: with("policyDocument", grants, `"policyName":"p",`), message: notIAM, path: "policyDocument"},
		{rule: "L47", operation: "PutResourcePolicy", bad: with("policyDocument", `{"a":"b"}`, `"policyName":"p",`), good: with("policyDocument", grants, `"resourceArn":"`+group+`",`), message: notIAM, path: "policyDocument"},
		{rule: "L47", operation: "PutResourcePolicy", bad: with("policyDocument", grants, `"policyName":"p","resourceArn":"`+group+`",`), good: with("policyDocument", grants, `"resourceArn":"`+group+`","expectedRevisionId":"3",`), message: nameAndARN, path: "resourceArn"},
		{rule: "L47", operation: "PutResourcePolicy", bad: with("policyDocument", "{}", `"policyName":"p","resourceArn":"`+group+`:log-stream:s",`), message: invalidResourceARN, code: "ValidationException", path: "resourceArn"},
		{rule: "L47", operation: "PutResourcePolicy", bad: with("policyDocument", "{}", `"policyName":"p","resourceArn":"`+group+`",`), message: nameAndARN},
		{rule: "L47", operation: "PutResourcePolicy", bad: with("policyDocument", "{}", `"resourceArn":"`+group+`:*",`), message: invalidResourceARN, code: "ValidationException"},
		{rule: "L47", operation: "PutResourcePolicy", bad: with("policyDocument", "{}", `"resourceArn":"arn:aws:s3:::b",`), message: invalidResourceARN, code: "ValidationException"},
		{rule: "L47", operation: "PutResourcePolicy", bad: with("policyDocument", grants, `"resourceArn":"`+group+`","expectedRevisionId":"x",`), message: invalidRevision, path: "expectedRevisionId"},
		{rule: "L47", operation: "PutResourcePolicy", warning: true, bad: with("policyDocument", grants, `"policyName":"p","expectedRevisionId":"x",`), path: "expectedRevisionId"},
		{rule: "L47", operation: "PutResourcePolicy", bad: with("policyDocument", strings.Replace(grants, "Service", "AWS", 1), `"policyName":"p",`), message: "Could not convert to persistable policy.", path: "policyDocument.Statement.1.member.Principal.AWS"},
		{rule: "L49", operation: "PutResourcePolicy", warning: true, bad: with("policyDocument", strings.Replace(grants, `"logs:PutLogEvents"`, `["logs:putlogevents","logs:GetLogEvents"]`, 1), `"policyName":"p",`), good: with("policyDocument", grants, `"policyName":"p",`), path: "policyDocument.Statement.1.member.Action.2.member"},
		{rule: "L49", operation: "PutResourcePolicy", warning: true, bad: with("policyDocument", strings.Replace(grants, `{"Service":"es.amazonaws.com"}`, `"*"`, 1), `"policyName":"p",`), path: "policyDocument.Statement.1.member.Principal"},
		{rule: "L51", operation: "DeleteResourcePolicy", bad: `{"policyName":"p","resourceArn":"` + group + `","expectedRevisionId":"1"}`, good: `{"policyName":"p"}`, path: "resourceArn"},
		{rule: "L51", operation: "DeleteResourcePolicy", bad: `{"resourceArn":"` + group + `"}`, good: `{"resourceArn":"` + group + `","expectedRevisionId":"1"}`, message: invalidRevision},
		{rule: "L51", operation: "DeleteResourcePolicy", bad: `{"resourceArn":"` + group + `","expectedRevisionId":"x"}`, message: invalidRevision, path: "expectedRevisionId"},
		{rule: "L51", operation: "DeleteResourcePolicy", warning: true, bad: `{"policyName":"p","expectedRevisionId":"x"}`},
		{rule: "L54", operation: "DescribeResourcePolicies", bad: `{"resourceArn":"` + group + `"}`, good: `{"resourceArn":"` + group + `","policyScope":"RESOURCE"}`, message: "Cannot provide ResourceArn for PolicyScope ACCOUNT", path: "resourceArn"},
		{rule: "L54", operation: "DescribeResourcePolicies", bad: `{"resourceArn":"` + group + `","policyScope":"ACCOUNT"}`, good: `{"policyScope":"ACCOUNT"}`, message: "Cannot provide ResourceArn for PolicyScope ACCOUNT"},

		{rule: "L62", operation: "PutAccountPolicy", bad: subscribing("not json"), good: subscribing(`{` + lambda + `,"FilterPattern":"ERROR"}`), message: malformedSubscription, path: "policyDocument"},
		{rule: "L62", operation: "PutAccountPolicy", bad: subscribing(`["x"]`), good: subscribing(`{` + stream + `,` + role + `,"FilterPattern":"","Distribution":"Random"}`), message: malformedSubscription},
		{rule: "L62", operation: "PutAccountPolicy", bad: subscribing(`{"FilterPattern":""}`), message: "MissingDestinationArnfield in policy document", path: "policyDocument"},
		{rule: "L62", operation: "PutAccountPolicy", bad: subscribing(`{"DestinationArn":"arn:aws:logs:us-east-1:111122223333:destination:d","FilterPattern":""}`), message: "destinationArn for vendor logs cannot be used without roleArn", path: "policyDocument.DestinationArn"},
		{rule: "L62", operation: "PutAccountPolicy", warning: true, bad: subscribing(`{` + lambda + `,"Filterpattern":""}`), path: "policyDocument.Filterpattern"},
		{rule: "L62", operation: "PutAccountPolicy", bad: ofAccount(transformerPolicy, `{"parseJSON":{}}`, ""), good: ofAccount(transformerPolicy, `[{"parseJSON":{}},{"addKeys":{"entries":[{"key":"a","value":"b"}]}}]`, ""), message: "Invalid json transformer config provided", path: "policyDocument"},
		{rule: "L62", operation: "PutAccountPolicy", bad: ofAccount(dataProtectionPolicy, `{}`, ""), good: ofAccount(dataProtectionPolicy, protect, ""), message: twoStatements},
		{rule: "L62", operation: "PutAccountPolicy", bad: ofAccount(indexingPolicy, `{"Fields":`+names(21, `"f%d"`)+`}`, ""), good: ofAccount(indexingPolicy, `{"Fields":`+names(20, `"f%d"`)+`}`, ""), message: "Policy document contains more than 20 fields."},
		{rule: "L62", operation: "PutAccountPolicy", bad: ofAccount(extractionPolicy, `not json`, ""), good: ofAccount(extractionPolicy, `{"EmbeddedMetricFormat":{"Status":"Disabled"}}`, "")},
		{rule: "L62", operation: "PutAccountPolicy", warning: true, bad: ofAccount(extractionPolicy, `{"EmbeddedMetricFormat":{"Status":"off"}}`, ""), path: "policyDocument.EmbeddedMetricFormat.Status"},
		{rule: "L62", operation: "PutAccountPolicy", bad: ofAccount(indexingPolicy, `{"Fields":["`+strings.Repeat("x", quota.PolicyCharacters)+`"]}`, "")},
		{rule: "L64", operation: "PutAccountPolicy", warning: true, bad: ofAccount(subscriptionPolicy, `{`+lambda+`}`, `"scope":"ALL",`), good: ofAccount(subscriptionPolicy, `{`+lambda+`}`, `"scope":"ALL","selectionCriteria":"LogGroupName NOT IN [\"f\"]",`), path: "scope"},
		{rule: "L64", operation: "PutAccountPolicy", warning: true, bad: ofAccount(subscriptionPolicy, `{`+lambda+`}`, ``), good: ofAccount(dataProtectionPolicy, protect, `"scope":"ALL",`), path: "policyType"},

		{rule: "L65", operation: "PutDataProtectionPolicy", bad: protecting(`nope`), good: protecting(strings.NewReplacer("Name", "name", "Version", "version", "Statement", "statement", "DataIdentifier", "dataIdentifier", "Operation", "operation", "Audit", "audit", "FindingsDestination", "findingsDestination", "Deidentify", "deidentify", "MaskConfig", "maskConfig").Replace(protect)), path: "policyDocument"},
		{rule: "L65", operation: "PutDataProtectionPolicy", bad: protecting(strings.Replace(protect, "2021-06-01", "2012-10-17", 1)), good: protecting(protect), message: "Policy Version must be 2021-06-01", path: "policyDocument.Version"},
		{rule: "L65", operation: "PutDataProtectionPolicy", bad: protecting(strings.Replace(protect, `"p"`, `"a policy"`, 1)), message: "Policy Name can only include alphanumeric characters, hyphens (-) and underscores (_)", path: "policyDocument.Name"},
		{rule: "L65", operation: "PutDataProtectionPolicy", bad: protecting(strings.Replace(protect, `,`+redact, ``, 1)), message: twoStatements, path: "policyDocument.Statement"},
		{rule: "L65", operation: "PutDataProtectionPolicy", bad: protecting(strings.Replace(protect, `,`+redact, `,`+redact+`,`+redact, 1)), message: twoStatements, path: "policyDocument.Statement.3.member"},
		{rule: "L65", operation: "PutDataProtectionPolicy", bad: protecting(strings.Replace(protect, redact, audit, 1)), message: twoStatements, path: "policyDocument.Statement.2.member.Operation"},
		{rule: "L65", operation: "PutDataProtectionPolicy", bad: protecting(`{"Statement":` + audit + `}`), message: twoStatements},
		{rule: "L65", operation: "PutDataProtectionPolicy", bad: protecting(`{"Statement":[` + redact + `,` + audit + `]}`), path: "policyDocument.Statement.1.member.Operation"},
		{rule: "L65", operation: "PutDataProtectionPolicy", bad: protecting(strings.ReplaceAll(protect, email, `"EmailAddress"`)), good: protecting(strings.Replace(strings.ReplaceAll(protect, email, `"EmployeeId"`), `"Name":"p"`, `"Configuration":{"CustomDataIdentifier":[{"Name":"EmployeeId","Regex":"E-\\d+"}]}`, 1)),
			message: "EmailAddress is not a valid Data Identifier", path: "policyDocument.Statement.1.member.DataIdentifier.1.member"},
		{rule: "L65", operation: "PutDataProtectionPolicy", bad: protecting(strings.Replace(protect, email, `"arn:aws:dataprotection::aws:data-identifier/Address"`, 1)), message: differentIdentifiers, path: "policyDocument.Statement.2.member.DataIdentifier"},
		{rule: "L65", operation: "PutDataProtectionPolicy", bad: protecting(strings.Replace(protect, `"MaskConfig":{}`, `"MaskConfig":{"MaskWith":"*"}`, 1)), message: "MaskWith is not a valid field", path: "policyDocument.Statement.2.member.Operation.Deidentify.MaskConfig.MaskWith"},
		{rule: "L65", operation: "PutDataProtectionPolicy", bad: protecting(strings.Replace(protect, `"MaskConfig":{}`, ``, 1)), path: "policyDocument.Statement.2.member.Operation.Deidentify"},
		{rule: "L65", operation: "PutDataProtectionPolicy", bad: protecting(strings.Replace(protect, `"FindingsDestination":{}`, ``, 1)), path: "policyDocument.Statement.1.member.Operation.Audit"},
		{rule: "L65", operation: "PutDataProtectionPolicy", bad: protecting(strings.Replace(protect, email, `1`, 1)), message: differentIdentifiers, path: "policyDocument.Statement.1.member.DataIdentifier.1.member"},

		{rule: "L66", operation: "PutIndexPolicy", bad: protecting(`{"Fields":` + names(21, `"f%d"`) + `}`), good: protecting(`{"Fields":` + names(20, `"f%d"`) + `}`), message: "Policy document contains more than 20 fields.", path: "policyDocument.Fields.21.member"},
		{rule: "L66", operation: "PutIndexPolicy", bad: protecting(`{"Fields":` + names(20, `"f%d"`) + `,"FieldsV2":{"g":{"type":"FACET"}}}`), good: protecting(`{"FieldsV2":{"g":{"type":"FACET"}}}`), message: "Policy document contains more than 20 fields.", path: "policyDocument.FieldsV2.g"},
		{rule: "L66", operation: "PutIndexPolicy", bad: protecting(`{}`), path: "policyDocument"},
		{rule: "L66", operation: "PutIndexPolicy", bad: protecting(`[]`), path: "policyDocument"},
		{rule: "L66", operation: "PutIndexPolicy", bad: protecting(`{"Fields":"a"}`), path: "policyDocument.Fields"},
		{rule: "L66", operation: "PutIndexPolicy", bad: protecting(`{"Fields":["a",1]}`), path: "policyDocument.Fields.2.member"},
		{rule: "L66", operation: "PutIndexPolicy", bad: protecting(`{"Fields":["a"],"FieldsV2":{"a":{"type":"FACET"}}}`), path: "policyDocument.FieldsV2.a"},
		{rule: "L66", operation: "PutIndexPolicy", bad: protecting(`{"FieldsV2":{"a":{"type":"facet"}}}`), path: "policyDocument.FieldsV2.a"},
		{rule: "L66", operation: "PutIndexPolicy", warning: true, bad: protecting(`{"Fields":["a","a"]}`), path: "policyDocument.Fields.2.member"},
		{rule: "L66", operation: "PutIndexPolicy", warning: true, bad: protecting(`{"Fields":["a"],"fields":["b"]}`), path: "policyDocument.fields"},

		{rule: "L67", operation: "PutTransformer", bad: transforming(`[{"addKeys":{"entries":[{"key":"a","value":"b"}]}}]`), good: transforming(`[{"csv":{}},{"addKeys":{"entries":[{"key":"a","value":"b"}]}}]`), message: parserText, path: "transformerConfig.1.member"},
		{rule: "L67", operation: "PutTransformer", bad: transforming(`[{}]`), good: transforming(`[{"parseWAF":{}}]`), message: parserText},
		{rule: "L67", operation: "TestTransformer", bad: `{"logEventMessages":["x"],"transformerConfig":[{"trimString":{"withKeys":["a"]}},{"parseJSON":{}}]}`, good: `{"logEventMessages":["x"],"transformerConfig":[{"parseJSON":{}},{"trimString":{"withKeys":["a"]}}]}`, message: parserText},
		{rule: "L67", operation: "PutTransformer", bad: transforming(`[{"parseJSON":{}},{"parseWAF":{}}]`), path: "transformerConfig.2.member.parseWAF"},
		{rule: "L67", operation: "PutTransformer", bad: transforming(`[{"grok":{"match":"%{WORD:a}"}},{"grok":{"match":"%{WORD:b}"}}]`), path: "transformerConfig.2.member.grok"},
		{rule: "L67", operation: "PutTransformer", bad: transforming(`[{"parseJSON":{}},{"parseJSON":{}},{"parseJSON":{}},{"parseJSON":{}},{"parseJSON":{}},{"parseJSON":{}}]`), path: "transformerConfig.6.member.parseJSON"},
		{rule: "L68", operation: "PutTransformer", bad: transforming(`[{"grok":{"match":"%{NOT_A_PATTERN:field}"}}]`), good: transforming(`[{"grok":{"match":"%{IP:a} 100%{ %{NUMBER:n:int} %{GREEDYDATA}"}}]`), message: "No definition for key 'NOT_A_PATTERN' found", path: "transformerConfig.1.member.grok.match"},
		{rule: "L68", operation: "PutTransformer", bad: transforming(`[{"grok":{"match":"%{WORD:a} %{word:b} %{NOPE}"}}]`), message: "No definition for key 'word' found"},
		{rule: "L68", operation: "PutTransformer", warning: true, bad: transforming(`[{"grok":{"match":"%{COMBINEDAPACHELOG}"}}]`)},

		{rule: "L69", operation: "PutDeliveryDestinationPolicy", bad: `{"deliveryDestinationName":"d","deliveryDestinationPolicy":"g"}`, good: with("deliveryDestinationPolicy", strings.Replace(grants, "Service", "AWS", 1), `"deliveryDestinationName":"d",`), message: "Invalid Delivery Destination resource Policy is provided.", code: "ValidationException"},
		{rule: "L70", operation: "PutDeliveryDestination", bad: `{"name":"d","outputFormat":"parquet","deliveryDestinationConfiguration":{"destinationResourceArn":"` + group + `"}}`, good: `{"name":"d","outputFormat":"parquet","deliveryDestinationConfiguration":{"destinationResourceArn":"arn:aws:s3:::b"}}`, message: "Invalid output format value provided.", code: "ValidationException", path: "outputFormat"},
		{rule: "L70", operation: "PutDeliveryDestination", bad: `{"name":"d","outputFormat":"parquet","deliveryDestinationConfiguration":{"destinationResourceArn":"arn:aws:firehose:us-east-1:111122223333:deliverystream/s"}}`, message: "Invalid output format value provided.", code: "ValidationException"},
		{rule: "L70", operation: "PutDeliveryDestination", warning: true, bad: `{"name":"d","outputFormat":"w3c","deliveryDestinationConfiguration":{"destinationResourceArn":"` + group + `"}}`, good: `{"name":"d","outputFormat":"plain","deliveryDestinationConfiguration":{"destinationResourceArn":"` + group + `"}}`},
		{rule: "L71", operation: "CreateLogAnomalyDetector", bad: `{"logGroupArnList":["` + group + `","` + group + `2"]}`, good: `{"logGroupArnList":["` + group + `"]}`, message: "Only 1 log group arn is supported in the list.", path: "logGroupArnList.2.member"},
		{rule: "L72", operation: "PutQueryDefinition", bad: `{"name":"q","queryString":"fields @message","logGroupNames":` + names(51, `"g%d"`) + `}`, good: `{"name":"q","queryString":"fields @message","logGroupNames":` + names(50, `"g%d"`) + `}`, message: "Too many log groups specified", path: "logGroupNames.51.member"},
		{rule: "L72", operation: "StartQuery", bad: `{"startTime":1,"endTime":2,"queryString":"fields @message","logGroupIdentifiers":` + names(51, `"g%d"`) + `}`, path: "logGroupIdentifiers.51.member"},
		{rule: "L73", operation: "PutDeliverySource", bad: `{"name":"s","logType":"ACCESS_LOGS","resourceArn":"arn:aws:s3:::b"}`, good: `{"name":"s","logType":"ACCESS_LOGS","resourceArn":"arn:aws:cloudfront::111122223333:distribution/E1"}`, message: "Cannot access provided service.", code: "ResourceNotFoundException"},
	}
	return append(cases, selectionCases()...)
}

// selectionCases are about the one form of selection criteria that each type
// of account policy takes.
func selectionCases() (cases []ruleCase) {
	documents := map[string]string{
		subscriptionPolicy: `{"DestinationArn":"arn:aws:lambda:us-east-1:111122223333:function:f"}`, indexingPolicy: `{"Fields":["a"]}`,
		transformerPolicy: `[{"parseJSON":{}}]`, extractionPolicy: `{"EmbeddedMetricFormat":{"Status":"Disabled"}}`, dataProtectionPolicy: protect,
	}
	add := func(kind, message, good string, bad ...string) {
		request := func(criteria string) string {
			text, _ := json.Marshal(criteria)
			return ofAccount(kind, documents[kind], `"selectionCriteria":`+string(text)+`,`)
		}
		for _, b := range bad {
			c := ruleCase{rule: "L63", operation: "PutAccountPolicy", bad: request(b), message: message, path: "selectionCriteria"}
			if good != "" {
				c.good = request(good)
			}
			cases = append(cases, c)
		}
	}
	const prefix = `LogGroupNamePrefix "pf"`
	add(subscriptionPolicy, "The provided SelectionCriteria string is invalid.", `LogGroupName NOT IN ["a", "b"]`,
		prefix, `LogGroupName IN ["a"]`, `LogGroupName NOT IN ("a")`, `LogGroupName NOT IN ["a"`, `LogGroupName NOT IN [a]`, `nonsense`, `LogGroupName NOT IN ["a"] AND LogGroupName NOT IN ["b"]`)
	add(subscriptionPolicy, "The provided SelectionCriteria string is invalid.", `LogGroupName NOT IN []`, `LogGroupNamePrefix NOT IN ["a"]`)
	add(indexingPolicy, invalidSelection, prefix, `LogGroupName NOT IN ["x"]`, `DataSourceName = "a"`, `LogGroupNamePrefix = "a" AND DataSourceName = "b"`)
	add(indexingPolicy, invalidSelection, `DataSourceName = "amazon_vpc" AND DataSourceType = "flow"`, `DataSourceName = "a" AND DataSourceName = "b"`)
	add(transformerPolicy, invalidSelection, `LogGroupNamePrefix= "test-"`, `LogGroupName NOT IN ["x"]`, `DataSourceName = "a" AND DataSourceType = "b"`)
	add(extractionPolicy, "", `LogGroupNamePrefix NOT IN ["/aws/ecs/containerinsights"]`, prefix, `LogGroupName IN []`, `LogGroupName IN `+names(51, `"g%d"`))
	add(dataProtectionPolicy, "SelectionCriteria is not yet supported for the DATA_PROTECTION_POLICY policy type.", "", prefix, `LogGroupName NOT IN ["x"]`)
	add(subscriptionPolicy, "", "", `LogGroupName NOT IN ["`+strings.Repeat("x", quota.SelectionBytes)+`"]`)
	return cases
}
