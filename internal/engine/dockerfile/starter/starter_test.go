package starter_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/dockdesk/dockdesk/internal/engine/dockerfile"
	"github.com/dockdesk/dockdesk/internal/engine/dockerfile/starter"
	"github.com/dockdesk/dockdesk/test/realengine"
)

func TestMain(m *testing.M) { realengine.Main(m) }

func folder(files map[string]string) fs.FS {
	m := fstest.MapFS{}
	for name, text := range files {
		m[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return m
}

func TestTheKindOfAFolderIsSeenByItsFiles(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		want  string
	}{
		"Go":                {map[string]string{"go.mod": "module x\n", "index.html": ""}, "go"},
		"Node.js":           {map[string]string{"package.json": "{}"}, "node"},
		"Python":            {map[string]string{"app.py": ""}, "python"},
		"Java":              {map[string]string{"pom.xml": ""}, "java"},
		"C++":               {map[string]string{"main.cpp": ""}, "cpp"},
		"SQL":               {map[string]string{"001-tables.sql": ""}, "database"},
		"pages":             {map[string]string{"index.html": ""}, "site"},
		"a worker":          {map[string]string{"worker.py": ""}, "worker"},
		"nothing that says": {map[string]string{"notes.txt": ""}, ""},
	} {
		if got := starter.Guess(folder(c.files)); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestWhatAFolderTellsIsFilledIn(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		want  starter.Facts
	}{
		"nothing":        {nil, starter.Facts{Name: "my-shop", Go: "1.25", Node: "22", Python: "3.13", Start: "app.py"}},
		"a Go version":   {map[string]string{"go.mod": "module x\n\ngo 1.23.4\n"}, starter.Facts{Name: "my-shop", Go: "1.23", Node: "22", Python: "3.13", Start: "app.py"}},
		"a package.json": {map[string]string{"package.json": `{"main":"index.js","engines":{"node":">=20.1"},"scripts":{"build":"x"}}`}, starter.Facts{Name: "my-shop", Go: "1.25", Node: "20", Python: "3.13", Start: "index.js", Build: true}},
		"a broken one":   {map[string]string{"package.json": `{`}, starter.Facts{Name: "my-shop", Go: "1.25", Node: "22", Python: "3.13", Start: "app.py"}},
		"a worker":       {map[string]string{"worker.py": "", "requirements.txt": ""}, starter.Facts{Name: "my-shop", Go: "1.25", Node: "22", Python: "3.13", Start: "worker.py", Requirements: true}},
	} {
		if got := starter.Look("My Shop!", folder(c.files)); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

func TestNothingInAStarterCouldBeBetter(t *testing.T) {
	for _, k := range starter.Kinds() {
		for _, f := range []starter.Facts{{Name: "shop", Go: "1.25", Node: "22", Python: "3.13", Start: "app.py"}, {Name: "shop", Go: "1.25", Node: "22", Python: "3.13", Start: "app.py", Build: true, Requirements: true}} {
			for _, file := range k.Files(f) {
				if strings.Contains(file.Text, "{name}") || strings.Contains(file.Text, "{start}") {
					t.Errorf("%s: %s was not filled in:\n%s", k.ID, file.Name, file.Text)
				}
				if file.Name != "Dockerfile" {
					continue
				}
				found, err := dockerfile.Lint(t.Context(), []byte(file.Text), dockerfile.Context{Ignored: true})
				if err != nil || len(found) > 0 {
					t.Errorf("%s: %+v, %v", k.ID, found, err)
				}
			}
		}
	}
}

// No registry is reached here: the bases are stood in for by one image whose compilers
// and programs are small scripts. What is proven is that the steps fit together, and that
// the program starts as the user it should.
func TestEachStarterBuildsAndRuns(t *testing.T) {
	eng := realengine.Shared(t)
	eng.LoadShell(t)
	base := t.TempDir()
	write(t, base, "Dockerfile", "FROM "+realengine.ShellImage+`
RUN mkdir -p /docker-entrypoint-initdb.d /usr/share/nginx/html /usr/local/bin /tmp && chmod 1777 /tmp
RUN for n in npm pip apt-get; do printf '#!/bin/sh\nexit 0\n' >/bin/$n; done
RUN printf '#!/bin/sh\n[ "$1" = build ] && printf "#!/bin/sh\\nid -u\\n" >/app && chmod +x /app; exit 0\n' >/bin/go
RUN printf '#!/bin/sh\nmkdir -p target && echo jar >target/app.jar\n' >/bin/mvn
RUN printf '#!/bin/sh\nmkdir -p /out/bin && printf "#!/bin/sh\\nid -u\\n" >/out/bin/shop && chmod +x /out/bin/shop\n' >/bin/cmake
RUN for n in node python java postgres nginx; do printf '#!/bin/sh\nid -u\n' >/bin/$n; done
RUN chmod +x /bin/npm /bin/pip /bin/apt-get /bin/go /bin/mvn /bin/cmake /bin/node /bin/python /bin/java /bin/postgres /bin/nginx
RUN mkdir -p /etc && printf 'root:x:0:0::/:/bin/sh\nnode:x:1000:1000::/:/bin/sh\npostgres:x:999:999::/:/bin/sh\n' >/etc/passwd
ENV PATH=/usr/local/bin:/bin:/usr/bin
`)
	build(t, eng, base, "stand-in:1")
	for _, name := range []string{"golang:1.25", "gcr.io/distroless/static-debian12:nonroot", "node:22-slim", "python:3.13-slim", "maven:3-eclipse-temurin-21", "eclipse-temurin:21-jre", "gcc:14", "debian:12-slim", "postgres:17", "nginxinc/nginx-unprivileged:1.28-alpine"} {
		eng.Docker(t, "tag", "stand-in:1", name)
	}
	users := map[string]string{"go": "65532", "node": "1000", "python": "10001", "java": "10001", "cpp": "10001", "database": "999", "site": "101", "worker": "10001"}
	for i, k := range starter.Kinds() {
		if i > 0 && os.Getenv("DOCKDESK_STARTERS") != "all" {
			continue // make prove has the time for all of them
		}
		t.Run(k.ID, func(t *testing.T) {
			dir := t.TempDir()
			for _, name := range []string{"go.mod", "package.json", "package-lock.json", "requirements.txt", "pom.xml", "a.sql", "index.html", "src/Main.java", "app.py"} {
				write(t, dir, name, "x\n")
			}
			for _, f := range k.Files(starter.Facts{Name: "shop", Go: "1.25", Node: "22", Python: "3.13", Start: "app.py", Requirements: true}) {
				write(t, dir, f.Name, f.Text)
			}
			build(t, eng, dir, "shop:1")
			if got := eng.Docker(t, "run", "--rm", "shop:1"); got != users[k.ID] {
				t.Errorf("it runs as %q, want %s", got, users[k.ID])
			}
		})
	}
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func build(t *testing.T, eng *realengine.Engine, dir, tag string) {
	t.Helper()
	cmd := eng.Command(t.Context(), "build", "-q", "-t", tag, dir)
	cmd.Env = append(cmd.Environ(), "DOCKER_BUILDKIT=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatal(fmt.Errorf("%s doesn't build: %w: %s", tag, err, out))
	}
}
