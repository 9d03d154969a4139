package files

import (
	"archive/tar"
	"bufio"
	"bytes"
	"context"
	"io"
	"strconv"
	"strings"
)

// names are what a container calls its users and groups.
type names struct{ users, groups map[int]string }

func (n names) of(uid, gid int) (user, group string) { return n.users[uid], n.groups[gid] }

// namesLimit is how much of a list of users is read, in bytes.
const namesLimit = 1 << 20

// owners reads the names of users and groups from the container's own lists. A
// helper's are those of a foreign image, so there are none.
func (s *seat) owners(ctx context.Context) (names, error) {
	if s.helper {
		return names{}, nil
	}
	s.f.mu.Lock()
	known, ok := s.f.names[s.container]
	s.f.mu.Unlock()
	if ok {
		return known, nil
	}
	users, err := s.nameList(ctx, "/etc/passwd")
	if err != nil {
		return names{}, err
	}
	groups, err := s.nameList(ctx, "/etc/group")
	if err != nil {
		return names{}, err
	}
	n := names{users, groups}
	s.f.mu.Lock()
	s.f.names[s.container] = n
	s.f.mu.Unlock()
	return n, nil
}

// nameList reads lines of name:password:number. A container without the list has
// no names.
func (s *seat) nameList(ctx context.Context, p string) (map[int]string, error) {
	list := map[int]string{}
	body, _, err := s.api.CopyFromContainer(ctx, s.container, p)
	if err != nil {
		if reason := ReasonOf(err); reason == ReasonCanceled || reason == ReasonGone {
			return nil, wrap(s.ref, p, err)
		}
		return list, nil
	}
	defer body.Close()
	r := tar.NewReader(body)
	if h, err := r.Next(); err != nil || h.Typeflag != tar.TypeReg {
		return list, nil
	}
	text, err := io.ReadAll(io.LimitReader(r, namesLimit))
	if err != nil {
		return nil, wrap(s.ref, p, err)
	}
	lines := bufio.NewScanner(bytes.NewReader(text))
	for lines.Scan() {
		f := strings.Split(lines.Text(), ":")
		if len(f) < 3 {
			continue
		}
		if n, err := strconv.Atoi(f[2]); err == nil && list[n] == "" {
			list[n] = f[0]
		}
	}
	return list, nil
}
