package command

// ListVolumes is docker volume ls.
func ListVolumes() Command { return docker("volume ls").command() }

// InspectVolumes prints what the engine knows about volumes.
func InspectVolumes(names ...string) Command { return docker("volume inspect").words(names).command() }

// NewVolume describes a volume to be made. Everything but the name may be left
// empty.
type NewVolume struct {
	Name    string
	Driver  string   // "" is the engine's own choice, local
	Options []string // key=value
	Labels  []string // key=value
}

// CreateVolume makes a volume.
func CreateVolume(v NewVolume) Command {
	b := docker("volume create").given("--driver", v.Driver).each("--opt", v.Options).each("--label", v.Labels)
	if v.Name != "" {
		b.word(v.Name)
	}
	return b.command()
}

// RemoveVolumes removes volumes with all their files.
func RemoveVolumes(names ...string) Command { return docker("volume rm").words(names).command() }

// PruneVolumes removes volumes that no container uses: those without a name,
// or with all also those that have one. With force it does not ask again.
//
// Engines before API 1.42 know no -a and always remove both.
func PruneVolumes(all, force bool) Command {
	return docker("volume prune").set("-a", all).set("-f", force).command()
}
