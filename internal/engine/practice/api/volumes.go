package api

import (
	"net/http"
	"strings"

	"github.com/docker/docker/api/types/network"
	"github.com/docker/docker/api/types/versions"
	"github.com/docker/docker/api/types/volume"
)

var volumeRoutes = []entry{
	{"GET", "/volumes", func(r *request) error {
		f, err := r.filters()
		if err != nil {
			return err
		}
		list, err := r.world.Volumes(f)
		return r.answer(list, err)
	}},
	{"GET", "/volumes/{name}", func(r *request) error {
		v, err := r.world.InspectVolume(r.names[0])
		return r.answer(v, err)
	}},
	{"POST", "/volumes/create", createVolume},
	{"POST", "/volumes/prune", func(r *request) error {
		f, err := r.filters()
		if err != nil {
			return err
		}
		// Before 1.42 those with a name went too.
		report, err := r.world.PruneVolumes(f, versions.LessThan(r.version, "1.42"))
		return r.answer(report, err)
	}},
	{"DELETE", "/volumes/{name}", func(r *request) error { return r.done(r.world.RemoveVolume(r.names[0], r.flag("force"))) }},
}

func createVolume(r *request) error {
	var body volume.CreateOptions
	if err := r.body(&body, true); err != nil {
		return err
	}
	v, err := r.world.CreateVolume(body)
	if err != nil {
		return err
	}
	r.write(http.StatusCreated, v)
	return nil
}

var networkRoutes = []entry{
	{"GET", "/networks/?", func(r *request) error {
		f, err := r.filters()
		if err != nil {
			return err
		}
		list, err := r.world.Networks(f)
		return r.answer(list, err)
	}},
	{"GET", "/networks/{id}", func(r *request) error {
		n, err := r.world.InspectNetwork(r.names[0])
		return r.answer(n, err)
	}},
	{"POST", "/networks/create", createNetwork},
	{"POST", "/networks/prune", func(r *request) error {
		f, err := r.filters()
		if err != nil {
			return err
		}
		report, err := r.world.PruneNetworks(f)
		return r.answer(report, err)
	}},
	{"POST", "/networks/{id}/connect", func(r *request) error {
		var body network.ConnectOptions
		if err := r.body(&body, true); err != nil {
			return err
		}
		return r.ok(r.world.Connect(r.names[0], body))
	}},
	{"POST", "/networks/{id}/disconnect", func(r *request) error {
		var body network.DisconnectOptions
		if err := r.body(&body, true); err != nil {
			return err
		}
		return r.ok(r.world.Disconnect(r.names[0], body))
	}},
	{"DELETE", "/networks/{id}", func(r *request) error { return r.done(r.world.RemoveNetwork(r.names[0])) }},
}

func createNetwork(r *request) error {
	var body network.CreateRequest
	if err := r.body(&body, true); err != nil {
		return err
	}
	made, err := r.world.CreateNetwork(body)
	if err != nil {
		return err
	}
	r.write(http.StatusCreated, made)
	return nil
}

func (r *request) ok(err error) error {
	if err != nil {
		return err
	}
	r.out.WriteHeader(http.StatusOK)
	return nil
}

// swarmRoutes answer as an engine does that is in no swarm and has no plugins.
var swarmRoutes = append([]entry{
	{"GET", "/plugins", func(r *request) error { return r.answer([]string{}, nil) }},
	{"GET", "/plugins/{name}/json", func(r *request) error {
		return refuse(http.StatusNotFound, "plugin \""+r.names[0]+"\" not found")
	}},
	{"POST", "/swarm/init", func(*request) error { return refuse(http.StatusNotImplemented, "practice has no swarm") }},
	{"POST", "/swarm/join", func(*request) error { return refuse(http.StatusNotImplemented, "practice has no swarm") }},
	{"POST", "/swarm/leave", func(*request) error {
		return refuse(http.StatusServiceUnavailable, "This node is not part of a swarm")
	}},
}, noSwarm()...)

func noSwarm() (all []entry) {
	const words = "This node is not a swarm manager. Use \"docker swarm init\" or \"docker swarm join\" to connect this node to swarm and try again."
	for _, what := range strings.Fields("/swarm /services /nodes /tasks /secrets /configs /services/{id} /nodes/{id} /tasks/{id} /secrets/{id} /configs/{id}") {
		all = append(all, entry{"GET", what, func(*request) error { return refuse(http.StatusServiceUnavailable, words) }})
	}
	for _, what := range strings.Fields("/services/create /secrets/create /configs/create /swarm/update") {
		all = append(all, entry{"POST", what, func(*request) error { return refuse(http.StatusServiceUnavailable, words) }})
	}
	return all
}
