package files

import "time"

// LiveMount is a folder whose files are made up when somebody looks, as the
// kernel makes up those of /proc. List may be called at any time; it names "/" too.
type LiveMount struct {
	At   string
	List func() map[string]*File
}

// View is the same file system with folders whose files are made up: as the
// programs in a container see it. Archives of a container do not have those.
func (f *FS) View(folders ...LiveMount) *FS {
	view := New(nil, f.now)
	view.Mount("/", f, false)
	for _, m := range folders {
		view.Mount(m.At, &FS{now: time.Now, list: m.List, own: NewLayer()}, true)
	}
	return view
}

// below are the files under the changes.
func (f *FS) below() map[string]*File {
	if f.list != nil {
		return f.list()
	}
	return f.base
}
