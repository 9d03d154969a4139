package realengine

import (
	"testing"
	"time"
)

func TestMain(m *testing.M) { Main(m) }

func TestStart(t *testing.T) {
	begin := time.Now()
	eng := Start(t)
	t.Log("ready after", time.Since(begin))
	t.Log(eng.Docker(t, "images"))
	begin = time.Now()
	id := eng.Docker(t, "run", "-d", "--name", "web", "-p", "8080:80", "lab-web:1")
	t.Log(id, time.Since(begin))
	t.Log(eng.Fetch(t, "http://localhost:8080/"))
	eng.Kill(t)
	eng.Resume(t)
	t.Log(eng.Docker(t, "ps", "-a"))
	begin = time.Now()
	t.Cleanup(func() { t.Log("closed", time.Since(begin)) })
}
