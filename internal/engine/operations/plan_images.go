package operations

import (
	"slices"
	"strings"

	"github.com/distribution/reference"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/image"

	"github.com/dockdesk/dockdesk/internal/engine/object"
)

func (r *room) pruneImages() []Item {
	if r.wish.Images == NoImages {
		return nil
	}
	var items []Item
	for _, i := range r.images {
		if r.excluded(i.Labels) {
			continue
		}
		if item, goes := r.pruneImage(i); goes {
			items = append(items, item)
		}
	}
	r.spareNeeded(items)
	return byName(items)
}

func (r *room) pruneImage(i image.Summary) (Item, bool) {
	named := len(realNames(i.RepoTags)) > 0
	if named && r.wish.Images == DanglingImages {
		return Item{}, false
	}
	item := Item{
		Ref: imageRef(i.ID), Name: imageName(i.ID, i.RepoTags), Reason: ReasonUnused,
		Size: r.sizeOf(object.KindImage, i.ID), Names: references(i),
	}
	if !named {
		item.Reason = ReasonDangling
	}
	users, goers := r.imageUsers(i.ID)
	item.UsedBy = goers
	if len(users) == 0 {
		return item, true
	}
	if r.wish.Images == DanglingImages {
		return Item{}, false
	}
	// The engine prunes name by name and does not mind taking some from an
	// image in use, as long as one stays. People should see that it does.
	item.Reason, item.OnlyNames, item.Size, item.UsedBy = ReasonSpareName, true, 0, nil
	if r.containerdStore {
		item.Names = spareNamesOfContainerd(item.Names, users)
	} else {
		item.Names = spareNames(item.Names)
	}
	if len(item.Names) > 0 {
		item.Name = item.Names[0]
	}
	return item, len(item.Names) > 0
}

// imageUsers are the containers of an image that stay, and those that go.
func (r *room) imageUsers(id string) (stay []container.Summary, go_ []object.Ref) {
	for _, c := range r.containers {
		switch {
		case c.ImageID != id:
		case r.going[c.ID]:
			go_ = append(go_, containerRef(c.ID))
		default:
			stay = append(stay, c)
		}
	}
	return stay, go_
}

// references are the names of an image in the order in which the engine takes
// them away, and those digests that stand alone. Others go with the last tag of
// their repository.
func references(i image.Summary) []string {
	names := realNames(i.RepoTags)
	tagged := map[string]bool{}
	for _, n := range names {
		tagged[repository(n)] = true
	}
	for _, d := range realNames(i.RepoDigests) {
		if repo := repository(d); repo != "<none>" && !tagged[repo] {
			names = append(names, d)
		}
	}
	slices.SortFunc(names, func(a, b string) int { return strings.Compare(fullName(a), fullName(b)) })
	return names
}

func repository(name string) string {
	if named, err := reference.ParseNormalizedNamed(name); err == nil {
		return reference.FamiliarName(named)
	}
	repo, _, _ := strings.Cut(name, "@")
	return repo
}

func fullName(name string) string {
	if named, err := reference.ParseNormalizedNamed(name); err == nil {
		return named.String()
	}
	return name
}

// spareNames are those that the older image store takes from an image in use:
// one after the other, until all that are left are a single tag, with or
// without digests of the same repository.
func spareNames(names []string) []string {
	var spare []string
	left := slices.Clone(names)
	for _, n := range names {
		if len(left) == 1 {
			break
		}
		spare = append(spare, n)
		left = slices.DeleteFunc(left, func(l string) bool { return l == n })
	}
	return spare
}

// spareNamesOfContainerd are those that the newer image store takes: all that
// no container was made by. For a container that was made by an id, or by a
// name that leads elsewhere now, the last one stays.
func spareNamesOfContainerd(names []string, users []container.Summary) []string {
	byID, used := false, map[string]bool{}
	for _, c := range users {
		hex := strings.TrimPrefix(c.Image, "sha256:")
		if strings.HasPrefix(strings.TrimPrefix(c.ImageID, "sha256:"), hex) || strings.Contains(c.Image, "@") {
			byID = true
			continue
		}
		if named, err := reference.ParseNormalizedNamed(c.Image); err == nil {
			used[reference.TagNameOnly(named).String()] = true
		}
	}
	spare := slices.DeleteFunc(slices.Clone(names), func(n string) bool { return used[fullName(n)] })
	if byID && len(spare) == len(names) && len(spare) > 0 {
		spare = spare[:len(spare)-1]
	}
	return spare
}

// spareNeeded marks the images that will only lose their names, because an
// image that was built upon them stays.
func (r *room) spareNeeded(items []Item) {
	goes := map[string]bool{}
	for _, i := range items {
		goes[i.Ref.ID] = !i.OnlyNames
	}
	children := map[string][]string{}
	named := map[string]bool{}
	for _, i := range r.layers {
		children[i.ParentID] = append(children[i.ParentID], i.ID)
		named[i.ID] = len(realNames(i.RepoTags)) > 0
	}
	// A nameless image in between goes with the last image above it, unless a
	// container was made from it.
	var needed func(id string) bool
	needed = func(id string) bool {
		return slices.ContainsFunc(children[id], func(child string) bool {
			if goes[child] || !named[child] && len(children[child]) > 0 && len(r.usersThatStay(child)) == 0 {
				return needed(child)
			}
			return true
		})
	}
	for n := range items {
		if needed(items[n].Ref.ID) {
			items[n].OnlyNames, items[n].Size = true, 0
		}
	}
}

func (r *room) usersThatStay(id string) []container.Summary {
	stay, _ := r.imageUsers(id)
	return stay
}
