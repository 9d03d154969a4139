package operations_test

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/client"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/test/realengine"
)

// sameCase is an operation and the docker command that must do the same.
// OWNER in a command or an argument stands for who does it, so that each has
// an object of its own.
type sameCase struct {
	name     string
	arrange  []string // docker commands
	ours     func(ctx context.Context, do all, owner string) (operations.Outcome, error)
	command  string
	settle   string          // a docker command to wait with until the effect has come
	refused  operations.Kind // "" if it succeeds
	idle     bool            // Unchanged is expected
	noEffect bool            // the engine looks the same after it
}

type all struct {
	operations.Containers
	operations.Images
	operations.Volumes
	operations.Networks
}

func everything(api *client.Client) all {
	return all{
		operations.Containers{Engine: api}, operations.Images{Engine: api},
		operations.Volumes{Engine: api}, operations.Networks{Engine: api},
	}
}

const (
	running = "run -d --name OWNER lab:1 sleep"
	created = "create --name OWNER lab:1 sleep"
	ended   = "run --name OWNER lab:1 env"
	anImage = "commit -c LABEL=owner=OWNER OWNER-seed OWNER/app:1"
	aSeed   = "create --name OWNER-seed lab:1"
)

var containerCases = []sameCase{
	{
		name: "start a new container", arrange: []string{created}, command: "start OWNER",
		ours: func(ctx context.Context, do all, owner string) (operations.Outcome, error) {
			return do.Start(ctx, owner)
		},
	},
	{
		name: "start a running container", arrange: []string{running}, command: "start OWNER", idle: true, noEffect: true,
		ours: func(ctx context.Context, do all, owner string) (operations.Outcome, error) {
			return do.Start(ctx, owner)
		},
	},
	{
		name: "start a paused container", arrange: []string{running, "pause OWNER"}, command: "start OWNER",
		refused: operations.Conflict, noEffect: true,
		ours: func(ctx context.Context, do all, owner string) (operations.Outcome, error) {
			return do.Start(ctx, owner)
		},
	},
	{
		name: "start what does not exist", command: "start OWNER", refused: operations.NotFound, noEffect: true,
		ours: func(ctx context.Context, do all, owner string) (operations.Outcome, error) {
			return do.Start(ctx, owner)
		},
	},
	{
		name: "start a program that is not there", arrange: []string{"create --name OWNER --entrypoint /nothing lab:1"},
		command: "start OWNER", refused: operations.Invalid,
		ours: func(ctx context.Context, do all, owner string) (operations.Outcome, error) {
			return do.Start(ctx, owner)
		},
	},
	{
		name: "stop", arrange: []string{running}, command: "stop OWNER",
		ours: func(ctx context.Context, do all, owner string) (operations.Outcome, error) {
			return do.Stop(ctx, owner, nil)
		},
	},
	{
		name:    "stop with the container's own timeout",
		arrange: []string{"run -d --name OWNER --stop-timeout 1 lab:1 ignoreterm"}, command: "stop OWNER",
		ours: func(ctx context.Context, do all, owner string) (operations.Outcome, error) {
			return do.Stop(ctx, owner, nil)
		},
	},
	{
		name: "stop at once", arrange: []string{"run -d --name OWNER lab:1 ignoreterm"}, command: "stop -t 0 OWNER",
		ours: func(ctx context.Context, do all, owner string) (operations.Outcome, error) {
			return do.Stop(ctx, owner, new(time.Duration(0)))
		},
	},
	{
		name: "stop a stopped container", arrange: []string{ended}, command: "stop OWNER", idle: true, noEffect: true,
		ours: func(ctx context.Context, do all, owner string) (operations.Outcome, error) {
			return do.Stop(ctx, owner, nil)
		},
	},
	{
		name: "restart", arrange: []string{running}, command: "restart -t 3 OWNER", noEffect: true,
		ours: func(ctx context.Context, do all, owner string) (operations.Outcome, error) {
			return do.Restart(ctx, owner, new(3*time.Second))
		},
	},
	{
		name: "restart a stopped container", arrange: []string{created}, command: "restart OWNER",
		ours: func(ctx context.Context, do all, owner string) (operations.Outcome, error) {
			return do.Restart(ctx, owner, nil)
		},
	},
	{
		name: "pause", arrange: []string{running}, command: "pause OWNER",
		ours: func(ctx context.Context, do all, owner string) (operations.Outcome, error) {
			return do.Pause(ctx, owner)
		},
	},
	{
		name: "pause a stopped container", arrange: []string{ended}, command: "pause OWNER",
		refused: operations.Conflict, noEffect: true,
		ours: func(ctx context.Context, do all, owner string) (operations.Outcome, error) {
			return do.Pause(ctx, owner)
		},
	},
	{
		name: "unpause", arrange: []string{running, "pause OWNER"}, command: "unpause OWNER",
		ours: func(ctx context.Context, do all, owner string) (operations.Outcome, error) {
			return do.Unpause(ctx, owner)
		},
	},
	{
		name: "kill", arrange: []string{running}, command: "kill OWNER",
		ours: func(ctx context.Context, do all, owner string) (operations.Outcome, error) {
			return do.Kill(ctx, owner, "")
		},
	},
	{
		name: "kill with a signal", arrange: []string{running}, command: "kill -s HUP OWNER", settle: "wait OWNER",
		ours: func(ctx context.Context, do all, owner string) (operations.Outcome, error) {
			return do.Kill(ctx, owner, "HUP")
		},
	},
	{
		name: "kill with a signal that does not exist", arrange: []string{running}, command: "kill -s NONE OWNER",
		refused: operations.Invalid, noEffect: true,
		ours: func(ctx context.Context, do all, owner string) (operations.Outcome, error) {
			return do.Kill(ctx, owner, "NONE")
		},
	},
	{
		name: "rename", arrange: []string{running}, command: "rename OWNER OWNER-new",
		ours: func(ctx context.Context, do all, owner string) (operations.Outcome, error) {
			return do.Rename(ctx, owner, owner+"-new ")
		},
	},
	{
		name: "rename to a name that is taken", arrange: []string{created, aSeed}, command: "rename OWNER OWNER-seed",
		refused: operations.Conflict, noEffect: true,
		ours: func(ctx context.Context, do all, owner string) (operations.Outcome, error) {
			return do.Rename(ctx, owner, owner+"-seed")
		},
	},
	{
		name: "remove a container", arrange: []string{"create -v /data --name OWNER lab:1"}, command: "rm OWNER",
		ours: func(ctx context.Context, do all, owner string) (operations.Outcome, error) {
			return do.Containers.Remove(ctx, owner, false, false)
		},
	},
	{
		name:    "remove a container with its anonymous volumes",
		arrange: []string{"create -v /data -v OWNER-kept:/kept --name OWNER lab:1"}, command: "rm -v OWNER",
		ours: func(ctx context.Context, do all, owner string) (operations.Outcome, error) {
			return do.Containers.Remove(ctx, owner, false, true)
		},
	},
	{
		name: "remove a running container", arrange: []string{running}, command: "rm OWNER",
		refused: operations.Conflict, noEffect: true,
		ours: func(ctx context.Context, do all, owner string) (operations.Outcome, error) {
			return do.Containers.Remove(ctx, owner, false, false)
		},
	},
	{
		name: "remove a running container by force", arrange: []string{running}, command: "rm -f OWNER",
		ours: func(ctx context.Context, do all, owner string) (operations.Outcome, error) {
			return do.Containers.Remove(ctx, owner, true, false)
		},
	},
	{
		name: "remove by force what is gone", command: "rm -f OWNER", idle: true, noEffect: true,
		ours: func(ctx context.Context, do all, owner string) (operations.Outcome, error) {
			return do.Containers.Remove(ctx, owner, true, false)
		},
	},
	{
		name: "update every limit", arrange: []string{running},
		command: "update --memory 64m --memory-swap 128m --cpus 0.75 --pids-limit 50 --restart on-failure:3 OWNER",
		ours: func(ctx context.Context, do all, owner string) (operations.Outcome, error) {
			return do.Update(ctx, owner, operations.Limits{
				Memory: 64 << 20, MemorySwap: 128 << 20, CPUs: 0.75, PIDs: 50, Restart: "on-failure:3",
			})
		},
	},
	{
		name:    "update one limit and leave the others",
		arrange: []string{"create --name OWNER -m 64m --memory-swap 64m --pids-limit 50 --restart always lab:1"},
		command: "update --pids-limit -1 OWNER",
		ours: func(ctx context.Context, do all, owner string) (operations.Outcome, error) {
			return do.Update(ctx, owner, operations.Limits{PIDs: -1})
		},
	},
	{
		name: "update to too little memory", arrange: []string{running}, command: "update --memory 1m OWNER",
		refused: operations.Invalid, noEffect: true,
		ours: func(ctx context.Context, do all, owner string) (operations.Outcome, error) {
			return do.Update(ctx, owner, operations.Limits{Memory: 1 << 20})
		},
	},
	{
		name: "update nothing", arrange: []string{created}, command: "update OWNER", refused: operations.Invalid, noEffect: true,
		ours: func(ctx context.Context, do all, owner string) (operations.Outcome, error) {
			return do.Update(ctx, owner, operations.Limits{})
		},
	},
}

