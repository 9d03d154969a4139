package reach

import (
	"net/netip"
	"slices"
	"testing"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/object/way"
)

const booksOfTwo = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0000000000000000 100 0 0 10 0
   1: 0B00007F:9C41 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 2 1 0000000000000000 100 0 0 10 0
   2: 020011AC:0050 010011AC:D0F2 01 00000000:00000000 00:00000000 00000000     0        0 3 1 0000000000000000 100 0 0 10 0
  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000000000000000000000000000:0050 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4 1 0000000000000000 100 0 0 10 0
   1: 00000000000000000000000001000000:0051 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 5 1 0000000000000000 100 0 0 10 0
   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
  123: 00000000:0035 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 6 2 0000000000000000 0
`

func TestTheKernelsBooksAreRead(t *testing.T) {
	at := func(address string, port int, proto string) way.Listener {
		return way.Listener{Address: netip.MustParseAddr(address), Port: way.Port{Number: port, Proto: proto}}
	}
	want := []way.Listener{at("::", 80, "tcp"), at("::1", 81, "tcp"), at("127.0.0.1", 8080, "tcp"), at("0.0.0.0", 53, "udp")}
	if got := readBooks(booksOfTwo); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func FuzzTheKernelsBooks(f *testing.F) {
	f.Add(booksOfTwo)
	f.Add("local_address\n1: 0:0 0 0A")
	f.Fuzz(func(t *testing.T, text string) {
		for _, l := range readBooks(text) {
			if l.Number < 1 || l.Number > 65535 || !l.Address.IsValid() {
				t.Fatalf("%+v", l)
			}
		}
	})
}

func TestTheWordsOfEachProgramAreUnderstood(t *testing.T) {
	for _, c := range []struct {
		program, err string
		code         int
		want         way.Outcome
	}{
		{"nc", "web (172.18.0.2:80) open", 0, way.Answers},
		{"nc", "nc: web (172.18.0.2:80): Connection refused", 1, way.Refused},
		{"nc", "nc: bad address 'web'", 1, way.NoName},
		{"nc", `nc: getaddrinfo for host "web" port 80: Name or service not known`, 1, way.NoName},
		{"nc", "nc: connect to web port 80 (tcp) failed: No route to host", 1, way.NoWay},
		{"nc", "nc: invalid option -- 'z'\nusage: nc", 1, way.Untold},
		{"nc", "", 1, way.Silent},
		{"curl", "curl: (6) Could not resolve host: web", 6, way.NoName},
		{"curl", "curl: (7) Failed to connect to web port 80 after 0 ms: Couldn't connect to server", 7, way.Refused},
		{"curl", "curl: (28) Connection timed out after 4001 milliseconds", 28, way.Silent},
		{"curl", "curl: (52) Empty reply from server", 52, way.Answers},
		{"curl", "curl: (1) Received HTTP/0.9 when not allowed", 1, way.Answers},
		{"wget", "wget: bad address 'web'", 1, way.NoName},
		{"wget", "wget: can't connect to remote host (172.18.0.2): Connection refused", 1, way.Refused},
		{"wget", "wget: server returned error: HTTP/1.1 404 Not Found", 1, way.Answers},
		{"wget", "wget: unable to resolve host address 'web'", 4, way.NoName},
		{"wget", "Connecting to web (172.18.0.2:80)\nwget: bad address 'www.example.com'", 1, way.Answers},
		{"wget", "Connecting to web (web)|172.18.0.2|:80... connected.\nHTTP request sent, awaiting response... 404 Not Found", 8, way.Answers},
		{"wget", "Connecting to web|172.18.0.2|:80... failed: Connection refused.", 4, way.Refused},
		{"wget", "wget: download timed out", 1, way.Silent},
	} {
		if got := understood(c.program, saying{err: c.err, code: c.code}); got != c.want {
			t.Errorf("%s %d %q is %q, want %q", c.program, c.code, c.err, got, c.want)
		}
	}
	if k := finish(way.Knock{}, saying{err: "wget: server returned error: HTTP/1.1 404 Not Found"}, time.Now()); k.HTTP != "404 Not Found" {
		t.Errorf("%+v", k)
	}
}

func TestWhereTheEngineIsIsReadFromItsAddress(t *testing.T) {
	for address, want := range map[string]string{
		"unix:///run/docker.sock": "", "tcp://127.0.0.1:2375": "", "tcp://localhost:2375": "", "tcp://far.example:2376": "far.example", "ssh://me@box": "box", "practice://": "", "npipe:////./pipe/x": "",
	} {
		if got := elsewhere(address); got != want {
			t.Errorf("%s is on %q, want %q", address, got, want)
		}
	}
}
