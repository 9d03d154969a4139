package command

// LoginByInput signs in to a registry with a password that is read from the input
// and so is not in the command. "" is Docker Hub.
func LoginByInput(host, user string) Command {
	b := docker("login").given("-u", user).set("--password-stdin", true)
	if host != "" {
		b.word(host)
	}
	return b.command()
}

// Logout signs out of a registry; "" is Docker Hub.
func Logout(host string) Command {
	b := docker("logout")
	if host != "" {
		b.word(host)
	}
	return b.command()
}

// PullImage downloads an image; platform may be "".
func PullImage(name, platform string) Command {
	return docker("pull").given("--platform", platform).word(name).command()
}

// PushImage uploads an image.
func PushImage(name string) Command { return docker("push").word(name).command() }

// SaveImages writes images to a file of this computer.
func SaveImages(path string, refs ...string) Command {
	return docker("save").option("-o", path).words(refs).command()
}

// LoadImages takes in the images of a file of this computer.
func LoadImages(path string) Command { return docker("load").option("-i", path).command() }

// ImportImage makes an image of the files in an archive.
func ImportImage(path, name, message string) Command {
	b := docker("import").given("-m", message).word(path)
	if name != "" {
		b.word(name)
	}
	return b.command()
}

// SearchImages looks for images on Docker Hub.
func SearchImages(term string) Command { return docker("search").word(term).command() }
