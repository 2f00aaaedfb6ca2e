package project

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
)

// How large files may be, in bytes: one that is looked at, as a plan of a large
// estate has tens of megabytes; one that is read beside it; and all of a module
// that are.
const (
	maxFile   = 256 << 20
	maxBeside = 16 << 20
	maxModule = 64 << 20
)

// Why a file is not read.
var (
	// ErrOutside is a name that leads out of what may be read, by .. or through
	// a link.
	ErrOutside = errors.New("outside the repository or folder given, so it is not read (see --root and --allow-outside)")
	// ErrIrregular is a device, a pipe or a socket.
	ErrIrregular = errors.New("not a regular file")
)

// TooLargeError is a file of more bytes than are read.
type TooLargeError int64

func (e TooLargeError) Error() string { return fmt.Sprintf("larger than %d MiB", int64(e)>>20) }

// Files opens the files of a run: regular ones of a known size that are not
// too large, below the folders that it was given. It may be used concurrently.
type Files struct {
	anywhere bool
	fixed    bool // no folder is added by what is given
	cwd      string
	mutex    sync.Mutex
	roots    []*folder            // the longest name first
	folders  map[string]folderErr // those that were asked for
}

// folder is a folder below which all may be read.
type folder struct {
	name string // absolute
	open func() (*os.Root, error)
}

type folderErr struct {
	root *folder // nil where all may be read
	err  error
}

// Bounds say where files may be read.
type Bounds struct {
	Root     string // the only folder below which files are read, "" for those given
	Anywhere bool   // also through links and .. that lead elsewhere
}

// NewFiles returns Files that read nothing but what is below the bounds' root,
// and what is given.
func NewFiles(b Bounds) (*Files, error) {
	cwd, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	f := &Files{anywhere: b.Anywhere, cwd: cwd, folders: map[string]folderErr{}}
	if b.Root != "" {
		info, err := os.Stat(b.Root)
		if err == nil && !info.IsDir() {
			err = &fs.PathError{Op: "open", Path: b.Root, Err: syscall.ENOTDIR}
		}
		if err != nil {
			return nil, err
		}
		f.add(f.absolute(b.Root))
		f.fixed = true
	}
	return f, nil
}

// Give lets be read what belongs to a file or folder that the user names: its
// repository, or outside of one the folder.
func (f *Files) Give(name string) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	if f.fixed || f.anywhere {
		return
	}
	dir := f.absolute(name)
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		dir = filepath.Dir(dir)
	}
	if top := repository(dir); top != "" {
		dir = top
	}
	f.add(dir)
}

func (f *Files) add(dir string) {
	if slices.ContainsFunc(f.roots, func(r *folder) bool { return r.name == dir }) {
		return
	}
	f.roots = append(f.roots, &folder{dir, sync.OnceValues(func() (*os.Root, error) { return os.OpenRoot(dir) })})
	slices.SortStableFunc(f.roots, func(a, b *folder) int { return cmp.Compare(len(b.name), len(a.name)) })
	clear(f.folders)
}

// repository is the top of the repository that holds a folder, "" for none.
func repository(dir string) string {
	return climb(dir, func(dir string) bool {
		_, err := os.Lstat(filepath.Join(dir, ".git"))
		return err == nil
	})
}

// climb is the first of a folder and those above it that is looked for, "" for
// none.
func climb(dir string, found func(dir string) bool) string {
	for !found(dir) {
		parent := filepath.Dir(dir)
		if parent == dir {
			return ""
		}
		dir = parent
	}
	return dir
}

// Given returns Files for what belongs to one file that the user names: a
// configuration, a policy. The root of the bounds is about other files.
func Given(name string, b Bounds) (*Files, error) {
	f, err := NewFiles(Bounds{Anywhere: b.Anywhere})
	if err != nil {
		return nil, err
	}
	f.Give(name)
	return f, nil
}

// ReadGiven reads such a file.
func ReadGiven(name string, b Bounds) ([]byte, error) {
	f, err := Given(name, b)
	if err != nil {
		return nil, err
	}
	return f.Read(name)
}

// Read reads a file that belongs to those that are looked at.
func (f *Files) Read(name string) ([]byte, error) { return f.read(name, nil, maxBeside) }

// ReadInto reads a file that is looked at, into a buffer if it has room.
func (f *Files) ReadInto(name string, buffer []byte) ([]byte, error) {
	return f.read(name, buffer, maxFile)
}

// read reads a file of at most limit bytes.
func (f *Files) read(name string, buffer []byte, limit int64) ([]byte, error) {
	path := filepath.Clean(filepath.FromSlash(name))
	root, err := f.folder(filepath.Dir(path))
	if err != nil {
		return buffer[:0], about(name, err)
	}
	data, err := readFile(path, buffer, limit, root == nil)
	if errors.Is(err, errLink) {
		data, err = f.readLink(root, path, buffer, limit)
	}
	if err != nil {
		return data, about(name, err)
	}
	return data, nil
}

