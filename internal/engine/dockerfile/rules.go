package dockerfile

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/distribution/reference"
	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

// The rules of ours, as the guide recommends in "A good Dockerfile".
const (
	PinnedBase  = "pinned-base"
	NonRoot     = "non-root"
	NoIgnore    = "no-ignore-file"
	CopyLate    = "copy-before-install"
	AptClean    = "apt-clean"
	AptSuggests = "apt-recommends"
	AptUpdate   = "apt-update-alone"
	AddLocal    = "add-local"
	Sudo        = "sudo"
	CdAlone     = "cd-alone"
	PipCache    = "pip-cache"
)

// Rules are the rules of ours.
var Rules = []string{PinnedBase, NonRoot, NoIgnore, CopyLate, AptClean, AptSuggests, AptUpdate, AddLocal, Sudo, CdAlone, PipCache}

var rules = []func(*file, Context) []Finding{pinnedBase, nonRoot, noIgnore, copyLate, apt, addLocal, perRun}

// known are versions of images that many begin with, for where this engine has none:
// some that are kept up, not always the newest.
var known = map[string]string{
	"alpine": "3.22", "busybox": "1.37", "debian": "12-slim", "ubuntu": "24.04", "nginx": "1.28", "httpd": "2.4", "caddy": "2",
	"python": "3.13-slim", "node": "22-slim", "golang": "1.25", "rust": "1-slim", "openjdk": "21-slim", "eclipse-temurin": "21",
	"maven": "3-eclipse-temurin-21", "gradle": "8", "php": "8.4", "ruby": "3.4-slim", "gcc": "14", "postgres": "17", "mysql": "8.4",
	"mariadb": "11.4", "redis": "8", "mongo": "8", "rabbitmq": "4", "memcached": "1.6",
}

func pinnedBase(f *file, c Context) []Finding {
	names := f.names()
	var found []Finding
	for _, s := range f.stages {
		named, err := reference.ParseNormalizedNamed(s.BaseName)
		if names[strings.ToLower(s.BaseName)] || strings.Contains(s.BaseName, "$") || err != nil {
			continue
		}
		tagged, hasTag := named.(reference.Tagged)
		if _, digested := named.(reference.Digested); digested || hasTag && tagged.Tag() != "latest" {
			continue
		}
		first, last := linesOf(s.Location)
		words := fmt.Sprintf("%s names no version: next month the same build may begin with another image.", s.BaseName)
		found = append(found, Finding{Rule: PinnedBase, First: first, Last: last, Words: words, Fix: pin(f, first, s.BaseName, reference.FamiliarName(named), c)})
	}
	return found
}

// pin names a version that this engine has, or one that is known.
func pin(f *file, line int, base, repository string, c Context) *Fix {
	version := known[repository]
	if c.Tags != nil {
		for _, tag := range c.Tags(repository) {
			if tag != "latest" && tag != "" {
				version = tag
				break
			}
		}
	}
	if version == "" {
		return nil
	}
	return &Fix{Words: "Name the version " + version, Edits: []Edit{{line, line, []string{strings.Replace(f.line(line), base, repository+":"+version, 1)}}}}
}

// someUser is a number that no image has a person for.
const someUser = "10001"

func nonRoot(f *file, _ Context) []Finding {
	if len(f.stages) == 0 {
		return nil
	}
	last := f.stages[len(f.stages)-1]
	before := 0 // the line of the first CMD or ENTRYPOINT
	for _, command := range last.Commands {
		switch one := command.(type) {
		case *instructions.UserCommand:
			if user, _, _ := strings.Cut(one.User, ":"); user != "root" && user != "0" {
				return nil
			}
			first, end := linesOf(one.Location())
			return []Finding{{Rule: NonRoot, First: first, Last: end, Words: "The program runs as root, which is root of this computer if it breaks out.",
				Fix: &Fix{Words: "Run as user " + someUser, Edits: []Edit{{first, end, []string{"USER " + someUser}}}}}}
		case *instructions.CmdCommand, *instructions.EntrypointCommand:
			if before == 0 {
				before, _ = linesOf(one.Location())
			}
		}
	}
	if before == 0 {
		return nil // it has no program: others begin with it
	}
	return []Finding{{Rule: NonRoot, First: before, Last: before, Words: "No USER: the program runs as root, which is root of this computer if it breaks out.",
		Fix: &Fix{Words: "Run as user " + someUser, Edits: []Edit{{before, before - 1, []string{"USER " + someUser}}}}}}
}

// Ignore is a .dockerignore for a folder of which nothing is known.
const Ignore = `# What a build doesn't need, and nobody should find in an image.
.git
.gitignore
.dockerignore
Dockerfile*
compose*.y*ml
.env
*.pem
*.key
node_modules
__pycache__
`

