package jsondoc

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"text/template"
	"time"

	"pgregory.net/rapid"
)

const inspected = `{
  "Id": "8f3a",
  "State": {"Status": "running", "Pid": 4711, "OOMKilled": false, "Health": null},
  "Config": {
    "Env": ["PATH=/usr/bin", "PASSWORD=hunter2", "URL=postgres://app:hunter2@db/x"],
    "Cmd": ["serve", "--token", "hunter2", "--port=80"],
    "Labels": {"com.example.api-key": "hunter2", "a.b": "it's \"quoted\""},
    "ApiToken": "hunter2"
  },
  "Ports": {"80/tcp": [{"HostPort": "8080"}]},
  "Empty": {},
  "None": []
}`

func parse(t testing.TB, raw string) *Document {
	t.Helper()
	doc, err := Parse([]byte(raw))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// find is the value at a JSON pointer.
func find(t testing.TB, doc *Document, path string) *Node {
	t.Helper()
	var found *Node
	doc.Root.Walk(func(n *Node) {
		if n.Path() == path {
			found = n
		}
	})
	if found == nil {
		t.Fatalf("there is no %s", path)
	}
	return found
}

// drawn is a tree as a person sees it, with the selected row marked.
func drawn(t *Tree) string {
	var b strings.Builder
	for i, r := range t.Rows() {
		mark := " "
		if i == t.Selected() {
			mark = ">"
		}
		fmt.Fprintf(&b, "%s%s%s\n", mark, strings.Repeat("  ", r.Depth), Join(r.Node.Body(false, r.Open)))
	}
	return b.String()
}

func wantTree(t *testing.T, tree *Tree, want string) {
	t.Helper()
	want = strings.ReplaceAll(strings.Trim(want, "\n\t"), "\t", "") + "\n"
	if got := drawn(tree); got != want {
		t.Errorf("the tree is\n%swant\n%s", got, want)
	}
}

func TestATreeOpensAndCloses(t *testing.T) {
	tree := NewTree()
	tree.SetDocument(parse(t, `{"z": {"b": 1, "a": {"x": []}}, "a": ["one", {"k": true}]}`))
	wantTree(t, tree, `
	>z: {2}
	 a: [2]
	`)
	tree.Right()
	wantTree(t, tree, `
	>z:
	   b: 1
	   a: {1}
	 a: [2]
	`)
	tree.Right()
	tree.Left()
	tree.Left()
	wantTree(t, tree, `
	>z: {2}
	 a: [2]
	`)
	tree.OpenLevel()
	wantTree(t, tree, `
	>z:
	   b: 1
	   a: {1}
	 a:
	   0: "one"
	   1: {1}
	`)
	tree.OpenAll(-1)
	tree.Select(99)
	wantTree(t, tree, `
	 z:
	   b: 1
	   a:
	     x: [0]
	 a:
	   0: "one"
	   1:
	>    k: true
	`)
	if tree.AnyClosed() || !tree.AnyOpen() {
		t.Error("everything is open")
	}
	tree.CloseAll()
	wantTree(t, tree, `
	 z: {2}
	>a: [2]
	`)
}

func TestANewerDocumentKeepsWhatIsOpenAndSelected(t *testing.T) {
	tree := NewTree()
	tree.SetDocument(parse(t, `{"a": {"x": 1, "y": {"k": 2}}, "b": {"z": 1}}`))
	tree.OpenAll(0)
	tree.Select(3)
	tree.SetDocument(parse(t, `{"new": 0, "a": {"y": {"k": 3}}, "b": {"z": 1}}`))
	wantTree(t, tree, `
	 new: 0
	 a:
	   y:
	>    k: 3
	 b: {1}
	`)
	tree.SetDocument(parse(t, `{"a": {"x": 1}}`))
	wantTree(t, tree, `
	>a:
	   x: 1
	`)
	tree.SetDocument(parse(t, `{"c": 1, "d": 2}`))
	wantTree(t, tree, `
	>c: 1
	 d: 2
	`)
	tree.SetDocument(nil)
	if len(tree.Rows()) != 0 {
		t.Error("nothing has rows")
	}
}

func TestShowingAValueOpensWhatIsAroundIt(t *testing.T) {
	tree := NewTree()
	doc := parse(t, inspected)
	tree.SetDocument(doc)
	n := find(t, doc, "/Ports/80~1tcp/0/HostPort")
	if i := tree.Show(n); tree.Rows()[i].Node != n || tree.Selected() != i {
		t.Errorf("row %d:\n%s", i, drawn(tree))
	}
}

func TestADocumentThatIsOneValue(t *testing.T) {
	for raw, want := range map[string]string{`"x"`: ` "x"`, `[]`: ` [0]`, `{}`: ` {0}`, `null`: ` null`} {
		tree := NewTree()
		tree.SetDocument(parse(t, raw))
		tree.Right()
		tree.Left()
		tree.SetOpen(0, true)
		if got := Join(tree.Rows()[0].Node.Body(false, false)); got != want {
			t.Errorf("%s is shown as %q, want %q", raw, got, want)
		}
	}
}

func TestPaths(t *testing.T) {
	doc := parse(t, inspected)
	for _, c := range []struct{ path, dotted, template string }{
		{"/Id", "Id", "{{.Id}}"},
		{"/State/Status", "State.Status", "{{.State.Status}}"},
		{"/State", "State", "{{json .State}}"},
		{"/Config/Env/0", "Config.Env[0]", "{{index .Config.Env 0}}"},
		{"/Config/Labels/a.b", `Config.Labels["a.b"]`, `{{index .Config.Labels "a.b"}}`},
		{"/Ports/80~1tcp", `Ports["80/tcp"]`, `{{json (index .Ports "80/tcp")}}`},
		{"/Ports/80~1tcp/0", `Ports["80/tcp"][0]`, `{{json (index (index .Ports "80/tcp") 0)}}`},
		{"/Ports/80~1tcp/0/HostPort", `Ports["80/tcp"][0].HostPort`, `{{(index (index .Ports "80/tcp") 0).HostPort}}`},
		{"", "", "{{json .}}"},
	} {
		n := find(t, doc, c.path)
		if n.Dotted() != c.dotted || n.Template() != c.template {
			t.Errorf("%s is %s and %s, want %s and %s", c.path, n.Dotted(), n.Template(), c.dotted, c.template)
		}
	}
	list := parse(t, `[{"State": {"Pid": 1}}]`)
	if got := find(t, list, "/0/State/Pid").Template(); got != "{{.State.Pid}}" {
		t.Errorf("in what docker inspect prints: %s", got)
	}
}

func TestTheTemplatePrintsTheValue(t *testing.T) {
	doc := parse(t, inspected)
	var data any
	if err := json.Unmarshal([]byte(inspected), &data); err != nil {
		t.Fatal(err)
	}
	toJSON := template.FuncMap{"json": func(v any) string { b, _ := json.Marshal(v); return string(b) }}
	doc.Root.Walk(func(n *Node) {
		var b strings.Builder
		tmpl, err := template.New("").Funcs(toJSON).Parse(n.Template())
		if err == nil {
			err = tmpl.Execute(&b, data)
		}
		if err != nil {
			t.Errorf("%s: %s: %v", n.Path(), n.Template(), err)
			return
		}
		if got := b.String(); n.Kind != Null && !n.IsContainer() && got != n.Text {
			t.Errorf("%s prints %q, want %q", n.Template(), got, n.Text)
		}
	})
}

func TestInspectCommands(t *testing.T) {
	n := find(t, parse(t, `{"it's": {"x": 1}}`), "/it's/x")
	for _, c := range []struct{ kind, name, want string }{
		{"container", "web", `docker inspect -f '{{(index . "it'\''s").x}}' web`},
		{"volume", "my data", `docker volume inspect -f '{{(index . "it'\''s").x}}' 'my data'`},
		{"image", "nginx:1.27", `docker image inspect -f '{{(index . "it'\''s").x}}' nginx:1.27`},
		{"", "", `docker inspect -f '{{(index . "it'\''s").x}}'`},
	} {
		if got := n.InspectCommand(c.kind, c.name); got != c.want {
			t.Errorf("%s\nwant %s", got, c.want)
		}
	}
}

func TestSecretsAreMasked(t *testing.T) {
	doc := parse(t, inspected)
	if got := doc.Root.Pretty(false); strings.Contains(got, "hunter2") {
		t.Errorf("shown:\n%s", got)
	}
	if doc.Hidden != 5 {
		t.Errorf("%d are hidden, want 5", doc.Hidden)
	}
	if got := strings.Count(doc.Root.Pretty(true), "hunter2"); got != 5 {
		t.Errorf("%d are revealed, want 5", got)
	}
	doc.Root.Walk(func(n *Node) {
		if body := Join(n.Body(false, false)); strings.Contains(body, "hunter2") {
			t.Errorf("row: %s", body)
		}
	})
	if got := find(t, doc, "/Config/Env/1").Value(false); got != "PASSWORD=••••" {
		t.Errorf("the entry is %q", got)
	}
	if got := find(t, parse(t, `{"Secrets": [["hunter2"], 42]}`), "/Secrets/0/0"); !got.Masked() {
		t.Error("a list of secrets shows them")
	}
}

func TestSecretsAreMaskedInATextThatIsCutToo(t *testing.T) {
	for at := range inspected {
		if at > 0 && strings.HasSuffix(inspected[:at], "hunter2") {
			shown, hidden := MaskRaw(inspected[:at])
			if strings.Contains(shown, "hunter2") || hidden != strings.Count(inspected[:at], "hunter2") {
				t.Errorf("%d are hidden in\n%s", hidden, shown)
			}
		}
	}
	if shown, hidden := MaskRaw(`no JSON: "a" is "b`); hidden != 0 || shown != `no JSON: "a" is "b` {
		t.Errorf("harmless text became %s", shown)
	}
}

func TestTheTextIsTheDocument(t *testing.T) {
	doc := parse(t, inspected)
	var want, got any
	if err := json.Unmarshal([]byte(inspected), &want); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(doc.Root.Pretty(true)), &got); err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v\nwant %v", got, want)
	}
	text := doc.Root.Pretty(true)
	if !(strings.Index(text, `"Id"`) < strings.Index(text, `"State"`) && strings.Index(text, `"Ports"`) < strings.Index(text, `"Empty": {}`)) {
		t.Errorf("the keys aren't in their order:\n%s", text)
	}
}

