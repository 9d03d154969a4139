package command

import (
	"maps"
	"slices"
)

// Flag is one option of a docker command.
type Flag struct {
	Long  string // without its dashes; "" when it has only a short form
	Short string // one letter; "" when it has only a long form
	Value string // what its value is called, such as "seconds"; "" for a switch
	Means string // one plain clause
}

// verb is one command, or the start of several (docker volume …).
type verb struct {
	means string // of its last word
	flags []Flag
	args  []arg // the words after the flags; the last one repeats
	tail  bool  // from the second word on, all words go to the program inside
}

type arg struct {
	role  Role
	means string
}

// Flags are the options of a command, such as "docker stop", in the order of
// the table; nil for a command that is not in it. The caller must not change
// them.
func Flags(path string) []Flag { return verbs[path].flags }

// Paths are the commands of the table, sorted: "docker", "docker stop", ….
func Paths() []string { return slices.Sorted(maps.Keys(verbs)) }

var (
	theContainer = arg{RoleName, "the container's name"}
	theImage     = arg{RoleImage, "the image: its name and, after the colon, its tag"}
	theVolume    = arg{RoleName, "the volume's name"}
	theNetwork   = arg{RoleName, "the network's name"}
	theContext   = arg{RoleName, "the context's name"}
	aPackage     = arg{RoleArgument, "the package to install"}

	noQuestion = Flag{"force", "f", "", "doesn't ask again before it removes"}
	onlyIDs    = Flag{"quiet", "q", "", "prints ids only"}
	filtered   = Flag{"filter", "f", "condition", "only what fits this condition"}
	labelled   = Flag{"label", "", "key=value", "a note of yours on it: a key and a value"}
	driverOpt  = Flag{"opt", "o", "key=value", "a setting for its driver"}
)

