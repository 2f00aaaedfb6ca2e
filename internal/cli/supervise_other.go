//go:build !linux

package cli

import (
	"os"
	"syscall"
)

func supervised(run func() int) int { return run() }

func supervision() (interrupts []os.Signal) { return []os.Signal{os.Interrupt, syscall.SIGTERM} }