var imageCases = []sameCase{
	{
		name: "remove an image by its only name", arrange: []string{aSeed, anImage}, command: "rmi OWNER/app:1",
		ours: func(ctx context.Context, do all, owner string) (operations.Outcome, error) {
			return do.Images.Remove(ctx, owner+"/app:1", false, false)
		},
	},
	{
		name:    "remove one of two names",
		arrange: []string{aSeed, anImage, "tag OWNER/app:1 OWNER/app:2"}, command: "rmi OWNER/app:2",
		ours: func(ctx context.Context, do all, owner string) (operations.Outcome, error) {
			return do.Images.Remove(ctx, owner+"/app:2", false, false)
		},
	},
	{
		name:    "remove an image with two names by its id",
		arrange: []string{aSeed, anImage, "tag OWNER/app:1 OWNER/other:1"}, command: "rmi IMAGE",
		refused: operations.Conflict, noEffect: true,
		ours: func(ctx context.Context, do all, owner string) (operations.Outcome, error) {
			return do.Images.Remove(ctx, do.imageID(ctx, owner), false, false)
		},
	},
	{
		name:    "remove an image with two names by its id, by force",
		arrange: []string{aSeed, anImage, "tag OWNER/app:1 OWNER/other:1"}, command: "rmi -f IMAGE",
		ours: func(ctx context.Context, do all, owner string) (operations.Outcome, error) {
			return do.Images.Remove(ctx, do.imageID(ctx, owner), true, false)
		},
	},
	{
		name:    "remove the name of an image in use",
		arrange: []string{aSeed, anImage, "create --name OWNER OWNER/app:1"}, command: "rmi OWNER/app:1",
		refused: operations.Conflict, noEffect: true,
		ours: func(ctx context.Context, do all, owner string) (operations.Outcome, error) {
			return do.Images.Remove(ctx, owner+"/app:1", false, false)
		},
	},
	{
		name:    "remove an image and keep the untagged one below",
		arrange: []string{aSeed, anImage, "create --name OWNER OWNER/app:1", "commit -c LABEL=owner=OWNER OWNER OWNER/top:1", "rm OWNER", "rmi OWNER/app:1"},
		command: "rmi --no-prune OWNER/top:1",
		ours: func(ctx context.Context, do all, owner string) (operations.Outcome, error) {
			return do.Images.Remove(ctx, owner+"/top:1", false, true)
		},
	},
	{
		name:    "remove an image and the untagged one below",
		arrange: []string{aSeed, anImage, "create --name OWNER OWNER/app:1", "commit -c LABEL=owner=OWNER OWNER OWNER/top:1", "rm OWNER", "rmi OWNER/app:1"},
		command: "rmi OWNER/top:1",
		ours: func(ctx context.Context, do all, owner string) (operations.Outcome, error) {
			return do.Images.Remove(ctx, owner+"/top:1", false, false)
		},
	},
	{
		name: "remove by force an image that is gone", command: "rmi -f OWNER/app:1", idle: true, noEffect: true,
		ours: func(ctx context.Context, do all, owner string) (operations.Outcome, error) {
			return do.Images.Remove(ctx, owner+"/app:1", true, false)
		},
	},
	{
		name: "remove an image that is gone", command: "rmi OWNER/app:1", refused: operations.NotFound, noEffect: true,
		ours: func(ctx context.Context, do all, owner string) (operations.Outcome, error) {
			return do.Images.Remove(ctx, owner+"/app:1", false, false)
		},
	},
	{
		name:    "untag",
		arrange: []string{aSeed, anImage, "tag OWNER/app:1 OWNER/app:latest"}, command: "rmi OWNER/app",
		ours: func(ctx context.Context, do all, owner string) (operations.Outcome, error) {
			return do.Untag(ctx, owner+"/app")
		},
	},
	{
		name: "tag", arrange: []string{aSeed, anImage}, command: "tag OWNER/app:1 OWNER/new",
		ours: func(ctx context.Context, do all, owner string) (operations.Outcome, error) {
			return do.Tag(ctx, owner+"/app:1", owner+"/new")
		},
	},
	{
		name: "tag with a name that can't be", arrange: []string{aSeed, anImage}, command: "tag OWNER/app:1 OWNER/New",
		refused: operations.Invalid, noEffect: true,
		ours: func(ctx context.Context, do all, owner string) (operations.Outcome, error) {
			return do.Tag(ctx, owner+"/app:1", owner+"/New")
		},
	},
}

