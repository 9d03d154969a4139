package shell

import (
	"fmt"
	"strings"
)

// listening is a Host that knows at which ports its container's programs wait.
type listening interface{ Listening() []int }

// books are the kernel's lists of who listens, as /proc/net has them. Here everybody
// listens at all addresses, and none of IPv6 or UDP does.
func (p *Process) books(at string) (text string, ok bool) {
	const head = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode"
	switch at {
	case "/proc/net/tcp6":
		return "  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n", true
	case "/proc/net/udp", "/proc/net/udp6":
		return head + " ref pointer drops\n", true
	case "/proc/net/tcp":
	default:
		return "", false
	}
	var b strings.Builder
	b.WriteString(head + "\n")
	if h, knows := p.Host.(listening); knows {
		for i, port := range h.Listening() {
			fmt.Fprintf(&b, "%4d: 00000000:%04X 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 %d 1 0000000000000000 100 0 0 10 0\n", i, port, 4000+i)
		}
	}
	return b.String(), true
}
