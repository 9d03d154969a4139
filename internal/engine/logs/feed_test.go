package logs

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/dockdesk/dockdesk/internal/engine/logs/lines"
)

func TestStampsAreRead(t *testing.T) {
	var c calendar
	for _, layout := range []string{time.RFC3339Nano, time.RFC3339, "2006-01-02T15:04:05.000000000Z07:00"} {
		for _, want := range []time.Time{
			time.Date(2026, 1, 31, 23, 59, 59, 987654321, time.UTC), time.Date(2024, 2, 29, 0, 0, 0, 5, time.UTC),
			time.Date(2025, 3, 1, 12, 0, 0, 120, time.FixedZone("", -3*3600-1800)), time.Date(1970, 1, 1, 0, 0, 1, 0, time.UTC),
			time.Date(2100, 12, 31, 1, 2, 3, 0, time.FixedZone("", 5*3600)),
		} {
			text := want.Format(layout)
			if layout == time.RFC3339 {
				want = want.Truncate(time.Second)
			}
			at, size := c.stamp([]byte(text + " hello"))
			if at != want.UnixNano() || size != len(text)+1 {
				t.Errorf("%s is read as %v in %d bytes", text, time.Unix(0, at).UTC(), size)
			}
		}
	}
}

func TestWhatIsNoStampIsText(t *testing.T) {
	var c calendar
	for _, text := range []string{
		"", "hello", "2026-01-02T03:04:05.123456789Z", "2026-01-02T03:04:05.123456789Zx", "2026-13-02T03:04:05Z x", "2026-01-02 03:04:05Z x",
		"2026-01-02T24:04:05Z x", "2026-01-02T03:04:05 x", "2026-01-02T03:04:05+7:00 x", "20x6-01-02T03:04:05Z x", "2026-01-00T03:04:05Z x",
	} {
		if at, size := c.stamp([]byte(text)); size != 0 {
			t.Errorf("%q is read as %v in %d bytes", text, time.Unix(0, at), size)
		}
	}
	if at, size := c.stamp([]byte("0001-01-01T00:00:00Z x")); at != 0 || size != 21 {
		t.Errorf("the year 1 is %d in %d bytes", at, size)
	}
}

const noon = "2026-01-02T12:00:00.000000000Z"

// frame is a message as the engine sends it.
func frame(stream byte, text string) string {
	head := [frameHead]byte{0: stream}
	binary.BigEndian.PutUint32(head[4:], uint32(len(text)))
	return string(head[:]) + text
}

// fed is what a feed makes of an answer that arrives in pieces.
func fed(t require, f *feed, answer string, piece func(left int) int) (out lines.Batch, err error) {
	f.into = &lines.Batch{}
	var have []byte
	for {
		n := 0
		if answer != "" {
			n = min(len(answer), max(1, piece(len(answer))))
		}
		have, answer = append(have, answer[:n]...), answer[n:]
		used, err := f.feed(have, answer == "")
		if err != nil {
			return *f.into, err
		}
		have = have[used:]
		if answer == "" {
			break
		}
	}
	f.finish()
	return *f.into, nil
}

type require interface{ Fatalf(string, ...any) }

func whole(left int) int { return left }

func told(b *lines.Batch) (out []string) {
	for i := range b.Len() {
		out = append(out, fmt.Sprintf("%d %s", b.Kind(i), b.Text(i)))
	}
	return out
}

func TestFramesBecomeLines(t *testing.T) {
	answer := frame(1, noon+" one\n") + frame(2, noon+" two\n") + frame(1, "") + frame(1, noon+" \n") +
		frame(1, noon+" thr") + frame(2, noon+" between\n") + frame(1, noon+" ee\n") +
		frame(1, "no time\nin here\n") + frame(1, noon+" "+noon+" its own time\n") + frame(2, noon+" no end")
	want := []string{"0 one", "1 two", "0 ", "1 between", "0 three", "0 no time", "0 in here", "0 " + noon + " its own time", "1 no end"}
	for size := 1; size < 60; size++ {
		b, err := fed(t, &feed{keep: 1000}, answer, func(int) int { return size })
		if got := told(&b); err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("in pieces of %d: %q, %v", size, got, err)
		}
		if b.Time(4) != time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC).UnixNano() || b.Time(5) != 0 {
			t.Fatalf("times %d and %d", b.Time(4), b.Time(5))
		}
	}
}

