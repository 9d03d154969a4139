package dockerfile

import (
	"encoding/json"
	"regexp"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

// fixes of what BuildKit's linter finds, by its name there. What is not here needs a
// person: a name, a platform, a secret.
var fixes = map[string]func(*file, Finding) *Fix{
	"ConsistentInstructionCasing": func(f *file, one Finding) *Fix {
		return f.replaceLine(one.First, "Write it in capitals", func(line string) string {
			return instructionWord.ReplaceAllStringFunc(line, strings.ToUpper)
		})
	},
	"FromAsCasing": func(f *file, one Finding) *Fix {
		return f.replaceLine(one.First, "Write FROM and AS in capitals", func(line string) string {
			return asWord.ReplaceAllString(instructionWord.ReplaceAllStringFunc(line, strings.ToUpper), " AS ")
		})
	},
	"MaintainerDeprecated": func(f *file, one Finding) *Fix {
		return f.replaceLine(one.First, "Write it as a label", func(line string) string {
			name := strings.Trim(strings.TrimSpace(instructionWord.ReplaceAllString(line, "")), `"`)
			quoted, _ := json.Marshal(name) // of a text, it can't fail
			return "LABEL org.opencontainers.image.authors=" + string(quoted)
		})
	},
	"LegacyKeyValueFormat": func(f *file, one Finding) *Fix {
		return f.replaceLine(one.First, "Write it with =", func(line string) string {
			return legacyPair.ReplaceAllStringFunc(line, func(all string) string {
				part := legacyPair.FindStringSubmatch(all)
				value := strings.TrimSpace(part[3])
				if strings.ContainsAny(value, " \t") && !strings.HasPrefix(value, `"`) {
					value = `"` + strings.ReplaceAll(value, `"`, `\"`) + `"`
				}
				return part[1] + part[2] + "=" + value
			})
		})
	},
	"WorkdirRelativePath": func(f *file, one Finding) *Fix {
		return f.replaceLine(one.First, "Begin at the root", func(line string) string {
			return workdirPath.ReplaceAllString(line, "${1}/$2")
		})
	},
	"NoEmptyContinuation": func(f *file, one Finding) *Fix {
		for n := one.First; n <= max(one.Last, one.First); n++ {
			if strings.TrimSpace(f.line(n)) == "" {
				return &Fix{Words: "Remove the empty line", Edits: []Edit{{n, n, nil}}}
			}
		}
		return nil
	},
	"ExposeProtoCasing": func(f *file, one Finding) *Fix {
		return f.replaceLine(one.First, "Write it in small letters", func(line string) string {
			return protocol.ReplaceAllStringFunc(line, strings.ToLower)
		})
	},
	"JSONArgsRecommended": jsonForm,
}

var (
	instructionWord = regexp.MustCompile(`^\s*[A-Za-z]+`)
	asWord          = regexp.MustCompile(`(?i) as `)
	legacyPair      = regexp.MustCompile(`^(\s*(?i:ENV|LABEL|ARG)\s+)([^\s=]+)\s+(.+)$`)
	workdirPath     = regexp.MustCompile(`^(\s*(?i:WORKDIR)\s+)([^/\s$].*)$`)
	protocol        = regexp.MustCompile(`/[A-Za-z]+`)
)

// replaceLine is a fix of one line; nil where it stays the same.
func (f *file) replaceLine(n int, words string, change func(string) string) *Fix {
	line := f.line(n)
	changed := change(line)
	if changed == line {
		return nil
	}
	return &Fix{Words: words, Edits: []Edit{{n, n, []string{changed}}}}
}

// shellSigns need a shell to mean something.
const shellSigns = "$&|;<>()`*?[]{}~!#\"'\\"

// jsonForm writes CMD or ENTRYPOINT as a list of words. What needs a shell gets one that
// makes way for the program, so that docker stop reaches it.
func jsonForm(f *file, one Finding) *Fix {
	for _, s := range f.stages {
		for _, command := range s.Commands {
			var words []string
			var location []parser.Range
			name := "CMD"
			switch c := command.(type) {
			case *instructions.CmdCommand:
				words, location = c.CmdLine, c.Location()
			case *instructions.EntrypointCommand:
				words, location, name = c.CmdLine, c.Location(), "ENTRYPOINT"
			}
			first, last := linesOf(location)
			if first != one.First || len(words) == 0 {
				continue
			}
			line := strings.Join(words, " ")
			list := strings.Fields(line)
			if strings.ContainsAny(line, shellSigns) {
				list = []string{"/bin/sh", "-c", execOf(line)}
			}
			quoted, _ := json.Marshal(list) // of texts, it can't fail
			text := strings.NewReplacer(`","`, `", "`, `\u0026`, "&", `\u003c`, "<", `\u003e`, ">").Replace(string(quoted))
			return &Fix{Words: "Write it as a list", Edits: []Edit{{first, last, []string{name + " " + text}}}}
		}
	}
	return nil
}

// execOf puts exec before a single command.
func execOf(line string) string {
	if strings.ContainsAny(line, ";&|\n") || strings.HasPrefix(line, "exec ") {
		return line
	}
	return "exec " + line
}
