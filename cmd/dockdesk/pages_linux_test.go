package main

import (
	"os"
	"slices"
	"strings"
	"testing"
)

func TestOnlyCodeAsItStandsInItsFileIsForgotten(t *testing.T) {
	smaps := `00400000-00500000 r-xp 00000000 fe:00 12 /usr/bin/program
Rss:                 900 kB
Private_Dirty:         0 kB
Anonymous:             0 kB
VmFlags: rd ex mr mw me
00500000-00600000 r--p 00100000 fe:00 12 /usr/bin/program
Anonymous:             0 kB
00600000-00700000 rw-p 00200000 fe:00 12 /usr/bin/program
Anonymous:             8 kB
00800000-00900000 r-xp 00000000 fe:00 13 /usr/lib/relocated library.so
Private_Dirty:         4 kB
Anonymous:             4 kB
00900000-00a00000 r-xp 00000000 00:00 0
Anonymous:             0 kB
00a00000-00b00000 r-xp 00000000 00:00 0 [vdso]
Anonymous:             0 kB
00c00000-00d00000 r-xp 00001000 fe:00 14 /usr/lib/library.so
Anonymous:             0 kB
`
	want := []mapping{{0x400000, 0x500000}, {0xc00000, 0xd00000}}
	if got := codeIn(strings.NewReader(smaps)); !slices.Equal(got, want) {
		t.Errorf("%x, want %x", got, want)
	}
}

func TestTheProgramGoesOnWithoutItsCode(t *testing.T) {
	forgetCode()
	if _, err := os.ReadFile("/proc/self/smaps"); err != nil {
		t.Error(err)
	}
}