func TestAnyDocumentSurvives(t *testing.T) {
	value := rapid.Custom(func(t *rapid.T) any {
		var draw func(depth int) any
		draw = func(depth int) any {
			switch k := rapid.IntRange(0, 6).Draw(t, "kind"); {
			case k == 0 && depth < 4:
				m := map[string]any{}
				for range rapid.IntRange(0, 4).Draw(t, "n") {
					m[rapid.String().Draw(t, "key")] = draw(depth + 1)
				}
				return m
			case k == 1 && depth < 4:
				l := []any{}
				for range rapid.IntRange(0, 4).Draw(t, "n") {
					l = append(l, draw(depth+1))
				}
				return l
			case k == 2:
				return rapid.Float64().Draw(t, "number")
			case k == 3:
				return rapid.Bool().Draw(t, "bool")
			case k == 4:
				return nil
			}
			return rapid.String().Draw(t, "string")
		}
		return draw(0)
	})
	rapid.Check(t, func(t *rapid.T) {
		raw, err := json.Marshal(value.Draw(t, "value"))
		if err != nil {
			t.Skip("no JSON")
		}
		doc, err := Parse(raw)
		if err != nil {
			t.Fatal(err)
		}
		again, err := Parse([]byte(doc.Root.Pretty(true)))
		if err != nil {
			t.Fatalf("%v in\n%s", err, doc.Root.Pretty(true))
		}
		if a, b := doc.Root.Pretty(true), again.Root.Pretty(true); a != b {
			t.Fatalf("%s\nbecame %s", a, b)
		}
	})
}

