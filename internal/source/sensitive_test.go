package source

import "testing"

func TestSensitiveName(t *testing.T) {
	for name, want := range map[string]bool{
		"token": true, "github_token": true, "GitHubToken": true, "slackTokenArn": true, "DB_PASSWORD": true, "dbPassword": true,
		"ApiKey": true, "api_key": true, "datadog-api-key": true, "APIKey": true, "apikey": true, "private_key_pem": true,
		"client_secret": true, "secrets": true, "credentials": true, "AccessKeyId": true,
		"name": false, "tokenizer": false, "secretary": false, "key": false, "api": false, "pattern": false, "": false, "_": false, "é": false,
		"key_api": false, "private_keys": true, "api_keys": true, "passwords": true,
	} {
		if got := SensitiveName(name); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
