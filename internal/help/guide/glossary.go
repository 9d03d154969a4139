package guide

import (
	"regexp"
	"slices"
	"strings"
	"sync"
)

// Term is a word of the trade with its meaning.
type Term struct {
	Word    string // as the glossary lists it
	Also    string // other forms in which it stands in texts, separated by blanks or commas
	Meaning string // one or two sentences
	Topic   string // the topic that says more
}

// Glossary are the words that a beginner meets, in the order of the alphabet.
var Glossary = []Term{
	{"anonymous volume", "anonymous volumes", "A volume that nobody gave a name: the engine made it because the image asks for one.", "badge.anonymous"},
	{"API", "", "The way in which programs hand orders to the engine. This window and the docker command both use it.", "concept.engine"},
	{"base image", "base images", "The image that a Dockerfile starts from: what stands after FROM.", "concept.dockerfile"},
	{"bind mount", "bind mounts", "A file or folder of this computer that a container sees at a path of its own.", "concept.bind"},
	{"bridge", "bridges", "A private network inside this computer that containers are plugged into.", "concept.bridge"},
	{"build cache", "", "Finished steps of earlier builds, kept so that the same step need not be done again.", "concept.build-cache"},
	{"build context", "", "The folder whose files a build may copy from: the dot in docker build.", "concept.build-context"},
	{"capability", "capabilities", "One of the special rights that root has, such as changing the network. Each can be taken away by itself.", "concept.privileges"},
	{"cluster", "clusters", "Several computers that work as one.", "concept.orchestration"},
	{"Compose", "", "The tool that starts several containers from one file, compose.yaml.", "concept.compose"},
	{"container", "containers", "A program running from an image, with its own files, processes and network.", "concept.container"},
	{"context", "contexts", "A name for an engine's address: it decides which engine gets the orders.", "concept.context"},
	{"daemon", "", "A program that works in the background. Docker's daemon, dockerd, is the engine.", "concept.engine"},
	{"dangling image", "dangling images", "An image that has lost its name, mostly to a newer build.", "badge.dangling"},
	{"detached", "", "In the background: the terminal is free again while the container runs.", "concept.foreground"},
	{"digest", "digests", "The fingerprint of an image's content. The same digest is the same image, bit by bit.", "concept.pinned-versions"},
	{"Docker Hub", "", "The registry that is used when an image's name has no other in front.", "concept.registry"},
	{"Dockerfile", "Dockerfiles", "The recipe of an image: a text file with one instruction a line.", "concept.dockerfile"},
	{"engine", "engines", "The program that builds, starts and keeps containers. It works in the background.", "concept.engine"},
	{"entrypoint", "", "The program that a container always starts; what stands after the image's name is handed to it.", "concept.cmd-entrypoint"},
	{"environment variable", "environment variables", "A name and a value that a program is handed at its start.", "concept.environment"},
	{"exit code", "exit codes", "The number that a program leaves when it ends. 0 means that all is well.", "concept.exit-codes"},
	{"health check", "health checks", "A command run inside a container at set times that says whether the program answers.", "concept.health"},
	{"image", "images", "A program and all it needs, packed and named. It never changes.", "concept.image"},
	{"ingress", "", "The way from outside into a cluster: one door that passes visitors on to the right service.", "concept.ingress"},
	{"kernel", "", "The innermost part of an operating system. All containers of a computer share one.", "concept.vm"},
	{"Kubernetes", "", "A system that runs containers on many computers and keeps them as described.", "concept.kubernetes"},
	{"layer", "layers", "What one build step changed in an image's files. Images that have the same layers share them.", "concept.layers"},
	{"limit", "limits", "The most memory or processor time that a container may take.", "concept.limits"},
	{"logging driver", "logging drivers", "What the engine does with the lines that a container writes: keep them in a file, or send them on.", "concept.logging-drivers"},
	{"manifest", "manifests", "A file that describes what there should be, for example a Kubernetes deployment.", "concept.kubernetes-objects"},
	{"mount", "mounts", "To show a volume or a folder at a path inside a container.", "concept.volume"},
	{"multi-stage build", "multi-stage builds", "A build in several stages, of which only the last becomes the image.", "concept.multi-stage"},
	{"node", "nodes", "One computer of a cluster, with an engine of its own.", "concept.swarm-nodes"},
	{"orchestrator", "orchestrators", "A program that spreads containers over many computers and repairs what breaks.", "concept.orchestration"},
	{"overlay network", "overlay networks", "A network that joins containers on different computers.", "concept.overlay"},
	{"pod", "pods", "The smallest thing Kubernetes starts: one container, or a few that belong together.", "concept.kubernetes-objects"},
	{"port", "ports", "A numbered door of a computer or container, behind which a program listens.", "concept.port"},
	{"prune", "", "To remove everything that nobody uses.", "concept.cleaning-up"},
	{"publish", "published", "To join a port of this computer to a port inside a container, so that it can be reached.", "concept.port"},
	{"pull", "pulled", "To download an image from a registry.", "concept.pull"},
	{"push", "pushed", "To upload an image to a registry.", "concept.push"},
	{"registry", "registries", "A server that stores images and hands them out.", "concept.registry"},
	{"replica", "replicas", "One of several equal copies of a service.", "concept.swarm-services"},
	{"repository", "repositories", "All versions of one image under one name.", "concept.registry"},
	{"root", "", "The user who may do everything on a Linux computer.", "badge.root"},
	{"scheduling", "", "Choosing the computer on which a container runs.", "concept.orchestration"},
	{"secret", "secrets", "A password, key or token that must not be seen by everybody.", "concept.secrets"},
	{"service", "services", "A program of a project or cluster, in one or several copies that have one name.", "concept.swarm-services"},
	{"signal", "signals", "A short message to a running program, such as TERM: please finish.", "concept.signals"},
	{"socket", "", "A file through which programs talk. Whoever may write to the engine's socket may do everything.", "concept.socket"},
	{"standard output", "stdout", "Where a program writes its lines. The engine collects them as the container's log.", "concept.logs"},
	{"storage driver", "storage drivers", "The part of the engine that stacks an image's layers into one picture of files.", "concept.storage-drivers"},
	{"Swarm", "", "Docker's own way to let several engines work as one.", "concept.swarm"},
	{"tag", "tags", "The version part of an image's name. A label that can be moved to another image.", "concept.tag"},
	{"terminal", "", "A window for typing commands and reading what they answer.", "tab.terminal"},
	{"tmpfs", "", "A folder that lies in memory only and is gone when the container stops.", "concept.tmpfs"},
	{"virtual machine", "virtual machines", "A whole computer made of software, with an operating system of its own.", "concept.vm"},
	{"volume", "volumes", "A place for data that the engine keeps, and that outlives the containers that use it.", "concept.volume"},
	{"YAML", "", "A plain text format of names and values, ordered by how far lines stand in.", "concept.compose-file"},
}