// verbs is the one place where a command, a flag or a word after them gets its
// sentence. Builders and Explain both read it.
var verbs = map[string]verb{
	"docker": {means: "the command line that talks to the engine"},
	"sudo":   {means: "runs what follows as the administrator"},

	// Containers
	"docker ps": {means: "lists containers, the running ones unless told otherwise", flags: []Flag{
		{"all", "a", "", "also those that have stopped"},
		onlyIDs, filtered,
		{"size", "s", "", "also how much each has written"},
		{"no-trunc", "", "", "cuts nothing off"},
	}},
	"docker run": {means: "makes a new container from an image and starts it", flags: runFlags, tail: true,
		args: []arg{theImage, {RoleArgument, "goes to the program inside"}}},
	"docker create": {means: "makes a new container and leaves it stopped", flags: createFlags, tail: true,
		args: []arg{theImage, {RoleArgument, "goes to the program inside"}}},
	"docker container run": {means: "makes a new container from an image and starts it", flags: runFlags, tail: true,
		args: []arg{theImage, {RoleArgument, "goes to the program inside"}}},
	"docker container create": {means: "makes a new container and leaves it stopped", flags: createFlags, tail: true,
		args: []arg{theImage, {RoleArgument, "goes to the program inside"}}},
	"docker start": {means: "starts a stopped container again, with the settings it was made with", args: []arg{theContainer}, flags: []Flag{
		{"attach", "a", "", "shows what it prints until it ends"},
		{"interactive", "i", "", "hands what you type to it"},
	}},
	"docker stop": {means: "asks it to finish; ends it if it takes too long", args: []arg{theContainer}, flags: []Flag{
		{"timeout", "t", "seconds", "how many seconds it may take; 10 unless it was made otherwise"},
		{"signal", "s", "signal", "the signal to ask with"},
	}},
	"docker restart": {means: "stops it, then starts it again", args: []arg{theContainer}, flags: []Flag{
		{"timeout", "t", "seconds", "how many seconds it may take to stop"},
		{"signal", "s", "signal", "the signal to ask with"},
	}},
	"docker pause":   {means: "freezes every process in it where it is", args: []arg{theContainer}},
	"docker unpause": {means: "lets it carry on where it was frozen", args: []arg{theContainer}},
	"docker kill": {means: "sends a signal to it at once; KILL unless told otherwise", args: []arg{theContainer}, flags: []Flag{
		{"signal", "s", "signal", "which signal: KILL ends it, HUP often means read your settings again"},
	}},
	"docker rename": {means: "gives it another name", args: []arg{{RoleName, "the name it has now"}, {RoleName, "the name it gets"}}},
	"docker rm": {means: "removes a container and the files written inside it", args: []arg{theContainer}, flags: []Flag{
		{"force", "f", "", "ends it first if it runs"},
		{"volumes", "v", "", "also the volumes that nobody named"},
	}},
	"docker update": {means: "changes the limits of a container, also while it runs", args: []arg{theContainer}, flags: []Flag{
		{"memory", "m", "bytes", "the most memory it may use"},
		{"memory-swap", "", "bytes", "memory and swap together; -1 for no limit"},
		{"memory-reservation", "", "bytes", "what it should be held to when memory is short"},
		{"cpus", "", "number", "how many processors it may keep busy"},
		{"cpu-shares", "c", "weight", "its share when processors are short; 1024 is usual"},
		{"cpuset-cpus", "", "list", "the processors it may use, by number"},
		{"pids-limit", "", "number", "how many processes it may have; -1 for no limit"},
		{"restart", "", "policy", "when the engine starts it again by itself"},
	}},
	"docker logs": {means: "prints what the program inside has written to its output", args: []arg{theContainer}, flags: []Flag{
		{"follow", "f", "", "goes on printing as more comes"},
		{"tail", "n", "lines", "only the last lines"},
		{"timestamps", "t", "", "each line with its time"},
		{"since", "", "time", "only lines after this time"},
	}},
	"docker exec": {means: "runs one more program in a container that is running", tail: true,
		args: []arg{theContainer, {RoleArgument, "the program to run inside"}}, flags: []Flag{
			{"interactive", "i", "", "hands what you type to it"},
			{"tty", "t", "", "gives it a terminal, so that a prompt works"},
			{"user", "u", "user", "as this user"},
			{"workdir", "w", "path", "in this folder inside"},
			{"env", "e", "name=value", "with this environment variable"},
		}},
	"docker attach": {means: "connects this terminal to the program that it runs", args: []arg{theContainer}, flags: []Flag{
		{"no-stdin", "", "", "only looks: hands nothing of what you type to it"},
		{"sig-proxy", "", "", "hands Ctrl+C and other signals on to it; on unless told otherwise"},
		{"detach-keys", "", "keys", "the keys that leave it running and end the connection; Ctrl+P Ctrl+Q unless told otherwise"},
	}},
	"docker diff": {means: "lists the files it added (A), changed (C) or deleted (D)", args: []arg{theContainer}},
	"docker cp": {means: "copies files between this computer and a container", args: []arg{
		{RoleArgument, "from here: a path, or container:path"}, {RoleArgument, "to here: a path, or container:path"}}, flags: []Flag{
		{"follow-link", "L", "", "brings what a link leads to, not the link"},
		{"archive", "a", "", "keeps owners by their numbers"},
	}},
	"docker commit": {means: "makes an image of a container and what it has written, without its volumes",
		args: []arg{theContainer, {RoleImage, "the name that the image gets"}}, flags: []Flag{
			{"message", "m", "text", "a remark that stays with the image"},
			{"author", "a", "name", "who made it"},
			{"change", "c", "instruction", "a line as in a Dockerfile: ENV, CMD, EXPOSE and others"},
			{"pause", "p", "", "holds its programs meanwhile; on unless told otherwise"},
		}},
	"docker export": {means: "writes all its files to a tar file, without its volumes", args: []arg{theContainer}, flags: []Flag{
		{"output", "o", "path", "the file on this computer"},
	}},
	"docker wait": {means: "waits until it ends, and prints its exit code", args: []arg{theContainer}},
	"docker top": {means: "lists the processes inside", tail: true, args: []arg{theContainer,
		{RoleArgument, "for ps on the engine's computer: all processes, with these columns"}, {RoleArgument, "the columns, in this order"}}},
	"docker port": {means: "lists its published ports", args: []arg{theContainer}},
	"docker stats": {means: "shows CPU, memory and traffic as they change", args: []arg{theContainer}, flags: []Flag{
		{"no-stream", "", "", "prints once and ends"},
		{"all", "a", "", "also containers that have stopped"},
	}},
	"docker inspect":           {means: "prints all the engine knows about it, as JSON", args: []arg{{RoleName, "its name or id"}}, flags: append(inspectFlags, withSize)},
	"docker container":         {means: "about containers"},
	"docker container ls":      {means: "lists containers, the running ones unless told otherwise", flags: []Flag{{"all", "a", "", "also those that have stopped"}}},
	"docker container inspect": {means: "prints all the engine knows about it, as JSON", args: []arg{theContainer}, flags: append(inspectFlags, withSize)},
	"docker container prune":   {means: "removes every stopped container", flags: []Flag{noQuestion, {"filter", "", "condition", "only what fits this condition"}}},

	// Images
	"docker images": {means: "lists the images on this engine", flags: []Flag{
		{"all", "a", "", "also the in-between images of builds"}, onlyIDs, filtered,
		{"digests", "", "", "also their fingerprints"},
	}},
	"docker image":    {means: "about images"},
	"docker image ls": {means: "lists the images on this engine", flags: []Flag{{"all", "a", "", "also the in-between images of builds"}}},
	"docker image inspect": {means: "prints all the engine knows about it, as JSON",
		args: []arg{theImage}, flags: inspectFlags},
	"docker image prune": {means: "removes images that have no name and no use", flags: []Flag{
		{"all", "a", "", "also images that have a name, if no container uses them"},
		noQuestion, {"filter", "", "condition", "only what fits this condition"},
	}},
	"docker history": {means: "lists an image's layers, newest first", args: []arg{theImage}, flags: []Flag{{"no-trunc", "", "", "cuts nothing off"}}},
	"docker rmi": {means: "takes a name off an image; with the last name, removes the image", args: []arg{theImage}, flags: []Flag{
		{"force", "f", "", "also if stopped containers still use it, or it has several names"},
		{"no-prune", "", "", "keeps the nameless layers it was built on"},
	}},
	"docker tag": {means: "gives an image one more name", args: []arg{{RoleImage, "the image"}, {RoleImage, "the further name it gets"}}},
	"docker pull": {means: "downloads an image from a registry", args: []arg{theImage}, flags: []Flag{
		{"platform", "", "os/kind", "the version for this kind of computer, such as linux/arm64"},
	}},
	"docker push":   {means: "uploads an image to a registry", args: []arg{theImage}},
	"docker search": {means: "looks for images on Docker Hub", args: []arg{{RoleArgument, "a part of the name"}}},
	"docker build": {means: "builds an image from a Dockerfile", args: []arg{{RoleArgument, "the folder whose files the build may use; . is the one you are in"}}, flags: []Flag{
		{"tag", "t", "name:tag", "the name the image gets"},
		{"file", "f", "path", "the Dockerfile, if it is called otherwise"},
		{"build-arg", "", "name=value", "a value for an ARG of the Dockerfile"},
		{"target", "", "stage", "the stage to stop at"},
		{"platform", "", "os/kind", "the kind of computer that it is for, such as linux/arm64"},
		{"pull", "", "", "asks the registry whether the base has become newer"},
		{"secret", "", "id=…", "something that a step may read, and that is not kept"},
		labelled,
		{"no-cache", "", "", "does every step afresh"},
	}},
	"docker builder":       {means: "about building images"},
	"docker builder prune": {means: "removes what builds have kept to be faster next time", flags: []Flag{{"all", "a", "", "also what a recent build may use again"}, noQuestion, {"filter", "", "condition", "only what fits this condition"}}},

	// Volumes
	"docker volume": {means: "about volumes"},
	"docker volume ls": {means: "lists volumes", flags: []Flag{onlyIDs,
		filtered}},
	"docker volume create": {means: "makes an empty volume", args: []arg{theVolume}, flags: []Flag{
		{"driver", "d", "driver", "what keeps its files; local is this engine's own disk"},
		driverOpt, labelled,
	}},
	"docker volume inspect": {means: "prints all the engine knows about it, as JSON", args: []arg{theVolume}, flags: inspectFlags},
	"docker volume rm":      {means: "removes a volume and every file in it", args: []arg{theVolume}, flags: []Flag{{"force", "f", "", "doesn't mind if it is not there"}}},
	"docker volume prune": {means: "removes volumes that no container uses, those without a name unless told otherwise", flags: []Flag{
		{"all", "a", "", "also the ones that have a name"},
		noQuestion, {"filter", "", "condition", "only what fits this condition"},
	}},

	// Networks
	"docker network":    {means: "about networks"},
	"docker network ls": {means: "lists networks", flags: []Flag{onlyIDs, filtered}},
	"docker network create": {means: "makes a network", args: []arg{theNetwork}, flags: []Flag{
		{"driver", "d", "driver", "its kind; bridge connects containers on this computer"},
		{"subnet", "", "range", "the addresses it hands out"},
		{"gateway", "", "address", "the address of its way out"},
		{"ip-range", "", "range", "hands out only this part of the subnet"},
		{"internal", "", "", "without a way out: its containers reach each other and nothing else"},
		{"attachable", "", "", "lets ordinary containers join a network of a swarm"},
		{"ipv6", "", "", "hands out IPv6 addresses too"},
		driverOpt, labelled,
	}},
	"docker network inspect": {means: "prints all the engine knows about it, as JSON", args: []arg{theNetwork}, flags: inspectFlags},
	"docker network rm":      {means: "removes a network that no container is on", args: []arg{theNetwork}},
	"docker network connect": {means: "puts a container on a network, also while it runs", args: []arg{theNetwork, theContainer}, flags: []Flag{
		{"alias", "", "name", "a further name it answers to there"},
		{"ip", "", "address", "the IPv4 address it gets there"},
		{"ip6", "", "address", "the IPv6 address it gets there"},
		{"link-local-ip", "", "address", "a further address for its own stretch of the network"},
		{"driver-opt", "", "key=value", "a setting for the network's driver"},
	}},
	"docker network disconnect": {means: "takes a container off a network", args: []arg{theNetwork, theContainer}, flags: []Flag{
		{"force", "f", "", "also if the container is already gone"},
	}},
	"docker network prune": {means: "removes networks that no container is on", flags: []Flag{noQuestion, {"filter", "", "condition", "only what fits this condition"}}},

	// The engine
	"docker system": {means: "about the engine as a whole"},
	"docker system df": {means: "shows what takes up disk space", flags: []Flag{
		{"verbose", "v", "", "object by object"},
	}},
	"docker system prune": {means: "removes stopped containers, unused networks, nameless images and build leftovers", flags: []Flag{
		{"all", "a", "", "also images that no container uses"},
		{"volumes", "", "", "also volumes that nobody named and no container uses"},
		noQuestion, {"filter", "", "condition", "only what fits this condition"},
	}},
	"docker events": {means: "prints what happens on the engine as it happens", flags: []Flag{
		filtered,
		{"since", "", "time", "also what happened since then"},
		{"until", "", "time", "ends at this time"},
	}},
	"docker info":    {means: "prints what the engine is and how it is set up"},
	"docker version": {means: "prints the versions of the command line and the engine"},
	"docker login": {means: "signs in to a registry; it asks for the password", args: []arg{{RoleArgument, "the registry; Docker Hub if left out"}}, flags: []Flag{
		{"username", "u", "name", "your name there"},
		{"password-stdin", "", "", "reads the password from its input, so that it is not in the command"},
	}},
	"docker logout":      {means: "signs out of a registry", args: []arg{{RoleArgument, "the registry; Docker Hub if left out"}}},
	"docker context":     {means: "about contexts, the address book of engines"},
	"docker context ls":  {means: "lists the contexts; a star marks the one in use"},
	"docker context use": {means: "talks to this engine from now on", args: []arg{theContext}},
	"docker compose":     {means: "about the containers that one compose.yaml describes"},
	"docker compose up": {means: "makes and starts all that the file describes", flags: []Flag{
		{"detach", "d", "", "in the background"},
		{"build", "", "", "builds the images first"},
	}},
	"docker compose down": {means: "stops and removes the containers and networks that up made", flags: []Flag{
		{"volumes", "v", "", "also the volumes the file names, with their data"},
	}},
	"docker compose ps": {means: "lists the containers of the project", flags: []Flag{{"all", "a", "", "also those that have stopped"}}},
	"docker compose ls": {means: "lists the projects on this engine", flags: []Flag{{"all", "a", "", "also those that have stopped"}}},

	// What brings an engine to a computer, and wakes it
	"systemctl":              {means: "starts and stops this computer's services"},
	"systemctl start":        {means: "starts a service now", args: []arg{{RoleName, "the engine's service"}}},
	"systemctl enable":       {means: "starts a service with the computer from now on", args: []arg{{RoleName, "the engine's service"}}, flags: []Flag{{"now", "", "", "and at once"}}},
	"systemctl restart":      {means: "stops a service and starts it again", args: []arg{{RoleName, "the engine's service"}}},
	"systemctl status":       {means: "says how a service is doing", args: []arg{{RoleName, "the engine's service"}}},
	"service":                {means: "starts and stops this computer's services", args: []arg{{RoleName, "the engine's service"}, {RoleArgument, "what to do with it"}}},
	"journalctl":             {means: "prints the computer's diary", flags: []Flag{{"unit", "u", "service", "only of this service"}, {"lines", "n", "number", "only the last lines"}}},
	"usermod":                {means: "changes a user's settings", args: []arg{{RoleName, "the user"}}, flags: []Flag{{"append", "a", "", "keeps the groups the user is in"}, {"groups", "G", "group", "adds this group"}}},
	"newgrp":                 {means: "opens a shell that has the group already", args: []arg{{RoleName, "the group"}}},
	"open":                   {means: "starts a program with a window", args: []arg{{RoleArgument, "the program"}}, flags: []Flag{{"", "a", "program", "this program"}}},
	"apt-get":                {means: "installs software on Debian and Ubuntu"},
	"apt-get install":        {means: "installs", args: []arg{aPackage}},
	"dnf":                    {means: "installs software on Fedora"},
	"dnf install":            {means: "installs", args: []arg{aPackage}},
	"pacman":                 {means: "installs software on Arch", args: []arg{aPackage}, flags: []Flag{{"sync", "S", "", "installs"}}},
	"zypper":                 {means: "installs software on openSUSE"},
	"zypper install":         {means: "installs", args: []arg{aPackage}},
	"brew":                   {means: "installs software on macOS"},
	"brew install":           {means: "installs", args: []arg{aPackage}, flags: []Flag{{"cask", "", "", "a program with a window"}}},
	"winget":                 {means: "installs software on Windows"},
	"winget install":         {means: "installs", args: []arg{aPackage}},
	"dockdesk":               {means: "this program", flags: []Flag{{"context", "", "name", "talks to this context"}, {"host", "", "address", "talks to this address"}}},
	"docker desktop":         {means: "about Docker Desktop"},
	"docker desktop start":   {means: "starts Docker Desktop and its engine"},
	"docker desktop restart": {means: "stops Docker Desktop's engine and starts it again"},
	"docker compose logs":    {means: "prints what the project's containers have written", flags: []Flag{{"follow", "f", "", "goes on printing as more comes"}}},
	"docker compose exec":    {means: "runs one more program in a service's container", tail: true, args: []arg{{RoleName, "the service's name"}, {RoleArgument, "the program to run inside"}}},
	"docker compose build":   {means: "builds the images of the project"},
	"docker image history":   {means: "lists an image's layers, newest first", args: []arg{theImage}},
}

var (
	inspectFlags = []Flag{{"format", "f", "template", "prints only this part"}}
	withSize     = Flag{"size", "s", "", "also how much it has written"}
)
