package runcommand_test

import (
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/help/runcommand"
	"github.com/dockdesk/dockdesk/test/specs"
)

var shop = spec.RunSpec{
	Image: "nginx:1.27", Name: "shop", Detach: true, Interactive: true, TTY: true, Rm: true,
	Ports:    []spec.Port{{Host: "8080", Container: "80"}, {HostIP: "::1", Host: "443", Container: "443", Proto: "udp"}},
	Env:      []spec.Env{{Key: "GREETING", Value: "it's me", HasValue: true}, {Key: "DB_PASSWORD", Value: "hunter2", HasValue: true}, {Key: "LANG"}},
	Mounts:   []spec.Mount{{Kind: spec.Volume, Source: "data", Target: "/data", Options: []string{"ro"}}, {Kind: spec.Tmpfs, Target: "/run"}, {Kind: spec.Bind, Source: "/srv", Target: "/x", Spelled: true}},
	Networks: []spec.Network{{Name: "front", Aliases: []string{"Web"}, IPv4: "172.20.0.9"}, {Name: "back", Aliases: []string{"inner"}}},
	Init:     spec.No, NoEntrypoint: true, Command: []string{"nginx", "-g", "daemon off;"},
}

func TestACommandIsWrittenAsEverybodyDoes(t *testing.T) {
	for _, c := range []struct {
		spec  spec.RunSpec
		style runcommand.Style
		want  string
	}{
		{spec.RunSpec{Image: "nginx"}, runcommand.Style{}, "docker run nginx"},
		{spec.RunSpec{Image: "nginx", CreateOnly: true, Detach: true}, runcommand.Style{}, "docker create nginx"},
		{spec.RunSpec{}, runcommand.Style{}, "docker run"},
		{shop, runcommand.Style{}, `docker run -d -it --rm --name shop -p 8080:80 -p '[::1]:443:443/udp' -e 'GREETING=it'\''s me' -e DB_PASSWORD=hunter2 -e LANG` +
			` -v data:/data:ro --tmpfs /run --mount type=bind,source=/srv,target=/x --network front --network-alias Web --ip 172.20.0.9 --network name=back,alias=inner` +
			` --init=false --entrypoint '' nginx:1.27 nginx -g 'daemon off;'`},
		{shop, runcommand.Style{Long: true}, `docker run --detach --interactive --tty --rm --name shop --publish 8080:80 --publish '[::1]:443:443/udp'` +
			` --env 'GREETING=it'\''s me' --env DB_PASSWORD=hunter2 --env LANG --volume data:/data:ro --tmpfs /run --mount type=bind,source=/srv,target=/x` +
			` --network front --network-alias Web --ip 172.20.0.9 --network name=back,alias=inner --init=false --entrypoint '' nginx:1.27 nginx -g 'daemon off;'`},
	} {
		if got := runcommand.Run(c.spec, c.style).String(); got != c.want {
			t.Errorf("got\n%s\nwant\n%s", got, c.want)
		}
	}
}

func TestALongCommandIsWrapped(t *testing.T) {
	c := runcommand.Run(spec.RunSpec{Image: "nginx", Detach: true, Name: "web", Ports: []spec.Port{{Host: "8080", Container: "80"}}, Env: []spec.Env{{Key: "PASSWORD", Value: "x", HasValue: true}}}, runcommand.Style{})
	for _, w := range []struct {
		shell command.Shell
		width int
		want  string
	}{
		{command.Bash, 0, "docker run \\\n  -d \\\n  --name web \\\n  -p 8080:80 \\\n  -e PASSWORD=x \\\n  nginx"},
		{command.PowerShell, 36, "docker run -d --name web `\n  -p 8080:80 -e PASSWORD=x nginx"},
		{command.Cmd, 30, "docker run -d --name web ^\n  -p 8080:80 -e PASSWORD=x ^\n  nginx"},
		{command.Bash, 200, "docker run -d --name web -p 8080:80 -e PASSWORD=x nginx"},
	} {
		if got := c.Wrapped(w.shell, w.width); got != w.want {
			t.Errorf("%s, %d:\n%s\nwant\n%s", w.shell, w.width, got, w.want)
		}
		if shown := c.DisplayWrapped(w.shell, w.width); !strings.Contains(shown, "PASSWORD=••••") || strings.Contains(shown, "=x") {
			t.Errorf("shown is\n%s", shown)
		}
	}
}

