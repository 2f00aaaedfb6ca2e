package conformance

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// ErrNotSuite says that a file is no suite: it is not a JSON object with a
// member "cases".
var ErrNotSuite = errors.New(`not a suite: no "cases"`)

// Load reads every suite among the *.json files of fsys, in lexical order of
// their paths. Files that are no suites are passed over. The same id twice is
// an error. All errors found are joined.
func Load(fsys fs.FS) ([]*Suite, error) {
	suites, err := walk(fsys, "")
	return suites, errors.Join(err, checkUnique(suites))
}

// maxSuite bounds a file of cases, in bytes: a device may have no end.
const maxSuite = 64 << 20

// readSuite reads a file of at most maxSuite bytes.
func readSuite(open func() (fs.File, error), name string) ([]byte, error) {
	f, err := open()
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxSuite+1))
	if err == nil && len(data) > maxSuite {
		err = &fs.PathError{Op: "read", Path: name, Err: fmt.Errorf("larger than %d MiB", maxSuite>>20)}
	}
	return data, err
}

// LoadPaths reads the suites in files and directories, in the order given; a
// directory is walked as Load does, a file reached twice is read once. A file
// that is named here and is no suite is an error that wraps ErrNotSuite; one
// that cannot be read is an [fs.PathError].
func LoadPaths(paths ...string) ([]*Suite, error) {
	var suites []*Suite
	var errs []error
	for _, p := range paths {
		info, err := os.Stat(p)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		if info.IsDir() {
			found, err := walk(os.DirFS(p), p)
			suites = append(suites, found...)
			errs = append(errs, err)
			continue
		}
		data, err := readSuite(func() (fs.File, error) { return os.Open(p) }, p)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		if isSuite, err := looksLikeSuite(data); err != nil || !isSuite {
			if err == nil {
				err = ErrNotSuite
			}
			errs = append(errs, fmt.Errorf("%s: %w", p, err))
			continue
		}
		suite, err := parseFile(data, p)
		suites = append(suites, suite)
		errs = append(errs, err)
	}
	seen := map[string]bool{}
	suites = slices.DeleteFunc(suites, func(s *Suite) bool {
		key := filepath.Clean(s.Path)
		if abs, err := filepath.Abs(s.Path); err == nil {
			key = abs
		}
		again := seen[key]
		seen[key] = true
		return again
	})
	errs = append(errs, checkUnique(suites))
	return suites, errors.Join(errs...)
}

// walk reads the suites below fsys; root is put before their paths.
func walk(fsys fs.FS, root string) ([]*Suite, error) {
	var suites []*Suite
	var errs []error
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			errs = append(errs, err)
			return nil
		}
		const noFile = fs.ModeDir | fs.ModeNamedPipe | fs.ModeDevice | fs.ModeSocket
		if d.Type()&noFile != 0 || path.Ext(name) != ".json" {
			return nil
		}
		shown := name
		if root != "" {
			shown = filepath.Join(root, filepath.FromSlash(name))
		}
		data, err := readSuite(func() (fs.File, error) { return fsys.Open(name) }, name)
		if err != nil {
			errs = append(errs, err)
			return nil
		}
		isSuite, err := looksLikeSuite(data)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", shown, err))
			return nil
		}
		if !isSuite {
			return nil
		}
		suite, err := parseFile(data, shown)
		suites = append(suites, suite)
		errs = append(errs, err)
		return nil
	})
	return suites, errors.Join(append(errs, err)...)
}

// looksLikeSuite reports whether data is a JSON object with a member "cases".
// Text that is no JSON is no suite either, sample logs often are not; but if
// it speaks of "cases" it is more likely a suite with a typing error, and
// passing over it would hide its cases.
func looksLikeSuite(data []byte) (bool, error) {
	var members map[string]json.RawMessage
	err := json.Unmarshal(data, &members)
	if err == nil {
		_, ok := members["cases"]
		return ok, nil
	}
	var typ *json.UnmarshalTypeError
	if !errors.As(err, &typ) && bytes.Contains(data, []byte(`"cases"`)) {
		return false, jsonError(data, err)
	}
	return false, nil
}

func parseFile(data []byte, name string) (*Suite, error) {
	suite, err := ParseSuite(data)
	if err == nil {
		suite.Path = name
		return suite, nil
	}
	if suite == nil {
		suite = &Suite{}
	}
	suite.Path = name
	lines := strings.Split(err.Error(), "\n")
	for i := range lines {
		lines[i] = name + ": " + lines[i]
	}
	return suite, errors.New(strings.Join(lines, "\n"))
}

func checkUnique(suites []*Suite) error {
	var errs []error
	first := map[string]*Suite{}
	for _, s := range suites {
		for _, c := range s.Cases {
			if other, ok := first[c.ID]; ok {
				errs = append(errs, fmt.Errorf("%s: case %s: a case in %s has the same id", s.Path, c.ID, other.Path))
				continue
			}
			first[c.ID] = s
		}
	}
	return errors.Join(errs...)
}
