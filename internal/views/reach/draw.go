package reach

import (
	"fmt"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/object/way"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/help/diagnosis"
	help "github.com/dockdesk/dockdesk/internal/help/reach"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/history"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

func (v *View) nameOf(id string) string {
	return action.NameOf(v.all, object.Ref{Kind: object.KindContainer, ID: id})
}

// who calls, in words.
func (v *View) who() string {
	switch {
	case v.from != "":
		return v.nameOf(v.from)
	case v.others:
		return "another computer"
	}
	return "this computer"
}

// draw shows the question, and what is known of the answer.
func (v *View) draw() {
	if v.content == nil {
		return
	}
	v.caller.SetText(v.who())
	v.called.SetText("a container")
	if v.to != nil {
		v.called.SetText(format.CleanLine(v.to.Name))
		v.target.SetText(shorten(v.to.Name))
	}
	v.judge()
	port := "its port"
	if v.verdict.Inside.Number > 0 {
		port = portWords(v.verdict.Inside)
	}
	v.door.SetText(port)
	name := v.name
	if name == "" && v.to != nil {
		name = format.CleanLine(v.to.Name)
	}
	v.alias.SetText("as " + name)
	widgets.SetVisible(v.alias, v.from != "" && len(v.names()) > 1)
	v.title.SetText(format.CleanLine(v.verdict.Title))
	v.words.SetText(format.CleanLine(v.verdict.Words))
	v.picture.Set(v.stops())
	v.drawTry()
	v.drawButtons()
	v.found.Set(v.list())
	v.question.Refresh()
	v.card.Refresh()
}

func portWords(p way.Port) string {
	if p.Proto == "udp" {
		return fmt.Sprintf("at port %d (UDP)", p.Number)
	}
	return fmt.Sprintf("at port %d", p.Number)
}

// judge makes the verdict of what is known, or says that nothing is yet.
func (v *View) judge() {
	v.verdict = help.Verdict{Topic: "tab.reach"}
	switch {
	case v.to == nil:
		v.verdict.Title, v.verdict.Words = "There is no container to reach", "No container is on this network. One that is run on it, or connected to it, can be chosen here."
	case v.err != nil:
		v.verdict.Title, v.verdict.Words = "Nothing is known of the way", v.cantTell()
	case v.facts == nil:
		v.verdict.Title, v.verdict.Words = "The way is being looked at", "The engine is asked, and who listens inside is read."
	default:
		v.verdict = help.Judge(help.Question{Facts: *v.facts, Port: v.port, Name: v.name, Others: v.others, Taken: v.taken})
	}
}

func (v *View) cantTell() string {
	switch {
	case operations.KindOf(v.err) == operations.NotFound:
		return "One of the two is gone: it was removed."
	case v.all.Link != object.LinkLive || operations.KindOf(v.err) == operations.Unavailable:
		return "The engine does not answer. It is asked again as soon as it does."
	}
	return "The engine can't say. It says: " + format.CleanLine(v.err.Error())
}

// taken tells which ports of the engine's computer a container has.
func (v *View) taken(port int) bool {
	return slices.ContainsFunc(v.all.Containers, func(c *object.Container) bool {
		return slices.ContainsFunc(c.Ports, func(p object.Port) bool { return int(p.Public) == port })
	})
}

// stops are the links as the picture has them.
func (v *View) stops() []widgets.Stop {
	var list []widgets.Stop
	for i, l := range v.verdict.Chain {
		s := widgets.Stop{ID: fmt.Sprintf("%s.stop.%d", v.id, i), Icon: l.Icon, Title: format.CleanLine(l.Title), Detail: format.CleanLine(l.Detail), Topic: "reach.way"}
		switch l.State {
		case help.Whole:
			s.Mark, s.Tone = "check", widgets.ToneOK
		case help.Broken:
			s.Mark, s.Tone, s.Word, s.Topic = "failed", widgets.ToneDanger, l.State.String(), v.verdict.Topic
		case help.Unsure:
			s.Mark, s.Tone, s.Word = "help", widgets.ToneWarn, l.State.String()
		default:
			s.Beyond = true
		}
		list = append(list, s)
	}
	return list
}

// drawButtons shows what mends it, and what can be done besides.
func (v *View) drawButtons() {
	var buttons []fyne.CanvasObject
	add := func(id, words, icon, topic string, do func()) {
		role := widgets.Ordinary
		if len(buttons) == 0 {
			role = widgets.Main
		}
		b := widgets.NewButton(v.id+".remedy."+id, format.CleanLine(words), icon, role, do)
		b.Topic = topic
		buttons = append(buttons, b)
	}
	for i, r := range v.verdict.Remedies {
		if v.host.Failed == nil {
			break
		}
		about := v.to.ID
		if r.On != "" {
			about = r.On
		}
		words := r.Words
		if r.Then == diagnosis.Form {
			words += "…"
		}
		add(fmt.Sprint(i), words, r.Icon, v.verdict.Topic, func() {
			v.host.Failed(diagnosis.Failure{Op: "reach", Ref: object.Ref{Kind: object.KindContainer, ID: about}, Snapshot: v.all}).Do(r.Remedy)
		})
	}
	if v.facts != nil && v.facts.Looked == way.NotLooked && v.facts.To.Runs() && v.facts.To.Net != way.None && v.host.Actions != nil && !v.helper {
		add("helper", "Look with a helper", "search", "reach.helper", func() {
			v.helper = true
			v.ask(0)
		})
	}
	if v.verdict.State == help.Whole && v.from == "" && !v.others && v.verdict.Call() != "" && v.verdict.Inside.Proto == "tcp" {
		add("open", "Open "+v.verdict.Call(), "open", "action.window.open-port", func() { v.host.OpenURL("http://" + v.verdict.Call()) })
	}
	v.remedies.Set(append(buttons, v.try, v.look)...)
}

func (v *View) drawTry() {
	words := ""
	switch {
	case v.trying:
		words = "Knocking at " + v.verdict.Call() + "."
	case v.knock != nil:
		from := ""
		if v.from != "" {
			from = v.who()
		}
		words = help.Tried(*v.knock, from)
		if v.knock.Outcome == way.Untold && v.knock.Raw != "" {
			words += " It said: " + v.knock.Raw
		}
	case v.others && v.verdict.State == help.Whole:
		words = "From here nobody can knock as another computer does."
	}
	can := v.verdict.Call() != "" && v.verdict.Inside.Proto == "tcp"
	widgets.SetVisible(v.try, can)
	v.try.SetDisabled(v.trying)
	widgets.SetVisible(v.tried, words != "")
	v.tried.SetText(format.CleanLine(words))
}

// list is what was found, line by line.
func (v *View) list() []widgets.Fact {
	if v.facts == nil || v.to == nil {
		return nil
	}
	var heard []widgets.Line
	lines, how := help.Heard(*v.facts)
	for _, l := range lines[:min(len(lines), mostListeners)] {
		heard = append(heard, widgets.Line{widgets.Words(l)})
	}
	if more := len(lines) - mostListeners; more > 0 {
		heard = append(heard, widgets.Line{widgets.MutedWords("and " + format.Count(more, "more port"))})
	}
	if len(lines) == 0 && v.facts.Looked != way.NotLooked {
		heard = append(heard, widgets.Line{widgets.Words("nobody")})
	}
	if v.facts.To.Runs() || v.facts.Looked != way.NotLooked {
		heard = append(heard, widgets.Line{widgets.MutedWords(how)})
	} else {
		heard = widgets.One(widgets.MutedWords("nobody: it does not run"))
	}
	list := []widgets.Fact{{ID: v.id + ".listens", Label: "Listens inside", Topic: "reach.listens", Lines: heard}}
	list = append(list, widgets.Fact{ID: v.id + ".published", Label: "Published", Topic: "concept.port", Lines: doorLines(*v.facts)})
	ends := []way.End{v.facts.To}
	if v.facts.From != nil {
		ends = append(ends, *v.facts.From)
	}
	for i, e := range ends {
		list = append(list, widgets.Fact{ID: fmt.Sprintf("%s.networks.%d", v.id, i), Label: shorten(e.Name), Topic: "concept.network", Lines: placeLines(e)})
	}
	return append(list, widgets.Fact{ID: v.id + ".commands", Label: "As commands", Topic: "action.container.reach", Lines: v.commandLines()})
}

// mostListeners is how many ports are named.
const mostListeners = 8

// shorten makes a name fit where labels are.
func shorten(name string) string {
	r := []rune(format.CleanLine(name))
	if len(r) > 14 {
		return string(r[:13]) + "…"
	}
	return string(r)
}

func doorLines(f way.Facts) []widgets.Line {
	var list []widgets.Line
	said := map[string]bool{} // a door for all addresses is there twice, once for IPv6
	for _, d := range f.To.Doors {
		at := "every address"
		if !d.Everywhere() {
			at = d.IP
		}
		words := fmt.Sprintf("port %d of the computer, at %s, leads to %d", d.Public, at, d.Inside.Number)
		if !said[words] {
			list = append(list, widgets.Line{widgets.Words(words)})
		}
		said[words] = true
	}
	switch {
	case len(list) > 0:
		return list
	case f.To.Net == way.Host:
		return widgets.One(widgets.MutedWords("not needed: it has the computer's own ports"))
	}
	return widgets.One(widgets.MutedWords("none"))
}

func placeLines(e way.End) []widgets.Line {
	switch e.Net {
	case way.Host:
		return widgets.One(widgets.Words("the computer's own network"))
	case way.None:
		return widgets.One(widgets.Words("no network"))
	}
	var list []widgets.Line
	if e.Net == way.Lent {
		list = append(list, widgets.Line{widgets.Words("has the network of " + format.CleanLine(e.Lender))})
	}
	for _, p := range e.Places {
		words := p.Network
		if a := p.Address(); a != "" {
			words += ", " + a
		}
		if !p.Default() && len(p.Names) > 0 {
			words += ", found as " + strings.Join(p.Names[:min(len(p.Names), 4)], ", ")
		}
		list = append(list, widgets.Line{widgets.Words(format.CleanLine(words))})
	}
	if len(list) == 0 {
		return widgets.One(widgets.MutedWords("no network"))
	}
	return list
}

// commandLines are what the docker command answers of it.
func (v *View) commandLines() []widgets.Line {
	var list []widgets.Line
	for i, c := range v.commands() {
		text := c.Display(command.Bash)
		copyIt := widgets.NewSmallLink(fmt.Sprintf("%s.copy.%d", v.id, i), "Copy", func() { v.host.Copy(c.String()) })
		copyIt.Topic = "action.window.copy"
		list = append(list, widgets.Line{widgets.CodeWords(format.CleanLine(text)), copyIt})
	}
	return list
}

func (v *View) commands() []command.Command {
	on := action.On{Kind: object.KindContainer, IDs: []string{v.to.ID}, Snapshot: v.all}
	if v.from != "" {
		on.IDs = []string{v.from, v.to.ID}
	}
	list := action.Must("container.reach").Commands(on, nil)
	if v.knock != nil && len(v.knock.Words) > 0 {
		list = append(list, command.Explain(strings.Join(v.knock.Words, " ")))
	}
	return list
}

// record puts what was really run into the history.
func (v *View) record(k way.Knock) {
	if len(k.Words) == 0 || v.host.Record == nil {
		return
	}
	v.host.Record(command.Explain(strings.Join(k.Words, " ")))(history.Done, help.Tried(k, v.who()), k.Raw)
}

// names are those by which the caller could find the other.
func (v *View) names() []string {
	if v.facts == nil || v.facts.From == nil {
		return nil
	}
	var list []string
	add := func(n string) {
		if n != "" && !slices.Contains(list, n) {
			list = append(list, n)
		}
	}
	for _, p := range v.facts.Shared() {
		for _, n := range p.Names {
			add(n)
		}
	}
	for n := range v.facts.From.Links {
		add(n)
	}
	for _, p := range v.facts.Shared() {
		add(p.Address())
	}
	return list
}

func chosen(on bool) string {
	if on {
		return "check"
	}
	return ""
}

// mostCallers is how many containers are offered.
const mostCallers = 14

// offered are the containers that can be an end: those of the network first, and
// those that run before those that don't.
func (v *View) offered(except string) []*object.Container {
	rank := func(c *object.Container) int {
		r := 0
		if !c.Running() {
			r += 2
		}
		if v.among != nil && !slices.ContainsFunc(c.Networks, func(e object.Endpoint) bool { return e.NetworkID == v.among.ID }) {
			r++
		}
		return r
	}
	list := slices.DeleteFunc(slices.Clone(v.all.Containers), func(c *object.Container) bool { return c.ID == except || c.Helper() })
	slices.SortStableFunc(list, func(a, b *object.Container) int {
		if r := rank(a) - rank(b); r != 0 {
			return r
		}
		return strings.Compare(a.Name, b.Name)
	})
	return list[:min(len(list), mostCallers)]
}

func (v *View) callerMenu() {
	items := []page.MenuItem{
		{ID: "here", Title: "this computer", Icon: chosen(v.from == "" && !v.others), Topic: "reach.from", Do: func() { v.call("", false) }},
		{ID: "others", Title: "another computer", Icon: chosen(v.others), Topic: "reach.from", Do: func() { v.call("", true) }},
		{},
	}
	for _, c := range v.offered(idOf(v.to)) {
		items = append(items, page.MenuItem{ID: "from." + c.Name, Title: format.CleanLine(c.Name), Icon: chosen(v.from == c.ID), Topic: "reach.from", Do: func() { v.call(c.ID, false) }})
	}
	v.host.Menu(items, widgets.Below(v.caller))
}

func (v *View) calledMenu() {
	var items []page.MenuItem
	for _, c := range v.offered(v.from) {
		items = append(items, page.MenuItem{ID: "to." + c.Name, Title: format.CleanLine(c.Name), Icon: chosen(idOf(v.to) == c.ID), Topic: "reach.from", Do: func() { v.Set(c, v.all) }})
	}
	if len(items) > 0 {
		v.host.Menu(items, widgets.Below(v.called))
	}
}

func (v *View) portMenu() {
	if v.facts == nil {
		return
	}
	var items []page.MenuItem
	for _, p := range v.facts.Ports() {
		note := ""
		if len(v.facts.Listen(p)) == 0 && v.facts.Looked != way.NotLooked {
			note = "  (nobody listens)"
		}
		items = append(items, page.MenuItem{ID: fmt.Sprintf("port.%d", p.Number), Title: strings.TrimPrefix(portWords(p), "at ") + note, Icon: chosen(p == v.verdict.Inside), Topic: "reach.port", Do: func() {
			v.port, v.knock = p, nil
			v.draw()
		}})
	}
	if len(items) == 0 {
		items = []page.MenuItem{{ID: "none", Title: "No port is known", Disabled: "Nothing listens inside, and nothing is published", Topic: "reach.port"}}
	}
	v.host.Menu(items, widgets.Below(v.door))
}

func (v *View) nameMenu() {
	var items []page.MenuItem
	for _, n := range v.names() {
		items = append(items, page.MenuItem{ID: "name." + n, Title: n, Icon: chosen(n == v.name || v.name == "" && n == v.to.Name), Topic: "reach.name", Do: func() {
			v.name, v.knock = n, nil
			v.draw()
		}})
	}
	v.host.Menu(items, widgets.Below(v.alias))
}
