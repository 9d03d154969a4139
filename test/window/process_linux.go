package window

import (
	"os/exec"
	"syscall"
)

// dieWithParent ends a program when the test process is killed, so that none
// is left behind after a timeout.
func dieWithParent(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
