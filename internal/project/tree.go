package project

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"unicode"
)

// How large a revision may be: the files and folders that are seen of it, the
// bytes of one folder's list, and those of a path.
const (
	maxEntries = 500_000
	maxListing = 64 << 20
	maxPath    = 4096
)

// ErrRevision is a text that cannot name a revision.
var ErrRevision = errors.New("not a revision")

// ErrNoLinks is a link or a submodule in a revision.
var ErrNoLinks = errors.New("a link or a submodule, which is not followed in a revision")

// Tree is what a revision of the git repository around the working directory
// holds. git itself reads it, object by object: nothing is checked out. Files are
// named as the working directory sees them. It may be used concurrently.
type Tree struct {
	// Left is how many links and submodules Find has passed.
	Left int

	ctx     context.Context
	top     string // of the repository, as the working directory sees it
	prefix  string // of the working directory in the repository, "." for its top
	bound   string // the folder out of which nothing is read, as seen from the top
	start   string // what was asked for, as seen from the top
	entries int

	mutex   sync.Mutex
	objects *objects
	folders map[string]listed // by path from the top
}

type listed struct {
	entries []entry
	err     error
}

// entry is one file or folder of a tree.
type entry struct {
	name, object string
	mode         string // as git writes it
}

func (e entry) isDir() bool  { return e.mode == "40000" }
func (e entry) isFile() bool { return strings.HasPrefix(e.mode, "100") }

// OpenTree opens a revision. As git has it a path counts from the top of the
// repository, or from the working directory when it starts with ./ or ../; no
// path is the working directory.
func OpenTree(ctx context.Context, revision, name string) (*Tree, error) {
	if revision == "" || strings.ContainsRune("-^", rune(revision[0])) || strings.ContainsFunc(revision, unicode.IsControl) {
		return nil, fmt.Errorf("git: %q is %w", revision, ErrRevision)
	}
	prefix, err := git(ctx, "rev-parse", "--show-prefix")
	if err != nil {
		return nil, err
	}
	up, err := git(ctx, "rev-parse", "--show-cdup")
	if err != nil {
		return nil, err
	}
	root, err := git(ctx, "rev-parse", "--verify", "--quiet", revision+"^{tree}")
	if err != nil {
		return nil, fmt.Errorf("git: there is no revision %q", revision)
	}
	t := &Tree{
		bound: ".", ctx: ctx, top: path.Clean(strings.TrimSuffix(string(up), "\n")), prefix: path.Clean(strings.TrimSuffix(string(prefix), "\n")),
		objects: &objects{ctx: ctx}, folders: map[string]listed{},
	}
	object := strings.TrimSpace(string(root))
	t.objects.hash = len(object) / 2
	t.folders["."] = t.read(object)
	switch name = filepath.ToSlash(name); {
	case name == "":
		t.start = t.prefix
	case name == ".", name == "..", strings.HasPrefix(name, "./"), strings.HasPrefix(name, "../"):
		t.start = path.Join(t.prefix, name)
	default:
		t.start = path.Clean(name)
	}
	if outside(t.start) {
		return nil, about(name, ErrOutside)
	}
	return t, nil
}

// Below keeps to what is below a folder, as the working directory sees it.
func (t *Tree) Below(dir string) error {
	bound, err := t.path(dir)
	if err != nil {
		return about(dir, err)
	}
	t.bound = bound
	if !t.bounded(t.start) {
		return about(t.Root(), ErrOutside)
	}
	return nil
}

// bounded reports whether a path from the top may be read.
func (t *Tree) bounded(name string) bool {
	return t.bound == "." || name == t.bound || strings.HasPrefix(name, t.bound+"/")
}

func outside(name string) bool {
	return path.IsAbs(name) || name == ".." || strings.HasPrefix(name, "../")
}

// Close ends git.
func (t *Tree) Close() {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.objects.stop()
}

// Root is what was asked for, as the working directory sees it.
func (t *Tree) Root() string { return t.seen(t.start) }

// seen is a path from the top as the working directory sees it.
func (t *Tree) seen(name string) string {
	if t.prefix == "." {
		return name
	}
	if name == t.prefix {
		return "."
	}
	if rest, ok := strings.CutPrefix(name, t.prefix+"/"); ok {
		return rest
	}
	return path.Join(t.top, name)
}

