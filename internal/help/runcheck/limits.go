package runcheck

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/docker/go-units"

	"github.com/dockdesk/dockdesk/internal/engine/spec"
)

// leastMemory is what the engine asks for at least.
const leastMemory = 6 << 20

func (c *checker) limits() {
	c.memory()
	c.processors()
	for _, n := range []struct{ field, text string }{
		{"pids", c.s.PIDs}, {"cpuShares", c.s.CPUShares}, {"cpuPeriod", c.s.CPUPeriod}, {"cpuQuota", c.s.CPUQuota},
		{"cpuRealtimePeriod", c.s.CPURealtimePeriod}, {"cpuRealtimeRuntime", c.s.CPURealtimeRuntime},
		{"cpuCount", c.s.CPUCount}, {"cpuPercent", c.s.CPUPercent}, {"ioMaxIops", c.s.IOMaxIOps},
	} {
		c.number(n.field, n.text)
	}
	c.between("oomScoreAdj", c.s.OOMScoreAdj, -1000, 1000)
	c.between("memorySwappiness", c.s.MemorySwappiness, -1, 100)
	if n, ok := c.number("blkioWeight", c.s.BlkioWeight); ok && n != 0 && (n < 10 || n > 1000) {
		c.block("out-of-range", "blkioWeight", "It goes from 10 to 1000.")
	}
	for i, u := range c.s.Ulimits {
		c.wrong(entry("ulimits", i), u.Problem())
	}
	c.size("shmSize", c.s.ShmSize)
	c.size("ioMaxBandwidth", c.s.IOMaxBandwidth)
	c.rates()
}

func (c *checker) between(field, text string, from, to int64) {
	if n, ok := c.number(field, text); ok && (n < from || n > to) {
		c.block("out-of-range", field, fmt.Sprintf("It goes from %d to %d.", from, to))
	}
}

func (c *checker) size(field, text string) (n int64, ok bool) {
	if text == "" {
		return 0, false
	}
	n, err := spec.ParseSize(text)
	return n, !c.wrong(field, err)
}

func (c *checker) memory() {
	n, limited := c.size("memory", c.s.Memory)
	limited = limited && n > 0
	switch all := c.look.engine.Memory; {
	case limited && n < leastMemory:
		c.block("memory-small", "memory", "The engine gives no container less than 6 MB.", change("Use 6m", func(s *spec.RunSpec) { s.Memory = "6m" }))
	case limited && all > 0 && n > all:
		c.warn("memory-large", "memory", fmt.Sprintf("This computer has %s in all.", units.BytesSize(float64(all))))
	}
	if r, ok := c.size("memoryReservation", c.s.MemoryReservation); ok && r > 0 {
		switch {
		case r < leastMemory:
			c.block("memory-small", "memoryReservation", "The engine takes no less than 6 MB here.")
		case limited && r > n:
			c.block("memory-order", "memoryReservation", "It can't be above the most memory it may use.")
		}
	}
	c.size("kernelMemory", c.s.KernelMemory)
	if c.s.MemorySwap == "" || c.s.MemorySwap == "-1" && limited {
		return
	}
	swap, ok := int64(-1), true
	if c.s.MemorySwap != "-1" {
		swap, ok = c.size("memorySwap", c.s.MemorySwap)
	}
	switch {
	case !ok || swap == 0:
	case !limited && swap > 0:
		c.block("swap-alone", "memorySwap", "Memory and swap together need a limit for memory, too.")
	case limited && swap > 0 && swap < n:
		c.block("memory-order", "memorySwap", "It is memory and swap together, so it can't be below memory.")
	}
}

func (c *checker) processors() {
	if c.s.CPUs != "" {
		nano, err := spec.ParseCPUs(c.s.CPUs)
		switch all := c.look.engine.CPUs; {
		case c.wrong("cpus", err):
		case nano < 0 || nano > 0 && nano < 1e7:
			c.block("cpus-range", "cpus", "The least is 0.01 of a processor.")
		case all > 0 && nano > int64(all)*1e9:
			c.block("cpus-range", "cpus", fmt.Sprintf("This computer has %d %s.", all, plural(all, "processor", "processors")),
				change(fmt.Sprintf("Use %d", all), func(s *spec.RunSpec) { s.CPUs = strconv.Itoa(all) }))
		case nano > 0 && (set(c.s.CPUPeriod) || set(c.s.CPUQuota)):
			c.block("cpus-quota", "cpus", "It can't go together with a quota of processor time; both say the same.",
				change("Without the quota", func(s *spec.RunSpec) { s.CPUPeriod, s.CPUQuota = "", "" }))
		}
	}
	c.wrong("cpuset", c.numbered(c.s.CPUSet))
}

func set(number string) bool { return number != "" && number != "0" }

// numbered reads a list such as 0-2,4.
func (c *checker) numbered(list string) error {
	if list == "" {
		return nil
	}
	for part := range strings.SplitSeq(list, ",") {
		first, last, isRange := strings.Cut(part, "-")
		from, err := strconv.Atoi(strings.TrimSpace(first))
		to := from
		if err == nil && isRange {
			to, err = strconv.Atoi(strings.TrimSpace(last))
		}
		if err != nil || from < 0 || to < from {
			return fmt.Errorf("%q is no list, such as 0-1,3", list)
		}
		if all := c.look.engine.CPUs; all > 0 && to >= all {
			return fmt.Errorf("this computer's processors are numbered from 0 to %d", all-1)
		}
	}
	return nil
}

func (c *checker) rates() {
	for _, list := range []struct {
		field string
		rates []spec.Rate
		size  bool
	}{
		{"blkioWeightDevices", c.s.BlkioWeightDevices, false}, {"deviceReadBps", c.s.DeviceReadBps, true}, {"deviceWriteBps", c.s.DeviceWriteBps, true},
		{"deviceReadIops", c.s.DeviceReadIOps, false}, {"deviceWriteIops", c.s.DeviceWriteIOps, false},
	} {
		for i, r := range list.rates {
			err := r.Problem()
			if err == nil && list.size {
				_, err = spec.ParseSize(r.Value)
			} else if n, bad := spec.ParseNumber(r.Value); err == nil && (bad != nil || n < 0) {
				err = errors.New("it is a whole number")
			}
			c.wrong(entry(list.field, i), err)
		}
	}
}
