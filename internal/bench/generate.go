//go:build devtools && unix

package main

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strconv"
)

// A kind of log to measure with. The same seed gives the same bytes.
type kind struct {
	name  string
	event func(r *rand.Rand, b []byte, n int) []byte
}

func kinds() []kind {
	return []kind{{"cloudtrail.jsonl", cloudTrail}, {"access.log", accessLine}, {"app.log", appLine}}
}

// generate writes size bytes of log events, or a little more.
func generate(w io.Writer, k kind, size int64) error {
	r := rand.New(rand.NewPCG(1, 2))
	out := bufio.NewWriterSize(w, 1<<20)
	var b []byte
	for n, written := 0, int64(0); written < size; n++ {
		b = append(k.event(r, b[:0], n), '\n')
		if _, err := out.Write(b); err != nil {
			return err
		}
		written += int64(len(b))
	}
	return out.Flush()
}

// generateFile makes a file unless it is there with its size.
func generateFile(name string, k kind, size int64) error {
	if info, err := os.Stat(name); err == nil && info.Size() >= size && info.Size() < size+1<<16 {
		return nil
	}
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	err = generate(f, k, size)
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	return err
}

func pick(r *rand.Rand, of ...string) string { return of[r.IntN(len(of))] }

const hexDigits = "0123456789abcdef"

func hex(r *rand.Rand, b []byte, n int) []byte {
	for range n {
		b = append(b, hexDigits[r.IntN(16)])
	}
	return b
}

func clock(b []byte, n int, separator byte) []byte {
	s := n / 40
	return fmt.Appendf(b, "2026-11-%02d%c%02d:%02d:%02d", 1+s/86400%28, separator, s/3600%24, s/60%60, s%60)
}

// cloudTrail is a CloudTrail record of 1 to 2.5 KB in one line of JSON,
// without blanks, so that a tool that writes it anew writes the same.
func cloudTrail(r *rand.Rand, b []byte, n int) []byte {
	user := "u" + strconv.Itoa(r.IntN(500))
	b = append(b, `{"eventVersion":"1.08","userIdentity":{"type":"`...)
	b = append(b, pick(r, "AssumedRole", "IAMUser", "AssumedRole", "AWSService")...)
	b = append(b, `","principalId":"AROA`...)
	b = hex(r, b, 17)
	b = append(b, `:`+user+`","arn":"arn:aws:sts::123456789012:assumed-role/ops/`+user+`","accountId":"123456789012","accessKeyId":"ASIA`...)
	b = hex(r, b, 16)
	b = append(b, `","sessionContext":{"sessionIssuer":{"type":"Role","principalId":"AROA`...)
	b = hex(r, b, 17)
	b = append(b, `","arn":"arn:aws:iam::123456789012:role/ops","accountId":"123456789012","userName":"ops"},"attributes":{"creationDate":"`...)
	b = clock(b, n, 'T')
	b = append(b, `Z","mfaAuthenticated":"`+pick(r, "false", "true")+`"}}},"eventTime":"`...)
	b = clock(b, n, 'T')
	b = append(b, `Z","eventSource":"`+pick(r, "s3", "ec2", "sts", "kms", "logs", "dynamodb")+`.amazonaws.com","eventName":"`...)
	b = append(b, pick(r, "GetObject", "PutObject", "DescribeInstances", "AssumeRole", "Decrypt", "PutLogEvents", "GetItem", "ListBuckets")...)
	b = fmt.Appendf(b, `","awsRegion":"eu-central-1","sourceIPAddress":"10.%d.%d.%d","userAgent":"aws-sdk-go-v2/1.%d os/linux lang/go"`, r.IntN(256), r.IntN(256), r.IntN(256), r.IntN(60))
	if r.IntN(200) == 0 {
		b = append(b, `,"errorCode":"`+pick(r, "AccessDenied", "Client.UnauthorizedOperation", "ThrottlingException")+`","errorMessage":"User: `+user+` is not authorized to perform this"`...)
	}
	b = append(b, `,"requestParameters":{"bucketName":"bucket-`+strconv.Itoa(r.IntN(300))+`","key":"data/`...)
	b = hex(r, b, 20+r.IntN(60))
	b = fmt.Appendf(b, `","maxResults":%d,"tags":[`, r.IntN(1000))
	for i := range r.IntN(8) {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, `{"key":"k`+strconv.Itoa(i)+`","value":"`...)
		b = hex(r, b, 24)
		b = append(b, `"}`...)
	}
	b = append(b, `]},"responseElements":{"x-amz-request-id":"`...)
	b = hex(r, b, 16)
	b = append(b, `","x-amz-id-2":"`...)
	b = hex(r, b, 76+r.IntN(300))
	b = fmt.Appendf(b, `"},"additionalEventData":{"bytesTransferredIn":%d,"bytesTransferredOut":%d,"latency":%d},"requestID":"`, r.IntN(1<<20), r.IntN(1<<20), r.IntN(2000))
	b = hex(r, b, 36)
	b = append(b, `","eventID":"`...)
	b = hex(r, b, 36)
	return append(b, `","readOnly":`+pick(r, "true", "false")+`,"eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":"123456789012","eventCategory":"Management"}`...)
}

// accessLine is a line of a web server's access log.
func accessLine(r *rand.Rand, b []byte, n int) []byte {
	b = fmt.Appendf(b, "10.%d.%d.%d - user%d [", r.IntN(256), r.IntN(256), r.IntN(256), r.IntN(1000))
	b = clock(b, n, ':')
	status := 200
	switch r.IntN(50) {
	case 0:
		status = 404
	case 1:
		status = 403
	case 2:
		status = 500
	}
	return fmt.Appendf(b, ` +0000] "%s /api/v%d/items/%d HTTP/1.1" %d %d`, pick(r, "GET", "GET", "POST", "PUT"), r.IntN(3), r.IntN(100000), status, r.IntN(20000))
}

// appLine is a line of an application's log. One in a thousand is an error.
func appLine(r *rand.Rand, b []byte, n int) []byte {
	b = clock(b, n, 'T')
	level := pick(r, "INFO", "INFO", "DEBUG")
	switch r.IntN(1000) {
	case 0:
		level = "ERROR"
	case 1, 2:
		level = "WARN"
	}
	b = append(b, "Z "+level+" ["...)
	b = hex(r, b, 8)
	b = append(b, "] "+pick(r, "request served", "cache miss for", "Exiting handler", "connection reset by", "retry scheduled for")+" item="...)
	b = hex(r, b, 12+r.IntN(60))
	return fmt.Appendf(b, " took=%dms", r.IntN(3000))
}
