// Package assets holds the program's pictures, as files embedded in it.
//
// It must know nothing of what they are used for; colour is given to an icon by
// whoever shows it.
package assets

import (
	"embed"
	"fmt"
)

//go:embed icons/*.svg
var icons embed.FS

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
