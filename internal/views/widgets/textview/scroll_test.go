package textview

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestTheEndStandsAtTheBottom(t *testing.T) {
	for _, c := range []struct {
		name string
		f    field
		want anchor
	}{
		{"nothing", field{rowHeight: 20, height: 100}, anchor{}},
		{"less than a page", field{lines: 3, rowHeight: 20, height: 100}, anchor{}},
		{"a page", field{lines: 5, rowHeight: 20, height: 100}, anchor{}},
		{"a page and a half row", field{lines: 10, rowHeight: 20, height: 90}, anchor{line: 5, px: 10}},
		{"the last line is higher than the page", field{lines: 2, rowHeight: 20, height: 100, rows: func(int) int { return 8 }}, anchor{line: 1, sub: 3}},
	} {
		if got := c.f.last(); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}

func TestScrollingTenMillionLinesIsExact(t *testing.T) {
	f := field{lines: 10_000_000, rowHeight: 18, height: 700}
	a := anchor{line: 9_000_000, px: 3}
	if got := f.by(a, 18*5+4); got != (anchor{line: 9_000_005, px: 7}) {
		t.Errorf("down: %+v", got)
	}
	if got := f.by(a, -4); got != (anchor{line: 8_999_999, px: 17}) {
		t.Errorf("up: %+v", got)
	}
}

func TestScrollingThereAndBackEndsWhereItBegan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := field{lines: rapid.IntRange(200, 300).Draw(t, "lines"), rowHeight: 18, height: 300}
		if rapid.Bool().Draw(t, "wrapped") {
			f.rows = func(line int) int { return 1 + line*7%5 }
		}
		start := f.by(anchor{}, float64(rapid.IntRange(0, 1500).Draw(t, "start")))
		by := float64(rapid.IntRange(0, 1000).Draw(t, "by"))
		if got := f.by(f.by(start, by), -by); got != start {
			t.Fatalf("from %+v by %v and back is %+v", start, by, got)
		}
	})
}

func TestAnAnchorNeverLeavesTheSource(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := field{lines: rapid.IntRange(0, 50).Draw(t, "lines"), rowHeight: 18, height: float64(rapid.IntRange(1, 400).Draw(t, "height"))}
		if rapid.Bool().Draw(t, "wrapped") {
			f.rows = func(line int) int { return 1 + line%4 }
		}
		a := anchor{line: rapid.IntRange(-5, 60).Draw(t, "line"), sub: rapid.IntRange(0, 9).Draw(t, "sub")}
		a = f.by(f.clamp(a), rapid.Float64Range(-2000, 2000).Draw(t, "by"))
		if end := f.last(); end.before(a) || a.line < 0 || a.sub < 0 || a.px < 0 || a.px >= f.rowHeight {
			t.Fatalf("%+v, the end is %+v", a, end)
		}
	})
}

func TestTheScrollBarLeadsToWhereItPoints(t *testing.T) {
	f := field{lines: 1000, rowHeight: 18, height: 300, rows: func(line int) int { return 1 + line%4 }}
	for _, share := range []float64{0, 0.25, 0.5, 0.99, 1} {
		if got := f.share(f.atShare(share)); math.Abs(got-share) > 0.002 {
			t.Errorf("%v leads to %v", share, got)
		}
	}
}
