// Package action is the registry of what can be done to an engine. Each action
// is one value: its words, its icon and risk, where it applies, its guide
// topic, its docker command made from the real objects, what it asks, what
// would be lost, and what it runs. Buttons, menus, shortcuts, the palette, the
// guide panel, confirmations, the history and the lists in docs/ are all made
// from it.
//
// The package is pure: it must know neither Fyne nor how anything is shown, and
// reaches the engine only through the Ops that Run is handed.
package action

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/help/command"
)

// ID names an action for good: "container.stop".
type ID string

// Topic is the guide topic that explains the action.
func (id ID) Topic() string { return "action." + string(id) }

// Risk says what an action may do to what is there. The zero value is no risk
// level at all, and the registry's test refuses it.
type Risk int

// The levels of risk.
const (
	Safe     Risk = iota + 1 // nothing that works is disturbed
	Changes                  // something that works changes; it can be undone
	Destroys                 // something is gone afterwards
)

func (r Risk) String() string {
	return map[Risk]string{Safe: "safe", Changes: "changes", Destroys: "destroys"}[r]
}

// Takes says how many objects an action is about.
type Takes int

// The numbers of objects.
const (
	None Takes = iota + 1 // it is about the engine as a whole, or makes something
	One                   // exactly one
	Many                  // one or more
)

func (t Takes) String() string {
	return map[Takes]string{None: "none", One: "one", Many: "one or many"}[t]
}

// Asks says when an action's fields are put before a person.
type Asks int

// The times of asking. A destroying action asks in any case, with its fields in
// the confirmation.
const (
	Never  Asks = iota
	Always      // the click opens the form
	OnWish      // the click does it with the defaults; With opens the form
)

// Words are how an action is spoken of.
type Words struct {
	Title  string // in menus: "Stop"; of an action without objects "Create a volume"
	Button string // a verb, as short as can be
	Before string // between the title and the objects, where a space won't do: " of "
	With   string // for Asks OnWish, the menu line that opens the form: "Stop with a time limit"
	Doing  string // "Stopping"; the objects follow, except after an action without any
	Done   string // "stopped"; as in "web was stopped"
	Also   string // further words that the palette finds it by, lower case
}

// Action is one thing that can be done. It is a value of the registry and must
// not be changed.
type Action struct {
	ID    ID
	Kind  object.Kind   // the page it belongs to; "" for the system
	Also  []object.Kind // other kinds of object that it can be started from
	Takes Takes
	OneOf object.Kind // of this kind it takes only one, whatever Takes says
	Risk  Risk
	Icon  string // a name in assets/icons
	Key   string // its shortcut, such as "Ctrl+R"; "" for none
	Asks  Asks
	Words Words
	// Inside says that it is about something in its objects, such as files: it is
	// offered where that is shown.
	Inside bool

	// refuses says why one of the objects can't take it now; "" that it can.
	refuses func(on On, id string) string
	// fields are what it can be told.
	fields func(on On) []Field
	// ready says why the values as a whole won't do; "" that they will.
	ready func(on On, v Values) string
	// says gives other words for some values, such as another signal.
	says func(v Values) (doing, done string)
	// titled gives a title of their own for some values.
	titled func(v Values) string
	// destroys tells of objects with which it is more than its Risk says.
	destroys func(on On, v Values) bool
	losses   func(on On, v Values) Losses
	// prune is what a prune looks up before it asks; nil for all else.
	prune func(on On, v Values) operations.Selection
	// command is empty only where there is nothing to do.
	command func(on On, v Values) command.Command
	// commands are several, one after the other, in place of command.
	commands func(on On, v Values) []command.Command
	// oneByOne says that the docker command takes one object at a time, so that
	// many objects are many commands.
	oneByOne bool
	run      func(ctx context.Context, ops Ops, on On, v Values, p Progress) Result
}

// Topic is the guide topic that explains it.
func (a *Action) Topic() string { return a.ID.Topic() }

// TakesKind reports whether it can be started from an object of a kind.
func (a *Action) TakesKind(k object.Kind) bool { return a.Kind == k || slices.Contains(a.Also, k) }

// Applies says why it can't be done now, in a sentence without a full stop; ""
// that it can. Of many objects one that can take it is enough.
func (a *Action) Applies(on On) string {
	switch {
	case on.Snapshot == nil || on.Snapshot.Link == object.LinkConnecting:
		return "No engine answers yet"
	case on.Snapshot.Link == object.LinkLost:
		return "The engine does not answer"
	case a.Takes == None:
		return ""
	case len(on.IDs) == 0 || !a.TakesKind(on.Kind):
		return "Select " + A(a.Kind) + " first"
	case (a.Takes == One || on.Kind == a.OneOf) && len(on.IDs) > 1:
		return fmt.Sprintf("This is for one %s at a time", on.Kind)
	}
	why := ""
	for _, id := range on.IDs {
		said := a.refusal(on, id)
		if said == "" {
			return ""
		}
		if why == "" {
			why = said
		}
	}
	if len(on.IDs) > 1 {
		return fmt.Sprintf("None of these %d can take it: %s", len(on.IDs), why)
	}
	return why
}

