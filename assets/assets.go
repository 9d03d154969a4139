// Package assets holds the program's pictures, as files embedded in it.
//
// It must know nothing of what they are used for; colour is given to an icon by
// whoever shows it.
package assets

import (
	"embed"
	"fmt"
	"strings"
)

//go:embed icons/*.svg
var icons embed.FS

//go:embed pictures/*.svg
var pictures embed.FS

// Ink is the colour that every icon is drawn in; whoever shows an icon replaces
// it.
const Ink = "#000000"

// Icon is the SVG source of the line icon with this name, drawn in Ink on a
// grid of 24 units. It panics when there is none: names are constants, and a
// test asks for each.
func Icon(name string) []byte {
	b, err := icons.ReadFile("icons/" + name + ".svg")
	if err != nil {
		panic(fmt.Sprintf("assets: no icon %q", name))
	}
	return b
}

// Picture is the SVG source of a picture of the guide, in the colours of the light
// theme; false when there is none of this name. Its words are text elements: who
// shows it sets them in a font of the window.
func Picture(name string) ([]byte, bool) {
	b, err := pictures.ReadFile("pictures/" + name + ".svg")
	return b, err == nil
}

// Pictures are the names of all pictures, sorted.
func Pictures() []string {
	files, err := pictures.ReadDir("pictures")
	if err != nil {
		panic("assets: the pictures are missing: " + err.Error())
	}
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = strings.TrimSuffix(f.Name(), ".svg")
	}
	return names
}
