//go:build unix

package atomicfile

import (
	"io/fs"
	"os"
	"syscall"
)

// links is how many names a file has.
func links(info fs.FileInfo) uint64 {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return uint64(s.Nlink)
	}
	return 1
}

// keepOwner gives a file the owner and the group of another.
func keepOwner(f *os.File, like fs.FileInfo) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	now, ok := info.Sys().(*syscall.Stat_t)
	then, also := like.Sys().(*syscall.Stat_t)
	if !ok || !also || now.Uid == then.Uid && now.Gid == then.Gid {
		return nil
	}
	return f.Chown(int(then.Uid), int(then.Gid))
}

// syncFolder makes a rename last. What it fails at is not lost: the file is
// the old one or the new one.
func syncFolder(dir string) {
	if d, err := os.Open(dir); err == nil {
		_ = d.Sync()
		_ = d.Close()
	}
}
