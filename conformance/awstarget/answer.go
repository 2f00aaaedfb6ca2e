package awstarget

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws/retry"

	"github.com/logsieve/logsieve/conformance"
)

// noAnswer is an error of the endpoint that says nothing about the operation.
// The retryer asks it whether to try again.
type noAnswer struct {
	status int
	conformance.ServiceError
	hint string
}

func (e *noAnswer) Error() string {
	text := fmt.Sprintf("the endpoint answers %d %s", e.status, http.StatusText(e.status))
	if e.Code != "" {
		text += ": " + e.Code
	}
	if e.Message != "" {
		text += ": " + e.Message
	}
	if e.hint != "" {
		text += " (" + e.hint + ")"
	}
	return text
}

// ErrorCode and HTTPStatusCode tell the retryer.
func (e *noAnswer) ErrorCode() string   { return e.Code }
func (e *noAnswer) HTTPStatusCode() int { return e.status }

// accessErrors are errors of credentials and signatures, each with what to do.
// The operation has not seen the request.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/CommonErrors.html
var accessErrors = map[string]string{
	"ExpiredToken":                        "sign in again",
	"ExpiredTokenException":               "sign in again",
	"IncompleteSignature":                 "",
	"IncompleteSignatureException":        "",
	"InvalidClientTokenId":                "check the access key",
	"InvalidSignatureException":           "check the secret key, the region and the clock of this machine",
	"MissingAuthenticationToken":          "",
	"MissingAuthenticationTokenException": "",
	"NotAuthorized":                       "",
	"OptInRequired":                       "the account has no access to the service in this region",
	"RequestExpired":                      "check the clock of this machine",
	"SignatureDoesNotMatch":               "check the secret key and the clock of this machine",
	"UnrecognizedClientException":         "check the access key, and that the region is enabled for the account",
}

// classify turns an error of the endpoint into an answer or, where it is none,
// an error.
func classify(status int, e conformance.ServiceError) (conformance.Answer, error) {
	hint, access := accessErrors[e.Code]
	_, throttled := retry.DefaultThrottleErrorCodes[e.Code]
	switch {
	case status == http.StatusNotImplemented, e.Code == "UnknownOperationException":
		return conformance.Answer{}, unsupported("the endpoint does not implement the operation")
	case e.Code == "LimitExceededException": // too many resources, not too many requests
		return conformance.Answer{Error: &e}, nil
	case access, throttled, status < 400, status >= 500, e.Code == "":
		return conformance.Answer{}, &noAnswer{status, e, hint}
	}
	return conformance.Answer{Error: &e}, nil
}

// jsonAnswer reads a response of AWS JSON 1.1 and REST-JSON.
// https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html#operation-error-serialization
func jsonAnswer(res *http.Response, body []byte) (conformance.Answer, error) {
	if res.StatusCode >= 200 && res.StatusCode < 300 {
		if body = bytes.TrimSpace(body); len(body) == 0 {
			body = []byte("{}") // an operation without output
		}
		if !json.Valid(body) || body[0] != '{' {
			return conformance.Answer{}, final{fmt.Errorf("the endpoint answers %q, which is not a JSON object", clip(body))}
		}
		return conformance.Answer{Response: body}, nil
	}
	// Member names are matched whatever their case: services differ in Message.
	var e struct {
		Type    string `json:"__type"`
		Code    string `json:"code"`
		Message string `json:"message"`
	}
	code := res.Header.Get("X-Amzn-Errortype")
	if err := json.Unmarshal(body, &e); err != nil && code == "" {
		e.Message = clip(body) // a proxy's page, or a crash
	}
	for _, c := range []string{e.Type, e.Code} {
		if code == "" {
			code = c
		}
	}
	return classify(res.StatusCode, conformance.ServiceError{Code: errorCode(code), Message: e.Message})
}

// errorCode is the name of an error without the namespace before it and the
// URI behind it.
func errorCode(text string) string {
	text, _, _ = strings.Cut(text, ":")
	if i := strings.LastIndexByte(text, '#'); i >= 0 {
		text = text[i+1:]
	}
	return strings.TrimSpace(text)
}
