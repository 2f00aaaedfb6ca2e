//go:build !unix || aix || solaris || illumos

package engine

import (
	"errors"
	"os"
)

func mapText(*os.File, int) ([]byte, error) { return nil, errors.ErrUnsupported }

func unmapText([]byte) {}

func dropText([]byte) {}
