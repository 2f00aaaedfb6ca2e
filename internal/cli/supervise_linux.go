package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"

	"github.com/logsieve/logsieve/internal/workers"
)

// supervisorVariable tells a process the number of the one that waits for it, see
// supervised, and that of the file that is its standard error: its file 2 takes
// what Go's runtime writes when it fails.
const supervisorVariable = "LOGSIEVE_SUPERVISOR"

// supervisor reports whether this process is supervised, and which file is its
// standard error.
func supervisor() (errorFile int, supervised bool) {
	by, file, _ := strings.Cut(os.Getenv(supervisorVariable), ":")
	if by != strconv.Itoa(os.Getppid()) {
		return 0, false
	}
	errorFile, err := strconv.Atoi(file)
	return errorFile, err == nil
}

// interruption is the signal to a supervised process for each INT or TERM that
// its supervisor gets: a terminal, or timeout(1), sends those to both. After
// nohup(1) a terminal's HUP must not be taken for one.
func interruption() syscall.Signal {
	if signal.Ignored(syscall.SIGHUP) {
		return syscall.SIGUSR1
	}
	return syscall.SIGHUP
}

// supervised runs the program. Where the system may refuse it memory it does so
// in a second process: Go's runtime ends such a program with exit code 2, the
// code of a wrong pattern, and nothing inside can catch it. The first process
// waits, and says what has happened in one line, with exit code 3. Elsewhere
// the system ends the program by a signal, and there is one process.
func supervised(run func() int) int {
	if _, ok := supervisor(); ok {
		return run()
	}
	if _, limited := memoryLimit(); !limited {
		// What fails all the same, such as a stack without end, ends by a
		// signal, too.
		debug.SetTraceback("crash")
		return run()
	}
	code, err := supervise()
	if err != nil {
		return run() // no second process: what can be done is
	}
	return code
}

// runtimeAddresses is what Go's runtime takes of the addresses of a process
// without using it, in bytes.
const runtimeAddresses = 1 << 30

// memoryLimit says whether the system may refuse memory, and how much of it is
// for the heap, in bytes, 0 if that is not known.
func memoryLimit() (heap int64, limited bool) {
	for _, of := range []struct {
		which int
		other uint64
	}{{syscall.RLIMIT_AS, runtimeAddresses}, {syscall.RLIMIT_DATA, 0}} {
		var limit syscall.Rlimit
		if syscall.Getrlimit(of.which, &limit) == nil && limit.Cur < math.MaxInt64 {
			limited = true
			if rest := int64(limit.Cur - min(of.other, limit.Cur)); heap == 0 || rest < heap {
				heap = max(rest, 1)
			}
		}
	}
	if mode, err := os.ReadFile("/proc/sys/vm/overcommit_memory"); err == nil && string(mode) == "2\n" {
		limited = true
	}
	return heap, limited
}

// supervise runs this program with the same arguments, streams and other files in
// a second process.
func supervise() (code int, err error) {
	self, err := os.Executable()
	if err != nil {
		return 0, err
	}
	// A new number, since every other may be that of a file from the caller.
	errorFile, err := syscall.Dup(syscall.Stderr)
	if err != nil {
		return 0, err
	}
	defer syscall.Close(errorFile)
	r, w, err := os.Pipe()
	if err != nil {
		return 0, err
	}
	defer r.Close()
	// The thread that starts the process must outlive it, see Pdeathsig.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	cmd := exec.Command(self) //nolint:noctx // it ends by its signals
	cmd.Args = os.Args
	cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%d:%d", supervisorVariable, os.Getpid(), errorFile))
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, w
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	defer signal.Stop(signals)
	err = cmd.Start()
	_ = w.Close()
	if err != nil {
		return 0, err
	}
	ended := make(chan struct{})
	defer close(ended)
	go func() {
		for {
			select {
			case <-signals:
				_ = cmd.Process.Signal(interruption())
			case <-ended:
				return
			}
		}
	}()
	said := beginning(r)
	err = cmd.Wait()
	var failure *exec.ExitError
	if err != nil && !errors.As(err, &failure) {
		return 0, err
	}
	return verdict(cmd.ProcessState.Sys().(syscall.WaitStatus), said), nil
}

// beginning reads to the end and returns the beginning: a trace may be long, and
// its reason is in the lines before the goroutines.
func beginning(r io.Reader) []byte {
	const most = 64 << 10
	said, _ := io.ReadAll(io.LimitReader(r, most))
	_, _ = io.Copy(io.Discard, r)
	return said
}

// verdict is the exit code of a process that has ended, and what its runtime
// has said.
func verdict(status syscall.WaitStatus, said []byte) int {
	reason, fatal := fatalError(said)
	switch {
	case fatal && status.ExitStatus() == ExitUsage:
		return failed(os.Stderr, &workers.Panic{Value: reason, Stack: said})
	case status.Signaled() && status.Signal() == interruption():
		return ExitInterrupted // asked twice, or before it was ready
	case status.Signaled():
		return 128 + int(status.Signal())
	}
	_, _ = os.Stderr.Write(said)
	return status.ExitStatus()
}

const outOfMemory = "out of memory"

// fatalError finds what Go's runtime, or its part for C, calls the reason of its
// end. Whatever it wanted memory for, people are told that there was none.
func fatalError(said []byte) (reason string, found bool) {
	for line := range bytes.Lines(said) {
		text := strings.TrimSpace(string(line))
		for _, prefix := range []string{"fatal error: ", "panic: ", "runtime/cgo: "} {
			if reason, ok := strings.CutPrefix(text, prefix); ok {
				reason = strings.TrimPrefix(reason, "runtime: ")
				if strings.HasPrefix(reason, outOfMemory) {
					reason = outOfMemory
				}
				return reason, true
			}
		}
	}
	return "", false
}

// supervision sets up a process that is supervised: where it writes its errors,
// and by which signals it is interrupted.
func supervision() (interrupts []os.Signal) {
	interrupts = []os.Signal{os.Interrupt, syscall.SIGTERM}
	errorFile, ok := supervisor()
	if !ok {
		return interrupts
	}
	if heap, _ := memoryLimit(); heap > 0 && os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(max(heap*3/4, 64<<20)) // garbage is collected before it is in the way
	}
	_ = os.Unsetenv(supervisorVariable) // of what it starts it is no supervisor
	syscall.CloseOnExec(errorFile)
	os.Stderr = os.NewFile(uintptr(errorFile), os.Stderr.Name())
	signal.Notify(make(chan os.Signal, 1), interrupts...) // the supervisor's comes in their place
	return []os.Signal{interruption()}
}
