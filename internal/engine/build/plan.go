package build

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/parser"

	"github.com/dockdesk/dockdesk/internal/engine/spec"
)

// PlanOf reads a Dockerfile and says which stages and steps a build of it has. It
// is what a build is drawn from before anything has happened.
func PlanOf(dockerfile []byte, target string) (Picture, error) {
	read, err := parser.Parse(bytes.NewReader(dockerfile))
	if err != nil {
		return Picture{}, flaw(err)
	}
	stages, _, err := instructions.Parse(read.AST, nil)
	if err != nil {
		return Picture{}, flaw(err)
	}
	p := Picture{}
	for i, s := range stages {
		p.Stages = append(p.Stages, stageOf(p.Stages, i, s))
	}
	p.need(target)
	return p, nil
}

var atLine = regexp.MustCompile(`(?i)parse error (?:on )?line (\d+)`)

// flaw is what can't be read, with its line.
func flaw(err error) error {
	var at *parser.LocationError
	line := 0
	if errors.As(err, &at) && len(at.Locations) > 0 && len(at.Locations[0]) > 0 {
		line = at.Locations[0][0].Start.Line
	}
	if found := atLine.FindStringSubmatch(err.Error()); line == 0 && found != nil {
		line, _ = strconv.Atoi(found[1])
	}
	return &Error{Kind: Syntax, Line: line, Raw: err.Error(), Err: err}
}

func stageOf(before []Stage, i int, s instructions.Stage) Stage {
	stage := Stage{Name: s.Name, Base: s.BaseName, From: find(before, s.BaseName), called: cmp.Or(s.Name, fmt.Sprintf("stage-%d", i))}
	from := Step{Keyword: "FROM", Text: oneLine(cmp.Or(s.SourceCode, s.OrigCmd+" "+s.BaseName)), Lines: linesOf(s.Location), From: stage.From, State: Waiting}
	if stage.From < 0 && s.BaseName != scratch {
		stage.total++
		from.number = stage.total
	} else {
		from.Setting = true
	}
	stage.Steps = []Step{from}
	for _, c := range s.Commands {
		stage.add(before, c)
	}
	return stage
}

// scratch is the base of what is built from nothing.
const scratch = "scratch"

func (s *Stage) add(before []Stage, c instructions.Command) {
	text := fmt.Sprint(c)
	step := Step{Keyword: strings.ToUpper(c.Name()), Text: oneLine(text), Lines: linesOf(c.Location()), From: -1, State: Waiting}
	switch c := c.(type) {
	case *instructions.CopyCommand:
		step.From = find(before, c.From)
	case *instructions.RunCommand:
		for _, m := range instructions.GetMounts(c) {
			if m.From != "" {
				step.From = find(before, m.From)
			}
		}
	case *instructions.AddCommand, *instructions.WorkdirCommand:
	default:
		step.Setting = true
	}
	if !step.Setting {
		s.total++
		step.number = s.total
	}
	s.Steps = append(s.Steps, step)
}

// find is the stage with a name or a number; -1 if there is none.
func find(stages []Stage, name string) int {
	for i := len(stages) - 1; i >= 0; i-- {
		if stages[i].Name != "" && strings.EqualFold(stages[i].Name, name) {
			return i
		}
	}
	if n, err := strconv.Atoi(name); err == nil && n >= 0 && n < len(stages) {
		return n
	}
	return -1
}

func linesOf(r []parser.Range) [2]int {
	if len(r) == 0 {
		return [2]int{}
	}
	return [2]int{r[0].Start.Line, max(r[len(r)-1].End.Line, r[0].Start.Line)}
}

// oneLine joins the lines of an instruction.
func oneLine(text string) string {
	text = strings.ReplaceAll(text, "\\\n", " ")
	return strings.Join(strings.Fields(text), " ")
}

// need marks the stages that the target stands on; others are not built.
func (p *Picture) need(target string) {
	last := len(p.Stages) - 1
	if target != "" {
		if i := find(p.Stages, target); i >= 0 {
			last = i
		}
	}
	p.Target = last
	var mark func(i int)
	mark = func(i int) {
		if i < 0 || p.Stages[i].Needed {
			return
		}
		p.Stages[i].Needed = true
		mark(p.Stages[i].From)
		for _, s := range p.Stages[i].Steps {
			mark(s.From)
		}
	}
	mark(last)
}

// Read reads the Dockerfile of a build and what it plans.
func Read(s spec.BuildSpec) (text []byte, plan Picture, err error) {
	if text, err = readDockerfile(s); err != nil {
		return nil, Picture{Target: -1}, err
	}
	plan, err = PlanOf(text, s.Target)
	if err != nil {
		plan.Target = -1
	}
	return text, plan, err
}
