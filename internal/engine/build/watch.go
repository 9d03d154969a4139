package build

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/fsnotify/fsnotify"
	"github.com/moby/patternmatcher"

	"github.com/dockdesk/dockdesk/internal/engine/spec"
)

const (
	// pause is how long nothing must have been saved: who saves writes several files,
	// and some more than once.
	pause = 400 * time.Millisecond
	// mostFolders is how many folders are watched; systems don't allow many more.
	mostFolders = 4000
)

// Watch calls changed each time after files of a build were saved, until ctx ends.
// What .dockerignore leaves out is not watched, nor is .git.
func Watch(ctx context.Context, s spec.BuildSpec, changed func()) error {
	patterns, err := ignored(s)
	if err != nil {
		return err
	}
	leaves, err := patternmatcher.New(patterns)
	if err != nil {
		return fmt.Errorf("reading .dockerignore: %w", err)
	}
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return fmt.Errorf("watching files: %w", err)
	}
	defer func() { _ = w.Close() }()
	v := &watching{spec: s, leaves: leaves, watcher: w}
	if err := v.add(s.Folder); err != nil {
		return err
	}
	if beside := filepath.Dir(s.Dockerfile()); v.out(beside) {
		if err := w.Add(beside); err != nil {
			return fmt.Errorf("watching %s: %w", beside, err)
		}
	}
	return v.run(ctx, changed)
}

type watching struct {
	spec    spec.BuildSpec
	leaves  *patternmatcher.PatternMatcher
	watcher *fsnotify.Watcher
	folders int
}

// out reports whether a path is not among the files of the build.
func (v *watching) out(path string) bool {
	rel, err := filepath.Rel(v.spec.Folder, path)
	if err != nil || !filepath.IsLocal(rel) {
		return true
	}
	if rel == "." {
		return false
	}
	if first, _ := splitFirst(rel); first == ".git" {
		return true
	}
	left, err := v.leaves.MatchesOrParentMatches(rel)
	return err == nil && left
}

func splitFirst(path string) (first, rest string) {
	for i := range path {
		if os.IsPathSeparator(path[i]) {
			return path[:i], path[i+1:]
		}
	}
	return path, ""
}

// add watches a folder and those in it.
func (v *watching) add(dir string) error {
	return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil && path == v.spec.Folder:
			return err
		case err != nil:
			return nil // it went, or can't be read: the build says so
		case !d.IsDir():
			return nil
		case path != v.spec.Folder && v.out(path) && !v.leaves.Exclusions():
			return filepath.SkipDir
		}
		if v.folders++; v.folders > mostFolders {
			return errors.New("there are too many folders to watch; .dockerignore can leave some out")
		}
		return v.watcher.Add(path)
	})
}

// about reports whether an event is about what is built.
func (v *watching) about(e fsnotify.Event) bool {
	if e.Op == fsnotify.Chmod {
		return false
	}
	if e.Name == v.spec.Dockerfile() || filepath.Base(e.Name) == ".dockerignore" {
		return true
	}
	return !v.out(e.Name)
}

func (v *watching) run(ctx context.Context, changed func()) error {
	quiet := time.NewTimer(time.Hour)
	quiet.Stop()
	defer quiet.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case e := <-v.watcher.Events:
			if !v.about(e) {
				continue
			}
			if info, err := os.Lstat(e.Name); err == nil && info.IsDir() && e.Has(fsnotify.Create) {
				if err := v.add(e.Name); err != nil {
					return err
				}
			}
			quiet.Reset(pause)
		case err := <-v.watcher.Errors:
			return fmt.Errorf("watching files: %w", err)
		case <-quiet.C:
			changed()
		}
	}
}