func noIgnore(f *file, c Context) []Finding {
	if c.Ignored {
		return nil
	}
	for _, s := range f.stages {
		for _, command := range s.Commands {
			if sources, _, from := copied(command); from == "" && slices.ContainsFunc(sources, wholeFolder) {
				first, last := linesOf(command.(interface{ Location() []parser.Range }).Location())
				return []Finding{{Rule: NoIgnore, First: first, Last: last, Words: "The whole folder is copied and there is no .dockerignore: .git, keys and builds of before go into the image.",
					Fix: &Fix{Words: "Make a .dockerignore", Ignore: Ignore}}}
			}
		}
	}
	return nil
}

func wholeFolder(source string) bool { return path.Clean(source) == "." || path.Clean(source) == "/" }

// copied are the sources and the target of a COPY or ADD, and the stage they are from.
func copied(command instructions.Command) (sources []string, target, from string) {
	switch one := command.(type) {
	case *instructions.CopyCommand:
		return one.SourcePaths, one.DestPath, one.From
	case *instructions.AddCommand:
		return one.SourcePaths, one.DestPath, ""
	}
	return nil, "", ""
}

// installer is a program that installs what a file lists.
type installer struct {
	run   *regexp.Regexp
	files string // that it needs
}

var installers = []installer{
	{regexp.MustCompile(`\bnpm (ci|install|i)\b|\byarn( install)?\b|\bpnpm (install|i)\b`), "package*.json"},
	{regexp.MustCompile(`\bpip3? install .*-r\s*requirements\.txt`), "requirements.txt"},
	{regexp.MustCompile(`\bgo mod download\b`), "go.mod go.sum*"},
	{regexp.MustCompile(`\bbundle install\b`), "Gemfile Gemfile.lock*"},
	{regexp.MustCompile(`\bcomposer install\b`), "composer.json composer.lock*"},
	{regexp.MustCompile(`\bcargo fetch\b`), "Cargo.toml Cargo.lock*"},
}

func copyLate(f *file, _ Context) []Finding {
	var found []Finding
	for _, s := range f.stages {
		for i, command := range s.Commands {
			sources, target, from := copied(command)
			if from != "" || !slices.ContainsFunc(sources, wholeFolder) || i+1 >= len(s.Commands) {
				continue
			}
			run, ok := s.Commands[i+1].(*instructions.RunCommand)
			if !ok {
				continue
			}
			for _, in := range installers {
				if !in.run.MatchString(strings.Join(run.CmdLine, " ")) {
					continue
				}
				first, last := linesOf(command.(*instructions.CopyCommand).Location())
				begin, end := linesOf(run.Location())
				lines := append([]string{"COPY " + in.files + " " + folderOf(target)}, f.lines[begin-1:end]...)
				lines = append(lines, f.lines[first-1:last]...)
				found = append(found, Finding{Rule: CopyLate, First: first, Last: end, Words: "Everything is copied before it is installed: each change of any file installs all of it again.",
					Fix: &Fix{Words: "Copy the list first, install, then copy the rest", Edits: []Edit{{first, end, lines}}}})
				break
			}
		}
	}
	return found
}

// folderOf makes sure that a target is a folder, as it must be for several files.
func folderOf(target string) string {
	if strings.HasSuffix(target, "/") {
		return target
	}
	return target + "/"
}

func addLocal(f *file, _ Context) []Finding {
	var found []Finding
	for _, s := range f.stages {
		for _, command := range s.Commands {
			add, ok := command.(*instructions.AddCommand)
			if !ok || slices.ContainsFunc(add.SourcePaths, special) {
				continue
			}
			first, last := linesOf(add.Location())
			line := f.line(first)
			at := strings.Index(strings.ToUpper(line), "ADD")
			if at < 0 {
				continue
			}
			found = append(found, Finding{Rule: AddLocal, First: first, Last: last, Words: "ADD also unpacks and downloads. To copy files, COPY says what is meant.",
				Fix: &Fix{Words: "Write COPY", Edits: []Edit{{first, first, []string{line[:at] + "COPY" + line[at+3:]}}}}})
		}
	}
	return found
}

var unpacked = regexp.MustCompile(`\.(tar|tgz|tbz2?|txz|tar\.\w+)$`)

// special is a source that only ADD takes: an address, a repository, an archive.
func special(source string) bool {
	return strings.Contains(source, "://") || strings.HasPrefix(source, "git@") || unpacked.MatchString(source)
}

func linesOf(location []parser.Range) (first, last int) {
	for _, r := range location {
		if first == 0 || r.Start.Line < first {
			first = r.Start.Line
		}
		last = max(last, r.End.Line)
	}
	return first, last
}