func TestATerminalsOutputBecomesLines(t *testing.T) {
	long := strings.Repeat("x", 2*chunk+5)
	answer := noon + " one\r\n" + noon + " \r\n" + noon + " " + long[:chunk] + noon + " " + long[chunk:2*chunk] + noon + " " + long[2*chunk:] + "\r\n" +
		noon + " a\rb\r\n" + noon + " no end"
	want := []string{"0 one", "0 ", "0 " + long, "0 a\rb", "0 no end"}
	for _, size := range []int{1, 2, 3, 7, 31, 32, 33, 1000, 1 << 20} {
		b, err := fed(t, &feed{tty: true, keep: 1 << 20}, answer, func(int) int { return size })
		if got := told(&b); err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("in pieces of %d: %d lines, %.100q, %v", size, len(got), got, err)
		}
	}
}

func TestALineIsKeptUpToItsLimit(t *testing.T) {
	for _, tty := range []bool{false, true} {
		answer := noon + " " + strings.Repeat("x", 100) + "\n" + noon + " next\n"
		if !tty {
			answer = frame(1, noon+" "+strings.Repeat("x", 60)) + frame(1, noon+" "+strings.Repeat("x", 40)+"\n") + frame(1, noon+" next\n")
		}
		b, err := fed(t, &feed{tty: tty, keep: 50}, answer, whole)
		if err != nil || b.Len() != 2 || len(b.Text(0)) != 50 || string(b.Text(1)) != "next" {
			t.Fatalf("terminal %v: %q, %v", tty, told(&b), err)
		}
		s := lines.NewStore(lines.Limits{})
		s.Append(&b)
		if got := s.Snapshot().Line(0).Cut; got != 50 {
			t.Errorf("terminal %v: %d bytes are said to be missing", tty, got)
		}
	}
}

func TestWhatIsNoLogIsRefused(t *testing.T) {
	if _, err := fed(t, &feed{keep: 50}, "{\"message\": \"no\"}", whole); err == nil {
		t.Error("JSON is taken for a frame")
	}
	b, err := fed(t, &feed{keep: 50}, frame(1, noon+" one\n")+frame(3, "Error grabbing logs: disk gone\n"), whole)
	if err == nil || err.Error() != "Error grabbing logs: disk gone" || b.Len() != 1 {
		t.Errorf("the engine's complaint is %v after %d lines", err, b.Len())
	}
}

// TestHowAnAnswerArrivesDoesNotMatter cuts random answers at random places.
func TestHowAnAnswerArrivesDoesNotMatter(t *testing.T) {
	texts := rapid.SampledFrom([]string{"a", "\n", noon + " ", "\r\n", "\x00\x01\xff", "2026-01-02T", strings.Repeat("long", 30), "é"})
	rapid.Check(t, func(t *rapid.T) {
		tty := rapid.Bool().Draw(t, "tty")
		answer := ""
		for range rapid.IntRange(0, 20).Draw(t, "messages") {
			text := strings.Join(rapid.SliceOfN(texts, 0, 5).Draw(t, "text"), "")
			if tty {
				answer += text
			} else {
				answer += frame(byte(rapid.IntRange(0, 2).Draw(t, "stream")), text)
			}
		}
		want, err := fed(t, &feed{tty: tty, keep: 200}, answer, whole)
		got, err2 := fed(t, &feed{tty: tty, keep: 200}, answer, func(left int) int { return rapid.IntRange(1, left).Draw(t, "piece") })
		if err != nil || err2 != nil || fmt.Sprint(told(&got)) != fmt.Sprint(told(&want)) {
			t.Fatalf("%q, %v instead of %q, %v", told(&got), err2, told(&want), err)
		}
	})
}

func FuzzFeed(f *testing.F) {
	f.Add([]byte(frame(1, noon+" one\n")+frame(2, "x")), false, 3)
	f.Add([]byte(noon+" one\r\n"), true, 1)
	f.Add([]byte{1, 0, 0, 0, 255, 255, 255, 255, 'x'}, false, 2)
	f.Fuzz(func(t *testing.T, answer []byte, tty bool, size int) {
		out, _ := fed(t, &feed{tty: tty, keep: 100}, string(answer), func(int) int { return size })
		total := 0
		for i := range out.Len() {
			if len(out.Text(i)) > 100 || bytes.IndexByte(out.Text(i), '\n') >= 0 {
				t.Fatalf("line %q", out.Text(i))
			}
			total += len(out.Text(i))
		}
		if total > len(answer) {
			t.Fatalf("%d bytes of %d", total, len(answer))
		}
	})
}

func BenchmarkFeed(b *testing.B) {
	var answer strings.Builder
	for i := range 1000 {
		answer.WriteString(frame(1, noon+fmt.Sprintf(" INFO worker served id=%08x path=/api/v1/items/%d status=200 took=%dms\n", i*2654435761, i, i%97)))
	}
	data := []byte(answer.String())
	f := &feed{keep: 1 << 20, into: &lines.Batch{}}
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		f.into.Reset()
		if _, err := f.feed(data, false); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*1000/b.Elapsed().Seconds(), "lines/s")
}
