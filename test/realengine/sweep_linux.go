package realengine

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// rootPrefix begins the name of every engine's root directory, which lies in
// the directory for temporary files.
const rootPrefix = "dockdesk-engine-"

// newRoot makes a root directory and locks it. The lock is inherited by the
// supervisor, so it is free only when test and supervisor are both dead.
func newRoot() (root string, lock *os.File, err error) {
	base, err := tempDir()
	if err != nil {
		return "", nil, err
	}
	root, err = os.MkdirTemp(base, rootPrefix)
	if err != nil {
		return "", nil, fmt.Errorf("making a directory for the engine: %w", err)
	}
	lock, err = os.Create(filepath.Join(root, "lock"))
	if err != nil {
		return "", nil, fmt.Errorf("locking the engine's directory: %w", err)
	}
	if err := unix.Flock(int(lock.Fd()), unix.LOCK_EX); err != nil {
		return "", nil, fmt.Errorf("locking the engine's directory: %w", err)
	}
	return root, lock, nil
}

// tempDir is the directory for temporary files as the kernel names it.
func tempDir() (string, error) {
	base, err := filepath.EvalSymlinks(os.TempDir())
	if err != nil {
		return "", fmt.Errorf("looking for the directory for temporary files: %w", err)
	}
	return base, nil
}

// sweepLeftovers removes engines whose test and supervisor were both killed.
// What it can't remove stays for the next one.
func sweepLeftovers() {
	base, err := tempDir()
	if err != nil {
		return
	}
	roots, _ := filepath.Glob(filepath.Join(base, rootPrefix+"*"))
	for _, root := range roots {
		if abandoned(root) {
			_ = sweep(root)
		}
	}
}

func abandoned(root string) bool {
	// For a moment after its making a root is not locked yet.
	if info, err := os.Stat(root); err != nil || time.Since(info.ModTime()) < 10*time.Second {
		return false
	}
	lock, err := os.Open(filepath.Join(root, "lock"))
	if err != nil {
		return errors.Is(err, fs.ErrNotExist)
	}
	defer func() { _ = lock.Close() }()
	return unix.Flock(int(lock.Fd()), unix.LOCK_EX|unix.LOCK_NB) == nil
}

// sweep kills every process of the engine in root and removes all it had. What
// is mounted only in the supervisor's namespace goes with its last process.
func sweep(root string) error {
	if err := killAll(root); err != nil {
		return err
	}
	return errors.Join(unmountAll(root), removeCgroups(root), os.RemoveAll(root))
}

// killAll kills daemon, runtime and containers. They fork while they are
// killed, so it looks until none is left.
func killAll(root string) error {
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(2 * time.Millisecond) {
		pids := processes(root)
		if len(pids) == 0 {
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("processes of the engine in %s don't die: %v", root, pids)
		}
		for _, pid := range pids {
			_ = unix.Kill(pid, unix.SIGKILL)
		}
	}
}

// processes finds the processes that live in the engine's mount namespace or in
// one of its containers, whoever their parent is: both have its root among
// their mounts, and nobody else has.
func processes(root string) []int {
	var pids []int
	entries, _ := os.ReadDir("/proc")
	for _, entry := range entries {
		pid, err := strconv.Atoi(entry.Name())
		if err != nil || pid == os.Getpid() {
			continue
		}
		mounts, err := os.ReadFile(filepath.Join("/proc", entry.Name(), "mountinfo"))
		if err == nil && (bytes.Contains(mounts, []byte(root+"/")) || bytes.Contains(mounts, []byte(root+" "))) {
			pids = append(pids, pid)
		}
	}
	return pids
}

// unmountAll detaches what is mounted under root in our own namespace, the
// innermost first.
func unmountAll(root string) error {
	mounts, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		return err
	}
	lines := strings.Split(string(mounts), "\n")
	for i := len(lines) - 1; i >= 0; i-- {
		fields := strings.Fields(lines[i])
		if len(fields) < 5 || !strings.HasPrefix(fields[4], root+"/") {
			continue
		}
		if err := unix.Unmount(fields[4], unix.MNT_DETACH); err != nil {
			return fmt.Errorf("unmounting %s: %w", fields[4], err)
		}
	}
	return nil
}

// removeCgroups removes the groups that runc had no time to remove, of cgroup
// versions 1 and 2. A group can be removed once its processes are reaped.
func removeCgroups(root string) error {
	name := filepath.Base(root)
	groups, err := filepath.Glob("/sys/fs/cgroup/*/" + name)
	if err != nil {
		return err
	}
	groups = append(groups, filepath.Join("/sys/fs/cgroup", name))
	for _, group := range groups {
		for deadline := time.Now().Add(5 * time.Second); ; time.Sleep(2 * time.Millisecond) {
			err := removeGroup(group)
			if err == nil || errors.Is(err, fs.ErrNotExist) {
				break
			}
			if time.Now().After(deadline) {
				return err
			}
		}
	}
	return nil
}

func removeGroup(group string) error {
	entries, err := os.ReadDir(group)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if entry.IsDir() {
			if err := removeGroup(filepath.Join(group, entry.Name())); err != nil {
				return err
			}
		}
	}
	return unix.Rmdir(group)
}
