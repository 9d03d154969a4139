package realengine

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
)

// verdict records how a test ended instead of ending it.
type verdict struct {
	testing.TB
	said string
}

func (v *verdict) Helper() {}

func (v *verdict) Skipf(format string, args ...any) {
	v.said = "skip: " + fmt.Sprintf(format, args...)
	runtime.Goexit()
}

func (v *verdict) Fatalf(format string, args ...any) {
	v.said = "fail: " + fmt.Sprintf(format, args...)
	runtime.Goexit()
}

func TestWithoutAnEngineATestSaysWhyItIsSkipped(t *testing.T) {
	for _, c := range []struct {
		noSkip string
		err    error
		want   string
	}{
		{"", Unavailable("no dockerd"), "skip: real engine: no dockerd"},
		{"1", Unavailable("no dockerd"), "fail: real engine: no dockerd"},
		{"", fmt.Errorf("it broke"), "fail: real engine: it broke"},
		{"1", nil, ""},
	} {
		t.Setenv("DOCKDESK_NO_SKIP", c.noSkip)
		v := &verdict{TB: t}
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			failOrSkip(v, c.err)
		}()
		<-ended
		if v.said != c.want {
			t.Errorf("%v with DOCKDESK_NO_SKIP=%s: %q, want %q", c.err, c.noSkip, v.said, c.want)
		}
	}
}

func TestAComputerWithoutDockerIsNamedAsTheReason(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	if err := available(); err == nil || !strings.HasPrefix(err.Error(), "no") {
		t.Errorf("the reason is %v", err)
	}
}