// readLink reads what a link in a folder leads to, if that is below it.
func (f *Files) readLink(root *folder, path string, buffer []byte, limit int64) ([]byte, error) {
	top, rel, info, err := f.follow(root, path)
	if err != nil {
		return buffer[:0], err
	}
	// A device may do something when it is opened.
	if !info.Mode().IsRegular() && !info.IsDir() {
		return buffer[:0], ErrIrregular
	}
	file, err := top.OpenFile(rel, os.O_RDONLY|nonBlocking, 0)
	if err != nil {
		return buffer[:0], escapes(err)
	}
	defer file.Close()
	return readRegular(file, buffer, limit)
}

// follow finds what a link in a folder leads to, by its name in there.
func (f *Files) follow(root *folder, path string) (top *os.Root, rel string, info fs.FileInfo, err error) {
	if top, err = root.open(); err != nil {
		return nil, "", nil, err
	}
	if rel, err = filepath.Rel(root.name, f.absolute(path)); err != nil {
		return nil, "", nil, ErrOutside
	}
	if info, err = top.Stat(rel); err != nil {
		return nil, "", nil, escapes(err)
	}
	return top, rel, info, nil
}

// escapes tells a link that leads out from what the system says.
func escapes(err error) error {
	if number, ok := errors.AsType[syscall.Errno](err); ok {
		return number
	}
	return ErrOutside
}

// Folder is nil when a folder may be looked into.
func (f *Files) Folder(dir string) error {
	if _, err := f.folder(filepath.Clean(filepath.FromSlash(dir))); err != nil {
		return about(dir, err)
	}
	return nil
}

// Writable is nil when a file may be written that the user has not named
// himself: neither .. nor a link leads out.
func (f *Files) Writable(name string) error {
	path := filepath.Clean(filepath.FromSlash(name))
	root, err := f.folder(filepath.Dir(path))
	if err == nil && root != nil {
		if info, lerr := os.Lstat(path); lerr == nil && info.Mode()&fs.ModeSymlink != 0 {
			if _, _, _, lerr = f.follow(root, path); errors.Is(lerr, ErrOutside) {
				err = lerr
			}
		}
	}
	if err != nil {
		return about(name, err)
	}
	return nil
}

// folder is the folder that a folder, as the system spells it, is allowed by.
// Links on the way to it must not lead out.
func (f *Files) folder(dir string) (*folder, error) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	if f.anywhere {
		return nil, nil
	}
	known, ok := f.folders[dir]
	if !ok {
		known = f.look(dir)
		f.folders[dir] = known
	}
	return known.root, known.err
}

func (f *Files) look(dir string) folderErr {
	abs := f.absolute(dir)
	for _, r := range f.roots {
		rel, ok := within(r.name, abs)
		if !ok {
			continue
		}
		top, err := r.open()
		if err == nil {
			if _, err = top.Stat(rel); err != nil {
				err = escapes(err)
			}
		} else if reason := (&fs.PathError{}); errors.As(err, &reason) {
			err = reason.Err
		}
		return folderErr{r, err}
	}
	return folderErr{nil, ErrOutside}
}

// Refused reports whether a file was not read because of what it is or where
// it lies.
func Refused(err error) bool {
	var large TooLargeError
	return errors.Is(err, ErrOutside) || errors.Is(err, ErrIrregular) || errors.As(err, &large)
}

// about is an error of a file under the name that it was asked for.
func about(name string, err error) error {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		err = path.Err
	}
	return &fs.PathError{Op: "open", Path: name, Err: err}
}

// List lists the files and folders in a folder, by their base names.
func (f *Files) List(dir string) (files, folders []string, err error) {
	if err := f.Folder(dir); err != nil {
		return nil, nil, err
	}
	entries, err := os.ReadDir(filepath.FromSlash(dir))
	if err != nil {
		return nil, nil, err
	}
	for _, e := range entries {
		if e.IsDir() {
			folders = append(folders, e.Name())
		} else {
			files = append(files, e.Name())
		}
	}
	return files, folders, nil
}

func (f *Files) absolute(name string) string { return absolute(f.cwd, name) }

func absolute(cwd, name string) string {
	if filepath.IsAbs(name) {
		return filepath.Clean(name)
	}
	return filepath.Join(cwd, name)
}

// within is a path as seen from a folder; false for one that is not in it.
func within(dir, name string) (rel string, ok bool) {
	rel, err := filepath.Rel(dir, name)
	return rel, err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}
