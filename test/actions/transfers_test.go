package actions_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/test/localregistry"
	"github.com/dockdesk/dockdesk/test/realengine"
)

// transferProof is an action that carries an image, with what it needs beside the
// engine: REGISTRY and FOLDER stand for a registry and a folder of this computer.
type transferProof struct {
	id      action.ID
	arrange []string
	on      string // the image
	values  action.Values
	file    string // that both ways must write alike
}

var transferProofs = []transferProof{
	{id: "image.pull", arrange: []string{"rmi REGISTRY/shop:1"}, values: action.Values{"pull.name": "REGISTRY/shop:1"}},
	{id: "image.push", on: "app:1", arrange: []string{job, app}, values: action.Values{"push.name": "REGISTRY/team/app:1"}},
	{id: "image.rename", on: "app:1", arrange: []string{job, app}, values: action.Values{"rename.from": "app:1", "rename.to": "team/app:2"}},
	{id: "image.save", on: "app:1", arrange: []string{job, app, app2}, values: action.Values{"save.path": "FOLDER/app.tar"}, file: "FOLDER/app.tar"},
	{id: "image.load", arrange: []string{job, app, app2, "save -o FOLDER/app.tar app:1 app:2", "rmi app:1 app:2"}, values: action.Values{"load.path": "FOLDER/app.tar"}},
	{id: "image.import", arrange: []string{job, "export -o FOLDER/job.tar job"}, values: action.Values{"import.path": "FOLDER/job.tar", "import.name": "bare:1"}},
}

// provenElsewhere are actions whose commands are run beside them in other tests.
var provenElsewhere = map[action.ID]string{
	"image.build":     "TestWhatIsBuiltIsWhatTheCommandBuilds",
	"registry.login":  "test/registries: TestALoginIsSharedWithTheDockerCommand",
	"registry.logout": "test/registries: TestALoginIsSharedWithTheDockerCommand",
}

func TestTransfersDoWhatTheirCommandsDo(t *testing.T) {
	for _, p := range transferProofs {
		t.Run(string(p.id), func(t *testing.T) {
			eng := realengine.Shared(t)
			registry := localregistry.Start(t, eng)
			a := action.Must(p.id)
			way := func(do func(on action.On, v action.Values)) (engine []string, file int64) {
				eng.Clean(t)
				fill := strings.NewReplacer("REGISTRY", registry.Address, "FOLDER", t.TempDir())
				eng.Docker(t, "pull", registry.Push(t, "lab:1", "shop:1", 2000))
				for _, c := range p.arrange {
					eng.Docker(t, strings.Fields(fill.Replace(c))...)
				}
				s := snapshot(t, eng)
				on := action.On{Kind: a.Kind, Snapshot: s}
				if p.on != "" {
					on.IDs = []string{idOf(t, s, object.KindImage, p.on)}
				}
				v := a.Defaults(on)
				for id, value := range p.values {
					v[id] = fill.Replace(value)
				}
				if !a.Valid(on, v) {
					t.Fatalf("%v won't do", v)
				}
				before := rest(t, eng, false)
				do(on, v)
				after := rest(t, eng, false)
				if slices.Equal(before.lines, after.lines) && p.file == "" {
					t.Error("it changed nothing, so that it proves nothing")
				}
				if p.file != "" {
					info, err := os.Stat(filepath.Clean(fill.Replace(p.file)))
					if err != nil {
						t.Fatal(err)
					}
					file = info.Size()
				}
				return after.lines, file
			}
			theirs, theirFile := way(func(on action.On, v action.Values) {
				for _, c := range a.Commands(on, v) {
					if out, err := eng.Command(t.Context(), c.Words()[1:]...).CombinedOutput(); err != nil {
						t.Fatalf("%s: %v\n%s", c, err, out)
					}
				}
			})
			ours, ourFile := way(func(on action.On, v action.Values) {
				result := a.Run(t.Context(), ops(eng), on, v, nil)
				if done, failed, canceled := result.Count(); done != 1 || failed+canceled > 0 {
					t.Fatalf("%d done, %d failed, %d cancelled: %v", done, failed, canceled, result.Err())
				}
			})
			if !slices.Equal(ours, theirs) || ourFile != theirFile {
				t.Errorf("the action left\n%s\n%d bytes, its command\n%s\n%d bytes", strings.Join(ours, "\n"), ourFile, strings.Join(theirs, "\n"), theirFile)
			}
		})
	}
}
