package api

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/registry"
	"github.com/docker/docker/pkg/jsonmessage"

	"github.com/dockdesk/dockdesk/internal/engine/practice/world"
)

var imageRoutes = []entry{
	{"GET", "/images/json", listImages},
	{"POST", "/images/create", pull},
	{"POST", "/images/load", load},
	{"POST", "/images/prune", pruneImages},
	{"GET", "/images/get", func(r *request) error { return r.save(r.query["names"]) }},
	{"GET", "/images/search", search},
	{"GET", "/images/{name}/get", func(r *request) error { return r.save(r.names) }},
	{"GET", "/images/{name}/json", func(r *request) error {
		i, err := r.world.InspectImage(r.names[0])
		return r.answer(i, err)
	}},
	{"GET", "/images/{name}/history", func(r *request) error {
		h, err := r.world.History(r.names[0])
		return r.answer(h, err)
	}},
	{"POST", "/images/{name}/push", push},
	{"POST", "/images/{name}/tag", tag},
	{"DELETE", "/images/{name}", func(r *request) error {
		gone, err := r.world.RemoveImage(r.names[0], r.flag("force"), !r.flag("noprune"))
		return r.answer(gone, err)
	}},
	{"POST", "/commit", commit},
	{"POST", "/build", buildImage},
	{"POST", "/build/prune", func(r *request) error {
		return r.answer(r.world.PruneBuilds(), nil)
	}},
	{"GET", "/distribution/{name}/json", func(r *request) error {
		d, err := r.world.Distribution(r.Context(), r.names[0], r.registryLogin())
		return r.answer(d, err)
	}},
}

func listImages(r *request) error {
	f, err := r.filters()
	if err != nil {
		return err
	}
	if name := r.query.Get("filter"); name != "" {
		f.Add("reference", name)
	}
	list, err := r.world.Images(world.ImageQuery{All: r.flag("all"), Shared: r.flag("shared-size"), Filters: f})
	return r.answer(list, err)
}

// progress is an answer made of messages. An error after the first one is a
// message too.
type progress struct {
	r   *request
	out *json.Encoder
}

func (p *progress) say(m jsonmessage.JSONMessage) error {
	if p.out == nil {
		p.out = json.NewEncoder(p.r.stream("application/json"))
	}
	return p.out.Encode(m)
}

func (p *progress) words(text string) error { return p.say(jsonmessage.JSONMessage{Stream: text}) }

func (p *progress) end(err error) error {
	if err == nil || p.out == nil {
		return err
	}
	code := 0
	var failed *world.Failed
	if errors.As(err, &failed) {
		code = failed.Code
	}
	m := jsonmessage.JSONMessage{Error: &jsonmessage.JSONError{Code: code, Message: err.Error()}}
	//lint:ignore SA1019 older clients read it
	m.ErrorMessage = err.Error()
	return p.say(m)
}

func pull(r *request) error {
	p := &progress{r: r}
	repo, tag := r.query.Get("fromImage"), r.query.Get("tag")
	if repo == "" {
		return importImage(r)
	}
	if tag == "" {
		if at := strings.LastIndex(repo, ":"); at > strings.LastIndex(repo, "/") {
			repo, tag = repo[:at], repo[at+1:]
		}
	}
	return p.end(r.world.Pull(r.Context(), repo, tag, r.registryLogin(), p.say))
}

func importImage(r *request) error {
	source := r.query.Get("fromSrc")
	if source != "-" {
		return refuse(http.StatusInternalServerError, "practice reaches no network: "+source)
	}
	id, err := r.world.Import(r.Body, r.query.Get("repo"), r.query.Get("tag"), r.query.Get("message"), r.query["changes"])
	if err != nil {
		return err
	}
	return (&progress{r: r}).say(jsonmessage.JSONMessage{Status: id})
}

func load(r *request) error {
	p := &progress{r: r}
	loaded, err := r.world.Load(r.Body)
	for _, words := range loaded {
		if said := p.words(words + "\n"); said != nil {
			return said
		}
	}
	return p.end(err)
}

func (r *request) save(names []string) error {
	return r.world.Save(names, func() { r.out.Header().Set("Content-Type", "application/x-tar") }, r.out)
}

func pruneImages(r *request) error {
	f, err := r.filters()
	if err != nil {
		return err
	}
	report, err := r.world.PruneImages(f)
	return r.answer(report, err)
}

func search(r *request) error {
	term := r.query.Get("term")
	if term == "" {
		return refuse(http.StatusBadRequest, "missing parameter in request: term")
	}
	found, seen := []registry.SearchResult{}, map[string]bool{}
	for _, name := range world.Catalogue() {
		repo, _, _ := strings.Cut(name, ":")
		if strings.Contains(repo, term) && !seen[repo] {
			seen[repo] = true
			found = append(found, registry.SearchResult{Name: repo, IsOfficial: true, Description: "In practice’s own catalogue", StarCount: 1})
		}
	}
	return r.answer(found, nil)
}

// registryLogin is what a client sends along for a registry; nothing if it is
// not to be read.
func (r *request) registryLogin() registry.AuthConfig {
	login, err := registry.DecodeAuthConfig(r.Header.Get(registry.AuthHeader))
	if err != nil {
		return registry.AuthConfig{}
	}
	return *login
}

func push(r *request) error {
	p := &progress{r: r}
	ref := r.names[0]
	if tag := r.query.Get("tag"); tag != "" {
		ref += ":" + tag
	}
	return p.end(r.world.Push(r.Context(), ref, r.registryLogin(), p.say))
}

func tag(r *request) error {
	if err := r.world.Tag(r.names[0], r.query.Get("repo"), r.query.Get("tag")); err != nil {
		return err
	}
	r.out.WriteHeader(http.StatusCreated)
	return nil
}

func commit(r *request) error {
	var config container.Config
	if err := r.body(&config, false); err != nil {
		return err
	}
	id, err := r.world.Commit(r.query.Get("container"), world.CommitWish{
		Repo: r.query.Get("repo"), Tag: r.query.Get("tag"), Comment: r.query.Get("comment"), Author: r.query.Get("author"), Changes: r.query["changes"], Config: &config,
	})
	if err != nil {
		return err
	}
	r.write(http.StatusCreated, container.CommitResponse{ID: id})
	return nil
}

func buildImage(r *request) error {
	wish := world.BuildWish{Dockerfile: r.query.Get("dockerfile"), Tags: r.query["t"], Target: r.query.Get("target"), NoCache: r.flag("nocache"), Context: io.Reader(r.Body)}
	for name, into := range map[string]any{"buildargs": &wish.Args, "labels": &wish.Labels} {
		if text := r.query.Get(name); text != "" {
			if err := json.Unmarshal([]byte(text), into); err != nil {
				return refuse(http.StatusBadRequest, "error reading build args: "+err.Error())
			}
		}
	}
	p := &progress{r: r}
	say := p.words
	if r.flag("q") {
		say = func(string) error { return nil }
	}
	id, err := r.world.Build(r.Context(), wish, say)
	if err != nil {
		return p.end(err)
	}
	if r.flag("q") {
		return p.words(id + "\n")
	}
	aux, err := json.Marshal(map[string]string{"ID": id})
	if err != nil {
		return err
	}
	raw := json.RawMessage(aux)
	return p.say(jsonmessage.JSONMessage{Aux: &raw})
}
