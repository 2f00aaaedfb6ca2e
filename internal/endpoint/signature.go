package endpoint

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

// Credentials are the key with which requests must be signed.
type Credentials struct{ AccessKeyID, SecretAccessKey string }

// maxSkew is how far a request's time may be from ours.
const maxSkew = 5 * time.Minute

const (
	algorithm  = "AWS4-HMAC-SHA256"
	timeFormat = "20060102T150405Z"
)

// verify checks the signature, version 4, in the Authorization header: it
// lets the SDK's signer sign the request again and compares.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
func (c *Credentials) verify(r *http.Request, body []byte, now time.Time) error {
	header := r.Header.Get("Authorization")
	if header == "" {
		return failure("MissingAuthenticationTokenException", "Missing Authentication Token")
	}
	auth, ok := parseAuthorization(header)
	at, err := time.Parse(timeFormat, r.Header.Get("X-Amz-Date"))
	switch {
	case !ok:
		return failure("IncompleteSignatureException", "The Authorization header needs "+algorithm+" with Credential, SignedHeaders and Signature.")
	case err != nil:
		return failure("IncompleteSignatureException", "The request needs the header X-Amz-Date, such as 20260102T030405Z.")
	case auth.keyID != c.AccessKeyID:
		return failure("UnrecognizedClientException", "The security token included in the request is invalid.")
	case unsigned(r, auth) != "":
		return failure("InvalidSignatureException", "'"+unsigned(r, auth)+"' must be a 'SignedHeader' in the AWS Authorization.")
	case now.Sub(at).Abs() > maxSkew:
		return failure("InvalidSignatureException", "Signature expired: "+r.Header.Get("X-Amz-Date")+" is too far from "+now.UTC().Format(timeFormat)+".")
	}
	want, err := c.sign(r, body, auth, at)
	if err != nil {
		return err
	}
	// The header is compared as a whole, since scope and signed headers are
	// part of what must agree.
	if subtle.ConstantTimeCompare([]byte(want.signature), []byte(auth.signature)) != 1 ||
		want.signedHeaders != auth.signedHeaders || want.scope() != auth.scope() {
		return failure("InvalidSignatureException", "The request signature we calculated does not match the signature you provided. "+
			"Check your AWS Secret Access Key and signing method. Consult the service documentation for details.")
	}
	return nil
}

// sign signs a copy of the request that has only the signed headers.
func (c *Credentials) sign(r *http.Request, body []byte, auth authorization, at time.Time) (authorization, error) {
	u := *r.URL
	u.Scheme, u.Host = "http", r.Host
	again := &http.Request{Method: r.Method, URL: &u, Host: r.Host, Header: http.Header{}}
	for name := range strings.SplitSeq(auth.signedHeaders, ";") {
		switch name = http.CanonicalHeaderKey(name); name {
		case "Host":
		case "Content-Length":
			again.ContentLength = int64(len(body))
		default:
			if values := r.Header.Values(name); len(values) > 0 {
				again.Header[name] = values
			}
		}
	}
	sum := sha256.Sum256(body)
	err := v4.NewSigner().SignHTTP(context.Background(), aws.Credentials{AccessKeyID: c.AccessKeyID, SecretAccessKey: c.SecretAccessKey},
		again, hex.EncodeToString(sum[:]), auth.service, auth.region, at)
	if err != nil {
		return authorization{}, err
	}
	signed, _ := parseAuthorization(again.Header.Get("Authorization"))
	return signed, nil
}

// unsigned is a header that says what is asked for, and that the signature
// does not cover: who could change it could ask for something else.
func unsigned(r *http.Request, auth authorization) string {
	covered := strings.Split(auth.signedHeaders, ";")
	if !slices.Contains(covered, "host") {
		return "Host"
	}
	for _, name := range slices.Sorted(maps.Keys(r.Header)) {
		if strings.HasPrefix(name, "X-Amz-") && !slices.Contains(covered, strings.ToLower(name)) {
			return name
		}
	}
	return ""
}

// authorization is what an Authorization header says.
type authorization struct {
	keyID, date, region, service string
	signedHeaders, signature     string
}

func (a authorization) scope() string { return a.date + "/" + a.region + "/" + a.service }

func parseAuthorization(header string) (a authorization, ok bool) {
	rest, ok := strings.CutPrefix(header, algorithm+" ")
	if !ok {
		return a, false
	}
	for part := range strings.SplitSeq(rest, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		switch name {
		case "Credential":
			scope := strings.Split(value, "/")
			if len(scope) != 5 || scope[4] != "aws4_request" {
				return a, false
			}
			a.keyID, a.date, a.region, a.service = scope[0], scope[1], scope[2], scope[3]
		case "SignedHeaders":
			a.signedHeaders = value
		case "Signature":
			a.signature = value
		}
	}
	return a, a.keyID != "" && a.signedHeaders != "" && a.signature != ""
}
