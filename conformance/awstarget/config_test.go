package awstarget_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/conformance/awstarget"
)

const (
	configFile = `
# a comment
[default]
region = eu-north-1
[profile keys]
region=eu-west-1 ; where
aws_access_key_id = CONFIG
aws_secret_access_key = SECRET
s3 =
    region = us-west-1
[profile both]
region = eu-west-2
[ profile  sso ]
region = eu-west-3
sso_session = s
[profile other]
[sso-session s]
region = us-west-2
`
	credentialsFile = `
[keys]
AWS_ACCESS_KEY_ID = FILE
aws_secret_access_key = A=B
aws_session_token = T
[both]
aws_access_key_id = BOTH
aws_secret_access_key = SECRET
`
	fromCLI   = `{"Version": 1, "AccessKeyId": "CLI", "SecretAccessKey": "S", "SessionToken": "T", "Expiration": "2099-01-01T00:00:00Z"}`
	loopbacks = "http://localhost:4587"
)

func TestLoadConfig(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the program that stands in for the AWS CLI is a shell script")
	}
	for _, c := range []struct {
		name, address string
		env           string // NAME=VALUE, each
		cli           string // what the AWS CLI does, "" when there is none
		region, key   string
		err           string
	}{
		{"nothing, on this machine", loopbacks, "NONE=1", "", "us-east-1", "logsieve logsieve", ""},
		{"nothing", "aws", "NONE=1", "", "", "", "no region: set AWS_REGION, or AWS_PROFILE to a profile that has one"},
		{"no credentials", "aws", "NONE=1 AWS_REGION=eu-west-1", "", "", "", "no credentials: set AWS_PROFILE to a profile that has some, or AWS_ACCESS_KEY_ID"},
		{"an instance's role", "aws", "NONE=1 AWS_REGION=eu-west-1", "echo '" + fromCLI + "'", "eu-west-1", "CLI S T", ""},
		{"variables", "aws", "AWS_ACCESS_KEY_ID=K AWS_SECRET_ACCESS_KEY=S AWS_SESSION_TOKEN=T AWS_DEFAULT_REGION=r-1", "", "r-1", "K S T", ""},
		{"the default profile's region", "aws", "AWS_ACCESS_KEY_ID=K AWS_SECRET_ACCESS_KEY=S", "", "eu-north-1", "K S", ""},
		{"the host's region", "https://logs.eu-west-9.amazonaws.com", "AWS_ACCESS_KEY_ID=K AWS_SECRET_ACCESS_KEY=S AWS_REGION=r-1", "", "eu-west-9", "K S", ""},
		{"a profile over variables", "aws", "AWS_PROFILE=both AWS_ACCESS_KEY_ID=K AWS_SECRET_ACCESS_KEY=S", "", "eu-west-2", "BOTH SECRET", ""},
		{"the credentials file over the other", "aws", "AWS_PROFILE=keys", "", "eu-west-1", "FILE A=B T", ""},
		{"on this machine, too", loopbacks, "AWS_PROFILE=keys", "", "eu-west-1", "FILE A=B T", ""},
		{"no such profile", loopbacks, "AWS_PROFILE=nobody", "", "", "", `there is no profile "nobody"`},
		{"a session's section is no profile", "aws", "AWS_PROFILE=s", "", "", "", `there is no profile "s"`},
		{"single sign-on", "aws", "AWS_PROFILE=sso", `[ "$*" = "configure export-credentials --format process --profile sso" ] && echo '` + fromCLI + `'`, "eu-west-3", "CLI S T", ""},
		{"single sign-on without the CLI", "aws", "AWS_PROFILE=sso", "", "", "", "the configured credentials cannot be had: keys are not configured, and the AWS CLI, which can get others, is not on the PATH"},
		{"signed out", "aws", "AWS_PROFILE=sso", "echo Token has expired >&2; exit 255", "", "", "cannot be had: aws configure export-credentials: exit status 255: Token has expired"},
		{"an answer of another form", "aws", "AWS_PROFILE=sso", "echo SECRET", "", "", "the answer is not the JSON that credential processes write"},
		{"an answer without keys", "aws", "AWS_PROFILE=sso", "echo '{}'", "", "", "the answer has no keys"},
		{"attempts", loopbacks, "AWS_MAX_ATTEMPTS=many", "", "", "", `AWS_MAX_ATTEMPTS: "many" is not a number of attempts`},
		{"authorities", loopbacks, "AWS_CA_BUNDLE=none.pem", "", "", "", "AWS_CA_BUNDLE: open none.pem"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			for _, name := range []string{"AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_MAX_ATTEMPTS", "AWS_CA_BUNDLE"} {
				t.Setenv(name, "")
			}
			t.Setenv("AWS_CONFIG_FILE", filepath.Join(dir, "config"))
			t.Setenv("AWS_SHARED_CREDENTIALS_FILE", filepath.Join(dir, "credentials"))
			files := map[string]string{"config": configFile, "credentials": credentialsFile}
			for v := range strings.FieldsSeq(c.env) {
				name, value, _ := strings.Cut(v, "=")
				if name == "NONE" {
					files = nil
				}
				t.Setenv(name, value)
			}
			for name, text := range files {
				if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			bin := filepath.Join(dir, "bin")
			if err := os.Mkdir(bin, 0o755); err != nil {
				t.Fatal(err)
			}
			if c.cli != "" {
				if err := os.WriteFile(filepath.Join(bin, "aws"), []byte("#!/bin/sh\n"+c.cli+"\n"), 0o755); err != nil {
					t.Fatal(err)
				}
			}
			t.Setenv("PATH", bin)
			address, err := awstarget.ParseAddress(c.address)
			if err != nil {
				t.Fatal(err)
			}
			config, err := awstarget.LoadConfig(t.Context(), address)
			if err != nil || c.err != "" {
				if err == nil || c.err == "" || !strings.Contains(err.Error(), c.err) {
					t.Errorf("error %v, want %q", err, c.err)
				}
				return
			}
			got, err := config.Credentials(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			key := strings.TrimSpace(got.AccessKeyID + " " + got.SecretAccessKey + " " + got.SessionToken)
			if diff := cmp.Diff([]string{c.region, c.key}, []string{config.Region, key}); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestCredentialsAreRenewed holds that credentials about to expire are asked
// for again, and others are not.
func TestCredentialsAreRenewed(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the program that stands in for the AWS CLI is a shell script")
	}
	for expiration, want := range map[string]int{"2099-01-01T00:00:00Z": 1, time.Now().Add(time.Minute).UTC().Format(time.RFC3339): 3} {
		dir := t.TempDir()
		script := "#!/bin/sh\necho x >> " + filepath.Join(dir, "asked") + "\necho '" + strings.Replace(fromCLI, "2099-01-01T00:00:00Z", expiration, 1) + "'\n"
		if err := os.WriteFile(filepath.Join(dir, "aws"), []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
		t.Setenv("PATH", dir)
		t.Setenv("AWS_PROFILE", "")
		t.Setenv("AWS_ACCESS_KEY_ID", "")
		t.Setenv("AWS_REGION", "r-1")
		t.Setenv("AWS_CONFIG_FILE", filepath.Join(dir, "none"))
		t.Setenv("AWS_SHARED_CREDENTIALS_FILE", filepath.Join(dir, "none"))
		config, err := awstarget.LoadConfig(t.Context(), awstarget.Address{})
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if _, err := config.Credentials(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		asked, err := os.ReadFile(filepath.Join(dir, "asked"))
		if n := strings.Count(string(asked), "x"); err != nil || n != want {
			t.Errorf("expiring at %s, asked %d times, want %d; %v", expiration, n, want, err)
		}
	}
}
