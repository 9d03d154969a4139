package diagnosis

import (
	"regexp"
	"strings"
)

// A build says its failures in the words of its builder; what stands before them
// here is the order in which they are told apart.

// stepRule is a step that ended with an error. It comes before all others, as what
// the step printed may look like anything.
func stepRule() rule {
	return rule{id: BuildStep, ops: []string{"build"}, knows: func(m *matter) bool {
		m.groups = stepEnd.FindStringSubmatch(m.Raw)
		return m.groups != nil && !strings.Contains(m.Raw, "no space left on device")
	}, tell: (*matter).buildStep}
}

var stepEnd = said(`exit code:? (\d+)`, `returned a non-zero code: (\d+)`, `exit status (\d+)`)

// buildRules are the other failures of builds.
func buildRules() []rule {
	building := []string{"build"}
	return []rule{
		{id: BuildBuilder, ops: building, said: said(`the builder of this engine takes no secrets`, `the --?mount option requires BuildKit`, `requires BuildKit`), tell: (*matter).buildBuilder},
		{id: BuildSecret, ops: building, said: said(`the variable (\S+) is not set on this computer`, `failed to solve: secret (\S+): not found`, `secret (\S+) not found`), tell: (*matter).buildSecret},
		{id: BuildTarget, ops: building, said: said(`target stage "?([^"\s]+)"? could not be found`, `failed to reach build target (\S+)`), tell: (*matter).buildTarget},
		{id: BuildUnreadable, ops: building, classes: []Class{Forbidden}, knows: func(*matter) bool { return true }, tell: (*matter).buildUnreadable},
		{id: BuildStep, ops: building, said: said(`exit code:? (\d+)`, `returned a non-zero code: (\d+)`, `exit status (\d+)`), tell: (*matter).buildStep},
		{id: BuildFile, ops: building, classes: []Class{NotFound}, said: said(`^(\S[^\n]*): (?:no such file or directory|it is no file|not a directory)`), tell: (*matter).buildFile},
		{id: BuildBase, ops: building, said: said(`(?:load metadata for|failed to resolve source metadata for|pull access denied for|manifest for|error creating overlay mount to|reference) ([^\s,:]+(?::[\w.-]+)?)`, `(\S*[/:]\S+): (?:not found|pull access denied)`, `no such image: (\S+)`), tell: (*matter).buildBase},
		{id: BuildBase, ops: building, knows: func(m *matter) bool { return silence(m.Raw) != "" }, tell: (*matter).buildBase},
		{id: BuildSyntax, ops: building, said: said(`parse error (?:on )?line (\d+): ([^\n]*)`), tell: (*matter).buildSyntax},
		{id: BuildSyntax, ops: building, classes: []Class{Invalid}, said: said(`(?:dockerfile|requires|instruction)`), tell: (*matter).buildSyntax},
	}
}

// toBuild leads to the page where it is put right.
func toBuild(words string) Remedy {
	return Remedy{Words: words, Icon: "build", Then: Page, Value: "build"}
}

func (m *matter) buildBuilder() Diagnosis {
	return titled("this engine's builder can't do that").because(
		"Secrets and files that a step borrows need BuildKit, the newer builder. Podman and the practice engine have only the older one.").
		offer(toBuild("Show the build"))
}

func (m *matter) buildSecret() Diagnosis {
	return titled("the secret " + m.group(1) + " is not there").because(
		"A secret is a file or a variable of this computer. A file's path counts from the build's folder; a variable must have been set before DockDesk was started.").
		offer(toBuild("Change its settings"))
}

func (m *matter) buildTarget() Diagnosis {
	return titled("the Dockerfile has no stage " + m.group(1)).because(
		"A stage has its name behind AS in its FROM line. Without a stage to stop at, the last one is built.").
		offer(toBuild("Choose another stage"))
}

