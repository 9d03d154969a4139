// Package starter has Dockerfiles to begin with, one for each common kind of project,
// filled in from what a folder holds: in stages where that makes the image smaller, as a
// user that isn't root, with pinned versions and a health check, and with the files that
// belong beside them.
//
// It reads a folder and makes texts. It writes nothing, and must know nothing of pages.
package starter

import (
	"cmp"
	"encoding/json"
	"io/fs"
	"regexp"
	"strings"
)

// Kind is a kind of project.
type Kind struct {
	ID, Title string
	Words     string // what it makes, in a sentence
	signs     []string
	dockerfile,
	ignore string
	port string // that it listens on; "" for none
	data string // where its data lies; "" for none
}

// File is a text to be written.
type File struct{ Name, Text string }

// Facts are what a folder tells about a project.
type Facts struct {
	Name string // of the project, as an image may be called
	// Go, Node and Python are versions of languages; there is always one.
	Go, Node, Python string
	Start            string // the file that a Python or Node.js program begins with
	Build            bool   // package.json has a script that builds
	Requirements     bool   // there is a requirements.txt
}

// Kinds are all kinds, in the order in which they are offered.
func Kinds() []Kind { return kinds }

// Guess is the kind of a folder by the files in it; "" where none of them tells.
func Guess(folder fs.FS) string {
	for _, k := range kinds {
		for _, sign := range k.signs {
			if found, err := fs.Glob(folder, sign); err == nil && len(found) > 0 {
				return k.ID
			}
		}
	}
	return ""
}

// Look reads what a folder tells; what it doesn't has a value that works.
func Look(name string, folder fs.FS) Facts {
	f := Facts{Name: imageName(name), Go: "1.25", Node: "22", Python: "3.13", Start: "app.py"}
	if text, err := fs.ReadFile(folder, "go.mod"); err == nil {
		if v := goVersion.FindSubmatch(text); v != nil {
			f.Go = string(v[1])
		}
	}
	if text, err := fs.ReadFile(folder, "package.json"); err == nil {
		f.node(text)
	}
	for _, start := range []string{"app.py", "main.py", "worker.py", "manage.py"} {
		if _, err := fs.Stat(folder, start); err == nil {
			f.Start = start
			break
		}
	}
	_, err := fs.Stat(folder, "requirements.txt")
	f.Requirements = err == nil
	return f
}

// nodeScript is what a server in Node.js is usually called.
const nodeScript = "server.js"

var (
	goVersion = regexp.MustCompile(`(?m)^go (\d+\.\d+)`)
	nodeMajor = regexp.MustCompile(`\d+`)
	nameParts = regexp.MustCompile(`[^a-z0-9]+`)
)

func (f *Facts) node(text []byte) {
	var about struct {
		Main    string
		Scripts map[string]string
		Engines map[string]string
	}
	if json.Unmarshal(text, &about) != nil {
		return // what can't be read tells nothing
	}
	f.Build = about.Scripts["build"] != ""
	f.Node = cmp.Or(nodeMajor.FindString(about.Engines["node"]), f.Node)
	f.Start = cmp.Or(about.Main, nodeScript)
}

// imageName makes a name that an image may have of a folder's.
func imageName(folder string) string {
	return cmp.Or(strings.Trim(nameParts.ReplaceAllString(strings.ToLower(folder), "-"), "-"), "app")
}

// Files are the texts of a kind: a Dockerfile, a .dockerignore and a compose.yaml.
func (k Kind) Files(f Facts) []File {
	fill := strings.NewReplacer("{name}", f.Name, "{go}", f.Go, "{node}", f.Node, "{python}", f.Python, "{start}", f.Start,
		"{requirements}", choose(f.Requirements, "COPY requirements.txt ./\nRUN pip install --no-cache-dir -r requirements.txt\n", ""),
		"{build}", choose(f.Build, "RUN npm run build\n", ""))
	return []File{
		{"Dockerfile", fill.Replace(k.dockerfile)},
		{".dockerignore", ignoreHead + k.ignore},
		{"compose.yaml", fill.Replace(k.compose())},
	}
}

func choose(yes bool, a, b string) string {
	if yes {
		return a
	}
	return b
}

func (k Kind) compose() string {
	var b strings.Builder
	b.WriteString("# docker compose up --build\nservices:\n  {name}:\n    build: .\n    restart: unless-stopped\n")
	if k.port != "" {
		b.WriteString("    ports:\n      # On this computer only. Take 127.0.0.1: away, and others reach it.\n      - \"127.0.0.1:8080:" + k.port + "\"\n")
	}
	if k.data != "" {
		b.WriteString("    environment:\n      # Say it when it starts; it stands in no file: POSTGRES_PASSWORD=… docker compose up\n      POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:?}\n    volumes:\n      - data:" + k.data + "\nvolumes:\n  data:\n")
	}
	return b.String()
}
