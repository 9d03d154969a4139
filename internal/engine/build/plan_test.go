package build

import (
	"errors"
	"testing"
)

const several = `ARG BASE=lab-shell:1
FROM ${BASE} AS compile
WORKDIR /src
COPY a.txt ./
RUN echo hello \
 && cat a.txt > out.txt
ENV A=b

FROM lab-shell:1 AS unused
RUN false

FROM scratch
COPY --from=compile /src/out.txt /
CMD ["/out.txt"]
`

func TestAPlanHasTheStagesAndTheirSteps(t *testing.T) {
	p, err := PlanOf([]byte(several), "")
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Stages) != 3 || p.Target != 2 {
		t.Fatalf("%d stages, target %d", len(p.Stages), p.Target)
	}
	needed := []bool{p.Stages[0].Needed, p.Stages[1].Needed, p.Stages[2].Needed}
	if needed[0] != true || needed[1] != false || needed[2] != true {
		t.Errorf("needed: %v", needed)
	}
	run := p.Stages[0].Steps[3]
	if run.Keyword != "RUN" || run.Lines != [2]int{5, 6} || run.number != 4 || p.Stages[0].total != 4 {
		t.Errorf("the RUN is %+v of %d", run, p.Stages[0].total)
	}
	if run.Text != "RUN echo hello && cat a.txt > out.txt" {
		t.Errorf("its text is %q", run.Text)
	}
	if env := p.Stages[0].Steps[4]; !env.Setting || env.number != 0 {
		t.Errorf("ENV is %+v", env)
	}
	last := p.Stages[2]
	if last.Steps[1].From != 0 || last.Steps[1].number != 1 || last.total != 1 || !last.Steps[0].Setting {
		t.Errorf("the last stage is %+v", last)
	}
	only, err := PlanOf([]byte(several), "unused")
	if err != nil || only.Target != 1 || only.Stages[0].Needed {
		t.Errorf("for unused: target %d, %v, %v", only.Target, only.Stages[0].Needed, err)
	}
}

func TestADockerfileThatCantBeReadSaysItsLine(t *testing.T) {
	for _, c := range []struct {
		text string
		line int
	}{
		{"FROM x\nFORM y\n", 2},
		{"FROM x\n\nRUN echo a\nCOPY onlyone\n", 4},
		{"RUN x\n", 1},
		{"", 0},
	} {
		_, err := PlanOf([]byte(c.text), "")
		var e *Error
		if !errors.As(err, &e) || e.Kind != Syntax || e.Line != c.line {
			t.Errorf("%q: %v (%+v)", c.text, err, e)
		}
	}
}

func TestANameBelongsToItsStep(t *testing.T) {
	for _, c := range []struct {
		name          string
		stage, number string
	}{
		{"[build 2/4] RUN x", "build", "2"},
		{"[2/4] COPY . .", "", "2"},
		{"[ 2/12] COPY . .", "", "2"},
		{"[build  2/12] COPY . .", "build", "2"},
		{"[linux/amd64 build 2/4] RUN x", "build", "2"},
	} {
		m := counted.FindStringSubmatch(c.name)
		if m == nil || m[2] != c.stage || m[3] != c.number {
			t.Errorf("%q: %q", c.name, m)
		}
	}
}