func (do all) imageID(ctx context.Context, owner string) string {
	i, err := do.Images.Engine.ImageInspect(ctx, owner+"/app:1")
	if err != nil {
		return err.Error()
	}
	return i.ID
}

var volumeCases = []sameCase{
	{
		name:    "create a volume",
		command: "volume create --label a=b --opt type=tmpfs --opt device=tmpfs OWNER",
		ours: func(ctx context.Context, do all, owner string) (operations.Outcome, error) {
			return do.Volumes.Create(ctx, operations.VolumeOptions{
				Name: owner, Labels: map[string]string{"a": "b"},
				Options: map[string]string{"type": "tmpfs", "device": "tmpfs"},
			})
		},
	},
	{
		name: "create a volume without a name", command: "volume create",
		ours: func(ctx context.Context, do all, _ string) (operations.Outcome, error) {
			return do.Volumes.Create(ctx, operations.VolumeOptions{})
		},
	},
	{
		name: "create a volume that exists", arrange: []string{"volume create --label a=b OWNER"},
		command: "volume create --label c=d OWNER", idle: true, noEffect: true,
		ours: func(ctx context.Context, do all, owner string) (operations.Outcome, error) {
			return do.Volumes.Create(ctx, operations.VolumeOptions{Name: owner, Labels: map[string]string{"c": "d"}})
		},
	},
	{
		name: "create a volume with a driver that is not there", command: "volume create -d nodriver OWNER",
		refused: operations.NotFound, noEffect: true,
		ours: func(ctx context.Context, do all, owner string) (operations.Outcome, error) {
			return do.Volumes.Create(ctx, operations.VolumeOptions{Name: owner, Driver: "nodriver"})
		},
	},
	{
		name: "create a volume with a name that can't be", command: "volume create OWNER/x",
		refused: operations.Invalid, noEffect: true,
		ours: func(ctx context.Context, do all, owner string) (operations.Outcome, error) {
			return do.Volumes.Create(ctx, operations.VolumeOptions{Name: owner + "/x"})
		},
	},
	{
		name: "remove a volume", arrange: []string{"volume create OWNER"}, command: "volume rm OWNER",
		ours: func(ctx context.Context, do all, owner string) (operations.Outcome, error) {
			return do.Volumes.Remove(ctx, owner, false)
		},
	},
	{
		name: "remove a volume in use, by force", arrange: []string{"create -v OWNER:/data --name OWNER lab:1"},
		command: "volume rm -f OWNER", refused: operations.Conflict, noEffect: true,
		ours: func(ctx context.Context, do all, owner string) (operations.Outcome, error) {
			return do.Volumes.Remove(ctx, owner, true)
		},
	},
	{
		name: "remove by force a volume that is gone", command: "volume rm -f OWNER", noEffect: true,
		ours: func(ctx context.Context, do all, owner string) (operations.Outcome, error) {
			return do.Volumes.Remove(ctx, owner, true)
		},
	},
}

