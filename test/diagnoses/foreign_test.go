package diagnoses_test

import (
	"bytes"
	"debug/elf"
	"encoding/binary"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/dockdesk/dockdesk/test/realengine"
)

// foreign makes the image foreign:2, whose program is for another kind of
// computer.
func foreign(t *testing.T, eng *realengine.Engine) {
	t.Helper()
	machine := elf.EM_AARCH64
	if runtime.GOARCH == "arm64" {
		machine = elf.EM_X86_64
	}
	header := elf.Header64{
		Type: uint16(elf.ET_EXEC), Machine: uint16(machine), Version: uint32(elf.EV_CURRENT),
		Ehsize: 64, Phentsize: 56, Phnum: 1, Phoff: 64,
	}
	copy(header.Ident[:], elf.ELFMAG)
	header.Ident[elf.EI_CLASS], header.Ident[elf.EI_DATA], header.Ident[elf.EI_VERSION] = byte(elf.ELFCLASS64), byte(elf.ELFDATA2LSB), byte(elf.EV_CURRENT)
	var program bytes.Buffer
	_ = binary.Write(&program, binary.LittleEndian, header) // into memory
	_ = binary.Write(&program, binary.LittleEndian, elf.Prog64{Type: uint32(elf.PT_LOAD), Flags: uint32(elf.PF_X | elf.PF_R), Filesz: 128, Memsz: 128, Align: 4096})
	file := filepath.Join(t.TempDir(), "app")
	if err := os.WriteFile(file, program.Bytes(), 0o755); err != nil {
		t.Fatal(err)
	}
	eng.Docker(t, "create", "--name", "seed", "lab:1")
	eng.Docker(t, "cp", file, "seed:/app")
	eng.Docker(t, "commit", "-c", `ENTRYPOINT ["/app"]`, "seed", "foreign:2")
	eng.Docker(t, "rm", "seed")
}
