package request

import (
	"fmt"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/internal/quota"
	"github.com/logsieve/logsieve/internal/suggest"
)

// parsers are the processors that a transformer may begin with, in the order
// in which the service lists them; some are in no API model.
var parsers = []string{
	"parsePostgres", "parseWAF", "parseCloudfront", "parseCloudfrontOCSF", "parseRoute53", "parseLambda", "parseVPC", "parseSyslog",
	"parseRDS", "parseCiscoFTD", "parseF5BigIP", "parseCiscoISE", "parseForescoutNac", "parseInfobloxDDI", "parseToOCSF",
	"parseJSON", "grok", "csv", "parseKeyValue",
}

// configurable are the parsers that are not made for one kind of vended logs.
var configurable = []string{"parseJSON", "grok", "csv", "parseKeyValue"}

// transformer judges the processors of a transformer.
func transformer(d *document) []Finding {
	config := d.Get("transformerConfig")
	if config.Kind() != Array || len(config.Items()) == 0 {
		return nil // told by the model's checks
	}
	path := func(i int) Path { return pathAt(atName("transformerConfig"), atPosition(i)) }
	var found []Finding
	count, seen := 0, map[string]bool{}
	for i, processor := range config.Items() {
		members := processor.Members()
		if i == 0 && !slices.ContainsFunc(members, func(m Member) bool { return slices.Contains(parsers, m.Name) }) {
			found = append(found, single(path(0), "Transformer config should begin with parser. Allowed parsers are "+strings.Join(parsers, ", "),
				"The first processor is not a parser.", "Begin with parseJSON, grok, csv, parseKeyValue, or the parser of an AWS service.")...)
		}
		for _, m := range members {
			at := path(i).then(Step{Name: m.Name})
			once := m.Name == "grok" || m.Name == "addKeys" || m.Name == "copyValue"
			if once && seen[m.Name] {
				found = append(found, single(at, "", fmt.Sprintf("A transformer has one %s at most.", m.Name), "Remove the others.")...)
			}
			seen[m.Name] = true
			if !slices.Contains(parsers, m.Name) {
				continue
			}
			if count++; count == quota.TransformerParsers+1 {
				found = append(found, single(at, "", fmt.Sprintf("A transformer has %d parsers at most.", quota.TransformerParsers), "Remove the others.")...)
			}
			if i > 0 && !slices.Contains(configurable, m.Name) {
				found = append(found, single(at, "", fmt.Sprintf("%s is made for one kind of vended logs; it must be the first processor.", m.Name), "Put it first, or leave it out.")...)
			}
		}
		if len(found) > maxEmbeddedFindings {
			break
		}
	}
	return found
}

// grokNames are the patterns that the user guide lists as supported.
const grokNames = ` APACHE_ACCESS_LOG ARN BASE10NUM BASE16NUM CISCOMAC COMMONMAC DATA DATE DATESTAMP DATESTAMP_EVENTLOG DATESTAMP_OTHER
DATESTAMP_RFC2822 DATESTAMP_RFC822 DATE_EU DATE_US DAY GREEDYDATA GREEDYDATA_MULTILINE HOST HOSTNAME HOSTPORT HOUR HTTPDATE INT IP
IPORHOST IPV4 IPV6 ISO8601_SECOND ISO8601_TIMEZONE LOGLEVEL MAC MINUTE MONTH MONTHDAY MONTHNUM MONTHNUM2 NGINX_ACCESS_LOG NONNEGINT
NOTSPACE NUMBER PATH POSINT PROG QUOTEDSTRING SECOND SPACE SYSLOG5424 SYSLOGFACILITY SYSLOGHOST SYSLOGPROG SYSLOGTIMESTAMP TIME
TIMESTAMP_ISO8601 TTY TZ UNIXPATH URI URIHOST URIPARAM URIPATH URIPATHPARAM URIPROTO URN USERNAME UUID WINDOWSMAC WINPATH WORD YEAR `

// grokLibrary are patterns that grok has elsewhere. The guide does not list
// them; that the service refuses them was not seen.
const grokLibrary = ` USER QS EMAILADDRESS EMAILLOCALPART BASE16FLOAT HTTPDUSER SYSLOGBASE SYSLOGLINE COMMONAPACHELOG COMBINEDAPACHELOG
HTTPD_COMMONLOG HTTPD_COMBINEDLOG HTTPDERROR_DATE HTTPD20_ERRORLOG HTTPD24_ERRORLOG HTTPD_ERRORLOG ISO8601_HOUR JAVACLASS JAVAFILE
JAVAMETHOD JAVASTACKTRACEPART JAVATHREAD JAVALOGMESSAGE `

// grokKnows reports whether a list of patterns holds a name.
func grokKnows(list, name string) bool { return slices.Contains(strings.Fields(list), name) }

// grok judges the names in the patterns of grok processors.
func grok(d *document) (found []Finding) {
	for i, processor := range d.Get("transformerConfig").Items() {
		match := processor.Get("grok").Get("match")
		text := match.Str()
		path := pathAt(atName("transformerConfig"), atPosition(i), atName("grok"), atName("match"))
		for at := 0; len(found) < maxEmbeddedFindings; {
			start := strings.Index(text[at:], "%{")
			if start < 0 {
				break
			}
			start += at + len("%{")
			at = start + grokName(text[start:])
			name := text[start:at]
			if name == "" || at == len(text) || text[at] != ':' && text[at] != '}' {
				continue // text, not a reference
			}
			if grokKnows(grokNames, name) {
				continue
			}
			f := Finding{Path: path, Inner: Span{start, at}, Span: match.TextSpan(d.Raw, start, at),
				Reason: fmt.Sprintf("%q is not a grok pattern that CloudWatch Logs lists.", name), Remedy: closestGrok(name)}
			if grokKnows(grokLibrary, name) {
				f.Severity = Warning
			} else {
				f.Service = fmt.Sprintf("No definition for key '%s' found", name)
			}
			found = append(found, f)
		}
	}
	return found
}

// grokName is the length of the name at the start of a text.
func grokName(text string) int {
	for i, c := range []byte(text) {
		if c != '_' && (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') {
			return i
		}
	}
	return len(text)
}

// closestGrok is the remedy for the name of a pattern that is not known.
func closestGrok(name string) string {
	if similar := suggest.Closest(name, strings.Fields(grokNames)); similar != "" {
		return fmt.Sprintf("Did you mean %s?", similar)
	}
	return "Use a listed pattern, such as WORD, NUMBER, NOTSPACE, DATA, IP, TIMESTAMP_ISO8601 or GREEDYDATA."
}