var networkCases = []sameCase{
	{
		name: "create a network", command: "network create OWNER",
		ours: func(ctx context.Context, do all, owner string) (operations.Outcome, error) {
			return do.Networks.Create(ctx, owner, operations.NetworkOptions{})
		},
	},
	{
		name: "create a network with everything",
		command: "network create -d bridge --subnet SUBNET.0/24 --gateway SUBNET.9 --subnet fd00:SUBNET6::/64 --internal" +
			" --attachable --ipv6 -o com.docker.network.bridge.enable_icc=false --label a=b OWNER",
		ours: func(ctx context.Context, do all, owner string) (operations.Outcome, error) {
			return do.Networks.Create(ctx, owner, operations.NetworkOptions{
				Subnets: []object.Subnet{
					{CIDR: subnetOf(owner) + ".0/24", Gateway: subnetOf(owner) + ".9"},
					{CIDR: "fd00:" + subnet6Of(owner) + "::/64"},
				},
				Internal: true, Attachable: true, IPv6: true,
				Options: map[string]string{"com.docker.network.bridge.enable_icc": "false"},
				Labels:  map[string]string{"a": "b"},
			})
		},
	},
	{
		name: "create a network whose name is taken", arrange: []string{"network create OWNER"},
		command: "network create OWNER", refused: operations.Conflict, noEffect: true,
		ours: func(ctx context.Context, do all, owner string) (operations.Outcome, error) {
			return do.Networks.Create(ctx, owner, operations.NetworkOptions{})
		},
	},
	{
		name:    "create a network with its gateway outside",
		command: "network create --subnet SUBNET.0/24 --gateway 10.1.1.1 OWNER", refused: operations.Invalid, noEffect: true,
		ours: func(ctx context.Context, do all, owner string) (operations.Outcome, error) {
			return do.Networks.Create(ctx, owner, operations.NetworkOptions{
				Subnets: []object.Subnet{{CIDR: subnetOf(owner) + ".0/24", Gateway: "10.1.1.1"}},
			})
		},
	},
	{
		name:    "create a network with subnets that overlap",
		command: "network create --subnet SUBNET.0/24 --subnet SUBNET.128/25 OWNER", refused: operations.Invalid, noEffect: true,
		ours: func(ctx context.Context, do all, owner string) (operations.Outcome, error) {
			return do.Networks.Create(ctx, owner, operations.NetworkOptions{
				Subnets: []object.Subnet{{CIDR: subnetOf(owner) + ".0/24"}, {CIDR: subnetOf(owner) + ".128/25"}},
			})
		},
	},
	{
		name: "remove a network", arrange: []string{"network create OWNER"}, command: "network rm OWNER",
		ours: func(ctx context.Context, do all, owner string) (operations.Outcome, error) {
			return do.Networks.Remove(ctx, owner)
		},
	},
	{
		name:    "remove a network in use",
		arrange: []string{"network create OWNER", "run -d --net OWNER --name OWNER-c lab:1"}, command: "network rm OWNER",
		refused: operations.Forbidden, noEffect: true,
		ours: func(ctx context.Context, do all, owner string) (operations.Outcome, error) {
			return do.Networks.Remove(ctx, owner)
		},
	},
	{
		name: "remove a predefined network", command: "network rm bridge", refused: operations.Forbidden, noEffect: true,
		ours: func(ctx context.Context, do all, _ string) (operations.Outcome, error) {
			return do.Networks.Remove(ctx, "bridge")
		},
	},
	{
		name:    "connect",
		arrange: []string{"network create --subnet SUBNET.0/24 OWNER", "run -d --name OWNER-c lab:1"},
		command: "network connect --alias db --alias store --ip SUBNET.77 OWNER OWNER-c",
		ours: func(ctx context.Context, do all, owner string) (operations.Outcome, error) {
			return do.Connect(ctx, owner, owner+"-c", operations.Place{
				Aliases: []string{"db", "store"}, IPv4: subnetOf(owner) + ".77",
			})
		},
	},
	{
		name:    "connect a stopped container",
		arrange: []string{"network create OWNER", "create --name OWNER-c lab:1"}, command: "network connect OWNER OWNER-c",
		ours: func(ctx context.Context, do all, owner string) (operations.Outcome, error) {
			return do.Connect(ctx, owner, owner+"-c", operations.Place{})
		},
	},
	{
		name:    "connect what is connected",
		arrange: []string{"network create OWNER", "run -d --net OWNER --name OWNER-c lab:1"}, command: "network connect OWNER OWNER-c",
		refused: operations.Forbidden, noEffect: true,
		ours: func(ctx context.Context, do all, owner string) (operations.Outcome, error) {
			return do.Connect(ctx, owner, owner+"-c", operations.Place{})
		},
	},
	{
		name:    "disconnect",
		arrange: []string{"network create OWNER", "run -d --net OWNER --name OWNER-c lab:1"}, command: "network disconnect OWNER OWNER-c",
		ours: func(ctx context.Context, do all, owner string) (operations.Outcome, error) {
			return do.Disconnect(ctx, owner, owner+"-c", false)
		},
	},
	{
		name:    "disconnect by force",
		arrange: []string{"network create OWNER", "run -d --net OWNER --name OWNER-c lab:1"}, command: "network disconnect -f OWNER OWNER-c",
		ours: func(ctx context.Context, do all, owner string) (operations.Outcome, error) {
			return do.Disconnect(ctx, owner, owner+"-c", true)
		},
	},
}

