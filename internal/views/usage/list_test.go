package usage

import (
	"testing"

	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/views/page"
)

func TestAClickOnANameGoesToTheContainer(t *testing.T) {
	test.NewTempApp(t)
	var went []object.Ref
	p := &Page{host: &page.Host{Open: func(r object.Ref) { went = append(went, r) }}, sums: newSums()}
	c := newNameCell(p)
	c.MouseDown(&desktop.MouseEvent{Button: desktop.MouseButtonPrimary}) // an empty row leads nowhere
	c.Update(&object.Container{ID: "a", Name: "web"})
	c.MouseDown(&desktop.MouseEvent{Button: desktop.MouseButtonSecondary})
	c.MouseDown(&desktop.MouseEvent{Button: desktop.MouseButtonPrimary})
	if len(went) != 1 || went[0] != (object.Ref{Kind: object.KindContainer, ID: "a"}) {
		t.Errorf("it went to %v", went)
	}
}