// fieldsOf are the fields of a spec, by their JSON names.
func fieldsOf(t reflect.Type) map[string]bool {
	all := map[string]bool{}
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		all[name] = true
	}
	return all
}

func TestEveryWordExplainsItself(t *testing.T) {
	fields := fieldsOf(reflect.TypeFor[spec.RunSpec]())
	rapid.Check(t, func(rt *rapid.T) {
		s := specs.Any(world).Draw(rt, "spec")
		c := runcommand.Run(s, runcommand.Style{Long: rapid.Bool().Draw(rt, "long")})
		for i, tok := range c.Tokens {
			if tok.Meaning == "" && len(tok.Parts) == 0 && tok.Role != command.RoleValue {
				rt.Fatalf("%q has no meaning", tok.Text)
			}
			if joined := ""; len(tok.Parts) > 0 {
				for _, p := range tok.Parts {
					joined += p.Text
				}
				if joined != tok.Text {
					rt.Fatalf("the parts of %q make %q", tok.Text, joined)
				}
			}
			name, _, _ := strings.Cut(tok.Field, ".")
			if i > 0 && !fields[name] {
				rt.Fatalf("%q is of the field %q", tok.Text, tok.Field)
			}
			if tok.Role == command.RoleValue && tok.Field != c.Tokens[i-1].Field {
				rt.Fatalf("%q and its flag are of two fields", tok.Text)
			}
		}
	})
}

func TestEveryFieldHasItsFlag(t *testing.T) {
	flagged := map[string]bool{"image": true, "command": true, "createOnly": true, "noEntrypoint": true}
	for _, f := range runcommand.Flags() {
		name, _, _ := strings.Cut(f.Field, ".")
		flagged[name] = true
		if f.Means == "" || f.Long == "" || f.Use == "" || (f.Use == runcommand.Explained) != (f.Field == "") {
			t.Errorf("the row of --%s is %+v", f.Long, f)
		}
		if (f.Section == runcommand.None) != (f.Use == runcommand.Explained) {
			t.Errorf("--%s is in the section %q", f.Long, f.Section)
		}
	}
	for name := range fieldsOf(reflect.TypeFor[spec.RunSpec]()) {
		if !flagged[name] {
			t.Errorf("no flag fills %q", name)
		}
		if flags := runcommand.FlagsOf(name); len(flags) == 0 && name != "image" && name != "command" && name != "createOnly" && name != "noEntrypoint" {
			t.Errorf("FlagsOf(%q) is empty", name)
		}
	}
}

func TestSecretsAreMaskedWhereverTheyStand(t *testing.T) {
	s := spec.RunSpec{
		Image: "mysql", Env: []spec.Env{{Key: "MYSQL_ROOT_PASSWORD", Value: "hunter2", HasValue: true}, {Key: "DATABASE_URL", Value: "postgres://me:hunter2@db/x", HasValue: true}},
		Labels: []spec.Pair{{Key: "token", Value: "hunter2"}}, LogOptions: []spec.Pair{{Key: "splunk-token", Value: "hunter2"}},
		Health:  spec.Health{Command: "curl http://me:hunter2@localhost/"},
		Mounts:  []spec.Mount{{Kind: spec.Volume, Spelled: true, Source: "s", Target: "/s", Options: []string{"volume-opt=o=username=me,password=hunter2"}}},
		Command: []string{"mysqld", "--password=hunter2", "--password", "hunter2"},
	}
	for _, long := range []bool{false, true} {
		c := runcommand.Run(s, runcommand.Style{Long: long})
		for _, sh := range []command.Shell{command.Bash, command.PowerShell, command.Cmd} {
			if shown := c.Display(sh) + c.DisplayWrapped(sh, 40); strings.Contains(shown, "hunter2") {
				t.Errorf("%s shows %s", sh, shown)
			}
		}
		if n := strings.Count(c.String(), "hunter2"); n != 8 {
			t.Errorf("copied are %d secrets of 8: %s", n, c)
		}
	}
}