func subnet6Of(owner string) string {
	return map[string]string{"ours": "1", "theirs": "2", "nobody": "3"}[owner]
}

// Every operation leaves the engine as the docker command of the same name
// does, and refuses for the same reason.
func TestOperationsDoWhatTheDockerCommandDoes(t *testing.T) {
	for _, c := range slices.Concat(containerCases, imageCases, volumeCases, networkCases) {
		t.Run(c.name, func(t *testing.T) {
			eng := realengine.Shared(t)
			do := everything(eng.Client())
			words := func(owner, command string) []string {
				command = strings.NewReplacer("SUBNET6", subnet6Of(owner), "SUBNET", subnetOf(owner), "OWNER", owner).Replace(command)
				if strings.Contains(command, "IMAGE") {
					command = strings.ReplaceAll(command, "IMAGE", do.imageID(t.Context(), owner))
				}
				args := strings.Fields(command)
				for i := range args { // "LABEL=a=b" stands for "LABEL a=b", one word
					args[i] = strings.Replace(args[i], "LABEL=", "LABEL ", 1)
				}
				return args
			}
			for _, owner := range []string{"ours", "theirs"} {
				for _, command := range c.arrange {
					eng.Docker(t, words(owner, command)...)
				}
			}
			settle := func(owner string) {
				if c.settle != "" {
					eng.Docker(t, words(owner, c.settle)...)
				}
			}
			var out operations.Outcome
			var err error
			ours := observe(t, eng.Client(), "ours", func() {
				out, err = c.ours(t.Context(), do, "ours")
				settle("ours")
			})
			var complaint string
			theirs := observe(t, eng.Client(), "theirs", func() {
				complaint = docker(t.Context(), eng, words("theirs", c.command)...)
				settle("theirs")
			})
			if !slices.Equal(ours, theirs) {
				t.Errorf("effects differ\nonly ours: %s\nonly theirs: %s", ours.without(theirs), theirs.without(ours))
			}
			if (len(ours) == 0) != c.noEffect {
				t.Errorf("effect: %q", ours)
			}
			if operations.KindOf(err) != c.refused || (complaint != "") != (c.refused != "") {
				t.Errorf("ours: %v (%s)\ntheirs: %s", err, operations.KindOf(err), complaint)
			}
			if out.Unchanged != c.idle {
				t.Errorf("Unchanged is %v", out.Unchanged)
			}
			var failed *operations.Error
			if errors.As(err, &failed) && !strings.Contains("ours bridge "+do.imageID(t.Context(), "ours"), failed.Name) && !strings.Contains(failed.Name, "ours") {
				t.Errorf("error does not name the object: %v", failed)
			}
		})
	}
}

