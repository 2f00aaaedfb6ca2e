package awstarget

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Credentials sign requests.
type Credentials struct {
	AccessKeyID, SecretAccessKey string
	SessionToken                 string    // of temporary ones
	Expiration                   time.Time // zero when they do not expire
}

// Static are credentials that stay as they are.
func Static(c Credentials) func(context.Context) (Credentials, error) {
	return func(context.Context) (Credentials, error) { return c, nil }
}

// Config is what AWS clients are configured with.
type Config struct {
	Region      string
	Credentials func(context.Context) (Credentials, error)
	Attempts    int // AWS_MAX_ATTEMPTS; 0 when it is not set
	Client      *http.Client
}

// LoadConfig reads region and credentials where AWS clients read them: the
// environment, or the profile AWS_PROFILE, default when it is not set, of the
// shared files. What a profile does not hold as keys, such as single sign-on
// and roles, is asked of the AWS CLI (aws configure export-credentials).
//
// An endpoint on this machine needs none of it: it gets DefaultRegion and
// credentials that nobody else has.
// https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
func LoadConfig(ctx context.Context, address Address) (*Config, error) {
	env := os.Getenv
	name := cmp.Or(env("AWS_PROFILE"), env("AWS_DEFAULT_PROFILE"))
	profile, err := readProfile(cmp.Or(name, "default"))
	if err != nil {
		return nil, err
	}
	if name != "" && profile == nil {
		return nil, fmt.Errorf("there is no profile %q: AWS_PROFILE names one of %s or %s", name, sharedFile("AWS_CONFIG_FILE", "config"), sharedFile("AWS_SHARED_CREDENTIALS_FILE", "credentials"))
	}
	c := &Config{Region: cmp.Or(address.Region(), env("AWS_REGION"), env("AWS_DEFAULT_REGION"), profile["region"])}
	if address.Loopback() {
		c.Region = cmp.Or(c.Region, DefaultRegion)
	}
	if c.Region == "" {
		return nil, errors.New("no region: set AWS_REGION, or AWS_PROFILE to a profile that has one")
	}
	if text := env("AWS_MAX_ATTEMPTS"); text != "" {
		if c.Attempts, err = strconv.Atoi(text); err != nil || c.Attempts < 1 {
			return nil, fmt.Errorf("AWS_MAX_ATTEMPTS: %q is not a number of attempts", text)
		}
	}
	if c.Client, err = newClient(env("AWS_CA_BUNDLE")); err != nil {
		return nil, err
	}
	key := Credentials{AccessKeyID: cmp.Or(env("AWS_ACCESS_KEY_ID"), env("AWS_ACCESS_KEY")), SecretAccessKey: cmp.Or(env("AWS_SECRET_ACCESS_KEY"), env("AWS_SECRET_KEY")), SessionToken: env("AWS_SESSION_TOKEN")}
	inFile := Credentials{AccessKeyID: profile["aws_access_key_id"], SecretAccessKey: profile["aws_secret_access_key"], SessionToken: profile["aws_session_token"]}
	switch {
	case name == "" && key.complete():
		c.Credentials = Static(key)
	case inFile.complete():
		c.Credentials = Static(inFile)
	case name == "" && !mentionsCredentials(profile) && address.Loopback():
		c.Credentials = Static(Credentials{AccessKeyID: "logsieve", SecretAccessKey: "logsieve"})
	default:
		c.Credentials = exported(name)
	}
	_, err = c.Credentials(ctx)
	switch {
	case err != nil && name == "" && !mentionsCredentials(profile):
		return nil, fmt.Errorf("no credentials: set AWS_PROFILE to a profile that has some, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (%w)", err)
	case err != nil:
		return nil, fmt.Errorf("the configured credentials cannot be had: %w", err)
	}
	return c, nil
}

func (c Credentials) complete() bool { return c.AccessKeyID != "" && c.SecretAccessKey != "" }

// mentionsCredentials reports whether a profile says how to get credentials.
func mentionsCredentials(profile map[string]string) bool {
	keys := []string{"aws_access_key_id", "credential_process", "credential_source", "login_session", "role_arn", "source_profile", "sso_account_id", "sso_session", "sso_start_url", "web_identity_token_file"}
	return slices.ContainsFunc(keys, func(key string) bool { return profile[key] != "" })
}

// sharedFile is the name of a shared file.
func sharedFile(variable, name string) string {
	if file := os.Getenv(variable); file != "" {
		return file
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return filepath.Join("~", ".aws", name)
	}
	return filepath.Join(home, ".aws", name)
}

