// Package fonts keeps Fyne from loading more fonts than are needed.
//
// It must know nothing of what is drawn.
package fonts

import (
	"cmp"
	"os"
	"strings"

	"golang.org/x/text/language"
)

// nobodys is a language whose letters hardly any font has, so that the search for
// one ends at once: Santali, in Ol Chiki.
const nobodys = "sat"

// covered are the scripts that Fyne's own font has.
var covered = map[string]bool{"Latn": true, "Grek": true, "Cyrl": true}

// Spare makes Fyne do without a font of the desktop for the person's language
// where its own font has all the letters. Fyne would read one for each style of
// text: 9 MB, and a fifth of the time until the window is there. It asks LANGUAGE
// for the language first, and takes the first in it; programs that are started from
// here take the next. Signs that Fyne's font lacks are still looked for in every
// font. Call it before anything is drawn. It does something on Unix only; elsewhere
// nobody asks the environment.
func Spare() {
	if list := spared(os.Getenv); list != "" {
		_ = os.Setenv("LANGUAGE", list) // without it there are only more fonts
	}
}

// spared is the list of languages to ask for; "" to leave it as it is.
func spared(env func(string) string) string {
	locale := cmp.Or(env("LC_ALL"), env("LC_MESSAGES"), env("LANG"))
	if locale == "C" || locale == "POSIX" {
		return "" // LANGUAGE is not looked at then
	}
	list := cmp.Or(env("LANGUAGE"), locale)
	first, _, _ := strings.Cut(list, ":")
	name, _, _ := strings.Cut(first, ".")
	name, _, _ = strings.Cut(name, "@")
	tag, err := language.Parse(strings.ReplaceAll(cmp.Or(name, "en"), "_", "-"))
	if err != nil {
		return ""
	}
	if script, _ := tag.Script(); !covered[script.String()] {
		return ""
	}
	return strings.TrimSuffix(nobodys+":"+list, ":")
}