func TestWhatIsWrongIsSaidPlainly(t *testing.T) {
	for _, c := range []struct{ name, raw, want string }{
		{"nothing", " \n", "There is no text here."},
		{"cut in an object", "{\n  \"a\": {\n    \"b\": 1,", "This text ends in the middle, at line 3."},
		{"cut in a string", "{\"a\": \"b", "This text ends in the middle, at line 1."},
		{"cut before a value", "{\"a\":\n\n", "This text ends in the middle, at line 1."},
		{"a page of an error", "<html>", "This isn’t JSON: line 1, column 1 can’t be read."},
		{"a comma too many", "{\"a\": 1,\n}", "This isn’t JSON: line 2, column 1 can’t be read."},
		{"two documents", "{} {}", "This isn’t JSON: line 1, column 4 can’t be read."},
		{"a tower", strings.Repeat("[", 100_000), "This is nested more than 500 levels deep."},
	} {
		_, err := Parse([]byte(c.raw))
		var syntax *SyntaxError
		if !errors.As(err, &syntax) || err.Error() != c.want {
			t.Errorf("%s: %v, want %s", c.name, err, c.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{inspected, "{", "[1,", "\"", "nul", "{\"a\":1}x", "[[]]"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		doc, err := Parse([]byte(raw))
		if err != nil {
			return
		}
		if !json.Valid([]byte(raw)) {
			t.Fatalf("%q isn't JSON", raw)
		}
		doc.Root.Pretty(false)
	})
}

// large is a document of about a megabyte, like a container with many labels.
func large() string {
	var b strings.Builder
	b.WriteString(`{"Config": {"Labels": {`)
	for i := range 12_000 {
		fmt.Fprintf(&b, `"com.example.label.%d": {"value": "some text %d", "n": [%d, true]},`, i, i, i)
	}
	b.WriteString(`"last": null}}}`)
	return b.String()
}

func TestAMegabyteIsReadQuickly(t *testing.T) {
	raw := large()
	begun := time.Now()
	tree := NewTree()
	tree.SetDocument(parse(t, raw))
	tree.OpenAll(-1)
	if took := time.Since(begun); took > 20*time.Second {
		t.Errorf("%d bytes, %d rows took %v", len(raw), len(tree.Rows()), took)
	}
}

func BenchmarkParseAMegabyte(b *testing.B) {
	raw := []byte(large())
	b.SetBytes(int64(len(raw)))
	for b.Loop() {
		if _, err := Parse(raw); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOpenEverything(b *testing.B) {
	tree := NewTree()
	tree.SetDocument(parse(b, large()))
	for b.Loop() {
		tree.CloseAll()
		tree.OpenAll(-1)
	}
}
