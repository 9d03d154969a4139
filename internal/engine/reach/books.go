package reach

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/object/way"
)

// books are the files in which the kernel keeps who listens.
var books = []string{"tcp", "tcp6", "udp", "udp6"}

// isLocal reports whether an engine's address may be one of this computer. Whether
// its processes are too, only they tell.
func isLocal(address string) bool { return strings.HasPrefix(address, "unix://") }

// elsewhere is the name of the engine's computer; "" for this one.
func elsewhere(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "tcp" && u.Scheme != "ssh" && u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	host := u.Hostname()
	if ip, err := netip.ParseAddr(host); host == "localhost" || err == nil && ip.IsLoopback() {
		return ""
	}
	return host
}

// listeners reads who listens in a container's network, by the way that disturbs
// least.
func (a *asking) listeners(ctx context.Context, f *way.Facts, to end, local, helper bool) {
	if local {
		if text, ok := ofKernel(to.inspected.State.Pid, to.ID); ok {
			f.Looked, f.Listeners = way.Kernel, readBooks(text)
			return
		}
	}
	command := []string{"cat"}
	for _, b := range books {
		command = append(command, "/proc/net/"+b)
	}
	if to.State == object.StateRunning {
		// One that has no IPv6 lacks two of the books, and cat says so.
		if said, ok := a.inside(ctx, to, command); ok && strings.Contains(said.out, "local_address") {
			f.Looked, f.Listeners = way.Inside, readBooks(said.out)
			return
		}
	}
	if !helper {
		f.Refused = "A helper beside it could look."
		return
	}
	enough := func(_ string, s saying) bool { return strings.Contains(s.out, "local_address") }
	said, err := a.beside(ctx, to.ID, [][]string{command}, enough)
	if err != nil || !enough("", said) {
		f.Refused = "A helper was tried too, and could not: " + reason(said, err)
		return
	}
	f.Looked, f.Image, f.Listeners = way.Helper, said.image, readBooks(said.out)
}

func reason(s saying, err error) string {
	if err != nil {
		return err.Error() + "."
	}
	return strings.TrimSpace(s.err) + "."
}

// ofKernel reads the books of a process of this computer, if it is the container's:
// behind a virtual machine the number would be another's.
func ofKernel(pid int, id string) (text string, ok bool) {
	if runtime.GOOS != "linux" || pid <= 0 {
		return "", false
	}
	dir := filepath.Join("/proc", strconv.Itoa(pid))
	if !mentions(filepath.Join(dir, "cgroup"), id) && !mentions(filepath.Join(dir, "mountinfo"), id) {
		return "", false
	}
	var all strings.Builder
	for _, b := range books {
		text, err := os.ReadFile(filepath.Join(dir, "net", b))
		if err == nil {
			all.Write(text)
			ok = true
		}
	}
	return all.String(), ok
}

func mentions(file, id string) bool {
	text, err := os.ReadFile(file)
	return err == nil && strings.Contains(string(text), id)
}

// resolver is where the engine itself listens inside, to answer for names.
var resolver = netip.MustParseAddr("127.0.0.11")

// readBooks reads the kernel's lists, one after the other. Only those of UDP have a
// column that counts drops.
func readBooks(text string) []way.Listener {
	var list []way.Listener
	proto := "tcp"
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		if slices.Contains(words, "local_address") {
			proto = "tcp"
			if slices.Contains(words, "drops") {
				proto = "udp"
			}
			continue
		}
		if len(words) < 4 {
			continue
		}
		address, ok := readAddress(words[1])
		listens := words[3] == "0A" || proto == "udp" && words[3] == "07"
		l := way.Listener{Address: address.Addr(), Port: way.Port{Number: int(address.Port()), Proto: proto}}
		if !ok || !listens || l.Number == 0 || l.Address == resolver || slices.Contains(list, l) {
			continue
		}
		list = append(list, l)
	}
	slices.SortFunc(list, func(a, b way.Listener) int { return cmpAll(byPort(a.Port, b.Port), a.Address.Compare(b.Address)) })
	return list
}

// readAddress reads 0100007F:1F90, which is 127.0.0.1:8080: words of 32 bits as a
// little-endian computer has them, which nearly all are.
func readAddress(text string) (netip.AddrPort, bool) {
	host, port, ok := strings.Cut(text, ":")
	raw, err := hex.DecodeString(host)
	n, portErr := strconv.ParseUint(port, 16, 16)
	if !ok || err != nil || portErr != nil || len(raw) != 4 && len(raw) != 16 {
		return netip.AddrPort{}, false
	}
	for i := 0; i < len(raw); i += 4 {
		binary.BigEndian.PutUint32(raw[i:], binary.LittleEndian.Uint32(raw[i:]))
	}
	a, ok := netip.AddrFromSlice(raw)
	return netip.AddrPortFrom(a.Unmap(), uint16(n)), ok
}
