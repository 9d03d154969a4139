package api

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/pkg/stdcopy"

	"github.com/dockdesk/dockdesk/internal/engine/practice/world"
)

var containerRoutes = []entry{
	{"GET", "/containers/json", listContainers},
	{"POST", "/containers/create", createContainer},
	{"POST", "/containers/prune", pruneContainers},
	{"GET", "/containers/{id}/json", func(r *request) error {
		c, err := r.world.Inspect(r.names[0], r.flag("size"))
		return r.answer(c, err)
	}},
	{"GET", "/containers/{id}/top", func(r *request) error {
		t, err := r.world.Top(r.names[0], r.query.Get("ps_args"))
		return r.answer(t, err)
	}},
	{"GET", "/containers/{id}/logs", logs},
	{"GET", "/containers/{id}/changes", func(r *request) error {
		c, err := r.world.Changes(r.names[0])
		return r.answer(c, err)
	}},
	{"GET", "/containers/{id}/export", export},
	{"GET", "/containers/{id}/stats", stats},
	{"GET", "/containers/{id}/archive", getArchive},
	{"HEAD", "/containers/{id}/archive", statArchive},
	{"PUT", "/containers/{id}/archive", putArchive},
	{"POST", "/containers/{id}/start", func(r *request) error { return r.done(r.world.Start(r.names[0])) }},
	{"POST", "/containers/{id}/stop", func(r *request) error { return r.graceful(r.world.Stop) }},
	{"POST", "/containers/{id}/restart", func(r *request) error { return r.graceful(r.world.Restart) }},
	{"POST", "/containers/{id}/kill", func(r *request) error {
		return r.done(r.world.Kill(r.names[0], r.query.Get("signal")))
	}},
	{"POST", "/containers/{id}/pause", func(r *request) error { return r.done(r.world.Pause(r.names[0])) }},
	{"POST", "/containers/{id}/unpause", func(r *request) error { return r.done(r.world.Unpause(r.names[0])) }},
	{"POST", "/containers/{id}/rename", func(r *request) error {
		return r.done(r.world.Rename(r.names[0], r.query.Get("name")))
	}},
	{"POST", "/containers/{id}/update", update},
	{"POST", "/containers/{id}/wait", wait},
	{"POST", "/containers/{id}/resize", func(r *request) error {
		return r.resize(func(cols, rows int) error { return r.world.Resize(r.names[0], cols, rows) })
	}},
	{"POST", "/containers/{id}/attach", attach},
	{"DELETE", "/containers/{id}", func(r *request) error {
		return r.done(r.world.Remove(r.names[0], r.flag("force"), r.flag("v")))
	}},
}

func listContainers(r *request) error {
	f, err := r.filters()
	if err != nil {
		return err
	}
	limit, err := r.number("limit", 0)
	if err != nil { // the engine takes this one on itself
		return refuse(http.StatusInternalServerError, err.Error())
	}
	list, err := r.world.Containers(world.ListQuery{All: r.flag("all"), Size: r.flag("size"), Limit: limit, Filters: f})
	return r.answer(list, err)
}

func createContainer(r *request) error {
	var body container.CreateRequest
	if err := r.body(&body, true); err != nil {
		return err
	}
	made, err := r.world.Create(world.Wish{Name: r.query.Get("name"), Platform: r.query.Get("platform"), Config: body.Config, Host: body.HostConfig, Networks: body.NetworkingConfig})
	if err != nil {
		return err
	}
	r.write(http.StatusCreated, made)
	return nil
}

func pruneContainers(r *request) error {
	f, err := r.filters()
	if err != nil {
		return err
	}
	report, err := r.world.PruneContainers(f)
	return r.answer(report, err)
}

func update(r *request) error {
	var body container.UpdateConfig
	if err := r.body(&body, true); err != nil {
		return err
	}
	return r.answer(container.UpdateResponse{Warnings: []string{}}, r.world.Update(r.names[0], body))
}

func wait(r *request) error {
	var out stream
	code, err := r.world.Wait(r.Context(), r.names[0], r.query.Get("condition"), func() { out = r.stream("application/json") })
	if err != nil && out.out == nil {
		return err
	}
	if err == nil {
		_ = json.NewEncoder(out).Encode(container.WaitResponse{StatusCode: int64(code)})
	}
	return nil
}

func (r *request) resize(to func(cols, rows int) error) error {
	rows, err := strconv.Atoi(r.query.Get("h"))
	if err != nil {
		return refuse(http.StatusBadRequest, err.Error())
	}
	cols, err := strconv.Atoi(r.query.Get("w"))
	if err != nil {
		return refuse(http.StatusBadRequest, err.Error())
	}
	if err := to(cols, rows); err != nil {
		return err
	}
	r.out.WriteHeader(http.StatusOK)
	return nil
}

// --- streams ---

