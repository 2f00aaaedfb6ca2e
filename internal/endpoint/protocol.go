package endpoint

import (
	"context"
	"mime"
	"net/http"
	"strings"

	"github.com/logsieve/logsieve/engine"
)

// protocol is how requests of one kind are answered and refused. An error is
// always told in the protocol of its request, also that of a service that is
// none of ours: a client that cannot read an error tries again, or takes it
// for another one.
type protocol struct {
	answer func(ctx context.Context, r *http.Request, body []byte, id string) (response, error)
	fail   func(err *engine.APIError, id string) response
	// maxBody limits the body further, in bytes; 0 leaves it at the endpoint's
	// limit. size is about what it takes in memory to read a body and to answer it.
	maxBody int64
	size    func(body []byte) int64
	// alone is set where an answer may be as large as what is stored, whatever
	// asks for it: of these one is made at a time.
	alone bool
}

// maxSmallBody limits the bodies of all but CloudWatch Logs, which have no
// reason to be large.
const maxSmallBody = 1 << 20

// protocol finds out which protocol a request speaks: by what is in it, and
// where that is nothing, by the service that it is signed for.
// https://smithy.io/2.0/aws/protocols/index.html
func (s *Server) protocol(r *http.Request) protocol {
	media, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch path := r.URL.EscapedPath(); {
	case strings.HasPrefix(path, "/_logsieve/"):
		return protocol{answer: s.own, fail: failJSON, maxBody: maxSmallBody, alone: true}
	case r.Header.Get("Smithy-Protocol") == cborProtocol || media == cborType:
		return protocol{answer: s.cbor, fail: failCBOR, maxBody: maxSmallBody, size: cborSize, alone: true}
	case strings.HasPrefix(path, cloudFrontPrefix):
		return protocol{answer: s.cloudFront, fail: failXML(cloudFrontXMLNS), maxBody: maxSmallBody, size: xmlSize}
	case strings.HasPrefix(path+"/", appFabricPrefix):
		return protocol{answer: s.appFabric, fail: failREST, maxBody: maxSmallBody, size: jsonSize}
	case media == json10Type:
		return protocol{answer: s.json10, fail: failJSON10, maxBody: maxSmallBody, size: jsonSize, alone: true}
	case r.Header.Get("X-Amz-Target") != "":
		return protocol{answer: s.logs, fail: failJSON, size: logsSize(r.Header.Get("X-Amz-Target"))}
	case media == formType || r.URL.Query().Has("Action"):
		p := protocol{answer: s.query, fail: failQuery, maxBody: maxSmallBody, size: formSize, alone: true}
		if signedFor(r) == "ec2" {
			p.fail = failEC2
		}
		return p
	}
	service := signedFor(r)
	answer := func(context.Context, *http.Request, []byte, string) (response, error) {
		return response{}, unknownOperation(http.StatusNotFound, "logsieve serve does not answer requests to "+service+".")
	}
	switch service {
	case "", "logs", "monitoring", "sts":
		return protocol{answer: s.logs, fail: failJSON, size: logsSize(r.Header.Get("X-Amz-Target"))}
	case "s3", "s3express":
		return protocol{answer: answer, fail: failS3}
	case "cloudfront", "route53", "s3-outposts":
		return protocol{answer: answer, fail: failXML("")}
	}
	return protocol{answer: answer, fail: failREST}
}

// signedFor is the service in a request's credential scope.
func signedFor(r *http.Request) string {
	auth, _ := parseAuthorization(r.Header.Get("Authorization"))
	return auth.service
}

// json10 answers AWS JSON 1.0, which of our services CloudWatch speaks.
// https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html
func (s *Server) json10(ctx context.Context, r *http.Request, body []byte, _ string) (response, error) {
	name, ok := strings.CutPrefix(r.Header.Get("X-Amz-Target"), cloudWatchService+".")
	switch {
	case r.URL.Path != "/" || r.Method != http.MethodPost:
		return response{}, unknownOperation(http.StatusNotFound, "Operations are requested by POST /.")
	case !ok:
		return response{}, unknownOperation(http.StatusBadRequest, "Of the services with "+json10Type+", logsieve serve answers CloudWatch only: X-Amz-Target must start with "+cloudWatchService+".")
	}
	in, err := jsonInput(body)
	if err != nil {
		return response{}, err
	}
	out, err := s.cloudWatch(ctx, r, name, in)
	return response{status: http.StatusOK, contentType: json10Type, body: marshal(out)}, err
}

const json10Type = "application/x-amz-json-1.0"

// failJSON10 answers an error in AWS JSON 1.0.
func failJSON10(err *engine.APIError, id string) response {
	res := failJSON(err, id)
	res.contentType = json10Type
	res.header = queryErrorHeader(err)
	return res
}

// queryErrorHeader tells clients of services that once had AWS Query the code
// that it has there.
// https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#aws-protocols-awsquerycompatible-trait
func queryErrorHeader(err *engine.APIError) map[string]string {
	return map[string]string{"X-Amzn-Query-Error": queryCode(err.Code) + ";" + errorKind(err)}
}

// errorKind is whose fault an error is.
func errorKind(err *engine.APIError) string {
	if err.Status >= http.StatusInternalServerError {
		return "Receiver"
	}
	return "Sender"
}
