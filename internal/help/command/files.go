package command

// CopyIn copies a file or folder of this computer into a folder of a container.
func CopyIn(local, container, dir string) Command {
	return docker("cp").word(local).means("this, from this computer").word(container + ":" + dir).means("into this folder inside the container").command()
}

// CopyOut copies a file or folder of a container into a folder of this computer.
// With follow a link brings what it leads to.
func CopyOut(container, path, local string, follow bool) Command {
	b := docker("cp").set("-L", follow).word(container + ":" + path).means("this, from inside the container")
	if local == "-" {
		return b.word("-").means("as one tar to the output: put > and a file's name behind it").command()
	}
	return b.word(local).means("into this folder of this computer").command()
}

// CopyInTar unpacks a tar that comes over the input into a folder of a container.
func CopyInTar(container, dir string) Command {
	return docker("cp").word("-").means("a tar over the input: put < and the file's name behind the command").
		word(container + ":" + dir).means("into this folder inside the container").command()
}

// ExecIn runs a program as root in a running container.
func ExecIn(container string, program ...string) Command {
	return docker("exec").option("-u", "0").word(container).words(program).command()
}

// RunBeside runs a program of an image beside a running container that has no such
// program: it sees that one's processes, and its files through the first of them.
func RunBeside(container, image string, program ...string) Command {
	return docker("run").option("--rm", "").option("--pid", "container:"+container).option("--cap-add", "SYS_PTRACE").
		option("--entrypoint", program[0]).word(image).words(program[1:]).command()
}

// BesideFolder is where such a program has the container's files.
const BesideFolder = "/proc/1/root"

// The names that commands have for a helper container and its view of a volume.
const (
	HelperName   = "helper"
	HelperFolder = "/volume"
)

// CreateHelper makes a container that has a volume and is never started.
func CreateHelper(volume, image string) Command {
	return docker("create").option("--name", HelperName).option("-v", volume+":"+HelperFolder).word(image).word("never").command()
}

// RemoveHelper removes it again.
func RemoveHelper() Command { return docker("rm").set("-v", true).word(HelperName).command() }

// RunOnVolume runs a program of an image on a volume.
func RunOnVolume(volume, image string, program ...string) Command {
	return docker("run").option("--rm", "").option("-v", volume+":"+HelperFolder).
		option("--entrypoint", program[0]).word(image).words(program[1:]).command()
}