// stampForm is how a log's times are written.
const stampForm = "2006-01-02T15:04:05.000000000Z07:00"

func logs(r *request) error {
	q := world.LogQuery{Stdout: r.flag("stdout"), Stderr: r.flag("stderr"), Follow: r.flag("follow"), Tail: -1}
	if n, err := strconv.Atoi(r.query.Get("tail")); err == nil && n >= 0 {
		q.Tail = n
	}
	var err error
	if q.Since, err = r.moment("since"); err != nil {
		return err
	}
	if q.Until, err = r.moment("until"); err != nil {
		return err
	}
	stamps := r.flag("timestamps")
	var outs map[world.Stream]io.Writer
	begin := func(tty bool) {
		kind := "application/vnd.docker.multiplexed-stream"
		if tty {
			kind = "application/vnd.docker.raw-stream"
		}
		outs = writers(r.stream(kind), tty)
	}
	return r.world.Logs(r.Context(), r.names[0], q, begin, func(l world.Line) error {
		text := l.Text
		if stamps {
			text = append([]byte(l.Time.UTC().Format(stampForm)+" "), text...)
		}
		_, err := outs[l.Stream].Write(text)
		return err
	})
}

// writers are the ways of a program's streams into one connection.
func writers(out io.Writer, tty bool) map[world.Stream]io.Writer {
	if tty {
		return map[world.Stream]io.Writer{world.Stdout: out, world.Stderr: out}
	}
	return map[world.Stream]io.Writer{
		world.Stdout: stdcopy.NewStdWriter(out, stdcopy.Stdout),
		world.Stderr: stdcopy.NewStdWriter(out, stdcopy.Stderr),
	}
}

// past is how many seconds of figures there are at once where the clock stands
// still.
const past = 240

// lone is how many seconds nothing is older than the newest of them: whoever wants
// figures of now has this one or none.
const lone = 6

// stillStats gives them, and then nothing more.
func stillStats(r *request, follow bool) error {
	var s container.StatsResponse
	var err error
	var out *json.Encoder
	for i := past; i >= 0; i-- {
		if i > 0 && i < lone {
			continue
		}
		before := s
		if s, err = r.world.StatsAt(r.names[0], r.world.Now().Add(-time.Duration(i)*time.Second)); err != nil {
			return err
		}
		s.PreRead, s.PreCPUStats = before.Read, before.CPUStats
		if !follow {
			continue
		}
		if out == nil {
			out = json.NewEncoder(r.stream("application/json"))
		}
		if out.Encode(s) != nil {
			return nil
		}
	}
	if !follow {
		return r.answer(s, nil)
	}
	<-r.Context().Done()
	return nil
}

func stats(r *request) error {
	if r.world.Still() {
		return stillStats(r, r.flagOr("stream", true))
	}
	s, err := r.world.Stats(r.names[0])
	if err != nil {
		return err
	}
	follow := r.flagOr("stream", true)
	if !follow && (r.flag("one-shot") || s.Read.IsZero()) {
		return r.answer(s, nil)
	}
	out := json.NewEncoder(r.stream("application/json"))
	if follow {
		if out.Encode(s) != nil {
			return nil
		}
	}
	tick(r.Context(), time.Second, func() bool {
		before := s
		if s, err = r.world.Stats(r.names[0]); err != nil {
			return false
		}
		if !s.Read.IsZero() {
			s.PreRead, s.PreCPUStats = before.Read, before.CPUStats
		}
		return out.Encode(s) == nil && follow
	})
	return nil
}

// --- files ---

const statHeader = "X-Docker-Container-Path-Stat"

func (r *request) path() (string, error) {
	name := r.query.Get("path")
	if name == "" {
		return "", refuse(http.StatusBadRequest, "missing parameter in request: path")
	}
	return name, nil
}

func statArchive(r *request) error {
	name, err := r.path()
	if err != nil {
		return err
	}
	s, err := r.world.StatPath(r.names[0], name)
	if err != nil {
		return err
	}
	text, err := json.Marshal(s)
	if err != nil {
		return err
	}
	r.out.Header().Set(statHeader, base64.StdEncoding.EncodeToString(text))
	return nil
}

func getArchive(r *request) error {
	if err := statArchive(r); err != nil {
		return err
	}
	r.out.Header().Set("Content-Type", "application/x-tar")
	return r.world.GetArchive(r.names[0], r.query.Get("path"), r.out)
}

func putArchive(r *request) error {
	name, err := r.path()
	if err != nil {
		return err
	}
	if err := r.world.PutArchive(r.names[0], name, r.Body, r.flag("noOverwriteDirNonDir")); err != nil {
		return err
	}
	r.out.WriteHeader(http.StatusOK)
	return nil
}

func export(r *request) error {
	return r.world.Export(r.names[0], func() { r.out.Header().Set("Content-Type", "application/octet-stream") }, r.out)
}
