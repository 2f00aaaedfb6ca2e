package endpoint

import "net/http"

const stsVersion = "2011-06-15"

// sts answers who asks, which tools want to know first: the root user of the
// account.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
func (s *Server) sts(r *http.Request, name string) (object, error) {
	if name != "GetCallerIdentity" {
		return nil, unknownOperation(http.StatusBadRequest, "Of STS, logsieve serve answers GetCallerIdentity only, not "+name+".")
	}
	if _, err := s.place(r, "sts"); err != nil {
		return nil, err
	}
	account := s.options.Account
	return object{{"UserId", account}, {"Account", account}, {"Arn", "arn:aws:iam::" + account + ":root"}}, nil
}
