package logfile

import (
	"bytes"
	"slices"
	"strings"
	"sync"
)

// header is how many bytes and lines at the start of a text of lines tell what
// is in them: names of fields, which CloudWatch Logs does not have as log
// events. Flow logs in S3 start with such a line, and so do logs in the extended
// format of W3C, as CloudFront writes them.
func header(head []byte) (length, lines int) {
	line, _, more := bytes.Cut(head, []byte("\n"))
	if more && isFlowHeader(string(bytes.TrimSuffix(line, []byte("\r")))) {
		return len(line) + 1, 1
	}
	if !bytes.HasPrefix(head, []byte("#Version:")) {
		return 0, 0
	}
	for bytes.HasPrefix(head[length:], []byte("#")) {
		i := bytes.IndexByte(head[length:], '\n')
		if i < 0 {
			break
		}
		length += i + 1
		lines++
	}
	return length, lines
}

// isFlowHeader reports whether a line holds nothing but fields of flow logs, in
// any order and choice, as custom formats have them.
func isFlowHeader(line string) bool {
	fields := strings.Fields(line)
	return len(fields) >= 2 && !slices.ContainsFunc(fields, func(f string) bool { return !flowFields()[f] })
}

// flowFields are the fields of VPC and transit gateway flow logs, as the
// "Available fields" tables of their user guides list them.
var flowFields = sync.OnceValue(func() map[string]bool {
	all := map[string]bool{}
	for f := range strings.FieldsSeq(`version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes
		start end action log-status vpc-id subnet-id instance-id tcp-flags type pkt-srcaddr pkt-dstaddr region az-id
		sublocation-type sublocation-id pkt-src-aws-service pkt-dst-aws-service flow-direction traffic-path
		ecs-cluster-arn ecs-cluster-name ecs-container-instance-arn ecs-container-instance-id ecs-container-id
		ecs-second-container-id ecs-service-name ecs-task-definition-arn ecs-task-arn ecs-task-id reject-reason
		resource-id encryption-status resource-type tgw-id tgw-attachment-id tgw-src-vpc-account-id
		tgw-dst-vpc-account-id tgw-src-vpc-id tgw-dst-vpc-id tgw-src-subnet-id tgw-dst-subnet-id tgw-src-eni
		tgw-dst-eni tgw-src-az-id tgw-dst-az-id tgw-pair-attachment-id packets-lost-no-route
		packets-lost-blackhole packets-lost-mtu-exceeded packets-lost-ttl-expired`) {
		all[f] = true
	}
	return all
})