// path is a name that the working directory sees as a path from the top.
func (t *Tree) path(name string) (string, error) {
	name = filepath.ToSlash(name)
	if path.IsAbs(name) {
		return "", ErrOutside
	}
	from := path.Join(t.prefix, name)
	if outside(from) || !t.bounded(from) {
		return "", ErrOutside
	}
	return from, nil
}

// Find returns the files that Walker.Find would find, were the revision checked
// out: the file that was asked for, or those of its folder.
func (t *Tree) Find(w *Walker) (files []string, failed []error) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	e, err := t.entry(t.start)
	switch {
	case err != nil:
		return nil, []error{about(t.Root(), err)}
	case e.isFile() && w.Config.Excludes(t.Root()):
		return nil, nil
	case e.isFile():
		return []string{t.Root()}, nil
	case !e.isDir():
		return nil, []error{about(t.Root(), ErrNoLinks)}
	}
	one := &treeWalk{Tree: t, walk: walk{Walker: w}}
	var inner []*gitignore
	if !w.NoGitignore {
		for dir, rest := ".", t.start; t.start != "."; {
			inner = append(inner, one.ignores(dir)...)
			name, more, deeper := strings.Cut(rest, "/")
			if !deeper {
				break
			}
			dir, rest = path.Join(dir, name), more
		}
	}
	if err := one.dir(t.start, inner); err != nil {
		one.failed = append(one.failed, err)
	}
	return one.files, one.failed
}

type treeWalk struct {
	*Tree
	walk
}

// ignores is the ignore file of a folder, if it has one.
func (w *treeWalk) ignores(dir string) []*gitignore {
	data, err := w.file(path.Join(dir, ".gitignore"), maxBeside)
	if err != nil {
		return nil
	}
	return []*gitignore{parseGitignore(dir, data)}
}

// dir walks one folder; its error ends the walk.
func (w *treeWalk) dir(dir string, inner []*gitignore) error {
	if err := w.Tree.ctx.Err(); err != nil {
		return err
	}
	entries, err := w.list(dir)
	if err != nil {
		return about(w.seen(dir), err)
	}
	if !w.NoGitignore {
		inner = append(inner[:len(inner):len(inner)], w.ignores(dir)...)
	}
	for _, e := range entries {
		name := path.Join(dir, e.name)
		ignored := func(isDir bool) bool {
			if w.Config.Excludes(w.seen(name)) {
				return true
			}
			for i := len(inner) - 1; i >= 0; i-- {
				if ignored, ok := inner[i].match(name, isDir); ok {
					return ignored
				}
			}
			return false
		}
		switch {
		case len(name) > maxPath:
			return about(w.seen(dir), fmt.Errorf("its paths have more than %d bytes", maxPath))
		case e.isDir():
			if !neverWalked(e.name) && !ignored(true) {
				if err := w.dir(name, inner); err != nil {
					return err
				}
			}
		case !e.isFile():
			w.Left++
		case w.Config.Includes(w.seen(name)) && !ignored(false):
			w.files = append(w.files, w.seen(name))
		}
	}
	return nil
}

// Load reads a file of the revision.
func (t *Tree) Load(name string) ([]byte, error) {
	from, err := t.path(name)
	if err != nil {
		return nil, about(name, err)
	}
	t.mutex.Lock()
	defer t.mutex.Unlock()
	data, err := t.file(from, maxFile)
	if err != nil {
		return nil, about(name, err)
	}
	return data, nil
}

// List lists the files and folders in a folder of the revision.
func (t *Tree) List(dir string) (files, folders []string, err error) {
	from, err := t.path(dir)
	if err != nil {
		return nil, nil, about(dir, err)
	}
	t.mutex.Lock()
	defer t.mutex.Unlock()
	entries, err := t.list(from)
	if err != nil {
		return nil, nil, about(dir, err)
	}
	for _, e := range entries {
		switch {
		case e.isDir():
			folders = append(folders, e.name)
		case e.isFile():
			files = append(files, e.name)
		}
	}
	return files, folders, nil
}

// entry is what a path leads to.
func (t *Tree) entry(name string) (entry, error) {
	if name == "." {
		return entry{mode: "40000"}, nil
	}
	entries, err := t.list(path.Dir(name))
	if err != nil {
		return entry{}, err
	}
	for _, e := range entries {
		if e.name == path.Base(name) {
			return e, nil
		}
	}
	return entry{}, fs.ErrNotExist
}

