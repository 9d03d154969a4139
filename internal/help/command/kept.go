package command

// NewCommit is what docker commit can be told. "" and nil leave each out.
type NewCommit struct {
	Name, Message, Author string
	Changes               []string // Dockerfile instructions: "ENV A=b"
	NoPause               bool
}

// CommitContainer makes an image of what a container has written.
func CommitContainer(container string, c NewCommit) Command {
	b := docker("commit").given("-m", c.Message).given("-a", c.Author)
	for _, change := range c.Changes {
		b.option("-c", change)
	}
	if c.NoPause {
		b.option("--pause=false", "") // newer versions call it --no-pause, and know this, too
	}
	b.word(container)
	if c.Name != "" {
		b.word(c.Name)
	}
	return b.command()
}

// ExportContainer writes all files of a container to a tar file.
func ExportContainer(container, path string) Command {
	return docker("export").option("-o", path).word(container).command()
}

// WaitForContainer blocks until a container ends, and prints its exit code.
func WaitForContainer(container string) Command { return docker("wait").word(container).command() }