// readProfile are the settings of a profile in both files, those of the
// credentials file first; nil when neither has it.
func readProfile(name string) (map[string]string, error) {
	var all map[string]string
	for _, f := range []struct {
		file     string
		sections []string
	}{
		{sharedFile("AWS_CONFIG_FILE", "config"), configSections(name)},
		{sharedFile("AWS_SHARED_CREDENTIALS_FILE", "credentials"), []string{name}},
	} {
		data, err := os.ReadFile(f.file)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		for _, section := range f.sections {
			settings := readSection(data, section)
			if settings == nil {
				continue
			}
			if all == nil {
				all = map[string]string{}
			}
			maps.Copy(all, settings)
		}
	}
	return all, nil
}

// configSections are the names that a profile may have in the config file.
func configSections(name string) []string {
	if name == "default" {
		return []string{"default", "profile default"}
	}
	return []string{"profile " + name}
}

// readSection are the settings of a section, nil when there is none. Settings
// inside of settings, which are indented, are left out.
func readSection(data []byte, name string) map[string]string {
	var settings map[string]string
	inside := false
	for lines := bufio.NewScanner(bytes.NewReader(data)); lines.Scan(); {
		line := lines.Text()
		switch text := strings.TrimSpace(line); {
		case text == "" || text[0] == '#' || text[0] == ';':
		case text[0] == '[':
			text, _, _ = strings.Cut(text[1:], "]")
			if inside = strings.Join(strings.Fields(text), " ") == name; inside && settings == nil {
				settings = map[string]string{}
			}
		case inside && line[0] != ' ' && line[0] != '\t':
			key, value, _ := strings.Cut(text, "=")
			for _, comment := range []string{" #", " ;", "\t#", "\t;"} {
				value, _, _ = strings.Cut(value, comment)
			}
			settings[strings.ToLower(strings.TrimSpace(key))] = strings.TrimSpace(value)
		}
	}
	return settings
}

// earlier is how long before they expire credentials are asked for anew.
const earlier = 5 * time.Minute

// exported asks the AWS CLI for the credentials of a profile, "" for what it
// finds by itself, and again before they expire.
// https://docs.aws.amazon.com/cli/latest/reference/configure/export-credentials.html
func exported(profile string) func(context.Context) (Credentials, error) {
	var lock sync.Mutex
	var last Credentials
	return func(ctx context.Context) (Credentials, error) {
		lock.Lock()
		defer lock.Unlock()
		if last.complete() && (last.Expiration.IsZero() || time.Until(last.Expiration) > earlier) {
			return last, nil
		}
		args := []string{"configure", "export-credentials", "--format", "process"}
		if profile != "" {
			args = append(args, "--profile", profile)
		}
		cmd := exec.CommandContext(ctx, "aws", args...)
		var said bytes.Buffer
		cmd.Stderr = &said
		out, err := cmd.Output()
		switch {
		case errors.Is(err, exec.ErrNotFound):
			return Credentials{}, errors.New("keys are not configured, and the AWS CLI, which can get others, is not on the PATH")
		case err != nil:
			return Credentials{}, fmt.Errorf("aws configure export-credentials: %w: %s", err, clip(bytes.TrimSpace(said.Bytes())))
		}
		var answer struct {
			AccessKeyID     string `json:"AccessKeyId"`
			SecretAccessKey string
			SessionToken    string
			Expiration      time.Time
		}
		if err := json.Unmarshal(out, &answer); err != nil { // what it holds is not for messages
			return Credentials{}, errors.New("aws configure export-credentials: the answer is not the JSON that credential processes write")
		}
		got := Credentials(answer)
		if !got.complete() {
			return Credentials{}, errors.New("aws configure export-credentials: the answer has no keys")
		}
		last = got
		return last, nil
	}
}

// newClient returns a client that follows no redirects, as they would not be
// signed, and trusts only the authorities of a file, if one is named.
func newClient(authorities string) (*http.Client, error) {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	if authorities != "" {
		data, err := os.ReadFile(authorities)
		if err != nil {
			return nil, fmt.Errorf("AWS_CA_BUNDLE: %w", err)
		}
		pool := x509.NewCertPool()
		if !pool.AppendCertsFromPEM(data) {
			return nil, fmt.Errorf("AWS_CA_BUNDLE: %s holds no certificate", authorities)
		}
		transport.TLSClientConfig = &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
	}
	return &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}, nil
}

// clip is the start of what somebody said, for a message.
func clip(data []byte) string {
	const most = 200
	if len(data) > most {
		return string(data[:most]) + "…"
	}
	return string(data)
}
