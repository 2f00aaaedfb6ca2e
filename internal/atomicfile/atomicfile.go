// Package atomicfile replaces files so that nothing is lost: what is new is
// written beside the file, synced, and renamed over it, so that at any moment
// the file is the old one or the new one. google/renameio does so too, but not
// on Windows, and without looking whether the file has changed.
//
// The owner and the mode of a file are kept. A file that cannot be replaced
// without a loss is left as it is, with an error that says why: one that has
// other hard links, or belongs to somebody else and cannot be given to them.
package atomicfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
)

// ErrChanged is that a file is not what was read of it.
var ErrChanged = errors.New("changed while it was read; run again")

// File is the new content of a file, which it becomes with Commit.
type File struct {
	name   string      // for messages
	target string      // what is replaced: links are followed
	old    fs.FileInfo // nil when there is no file yet
	tmp    *os.File
	direct bool // a device or a pipe is written to as it is
}

// Create begins the new content of a file.
func Create(name string) (*File, error) {
	target, err := filepath.EvalSymlinks(name)
	if errors.Is(err, fs.ErrNotExist) {
		target, err = resolve(name)
	}
	if err != nil {
		return nil, err
	}
	f := &File{name: name, target: target}
	f.old, err = os.Stat(target)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		f.old = nil
	case err != nil:
		return nil, err
	case f.old.IsDir():
		return nil, &fs.PathError{Op: "write", Path: name, Err: errors.New("is a folder")}
	case !f.old.Mode().IsRegular():
		f.direct = true
		f.tmp, err = os.OpenFile(target, os.O_WRONLY, 0)
		return f, err
	case links(f.old) > 1:
		return nil, leave(name, fmt.Errorf("it has %d hard links, of which only this one would change", links(f.old)))
	}
	if f.old != nil {
		// A rename asks only the folder for the right to write.
		allowed, err := os.OpenFile(target, os.O_WRONLY, 0)
		if err != nil {
			return nil, err
		}
		_ = allowed.Close()
	}
	f.tmp, err = beside(target)
	switch {
	case err != nil && f.old == nil:
		return nil, &fs.PathError{Op: "open", Path: name, Err: reason(err)}
	case err != nil:
		return nil, leave(name, fmt.Errorf("a new file takes its place, and the folder %s cannot be written: %w", filepath.Dir(target), reason(err)))
	}
	if f.old == nil {
		return f, nil
	}
	// Giving a file away takes the bits for other users' rights from its mode.
	if err := keepOwner(f.tmp, f.old); err != nil {
		f.Discard()
		return nil, leave(name, fmt.Errorf("it belongs to another user or group, and a new file cannot be given to them: %w", reason(err)))
	}
	if err := f.keepMode(); err != nil {
		f.Discard()
		return nil, f.about(err)
	}
	return f, nil
}

// keepMode gives the new content the mode of the old.
func (f *File) keepMode() error {
	if f.old == nil {
		return nil
	}
	return f.tmp.Chmod(f.old.Mode() & (fs.ModePerm | fs.ModeSetuid | fs.ModeSetgid | fs.ModeSticky))
}

// reason is an error without the name of its file.
func reason(err error) error {
	if pathError, ok := errors.AsType[*fs.PathError](err); ok {
		return pathError.Err
	}
	return err
}

// about is an error of the file beside, which nobody knows, as one of the file.
func (f *File) about(err error) error {
	if err == nil {
		return nil
	}
	return &fs.PathError{Op: "write", Path: f.name, Err: reason(err)}
}

func leave(name string, why error) error { return fmt.Errorf("%s: left as it is: %w", name, why) }

// resolve is where a link points to that is not there yet, or the name itself.
func resolve(name string) (string, error) {
	for range 40 { // as many as Linux follows
		to, err := os.Readlink(name)
		if err != nil {
			return name, nil
		}
		if !filepath.IsAbs(to) {
			to = filepath.Join(filepath.Dir(name), to)
		}
		name = to
	}
	return "", &fs.PathError{Op: "open", Path: name, Err: errors.New("too many links")}
}

// beside makes a file in the folder of another, with the mode that new files
// have.
func beside(name string) (*os.File, error) {
	for {
		f, err := os.OpenFile(filepath.Join(filepath.Dir(name), fmt.Sprintf(".logsieve-%016x", rand.Uint64())), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o666)
		if !errors.Is(err, fs.ErrExist) {
			return f, err
		}
	}
}

// Write implements io.Writer.
func (f *File) Write(p []byte) (int, error) {
	n, err := f.tmp.Write(p)
	return n, f.about(err)
}

// Discard leaves the file as it was.
func (f *File) Discard() {
	_ = f.tmp.Close()
	if !f.direct {
		_ = os.Remove(f.tmp.Name())
	}
}

// Commit puts the new content in the place of the old.
func (f *File) Commit() error {
	return f.commit(func() error { return os.Rename(f.tmp.Name(), f.target) })
}

func (f *File) commit(rename func() error) (err error) {
	if f.direct {
		return f.about(f.tmp.Close())
	}
	defer func() {
		if err != nil {
			f.Discard()
		}
	}()
	// To write takes those bits away, too, unless root does it.
	if err := errors.Join(f.keepMode(), f.tmp.Sync(), f.tmp.Close()); err != nil {
		return f.about(err)
	}
	if err := rename(); err != nil {
		return err
	}
	syncFolder(filepath.Dir(f.target))
	return nil
}

// Write makes the file what write writes. When that fails, the file stays what
// it was.
func Write(name string, write func(io.Writer) error) error {
	f, err := Create(name)
	if err != nil {
		return err
	}
	if err := write(f); err != nil {
		f.Discard()
		return err
	}
	return f.Commit()
}

// Replace writes a file anew that was read before, or with nil one that was
// not there. What changed since is left alone, and the error wraps ErrChanged.
func Replace(name string, before, after []byte) error {
	f, err := Create(name)
	if err != nil {
		return err
	}
	if _, err := f.Write(after); err != nil {
		f.Discard()
		return err
	}
	return f.commit(func() error {
		if before == nil {
			// Unlike a rename, a link fails where a file has come up.
			err := os.Link(f.tmp.Name(), f.target)
			switch {
			case err == nil:
				return os.Remove(f.tmp.Name())
			case errors.Is(err, fs.ErrExist):
				return fmt.Errorf("%s: %w", name, ErrChanged)
			}
			if _, err := os.Lstat(f.target); err == nil {
				return fmt.Errorf("%s: %w", name, ErrChanged)
			}
			return os.Rename(f.tmp.Name(), f.target) // a file system without links
		}
		same, err := holds(f.target, before)
		if err != nil {
			return f.about(err)
		}
		if !same {
			return fmt.Errorf("%s: %w", name, ErrChanged)
		}
		return os.Rename(f.tmp.Name(), f.target)
	})
}

// holds reports whether a file holds a text; it reads no more than that.
func holds(name string, text []byte) (bool, error) {
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer f.Close()
	now, err := io.ReadAll(io.LimitReader(f, int64(len(text))+1))
	return bytes.Equal(now, text), err
}
