package vt

import (
	"bytes"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

const (
	maxTitle = 256
	maxURI   = 2048
)

// osc does an order with text in it. The clipboard (52) is never read nor
// written, and the palette never set: what a program prints may come from
// anywhere.
func (t *Terminal) osc(data []byte) {
	number, rest, _ := bytes.Cut(data, []byte{';'})
	n, err := strconv.Atoi(string(number))
	if err != nil {
		return
	}
	switch n {
	case 0, 2:
		t.title = cleanTitle(string(rest))
	case 8:
		t.setLink(rest)
	case 10, 11:
		if string(rest) == "?" {
			t.reportColor(n)
		}
	}
}

// cleanTitle makes one line of what a program calls itself.
func cleanTitle(s string) string {
	s = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, s)
	if runes := []rune(s); len(runes) > maxTitle {
		s = string(runes[:maxTitle])
	}
	return strings.TrimSpace(s)
}

// reportColor says what the default colours are, as xterm does.
func (t *Terminal) reportColor(which int) {
	c := t.Ink
	if which == 11 {
		c = t.Ground
	}
	t.reply("\x1b]%d;rgb:%02x%02x/%02x%02x/%02x%02x\x1b\\", which, c[0], c[0], c[1], c[1], c[2], c[2])
}

// setLink begins or ends a link.
func (t *Terminal) setLink(data []byte) {
	settings, uri, _ := strings.Cut(string(data), ";")
	s := t.pen
	s.Link = nil
	if followable(uri) {
		link := Link{URI: uri}
		for setting := range strings.SplitSeq(settings, ":") {
			if id, ok := strings.CutPrefix(setting, "id="); ok {
				link.ID = id
			}
		}
		if t.links[link] == nil {
			if len(t.links) >= maxStyles {
				clear(t.links)
			}
			t.links[link] = &link
		}
		s.Link = t.links[link]
	}
	t.setPen(s)
}

// followable reports whether an address is one that a browser opens and nothing
// else: no files, no programs.
func followable(uri string) bool {
	if uri == "" || len(uri) > maxURI || strings.ContainsFunc(uri, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return false
	}
	u, err := url.Parse(uri)
	return err == nil && u.Host != "" && slices.Contains([]string{"http", "https"}, strings.ToLower(u.Scheme))
}
