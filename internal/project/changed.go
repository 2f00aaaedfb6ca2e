package project

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"strings"
)

// Changed are the files of the git repository around the working directory
// that differ from a revision, or are not tracked, as seen from the working
// directory. Deleted files are among them. With "" it is the last commit;
// otherwise the commit where the revision and the last commit part, as in a
// pull request.
func Changed(ctx context.Context, ref string) (map[string]bool, error) {
	up, err := git(ctx, "rev-parse", "--show-cdup")
	if err != nil {
		return nil, err
	}
	if strings.HasPrefix(ref, "-") {
		return nil, fmt.Errorf("git: %q is not a revision", ref)
	}
	top := strings.TrimSpace(string(up))
	diff := []string{"diff", "--name-only", "-z", "--no-ext-diff", "--no-renames"}
	switch {
	case ref != "":
		diff = append(diff, "--merge-base", ref)
	default:
		base := "HEAD"
		if _, err := git(ctx, "rev-parse", "--verify", "--quiet", "HEAD^{commit}"); err != nil {
			// Before the first commit everything is new.
			empty, err := git(ctx, "hash-object", "-t", "tree", os.DevNull)
			if err != nil {
				return nil, err
			}
			base = strings.TrimSpace(string(empty))
		}
		diff = append(diff, base)
	}
	tracked, err := git(ctx, append(diff, "--")...)
	if err != nil {
		return nil, err
	}
	untracked, err := git(ctx, "ls-files", "-z", "--others", "--exclude-standard", "--full-name", "--", ":/")
	if err != nil {
		return nil, err
	}
	files := map[string]bool{}
	for _, list := range [][]byte{tracked, untracked} {
		for name := range bytes.SplitSeq(list, []byte{0}) {
			if len(name) > 0 {
				files[path.Join(top, string(name))] = true
			}
		}
	}
	return files, nil
}

// git runs git and returns what it prints.
func git(ctx context.Context, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Env = append(os.Environ(), "GIT_OPTIONAL_LOCKS=0", "LC_ALL=C")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err == nil {
		return out, nil
	}
	if errors.Is(err, exec.ErrNotFound) {
		return nil, errors.New("git is needed, and was not found")
	}
	text, _, _ := strings.Cut(strings.TrimSpace(stderr.String()), "\n")
	if text == "" {
		text = err.Error()
	}
	return nil, fmt.Errorf("git: %s", strings.TrimPrefix(text, "fatal: "))
}
