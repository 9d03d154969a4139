package chart

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// A picture is drawn from charts as they are on the screen, whatever their size
// there, and leaves them as they are.
func TestAPictureHasEveryChart(t *testing.T) {
	themed(t, func(t *testing.T, look string) {
		var all []*Chart
		for _, s := range states() {
			switch s.name {
			case "steady", "memory", "two-series", "two-named", "paused":
				all = append(all, s.chart(newQueue()))
			}
		}
		all[0].Resize(fyne.NewSize(300, 150))
		begun := time.Now()
		sheet, most := NewSheet("web, 1 March 2026, 12:00:00", all...), time.Since(begun)
		for more := true; more; {
			begun = time.Now()
			more = sheet.Draw()
			most = max(most, time.Since(begun))
		}
		img := sheet.Image()
		t.Logf("drawn in pieces of %v at most", most.Round(time.Millisecond))
		if got := img.Bounds().Size(); got.X != 2*16+2*pictureWide+12 || got.Y < 3*pictureHigh {
			t.Errorf("it is %v large", got)
		}
		for _, token := range []fyne.ThemeColorName{theme.Series1, theme.Series2, theme.Series3, theme.Series4, theme.Text} {
			if count(img, token) < 5 {
				t.Errorf("nothing in it is of colour %s", token)
			}
		}
		if all[0].Size() != fyne.NewSize(300, 150) {
			t.Errorf("the chart on the screen is now %v", all[0].Size())
		}
		keep(t, "picture-"+look, img)
	})
}

func TestWhatIsStackedEndsWhereTheNextBegins(t *testing.T) {
	points := func(values ...float64) []Point {
		var list []Point
		for i, v := range values {
			list = append(list, Point{At: noon.Add(time.Duration(i-len(values)+1) * time.Second).UnixMilli(), Value: v})
		}
		return list
	}
	inTheme(t, theme.Light)
	c := New("chart.stack", "CPU", Percent)
	c.Post = newQueue().post
	c.SetData(Data{Now: noon, Stacked: true, Series: []Series{
		{Name: "web", Points: points(10, 20, 30)}, {Name: "db", Points: points(5, 5, 5)}, {Name: "others", Points: points(1, 1, 2)},
	}})
	c.Resize(fyne.NewSize(400, 200))
	c.CreateRenderer().Layout(fyne.NewSize(400, 200))
	if highest, _, _ := c.data.highest(); highest != 37 {
		t.Errorf("the highest is %v", highest)
	}
	if got := c.DescribeControl().Text; got != "CPU 37 %, web 30 %, db 5.0 %, others 2.0 %" {
		t.Errorf("it says %q", got)
	}
	c.cursor.step(c.shown, 1)
	if got := c.cursor.words(); got != "at 12:00:00: web 30 %, db 5.0 %, others 2.0 %" {
		t.Errorf("it reads %q", got)
	}
	if got := c.cursor.reading.places[1].value; got != 35 {
		t.Errorf("the dot of the second is at %v", got)
	}
}