func (m *matter) buildFile() Diagnosis {
	path := m.group(1)
	if strings.HasSuffix(path, "Dockerfile") || m.Values["build"] == "" {
		return titled("there is no " + path).because("A build needs its recipe, a file that is called Dockerfile, in the folder that is built. If it is called otherwise, the settings say so.").
			offer(toBuild("Choose another folder"))
	}
	return titled("there is no " + path).because("The build was told to use it. It is spelt otherwise, it lies elsewhere, or it was removed.").
		offer(toBuild("Change its settings"))
}

func (m *matter) buildUnreadable() Diagnosis {
	path, _, _ := strings.Cut(m.Raw, ":")
	return named(path+" can't be read").because(
		"It is among the files of the build, and you may not read it. An empty file would be built in its place, so nothing was built. A line in .dockerignore leaves it out.").
		offer(Remedy{Words: "Copy the line for .dockerignore", Icon: "copy", Then: Copy, Value: path}, again("Try again"))
}

// exits are what the numbers of failed programs mean in a build.
var exits = map[string]string{
	"126": "126 means that the program may not be run: its file lacks the mark for that, or it is no program.",
	"127": "127 means that there is no such program in the image at this line. It is misspelt, or has to be installed before.",
	"137": "137 means that it was ended from outside, most often because memory ran out.",
	"100": "",
}

// toldOf is what well-known programs print when they lack something.
var toldOf = []struct {
	said  *regexp.Regexp
	words string
}{
	{said(`could ?n[o']t resolve`, `temporary failure (?:in name resolution|resolving)`, `no such host`, `bad address`, `network is unreachable`), "It wanted to fetch something, and the network was not there: steps of a build reach out by the engine's network."},
	{said(`unable to locate package`), "The list of packages isn't there or is old: apt-get update belongs into the same RUN, before the install."},
	{said(`permission denied`), "It may not do that as the user it runs as. A USER line before it gives up the administrator's rights."},
	{said(`no space left on device`), "There is no room left."},
}

func (m *matter) buildStep() Diagnosis {
	code := m.group(1)
	d := titled("a step ended with exit code " + code)
	words := "The engine stopped there, since the next steps stand on it."
	if known := exits[code]; known != "" {
		words += " " + known
	}
	for _, t := range toldOf {
		if t.said.MatchString(m.Raw) {
			words += " " + t.words
			break
		}
	}
	return d.because(words+" Its last lines say more.").offer(toBuild("Show the step"), again("Build again"))
}

func (m *matter) buildBase() Diagnosis {
	name := strings.Trim(m.group(1), `"':`)
	if asked := askedFor.FindStringSubmatch(m.Raw); asked != nil {
		name = strings.TrimPrefix(strings.TrimPrefix(asked[1]+"/"+asked[2], "registry-1.docker.io/"), "library/") + ":" + asked[3]
	}
	d := titled("the image to begin with is not to be had")
	if name != "" {
		d = named(name + " is not to be had")
		d.Clause = "the image " + name + " is not to be had"
	}
	why := "It is not on this computer, and no registry gave it: the name may be misspelt, or the registry wants a login."
	if s := silence(m.Raw); s != "" {
		why = "It is not on this computer, and the registry can't be asked: " + s + "."
	}
	if strings.Contains(m.Raw, "docker/dockerfile") {
		why += " The first line, # syntax=, asks for it; without that line the engine's own reader is used."
	}
	return d.because(why).offer(again("Try again"), toBuild("Show the line"))
}

// askedFor is an image in the address that a registry was asked at.
var askedFor = regexp.MustCompile(`https?://([^/"\s]+)/v2/(\S+)/manifests/([^"\s:]+)`)

func (m *matter) buildSyntax() Diagnosis {
	d := titled("the Dockerfile can't be read")
	if line := m.group(1); line != "" && len(m.groups) > 2 {
		d = titled("line " + line + " of the Dockerfile can't be read")
	}
	return d.because("It is not written as an instruction has to be. An older engine also doesn't know the newest ways of writing. Nothing was built.").
		offer(toBuild("Show the line"), again("Try again"))
}