// Mention is a term where it stands in a text.
type Mention struct {
	Start, End int
	Term       *Term
}

type glossary struct {
	pattern *regexp.Regexp
	forms   map[string]*Term // in lower case
}

var terms = sync.OnceValue(func() glossary {
	g := glossary{forms: map[string]*Term{}}
	var all []string
	for i := range Glossary {
		t := &Glossary[i]
		for _, form := range append([]string{t.Word}, strings.Split(t.Also, ", ")...) {
			if form != "" {
				g.forms[strings.ToLower(form)] = t
				all = append(all, regexp.QuoteMeta(form))
			}
		}
	}
	g.pattern = regexp.MustCompile(`(?i)\b(?:` + strings.Join(longestFirst(all), "|") + `)\b`)
	return g
})

// Mentions finds the terms in a text, each at its first place only.
func Mentions(text string) []Mention {
	var found []Mention
	seen := map[*Term]bool{}
	for _, at := range terms().pattern.FindAllStringIndex(text, -1) {
		t := terms().forms[strings.ToLower(text[at[0]:at[1]])]
		if !seen[t] {
			seen[t] = true
			found = append(found, Mention{at[0], at[1], t})
		}
	}
	return found
}

// longestFirst puts "anonymous volume" before "volume": the first that fits is
// taken.
func longestFirst(words []string) []string {
	slices.SortStableFunc(words, func(a, b string) int { return len(b) - len(a) })
	return words
}
