package runform

import (
	"maps"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/help/runcommand"
)

type option struct {
	letter string
	value  bool
}

var optionLine = regexp.MustCompile(`(?m)^ +(?:-(\w), )? *--([a-z0-9-]+)( [\w-]+)?  `)

// options are those that the docker command tells of; it hides some from
// engines that don't know them, and there is none to ask here.
func (c cliCommand) options(t *testing.T, verb string) map[string]option {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), c.path, verb, "--help")
	cmd.Env = []string{"DOCKER_HOST=unix:///nowhere", "HOME=" + t.TempDir()}
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]option{}
	for _, m := range optionLine.FindAllStringSubmatch(string(out), -1) {
		found[m[2]] = option{m[1], m[3] != ""}
	}
	return found
}

func TestTheTableHasEveryFlagOfTheCommand(t *testing.T) {
	cli := docker(t)
	run, create := cli.options(t, "run"), cli.options(t, "create")
	if len(run) < 85 {
		t.Errorf("docker tells of only %d flags", len(run))
	}
	for name, o := range run {
		f, ok := runcommand.FlagByName(name)
		if !ok {
			t.Errorf("--%s is not in the table", name)
			continue
		}
		_, inCreate := create[name]
		if f.Short != o.letter || f.Switch() == o.value || f.RunOnly == inCreate {
			t.Errorf("--%s is %+v in docker, and in docker create: %v; the table has %+v", name, o, inCreate, f)
		}
	}
	for name := range create {
		if _, ok := run[name]; !ok {
			t.Errorf("docker create has --%s, which docker run hasn't", name)
		}
	}
	for _, f := range runcommand.Flags() {
		if _, ok := run[f.Long]; !ok && !f.Windows && (f.Docker == "" || cli.atLeast(f.Docker)) {
			t.Errorf("docker has no --%s", f.Long)
		}
		if f.Also != "" {
			if out, err := exec.CommandContext(t.Context(), cli.path, "run", "--"+f.Also, "x", "--help").CombinedOutput(); err != nil {
				t.Errorf("docker doesn't take --%s: %s", f.Also, out)
			}
		}
	}
}

// examples are a value for each flag that is applied; a switch has none.
var examples = map[string][]string{
	"detach": nil, "interactive": nil, "tty": nil, "attach": {"stdout"}, "rm": nil, "name": {"example"}, "publish": {"127.0.0.1:8080:80/tcp"}, "publish-all": nil,
	"expose": {"80"}, "env": {"A=it's $HOME"}, "env-file": {"relative.env"}, "volume": {"data:/data:ro"}, "mount": {"type=tmpfs,target=/t,tmpfs-size=64m"},
	"tmpfs": {"/run:size=64m"}, "volumes-from": {"other:ro"}, "volume-driver": {"local"}, "network": {"front"}, "network-alias": {"www"}, "ip": {"172.30.0.9"},
	"ip6": {"2001:db8::9"}, "link-local-ip": {"169.254.8.8"}, "mac-address": {"02:42:ac:11:00:02"}, "link": {"other:db"}, "hostname": {"box"},
	"domainname": {"example.com"}, "add-host": {"db:10.0.0.1"}, "dns": {"1.1.1.1"}, "dns-search": {"example.com"}, "dns-option": {"ndots:2"},
	"restart": {"on-failure:3"}, "stop-signal": {"SIGINT"}, "stop-timeout": {"30"}, "init": nil, "memory": {"64m"}, "memory-reservation": {"32m"},
	"memory-swap": {"-1"}, "memory-swappiness": {"0"}, "kernel-memory": {"50m"}, "oom-kill-disable": nil, "oom-score-adj": {"500"}, "cpus": {"1.5"},
	"cpu-shares": {"512"}, "cpu-period": {"50000"}, "cpu-quota": {"25000"}, "cpu-rt-period": {"1000000"}, "cpu-rt-runtime": {"950000"}, "cpuset-cpus": {"0-1"},
	"cpuset-mems": {"0"}, "pids-limit": {"100"}, "ulimit": {"nofile=1024:2048"}, "shm-size": {"128m"}, "blkio-weight": {"300"}, "blkio-weight-device": {"/dev/sda:300"},
	"device-read-bps": {"/dev/sda:1mb"}, "device-write-bps": {"/dev/sda:1mb"}, "device-read-iops": {"/dev/sda:100"}, "device-write-iops": {"/dev/sda:100"},
	"storage-opt": {"size=1g"}, "cgroup-parent": {"/example"}, "user": {"1000:1000"}, "group-add": {"audio"}, "workdir": {"/work"}, "read-only": nil,
	"cap-drop": {"ALL"}, "cap-add": {"NET_ADMIN"}, "security-opt": {"no-new-privileges"}, "privileged": nil, "device": {"/dev/null:/dev/x:r"},
	"device-cgroup-rule": {"c 1:3 rwm"}, "gpus": {"all"}, "sysctl": {"net.core.somaxconn=1024"}, "userns": {"host"}, "pid": {"host"}, "ipc": {"shareable"},
	"uts": {"host"}, "cgroupns": {"private"}, "runtime": {"runc"}, "health-cmd": {"true || exit 1"}, "health-interval": {"30s"}, "health-timeout": {"5s"},
	"health-retries": {"3"}, "health-start-period": {"1m"}, "health-start-interval": {"2s"}, "no-healthcheck": nil, "log-driver": {"local"},
	"log-opt": {"max-size=10m"}, "label": {"a=b c"}, "label-file": {"labels"}, "annotation": {"a=b"}, "platform": {"linux/amd64"}, "pull": {"never"},
	"entrypoint": {"/lab"}, "isolation": {"hyperv"}, "cpu-count": {"2"}, "cpu-percent": {"50"}, "io-maxbandwidth": {"10m"}, "io-maxiops": {"100"},
}

