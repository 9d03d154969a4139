package command

// EngineInfo prints what the engine is.
func EngineInfo() Command { return docker("info").command() }

// EngineVersion prints the versions of client and engine.
func EngineVersion() Command { return docker("version").command() }

// Events prints what happens on the engine from now on, only what fits the
// filters (key=value), if there are any.
func Events(filters ...string) Command { return docker("events").each("--filter", filters).command() }

// DiskUsage shows what takes up disk space; with details, object by object.
func DiskUsage(details bool) Command { return docker("system df").set("-v", details).command() }

// PruneSystem removes stopped containers, unused networks, build leftovers and
// nameless images; with all also unused images that have a name, with volumes
// also unused volumes. With force it does not ask again.
func PruneSystem(all, volumes, force bool) Command {
	return docker("system prune").set("-a", all).set("--volumes", volumes).set("-f", force).command()
}

// Login signs in to a registry; "" is Docker Hub. It asks for the password,
// which is never part of a command.
func Login(server, user string) Command {
	b := docker("login").given("-u", user)
	if server != "" {
		b.word(server)
	}
	return b.command()
}

// ListContexts lists the engines that this computer knows how to reach.
func ListContexts() Command { return docker("context ls").command() }

// UseContext makes a context the one that docker talks to.
func UseContext(name string) Command { return docker("context use").word(name).command() }

// StartEngine wakes an engine that is installed but not running, on an
// operating system by the name Go gives it. It is the zero Command where
// Docker Desktop is started from its icon.
func StartEngine(goos string) Command {
	switch goos {
	case "linux":
		return administrator("systemctl start").word("docker").command()
	case "darwin":
		return Explain("open -a Docker")
	}
	return Command{}
}

// InstallEngine installs an engine with the computer's own package program:
// apt-get, dnf, pacman, zypper, brew or winget. It is the zero Command for any
// other.
func InstallEngine(installer string) Command {
	line, ok := map[string]string{
		"apt-get": "sudo apt-get install docker.io",
		"dnf":     "sudo dnf install moby-engine",
		"pacman":  "sudo pacman -S docker",
		"zypper":  "sudo zypper install docker",
		"brew":    "brew install --cask docker-desktop",
		"winget":  "winget install Docker.DockerDesktop",
	}[installer]
	if !ok {
		return Command{}
	}
	return Explain(line)
}

// JoinDockerGroup lets a user of this computer talk to the engine from the
// next login on.
func JoinDockerGroup(user string) Command {
	return administrator("usermod").option("-aG", "docker").word(user).command()
}
