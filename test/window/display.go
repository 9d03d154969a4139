package window

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"
)

// display is an X server without a screen, for one window.
type display struct {
	name  string // as DISPLAY takes it
	cmd   *exec.Cmd
	ended chan struct{}
}

// startDisplay starts Xvfb on a number that it finds free itself.
func startDisplay(width, height int) (*display, error) {
	number, itsEnd, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer func() { _ = number.Close() }()
	var log bytes.Buffer
	cmd := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", fmt.Sprintf("%dx%dx24", width, height), "-nolisten", "tcp", "-noreset", "-dpi", "96")
	cmd.ExtraFiles = []*os.File{itsEnd}
	cmd.Stderr = &log
	dieWithParent(cmd)
	err = cmd.Start()
	_ = itsEnd.Close() // ours; Xvfb has its own
	if err != nil {
		return nil, err
	}
	d := &display{cmd: cmd, ended: make(chan struct{})}
	go func() { // ends with Xvfb, which close sees to
		defer close(d.ended)
		_ = cmd.Wait() // it is killed in the end
	}()
	_ = number.SetReadDeadline(time.Now().Add(startWithin))
	line, err := bufio.NewReader(number).ReadString('\n')
	if err != nil {
		d.close()
		return nil, fmt.Errorf("it tells no display: %w: %s", err, log.String())
	}
	d.name = ":" + strings.TrimSpace(line)
	return d, nil
}

func (d *display) close() {
	_ = d.cmd.Process.Signal(os.Interrupt) // ended already, perhaps
	select {
	case <-d.ended:
	case <-time.After(5 * time.Second):
		_ = d.cmd.Process.Kill()
		<-d.ended
	}
}

func (d *display) command(ctx context.Context, program string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Env = append(os.Environ(), "DISPLAY="+d.name, "LC_ALL=C.UTF-8")
	return cmd
}

// xdotool runs a chain of xdotool's commands.
func (d *display) xdotool(args ...string) (string, error) {
	return run(func(ctx context.Context) *exec.Cmd { return d.command(ctx, "xdotool", args...) })
}

// picture takes the picture of a window, or of "root", as PNG.
func (d *display) picture(window, path string) error {
	_, err := run(func(ctx context.Context) *exec.Cmd { return d.command(ctx, "import", "-window", window, path) })
	if err != nil {
		return err
	}
	if info, err := os.Stat(path); err != nil || info.Size() == 0 {
		return errors.Join(errors.New("import made no picture"), err)
	}
	return nil
}
