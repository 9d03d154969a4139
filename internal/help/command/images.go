package command

// ListImages is docker images.
func ListImages() Command { return docker("images").command() }

// InspectImages prints what the engine knows about images.
func InspectImages(refs ...string) Command { return docker("image inspect").words(refs).command() }

// ImageHistory lists an image's layers.
func ImageHistory(ref string) Command { return docker("history").word(ref).command() }

// RemoveImages removes images by name or id. With force it also removes those
// that stopped containers use.
func RemoveImages(force bool, refs ...string) Command {
	return docker("rmi").set("-f", force).words(refs).command()
}

// UntagImage takes one name off an image that has others, which stay.
func UntagImage(ref string) Command {
	return docker("rmi").means("takes this name off the image").word(ref).means("the name that goes; the image stays under its other names").command()
}

// TagImage gives an image one more name.
func TagImage(ref, name string) Command { return docker("tag").word(ref).word(name).command() }

// PruneImages removes images that no container uses: those without a name, or
// with all also those that have one. With force it does not ask again.
func PruneImages(all, force bool) Command {
	return docker("image prune").set("-a", all).set("-f", force).command()
}

// PruneBuildCache removes what builds have kept; with all, everything that is
// not in use at this moment. With force it does not ask again.
func PruneBuildCache(all, force bool) Command {
	return docker("builder prune").set("-a", all).set("-f", force).command()
}
