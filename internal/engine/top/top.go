// Package top reads which processes run in a container: docker top.
//
// It must know neither how they are shown nor when to ask.
package top

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/container"
)

// API is what is asked of the engine; *client.Client gives it.
type API interface {
	ContainerTop(ctx context.Context, id string, arguments []string) (container.TopResponse, error)
}

// Columns are what ps on the engine's computer is asked for, in its own words.
var Columns = []string{"pid", "ppid", "user", "pcpu", "rss", "etime", "time", "stat", "args"}

// Process is one of them. What the engine's ps does not say is "" or -1.
type Process struct {
	PID, Parent int     // on the engine's computer
	User        string  // its name there, or a number
	CPU         float64 // percent of one core, on average since it started
	Memory      int64   // bytes at hand
	Age         string  // as ps writes it: 2-03:04:05
	Time        string  // of a processor: 00:00:12
	State       string  // in the letters of ps: "Ss", "R+"
	Command     string
}

// ErrNotRunning is the answer about a container that does not run.
var ErrNotRunning = errors.New("it does not run")

// Of lists the processes of a container in the order of their numbers. plain
// says that the engine's ps does not know the columns, so that its usual ones
// were taken, which say less.
func Of(ctx context.Context, api API, id string) (list []Process, plain bool, err error) {
	answer, err := api.ContainerTop(ctx, id, []string{"-eo", strings.Join(Columns, ",")})
	if err != nil && ctx.Err() == nil && !gone(err) {
		plain = true
		answer, err = api.ContainerTop(ctx, id, nil)
	}
	switch {
	case err == nil:
		return read(answer), plain, nil
	case errdefs.IsConflict(err) || strings.Contains(err.Error(), "is not running"):
		return nil, false, ErrNotRunning
	}
	return nil, false, err
}

// gone reports whether another question would get the same answer.
func gone(err error) bool {
	return errdefs.IsNotFound(err) || errdefs.IsConflict(err) || strings.Contains(err.Error(), "is not running")
}

// read takes the engine's table apart. Which columns it has, and what they are
// called, is up to the ps of its computer.
func read(answer container.TopResponse) []Process {
	at := map[string]int{}
	for i, title := range answer.Titles {
		at[name(title)] = i
	}
	var list []Process
	for _, row := range answer.Processes {
		word := func(column string) string {
			if i, ok := at[column]; ok && i < len(row) {
				return strings.TrimSpace(row[i])
			}
			return ""
		}
		number := func(column string) int {
			n, err := strconv.Atoi(word(column))
			if err != nil {
				return -1
			}
			return n
		}
		p := Process{
			PID: number("pid"), Parent: number("ppid"), User: word("user"), CPU: -1, Memory: -1,
			Age: word("etime"), Time: word("time"), State: word("stat"), Command: word("args"),
		}
		if cpu, err := strconv.ParseFloat(word("pcpu"), 64); err == nil {
			p.CPU = cpu
		}
		if kb := number("rss"); kb >= 0 {
			p.Memory = int64(kb) * 1024
		}
		list = append(list, p)
	}
	slices.SortStableFunc(list, func(a, b Process) int { return a.PID - b.PID })
	return list
}

// name is a column's name in our words; ps writes "%CPU" for pcpu.
func name(title string) string {
	switch title = strings.ToLower(title); title {
	case "%cpu", "c":
		return "pcpu"
	case "uid":
		return "user"
	case "elapsed":
		return "etime"
	case "command", "cmd":
		return "args"
	case "state", "s":
		return "stat"
	}
	return title
}
