package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strings"
	"unsafe"

	"golang.org/x/sys/unix"
)

// forgetCode takes the code of the program and of its libraries out of the resident
// memory; what runs again comes back from the system's cache, page by page. Where
// OpenGL is drawn by software, 50 MB of it is a compiler of shaders that only the
// start needs, and the kernel would keep it until somebody else is short of memory.
func forgetCode() {
	f, err := os.Open("/proc/self/smaps")
	if err != nil {
		return // it stays, which is no harm
	}
	defer f.Close()
	for _, m := range codeIn(f) {
		// The addresses are the kernel's own, of what no collector moves.
		code := unsafe.Slice((*byte)(unsafe.Add(unsafe.Pointer(nil), m.start)), m.end-m.start)
		_ = unix.Madvise(code, unix.MADV_DONTNEED) // it stays, which is no harm
	}
}

// mapping is a part of the address space.
type mapping struct{ start, end uintptr }

// codeIn are the mappings with code that stands in files just as it is in memory.
// Where the loader has changed a page, it would be lost with the mapping, so that one
// is left alone.
func codeIn(smaps io.Reader) []mapping {
	var found []mapping
	unchanged := false
	for lines := bufio.NewScanner(smaps); lines.Scan(); {
		line := lines.Text()
		var m mapping
		var mode, offset, device, inode, file string
		n, _ := fmt.Sscanf(line, "%x-%x %s %s %s %s %s", &m.start, &m.end, &mode, &offset, &device, &inode, &file)
		switch {
		case n >= 6:
			unchanged = mode == "r-xp" && strings.HasPrefix(file, "/")
			if unchanged {
				found = append(found, m)
			}
		case unchanged && changed(line):
			found = found[:len(found)-1]
			unchanged = false
		}
	}
	return found
}

// changed reports whether a line of smaps counts pages that differ from the file.
func changed(line string) bool {
	kind, rest, _ := strings.Cut(line, ":")
	return (kind == "Anonymous" || kind == "Private_Dirty") && strings.TrimSpace(rest) != "0 kB"
}
