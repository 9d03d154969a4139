// Package architecture says which room of the house may import what, and finds
// the packages that don't keep to it. Its test runs the rules over the whole
// module, from what `go list` tells.
//
// It must know only names: it imports nothing of the module.
package architecture

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Module is the path that every package of ours begins with.
const Module = "github.com/dockdesk/dockdesk"

// Package is what `go list -json` tells of one package.
type Package struct {
	ImportPath   string
	Name         string
	Doc          string
	GoFiles      []string
	Imports      []string
	TestImports  []string
	XTestImports []string
	Error        *struct{ Err string }
}

// Rule says what a room, a folder with all below it, may import. Paths are
// relative to the module where they are ours. Test files are free to import
// what they like from outside of the room, except what never lists.
type Rule struct {
	Room string
	// May lists the rooms of ours that it may import besides itself; "*"
	// means every one that isn't a test's.
	May []string
	// Never lists modules and packages of others, each with all below it.
	Never []string
	Why   string
}

const (
	fyne         = "fyne.io"
	fyneApp      = "fyne.io/fyne/v2/app"
	dockerClient = "github.com/docker/docker"
	dockerCLI    = "github.com/docker/cli"
)

// Rules is the house. The longest room that fits a package counts.
var Rules = []Rule{
	{
		Room: "internal/engine", Never: []string{fyne},
		Why: "the engine says what is true: it knows no widget, no help and no view",
	},
	{
		Room: "internal/engine/object", Never: []string{fyne, dockerClient, dockerCLI},
		Why: "objects are plain values that all rooms share",
	},
	{
		Room: "internal/engine/spec", May: []string{"internal/engine/object"}, Never: []string{fyne},
		Why: "specs are the middle form that form, command and request are made from",
	},
	{
		Room: "internal/help", May: []string{"internal/engine/object", "internal/engine/spec"}, Never: []string{fyne, dockerClient},
		Why: "help says what things mean: it knows the engine's plain values, no engine and no widget",
	},
	{
		Room: "internal/views", May: []string{"internal/engine", "internal/help", "assets"}, Never: []string{fyneApp, dockerClient, dockerCLI},
		Why: "views show: they never call the client, and need no real window to be tested",
	},
	{
		Room: "internal/views/control", Never: []string{fyne, dockerClient, dockerCLI},
		Why: "tests outside of the process read it without linking a window",
	},
	{Room: "assets", Never: []string{fyne, dockerClient, dockerCLI}, Why: "assets are files"},
	{Room: "cmd/dockdesk", May: []string{"*"}, Why: "the door wires all rooms"},
	{Room: "build", Why: "the build's scripts know no room"},
	{Room: "test", May: []string{"*", "test"}, Why: "tests may look into every room"},
}

// vague are names that say nothing of a package's job.
var vague = []string{"util", "utils", "common", "core", "manager", "helper", "helpers", "misc", "shared", "base", "lib"}

// Violation is one place that breaks a rule.
type Violation struct{ Package, Problem string }

func (v Violation) String() string { return v.Package + ": " + v.Problem }

// Check finds every violation among the packages, sorted by package.
func Check(packages []Package) []Violation {
	var found []Violation
	for _, p := range packages {
		for _, problem := range problems(p) {
			found = append(found, Violation{p.ImportPath, problem})
		}
	}
	slices.SortFunc(found, func(a, b Violation) int {
		return cmp.Or(cmp.Compare(a.Package, b.Package), cmp.Compare(a.Problem, b.Problem))
	})
	return found
}

func problems(p Package) []string {
	path := relative(p.ImportPath)
	var found []string
	for _, part := range strings.Split(path, "/") {
		if slices.Contains(vague, part) {
			found = append(found, fmt.Sprintf("%q doesn't say what the package is for", part))
		}
	}
	if len(p.GoFiles) > 0 && p.Doc == "" {
		found = append(found, "it has no package comment")
	}
	rule, ok := ruleFor(path)
	if !ok {
		return append(found, "it lies in no room; add the room to the rules or move it")
	}
	for _, imported := range p.Imports {
		if !rule.allows(imported) {
			found = append(found, fmt.Sprintf("imports %s, but %s", imported, rule.Why))
		}
	}
	for _, imported := range slices.Concat(p.TestImports, p.XTestImports) {
		if rule.forbids(imported) {
			found = append(found, fmt.Sprintf("its tests import %s, but %s", imported, rule.Why))
		}
	}
	return found
}

// ruleFor gives the rule of the innermost room around a package.
func ruleFor(path string) (rule Rule, ok bool) {
	for _, r := range Rules {
		if under(path, r.Room) && len(r.Room) >= len(rule.Room) {
			rule, ok = r, true
		}
	}
	return rule, ok
}

func (r Rule) allows(imported string) bool {
	if !under(imported, Module) {
		return !r.forbids(imported)
	}
	path := relative(imported)
	if under(path, r.Room) {
		return true
	}
	return slices.ContainsFunc(r.May, func(room string) bool {
		return room == "*" && !under(path, "test") || under(path, room)
	})
}

func (r Rule) forbids(imported string) bool {
	return slices.ContainsFunc(r.Never, func(other string) bool { return under(imported, other) })
}

// under says whether a path is the folder or lies below it.
func under(path, folder string) bool {
	return path == folder || strings.HasPrefix(path, folder+"/")
}

func relative(importPath string) string {
	return strings.TrimPrefix(strings.TrimPrefix(importPath, Module), "/")
}

// Direct gives the modules, of those in go.mod, that packages of ours import,
// test files too, and the modules of its tools. What go.mod itself says of
// "indirect" is only right after a tidy.
func Direct(packages []Package, modules, tools []string) []string {
	var direct []string
	note := func(imported string) {
		longest := ""
		for _, m := range modules {
			if under(imported, m) && len(m) > len(longest) {
				longest = m
			}
		}
		if longest != "" && !slices.Contains(direct, longest) {
			direct = append(direct, longest)
		}
	}
	for _, p := range packages {
		for _, imported := range slices.Concat(p.Imports, p.TestImports, p.XTestImports) {
			if !under(imported, Module) {
				note(imported)
			}
		}
	}
	for _, tool := range tools {
		note(tool)
	}
	slices.Sort(direct)
	return direct
}

// Documented gives the modules that have a line in a Markdown table: the ones
// that are named, as code, in a row's first cell.
func Documented(markdown string) []string {
	var named []string
	for line := range strings.Lines(markdown) {
		rest, isRow := strings.CutPrefix(line, "| `")
		if module, _, ok := strings.Cut(rest, "` |"); isRow && ok {
			named = append(named, module)
		}
	}
	slices.Sort(named)
	return named
}
