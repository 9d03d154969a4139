package jsondoc

import (
	"strconv"
	"strings"
	"unicode"
)

// Path names a value for as long as the document has one there: a JSON pointer.
func (n *Node) Path() string {
	if n.Parent == nil {
		return ""
	}
	if n.path == "" {
		n.path = n.Parent.Path() + "/" + pointer.Replace(n.Name())
	}
	return n.path
}

var pointer = strings.NewReplacer("~", "~0", "/", "~1")

// steps are the values from below the root down to n. A document that is an
// array of one object, as `docker inspect` prints, counts as that object.
func (n *Node) steps() []*Node {
	var steps []*Node
	for ; n.Parent != nil; n = n.Parent {
		if n.Parent.Parent == nil && n.Parent.Kind == Array && len(n.Parent.Children) == 1 {
			break
		}
		steps = append([]*Node{n}, steps...)
	}
	return steps
}

// Dotted is the path as people write it: Config.Env[0], Labels["a.b"].
func (n *Node) Dotted() string {
	var b strings.Builder
	for _, s := range n.steps() {
		switch {
		case s.Index >= 0:
			b.WriteString("[" + strconv.Itoa(s.Index) + "]")
		case isName(s.Key):
			if b.Len() > 0 {
				b.WriteByte('.')
			}
			b.WriteString(s.Key)
		default:
			b.WriteString("[" + quote(s.Key) + "]")
		}
	}
	return b.String()
}

// Template is the Go template with which `docker inspect -f` prints the value:
// {{.State.Status}}, {{index .Config.Env 0}}, {{json .Mounts}}.
func (n *Node) Template() string {
	expr, simple := ".", true
	for _, s := range n.steps() {
		switch {
		case s.Index >= 0:
			expr, simple = "index "+operand(expr, simple)+" "+strconv.Itoa(s.Index), false
		case !isName(s.Key):
			expr, simple = "index "+operand(expr, simple)+" "+strconv.Quote(s.Key), false
		case simple && expr == ".":
			expr = "." + s.Key
		default:
			expr, simple = operand(expr, simple)+"."+s.Key, true
		}
	}
	if n.IsContainer() {
		expr = "json " + operand(expr, simple)
	}
	return "{{" + expr + "}}"
}

func operand(expr string, simple bool) string {
	if simple {
		return expr
	}
	return "(" + expr + ")"
}

// InspectCommand is the command line that prints the value of an object of a
// kind: container, image, volume, network; "" lets docker find out.
func (n *Node) InspectCommand(kind, name string) string {
	words := "docker inspect -f "
	if kind != "" && kind != "container" {
		words = "docker " + kind + " inspect -f "
	}
	words += shellQuote(n.Template())
	if name == "" {
		return words
	}
	if strings.IndexFunc(name, func(r rune) bool {
		return !(r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("_.-/:@", r)))
	}) >= 0 {
		name = shellQuote(name)
	}
	return words + " " + name
}

func shellQuote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

// isName says that a key can follow a dot in a template.
func isName(key string) bool {
	for i, r := range key {
		if r != '_' && !unicode.IsLetter(r) && (i == 0 || !unicode.IsDigit(r)) {
			return false
		}
	}
	return key != ""
}