// sent notes what a stop asks for: the engine's state does not show how long it
// would have waited.
type sent struct {
	*client.Client
	timeout *int
}

func (s *sent) ContainerStop(ctx context.Context, id string, options container.StopOptions) error {
	s.timeout = options.Timeout
	return s.Client.ContainerStop(ctx, id, options)
}

func TestStopSendsATimeoutOnlyIfThereIsOne(t *testing.T) {
	eng := realengine.Shared(t)
	eng.Docker(t, "create", "--name", "web", "lab:1")
	for _, c := range []struct{ asked, want string }{
		{"", "none"}, {"0s", "0"}, {"1ms", "1"}, {"90s", "90"}, {"1.5s", "2"}, {"-5s", "-1"},
	} {
		var timeout *time.Duration
		if c.asked != "" {
			timeout = new(must(time.ParseDuration(c.asked))(t))
		}
		s := sent{Client: eng.Client()}
		must(operations.Containers{Engine: &s}.Stop(t.Context(), "web", timeout))(t)
		got := "none"
		if s.timeout != nil {
			got = strconv.Itoa(*s.timeout)
		}
		if got != c.want {
			t.Errorf("%q sends %s, want %s", c.asked, got, c.want)
		}
	}
}

// docker rmi would remove the image with its last name; untagging never does.
func TestUntagRefusesToTakeTheLastName(t *testing.T) {
	eng := realengine.Shared(t)
	furnish{t, eng}.commit("app", "lab:1", "app:1", "app:2")
	do := everything(eng.Client())
	if out := must(do.Untag(t.Context(), "app:2"))(t); !slices.Equal(out.Untagged, []string{"app:2"}) || len(out.Deleted) > 0 {
		t.Errorf("%+v", out)
	}
	_, err := do.Untag(t.Context(), "app:1")
	if !errors.Is(err, operations.ErrOnlyName) || operations.KindOf(err) != operations.Conflict {
		t.Errorf("%v is %s", err, operations.KindOf(err))
	}
	must(eng.Client().ImageInspect(t.Context(), "app:1"))(t)
}
