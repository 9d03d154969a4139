package spec

import (
	"fmt"
	"math/big"
	"net/netip"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/docker/go-units"
)

// ParseSize reads a size as docker does: a number and b, k, m, g, t or p,
// counted in 1024s.
func ParseSize(text string) (int64, error) {
	n, err := units.RAMInBytes(text)
	if err != nil || n < 0 {
		return 0, fmt.Errorf("%q is no size; write 512m or 2g", text)
	}
	return n, nil
}

// FormatSize writes a size in the largest unit that holds it exactly.
func FormatSize(n int64) string {
	for _, u := range []struct {
		size int64
		name string
	}{{1 << 30, "g"}, {1 << 20, "m"}, {1 << 10, "k"}} {
		if n >= u.size && n%u.size == 0 {
			return strconv.FormatInt(n/u.size, 10) + u.name
		}
	}
	return strconv.FormatInt(n, 10)
}

// ParseNumber reads a whole number.
func ParseNumber(text string) (int64, error) {
	n, err := strconv.ParseInt(text, 0, 64)
	if err != nil {
		return 0, fmt.Errorf("%q is no whole number", text)
	}
	return n, nil
}

// ParseCPUs reads a number of processors, such as 1.5, into billionths.
func ParseCPUs(text string) (int64, error) {
	if len(text) > 32 { // 1e999999999 would take all memory
		return 0, fmt.Errorf("%q is no number; write 1.5", text[:32]+"…")
	}
	if i := strings.IndexAny(text, "eEpP"); i >= 0 && len(text)-i > 4 {
		return 0, fmt.Errorf("%q is no number; write 1.5", text)
	}
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		return 0, fmt.Errorf("%q is no number; write 1.5", text)
	}
	nano := r.Mul(r, big.NewRat(1e9, 1))
	if !nano.IsInt() || !nano.Num().IsInt64() {
		return 0, fmt.Errorf("%q is too exact", text)
	}
	return nano.Num().Int64(), nil
}

// ParseDuration reads a time as docker does, such as 30s or 1m30s. It can't be
// negative.
func ParseDuration(text string) (time.Duration, error) {
	d, err := time.ParseDuration(text)
	if err != nil || d < 0 {
		return 0, fmt.Errorf("%q is no time; write 30s or 1m30s", text)
	}
	return d, nil
}

func ipProblem(text string) error {
	if a, err := netip.ParseAddr(strings.TrimSpace(text)); err != nil || a.Zone() != "" {
		return fmt.Errorf("%q is no address, such as 172.18.0.9", text)
	}
	return nil
}

// same compares two values; a list of nothing and no list are the same.
func same(a, b any) bool { return equal(reflect.ValueOf(a), reflect.ValueOf(b)) }

func equal(a, b reflect.Value) bool {
	switch a.Kind() {
	case reflect.Slice:
		if a.Len() != b.Len() {
			return false
		}
		for i := range a.Len() {
			if !equal(a.Index(i), b.Index(i)) {
				return false
			}
		}
		return true
	case reflect.Struct:
		for i := range a.NumField() {
			if !equal(a.Field(i), b.Field(i)) {
				return false
			}
		}
		return true
	}
	return a.Equal(b)
}

// Equal reports whether two specs say the same.
func (s RunSpec) Equal(other RunSpec) bool { return same(s, other) }

// Clone is a spec that shares nothing with this one.
func (s RunSpec) Clone() RunSpec {
	v := reflect.New(reflect.TypeFor[RunSpec]()).Elem()
	v.Set(reflect.ValueOf(s))
	unshare(v)
	return v.Interface().(RunSpec)
}

func unshare(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			unshare(v.Field(i))
		}
	case reflect.Slice:
		if v.IsNil() {
			return
		}
		fresh := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(fresh, v)
		for i := range fresh.Len() {
			unshare(fresh.Index(i))
		}
		v.Set(fresh)
	}
}
