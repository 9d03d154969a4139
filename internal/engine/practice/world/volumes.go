package world

import (
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/docker/docker/api/types/events"
	"github.com/docker/docker/api/types/filters"
	"github.com/docker/docker/api/types/mount"
	"github.com/docker/docker/api/types/volume"
	"github.com/docker/go-units"

	"github.com/dockdesk/dockdesk/internal/engine/practice/files"
)

// Volume keeps files that outlive containers.
type Volume struct {
	api     volume.Volume
	created time.Time
	fs      *files.FS
}

// anonymous is the label of a volume that nobody named.
const anonymous = "com.docker.volume.anonymous"

// CreateVolume makes a volume, or gives the one that has the name already.
func (w *World) CreateVolume(o volume.CreateOptions) (volume.Volume, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	v, err := w.createVolume(o)
	if err != nil {
		return volume.Volume{}, err
	}
	return v.api, nil
}

func (w *World) createVolume(o volume.CreateOptions) (*Volume, error) {
	if o.Driver == "" {
		o.Driver = "local"
	}
	if o.Driver != "local" {
		return nil, notFound("create %s: error looking up volume plugin %s: plugin %q not found", o.Name, o.Driver, o.Driver)
	}
	if v := w.volumes[o.Name]; v != nil {
		return v, nil
	}
	labels := o.Labels
	if o.Name == "" {
		o.Name = w.newID()
		labels = merged(labels, map[string]string{anonymous: ""})
	}
	if !validName.MatchString(o.Name) {
		return nil, invalid("create %s: %q includes invalid characters for a local volume name, only \"[a-zA-Z0-9][a-zA-Z0-9_.-]\" are allowed. If you intended to pass a host directory, use absolute path", o.Name, o.Name)
	}
	v := &Volume{created: w.now(), fs: files.New(nil, w.now), api: volume.Volume{
		Name: o.Name, Driver: "local", Scope: "local", Labels: labels, Options: o.DriverOpts,
		Mountpoint: dataRoot + "/volumes/" + o.Name + "/_data", CreatedAt: w.now().UTC().Format(time.RFC3339),
	}}
	for _, option := range strings.Split(o.DriverOpts["o"], ",") {
		if size, ok := strings.CutPrefix(option, "size="); ok && o.DriverOpts["type"] == "tmpfs" {
			n, err := units.RAMInBytes(size)
			if err != nil {
				return nil, invalid("create %s: invalid size %q", o.Name, size)
			}
			v.fs.Limit(n)
		}
	}
	w.volumes[o.Name] = v
	w.tell(events.VolumeEventType, events.ActionCreate, o.Name, map[string]string{"driver": "local"})
	return v, nil
}

// volumeFor is the volume of a mount, made if there is none.
func (w *World) volumeFor(m mount.Mount) (*Volume, error) {
	o := volume.CreateOptions{Name: m.Source}
	if m.VolumeOptions != nil {
		o.Labels = m.VolumeOptions.Labels
		if d := m.VolumeOptions.DriverConfig; d != nil {
			o.Driver, o.DriverOpts = d.Name, d.Options
		}
	}
	return w.createVolume(o)
}

func (w *World) users(v *Volume) []*Container {
	var all []*Container
	for _, c := range w.containers {
		for _, m := range c.mounts {
			if m.Name == v.api.Name {
				all = append(all, c)
				break
			}
		}
	}
	return all
}

// Volumes lists volumes.
func (w *World) Volumes(f filters.Args) (volume.ListResponse, error) {
	if err := f.Validate(map[string]bool{"dangling": true, "name": true, "driver": true, "label": true}); err != nil {
		return volume.ListResponse{}, invalid("%v", err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	list := volume.ListResponse{Volumes: []*volume.Volume{}}
	for _, v := range w.volumes {
		if !f.Match("name", v.api.Name) || !f.ExactMatch("driver", v.api.Driver) || !f.MatchKVList("label", v.api.Labels) {
			continue
		}
		if f.Contains("dangling") {
			want, err := f.GetBoolOrDefault("dangling", false)
			if err != nil {
				return list, invalid("%v", err)
			}
			if want != (len(w.users(v)) == 0) {
				continue
			}
		}
		api := v.api
		list.Volumes = append(list.Volumes, &api)
	}
	sort.Slice(list.Volumes, func(i, j int) bool { return list.Volumes[i].Name < list.Volumes[j].Name })
	return list, nil
}

func (w *World) volume(name string) (*Volume, error) {
	if v := w.volumes[name]; v != nil {
		return v, nil
	}
	return nil, notFound("get %s: no such volume", name)
}

// InspectVolume is everything about a volume.
func (w *World) InspectVolume(name string) (volume.Volume, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	v, err := w.volume(name)
	if err != nil {
		return volume.Volume{}, err
	}
	return v.api, nil
}

// RemoveVolume removes a volume that nobody uses.
func (w *World) RemoveVolume(name string, force bool) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	v, err := w.volume(name)
	if err != nil {
		if force {
			return nil
		}
		return err
	}
	if users := w.users(v); len(users) > 0 {
		var ids []string
		for _, c := range users {
			ids = append(ids, c.ID)
		}
		return conflict("remove %s: volume is in use - [%s]", name, strings.Join(ids, ", "))
	}
	w.removeVolume(v)
	return nil
}

func (w *World) removeVolume(v *Volume) {
	delete(w.volumes, v.api.Name)
	w.tell(events.VolumeEventType, events.ActionDestroy, v.api.Name, map[string]string{"driver": "local"})
}

// removeAnonymous removes the volumes that only this container has and nobody
// named.
func (w *World) removeAnonymous(c *Container) {
	for _, m := range c.mounts {
		v := w.volumes[m.Name]
		if v == nil {
			continue
		}
		if _, ok := v.api.Labels[anonymous]; ok && len(w.users(v)) == 0 {
			w.removeVolume(v)
		}
	}
}

// PruneVolumes removes what nobody uses; named ones only with all.
func (w *World) PruneVolumes(f filters.Args, named bool) (volume.PruneReport, error) {
	if err := f.Validate(map[string]bool{"label": true, "label!": true, "all": true}); err != nil {
		return volume.PruneReport{}, invalid("%v", err)
	}
	all, err := f.GetBoolOrDefault("all", named)
	if err != nil {
		return volume.PruneReport{}, invalid("%v", err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	var report volume.PruneReport
	for _, name := range sortedKeys(w.volumes) {
		v := w.volumes[name]
		_, nameless := v.api.Labels[anonymous]
		if len(w.users(v)) > 0 || !all && !nameless || !matchesLabels(f, v.api.Labels) {
			continue
		}
		report.SpaceReclaimed += uint64(v.fs.Size())
		report.VolumesDeleted = append(report.VolumesDeleted, name)
		w.removeVolume(v)
	}
	w.tell(events.VolumeEventType, events.ActionPrune, "", map[string]string{"reclaimed": strconv.FormatUint(report.SpaceReclaimed, 10)})
	return report, nil
}