func (a *Action) refusal(on On, id string) string {
	if !on.has(id) {
		return "It is gone"
	}
	if a.refuses == nil {
		return ""
	}
	return a.refuses(on, id)
}

// Takers narrows to the objects that can take it, and tells why the others
// can't.
func (a *Action) Takers(on On) (takers On, others []Refusal) {
	if a.Takes == None {
		on.Kind, on.IDs = a.Kind, nil
		return on, nil
	}
	takers = on
	takers.IDs = nil
	for _, id := range on.IDs {
		if why := a.refusal(on, id); why != "" {
			others = append(others, Refusal{object.Ref{Kind: on.Kind, ID: id}, on.name(id), why})
			continue
		}
		takers.IDs = append(takers.IDs, id)
	}
	return takers, others
}

// Refusal is an object that can't take an action, and why.
type Refusal struct {
	Ref       object.Ref
	Name, Why string
}

// Fields are what it can be told about these objects.
func (a *Action) Fields(on On) []Field {
	if a.fields == nil {
		return nil
	}
	return a.fields(on)
}

// Defaults are the values that its fields begin with.
func (a *Action) Defaults(on On) Values {
	v := Values{}
	for _, f := range a.Fields(on) {
		v[f.ID] = f.Default
	}
	return v
}

// Ready says why the values as a whole won't do, in a sentence without a full
// stop; "" that they will. What is wrong in one field is its Check's to say.
func (a *Action) Ready(on On, v Values) string {
	if a.ready == nil {
		return ""
	}
	return a.ready(on, v)
}

// Valid reports whether it can be done with these values.
func (a *Action) Valid(on On, v Values) bool {
	for _, f := range a.Fields(on) {
		if f.Problem(v) != "" {
			return false
		}
	}
	return a.Ready(on, v) == ""
}

// RiskOf is its risk for these objects: stopping a container that was made to
// be removed when it ends destroys it.
func (a *Action) RiskOf(on On, v Values) Risk {
	if a.destroys != nil && a.destroys(on, v) {
		return Destroys
	}
	return a.Risk
}

// Question reports whether something is asked before it is done: the three
// dots behind its words.
func (a *Action) Question(on On) bool {
	return a.Asks == Always || a.RiskOf(on, a.Defaults(on)) == Destroys
}

// Losses are what goes and what stays. For a prune the plan must be in on.
func (a *Action) Losses(on On, v Values) Losses {
	if a.losses == nil {
		return Losses{}
	}
	return a.losses(on, v)
}

// Selection is what a prune looks up before it asks; false for all other
// actions.
func (a *Action) Selection(on On, v Values) (operations.Selection, bool) {
	if a.prune == nil {
		return operations.Selection{}, false
	}
	return a.prune(on, v), true
}

// Commands are the docker commands that do the same: one, or one for each
// object where the command takes no more; none where there is nothing to do.
func (a *Action) Commands(on On, v Values) []command.Command {
	if a.commands != nil {
		return a.commands(on, v)
	}
	if !a.oneByOne || len(on.IDs) < 2 {
		if c := a.command(on, v); !c.Empty() {
			return []command.Command{c}
		}
		return nil
	}
	list := make([]command.Command, len(on.IDs))
	for i, id := range on.IDs {
		one := on
		one.IDs = []string{id}
		list[i] = a.command(one, v)
	}
	return list
}

// Run does it. It blocks until all is done, or soon after ctx ends. Progress,
// which may be nil, is called on the caller's goroutine.
func (a *Action) Run(ctx context.Context, ops Ops, on On, v Values, p Progress) Result {
	if p == nil {
		p = func(int, int, string) {}
	}
	return a.run(ctx, ops, on, v, p)
}

// Doing says what is under way: "Stopping web", "Stopping 8 containers".
func (a *Action) Doing(on On, v Values) string {
	doing := a.Words.Doing
	if a.says != nil {
		doing, _ = a.says(v)
	}
	if a.Takes == None {
		return doing
	}
	return doing + " " + on.Words()
}

// Done is the participle of what came of it: "stopped".
func (a *Action) Done(v Values) string {
	if a.says != nil {
		_, done := a.says(v)
		return done
	}
	return a.Words.Done
}

// Name is the title where no object is at hand: "Remove an image".
func (a *Action) Name() string {
	if a.Takes == None {
		return a.Words.Title
	}
	return a.Words.Title + cmp.Or(a.Words.Before, " ") + A(a.Kind)
}

// A is a kind of object with its article: "an image".
func A(k object.Kind) string {
	if k == object.KindImage {
		return "an image"
	}
	return "a " + string(k)
}

// Heading says what would be done to these objects with these values.
func (a *Action) Heading(on On, v Values) string {
	if a.titled != nil {
		return a.titled(v)
	}
	return a.Title(on)
}

// Title says what a click would do to these objects: "Stop web".
func (a *Action) Title(on On) string {
	if a.Takes == None || len(on.IDs) == 0 {
		return a.Words.Title
	}
	return a.Words.Title + cmp.Or(a.Words.Before, " ") + on.Words()
}