// list is what a folder holds.
func (t *Tree) list(dir string) ([]entry, error) {
	if known, ok := t.folders[dir]; ok {
		return known.entries, known.err
	}
	e, err := t.entry(dir)
	known := listed{err: err}
	switch {
	case err != nil:
	case e.isDir():
		known = t.read(e.object)
	case e.isFile():
		known.err = fs.ErrNotExist
	default:
		known.err = ErrNoLinks
	}
	t.folders[dir] = known
	return known.entries, known.err
}

// read reads the list of a folder. No more are read of a revision than
// maxEntries, however often it repeats one.
func (t *Tree) read(object string) (l listed) {
	data, err := t.objects.get(object, maxListing)
	for err == nil && len(data) > 0 {
		mode, rest, spaced := bytes.Cut(data, []byte(" "))
		name, rest, ended := bytes.Cut(rest, []byte{0})
		if !spaced || !ended || len(rest) < t.objects.hash {
			return listed{err: errors.New("git: a folder of the revision is damaged")}
		}
		if t.entries++; t.entries > maxEntries {
			return listed{err: fmt.Errorf("the revision holds more than %d files and folders", maxEntries)}
		}
		e := entry{string(name), fmt.Sprintf("%x", rest[:t.objects.hash]), string(mode)}
		if e.name != "" && e.name != "." && e.name != ".." && !strings.Contains(e.name, "/") {
			l.entries = append(l.entries, e)
		}
		data = rest[t.objects.hash:]
	}
	l.err = err
	return l
}

// file reads a file of at most limit bytes.
func (t *Tree) file(name string, limit int64) ([]byte, error) {
	e, err := t.entry(name)
	switch {
	case err != nil:
		return nil, err
	case e.isDir():
		return nil, fs.ErrNotExist
	case !e.isFile():
		return nil, ErrNoLinks
	}
	return t.objects.get(e.object, limit)
}

// objects asks one git for the objects of a repository.
type objects struct {
	ctx  context.Context
	hash int // bytes of an object's name
	cmd  *exec.Cmd
	in   io.WriteCloser
	out  *bufio.Reader
}

func (o *objects) start() error {
	o.cmd = exec.CommandContext(o.ctx, "git", "cat-file", "--batch")
	// What a partial clone lacks is not asked for elsewhere.
	o.cmd.Env = append(os.Environ(), "GIT_OPTIONAL_LOCKS=0", "GIT_NO_LAZY_FETCH=1", "LC_ALL=C")
	in, err := o.cmd.StdinPipe()
	if err != nil {
		return err
	}
	out, err := o.cmd.StdoutPipe()
	if err != nil {
		return err
	}
	o.in, o.out = in, bufio.NewReader(out)
	return o.cmd.Start()
}

func (o *objects) stop() {
	if o.cmd != nil && o.cmd.Process != nil {
		_ = o.in.Close()
		_ = o.cmd.Process.Kill() // it only reads
		_ = o.cmd.Wait()
	}
	o.cmd = nil
}

// get is an object of at most limit bytes. A larger one is not read to its end:
// git is ended, and started again for the next.
func (o *objects) get(object string, limit int64) (data []byte, err error) {
	if o.cmd == nil {
		if err := o.start(); err != nil {
			o.cmd = nil
			return nil, err
		}
	}
	defer func() {
		if err != nil {
			o.stop()
		}
	}()
	if _, err := io.WriteString(o.in, object+"\n"); err != nil {
		return nil, fmt.Errorf("git: %w", err)
	}
	header, err := o.out.ReadString('\n')
	if err != nil {
		return nil, fmt.Errorf("git: %w", err)
	}
	fields := strings.Fields(header)
	if len(fields) != 3 {
		return nil, errors.New("git: an object of the revision is missing")
	}
	size, err := strconv.ParseInt(fields[2], 10, 64)
	if err != nil {
		return nil, fmt.Errorf("git: %w", err)
	}
	if size > limit {
		return nil, TooLargeError(limit)
	}
	data = make([]byte, size+1)
	if _, err := io.ReadFull(o.out, data); err != nil {
		return nil, fmt.Errorf("git: %w", err)
	}
	return data[:size], nil
}
