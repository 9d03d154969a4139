package api

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"time"

	"github.com/docker/docker/api/types/build"
	"github.com/docker/docker/api/types/events"
	"github.com/docker/docker/api/types/registry"
	timetypes "github.com/docker/docker/api/types/time"

	"github.com/dockdesk/dockdesk/internal/engine/practice/world"
)

var systemRoutes = []entry{
	{"GET", "/_ping", ping}, {"HEAD", "/_ping", ping},
	{"GET", "/version", func(r *request) error { return r.answer(r.world.Version(), nil) }},
	{"GET", "/info", func(r *request) error { return r.answer(r.world.Info(), nil) }},
	{"GET", "/system/df", diskUsage},
	{"GET", "/events", tell},
	{"POST", "/auth", login},
}

func ping(r *request) error {
	h := r.out.Header()
	h.Set("Builder-Version", string(build.BuilderV1))
	h.Set("Swarm", "inactive")
	h.Set("Cache-Control", "no-cache, no-store, must-revalidate")
	h.Set("Pragma", "no-cache")
	h.Set("Content-Type", "text/plain; charset=utf-8")
	if r.Method == http.MethodHead {
		h.Set("Content-Length", "0")
		return nil
	}
	_, err := io.WriteString(r.out, "OK")
	return err
}

func diskUsage(r *request) error {
	kinds := map[string]bool{}
	for _, k := range r.query["type"] {
		kinds[k] = true
	}
	du, err := r.world.DiskUsage(kinds)
	return r.answer(du, err)
}

func login(r *request) error {
	var given registry.AuthConfig
	if err := r.body(&given, true); err != nil {
		return err
	}
	if err := r.world.Login(r.Context(), given); err != nil {
		return err
	}
	return r.answer(registry.AuthenticateOKBody{Status: "Login Succeeded"}, nil)
}

// moment reads a time of a query; "" is none.
func (r *request) moment(name string) (time.Time, error) {
	text := r.query.Get(name)
	if text == "" || text == "0" {
		return time.Time{}, nil
	}
	stamp, err := timetypes.GetTimestamp(text, r.world.Now())
	if err != nil {
		return time.Time{}, refuse(http.StatusBadRequest, err.Error())
	}
	seconds, nanos, err := timetypes.ParseTimestamps(stamp, 0)
	if err != nil {
		return time.Time{}, refuse(http.StatusBadRequest, err.Error())
	}
	return time.Unix(seconds, nanos), nil
}

func tell(r *request) error {
	f, err := r.filters()
	if err != nil {
		return err
	}
	since, err := r.moment("since")
	if err != nil {
		return err
	}
	until, err := r.moment("until")
	if err != nil {
		return err
	}
	if !since.IsZero() && !until.IsZero() && until.Before(since) {
		return refuse(http.StatusBadRequest, "`since` time cannot be after `until` time")
	}
	var out *json.Encoder
	return r.world.Events(r.Context(), world.EventsQuery{Since: since, Until: until, Filters: f},
		func() { out = json.NewEncoder(r.stream("application/json")) },
		func(m events.Message) error { return out.Encode(m) })
}

// tick calls fn every so often until it says no or the request ends.
func tick(ctx context.Context, every time.Duration, fn func() bool) {
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			if !fn() {
				return
			}
		}
	}
}
