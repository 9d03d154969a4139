// Command engine runs a private throw-away Docker engine in the foreground, for
// people and scripts, with a scene in it if wanted:
//
//	go run ./test/realengine/cmd/engine -room 5
//	go run ./test/realengine/cmd/engine -room 1000 -- docker ps
//
// Without a command it prints DOCKER_HOST and DOCKDESK_NETNS, the path of the
// network namespace in which published ports are reached (nsenter --net=PATH),
// and stays until Ctrl+C or SIGTERM. With one, it runs that in the namespace
// with DOCKER_HOST set and ends with its exit code. It always cleans up.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"syscall"
	"time"

	"github.com/dockdesk/dockdesk/test/realengine"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	endWithGoRun()
	room := flag.String("room", "", "the scene: 5 is a small shop, 1000 a crowd (or any other number), long has 200-character names")
	flag.Parse()

	err := run(ctx, *room, flag.Args())
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		os.Exit(exit.ExitCode())
	case err != nil && ctx.Err() == nil:
		fmt.Fprintln(os.Stderr, "engine:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, room string, command []string) (err error) {
	eng, err := realengine.Launch(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, eng.Close()) }()
	if len(command) == 0 {
		fmt.Printf("DOCKER_HOST=%s\nDOCKDESK_NETNS=%s\n", eng.Host(), eng.Namespace())
	}
	begun := time.Now()
	if err := furnish(ctx, eng, room); err != nil {
		return err
	}
	if len(command) == 0 {
		fmt.Printf("# ready after %.1f s; Ctrl+C ends it\n", time.Since(begun).Seconds())
		<-ctx.Done()
		return nil
	}
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Env = append(eng.Env(), "DOCKDESK_NETNS="+eng.Namespace())
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 10 * time.Second
	return eng.InNetwork(cmd).Run()
}

func furnish(ctx context.Context, eng *realengine.Engine, room string) error {
	switch room {
	case "":
		return nil
	case "long":
		return realengine.LongNames(ctx, eng.Client())
	}
	n, err := strconv.Atoi(room)
	if err != nil || n < 0 {
		return fmt.Errorf("there is no room %q", room)
	}
	return realengine.Room(ctx, eng.Client(), n)
}