// rows are a spec for each row of the table, read from a command with that flag.
func rows(t *testing.T) map[string]spec.RunSpec {
	t.Helper()
	all := map[string]spec.RunSpec{}
	for _, f := range runcommand.Flags() {
		values, ok := examples[f.Long]
		if f.Use == runcommand.Explained {
			if ok || f.Why == "" || f.Field != "" {
				t.Errorf("--%s is explained: %+v", f.Long, f)
			}
			continue
		}
		if !ok || f.Switch() != (len(values) == 0) {
			t.Errorf("--%s has the examples %q", f.Long, values)
			continue
		}
		verb := "create"
		if f.RunOnly {
			verb = "run"
		}
		text := "docker " + verb
		switch f.Long {
		case "network-alias", "ip", "ip6", "link-local-ip":
			text += " --network front"
		}
		text += " --" + f.Long
		for _, v := range values {
			text += " '" + strings.ReplaceAll(v, "'", `'\''`) + "'"
		}
		r := runcommand.Parse(text+" lab:1", runcommand.Options{})
		filled := false
		for _, finding := range r.Findings {
			filled = filled || finding.Flag == "--"+f.Long && finding.Outcome == runcommand.Filled && strings.HasPrefix(finding.Field, f.Field)
		}
		if !filled || len(r.Questions()) > 0 {
			t.Errorf("--%s: %+v", f.Long, r.Findings)
		}
		all[f.Long] = r.Spec
	}
	return all
}

func TestEveryRowOfTheTableSendsWhatTheCommandSends(t *testing.T) {
	cli := docker(t)
	if !cli.atLeast("28.0.0") {
		t.Logf("docker %d sends other words for the same; what it makes is compared on the engine", cli.version)
		return
	}
	var linux, windows []spec.RunSpec
	for name, s := range rows(t) {
		if f, _ := runcommand.FlagByName(name); f.Windows {
			windows = append(windows, s)
		} else {
			linux = append(linux, s)
		}
	}
	if looked := compareRequests(t, cli, engineKind{"1.50", "linux"}, linux); looked != len(linux) {
		t.Errorf("docker could be asked about %d of %d rows", looked, len(linux))
	}
	if looked := compareRequests(t, cli, engineKind{"1.50", "windows"}, windows); looked != len(windows) {
		t.Errorf("docker could be asked about %d of %d rows", looked, len(windows))
	}
}

func TestEveryRowOfTheTableMakesTheSameContainer(t *testing.T) {
	cli := docker(t)
	eng, api := lived(t)
	all := rows(t)
	for name, s := range maps.Clone(all) {
		f, _ := runcommand.FlagByName(name)
		s.CreateOnly, s.Detach = true, false
		if all[name] = s; f.Windows || f.API != "" || name == "mac-address" && !cli.atLeast("28.0.0") {
			delete(all, name) // this engine doesn't know it; see the requests
		}
	}
	var list []spec.RunSpec
	for _, s := range all {
		list = append(list, s)
	}
	made := compareContainers(t, cli, eng, api, list)
	t.Logf("%d of %d rows made the same container both ways", made, len(list))
	if made < len(list)*8/10 {
		t.Errorf("only %d of %d rows could be made", made, len(list))
	}
}
