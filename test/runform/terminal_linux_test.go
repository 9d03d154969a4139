package runform

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// terminal is a pair of ends: what is typed into one comes out of the other.
type terminal struct{ master, slave *os.File }

func openTerminal() (terminal, error) {
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		return terminal{}, err
	}
	if err := unix.IoctlSetPointerInt(int(master.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		_ = master.Close()
		return terminal{}, err
	}
	n, err := unix.IoctlGetInt(int(master.Fd()), unix.TIOCGPTN)
	if err != nil {
		_ = master.Close()
		return terminal{}, err
	}
	slave, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		_ = master.Close()
		return terminal{}, err
	}
	return terminal{master, slave}, nil
}

func (t terminal) close() {
	_ = t.slave.Close()
	_ = t.master.Close()
}
