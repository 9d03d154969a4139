package spec

import (
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/distribution/reference"
)

// BuildSpec is an image to be built: what docker build can be told. It holds no
// secret: of one it has the name, and where on this computer it is found.
type BuildSpec struct {
	Folder   string   `json:"folder,omitempty"` // whose files the build may use
	File     string   `json:"file,omitempty"`   // the Dockerfile, seen from Folder; "" is Dockerfile
	Tags     []string `json:"tags,omitempty"`   // the names that the image gets
	Args     []Env    `json:"args,omitempty"`
	Target   string   `json:"target,omitempty"` // the stage to stop after; "" is the last one
	Platform string   `json:"platform,omitempty"`
	NoCache  bool     `json:"noCache,omitempty"`
	Pull     bool     `json:"pull,omitempty"` // asks the registry for a newer base
	Labels   []Pair   `json:"labels,omitempty"`
	Secrets  []Secret `json:"secrets,omitempty"`
}

// Secret is something that a step may read while it runs, and that is not kept in
// the image: a file, or a variable of this computer's environment.
type Secret struct {
	ID   string `json:"id"`
	File string `json:"file,omitempty"`
	Env  string `json:"env,omitempty"`
}

// String is the secret as --secret takes it.
func (s Secret) String() string {
	if s.Env != "" {
		return "id=" + s.ID + ",env=" + s.Env
	}
	return "id=" + s.ID + ",src=" + s.File
}

// Dockerfile is the path of the Dockerfile: below Folder, unless it is absolute.
func (s BuildSpec) Dockerfile() string {
	switch {
	case s.File == "":
		return filepath.Join(s.Folder, "Dockerfile")
	case filepath.IsAbs(s.File):
		return filepath.Clean(s.File)
	}
	return filepath.Join(s.Folder, s.File)
}

// Clone is a copy that shares nothing.
func (s BuildSpec) Clone() BuildSpec {
	s.Tags, s.Args, s.Labels, s.Secrets = slices.Clone(s.Tags), slices.Clone(s.Args), slices.Clone(s.Labels), slices.Clone(s.Secrets)
	return s
}

const buildVersion = 1

type writtenBuild struct {
	Version int       `json:"version"`
	Build   BuildSpec `json:"build"`
}

// MarshalBuild writes a build down.
func MarshalBuild(s BuildSpec) ([]byte, error) { return json.Marshal(writtenBuild{buildVersion, s}) }

// UnmarshalBuild reads what MarshalBuild wrote.
func UnmarshalBuild(text []byte) (BuildSpec, error) {
	var w writtenBuild
	if err := json.Unmarshal(text, &w); err != nil {
		return BuildSpec{}, fmt.Errorf("this is no written build: %w", err)
	}
	if w.Version != buildVersion {
		return BuildSpec{}, fmt.Errorf("it is of version %d, and only version %d can be read", w.Version, buildVersion)
	}
	return w.Build, nil
}

// Flaw is what is wrong with one field of a build.
type Flaw struct {
	Field string // as RunSpec names its own: "tags.0"
	Words string // without a full stop
}

var (
	argName  = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.-]*$`)
	secretID = regexp.MustCompile(`^[A-Za-z0-9_.-]+$`)
)

// Flaws are what is wrong with a build, as far as it can be said without looking
// at this computer.
func (s BuildSpec) Flaws() []Flaw {
	var list []Flaw
	add := func(field, format string, args ...any) {
		list = append(list, Flaw{field, fmt.Sprintf(format, args...)})
	}
	if strings.TrimSpace(s.Folder) == "" {
		add("folder", "Choose a folder first")
	}
	for i, t := range s.Tags {
		if err := tagProblem(t); err != nil {
			add(fmt.Sprintf("tags.%d", i), "%s", err)
		}
	}
	for i, a := range s.Args {
		if !argName.MatchString(a.Key) {
			add(fmt.Sprintf("args.%d", i), "An argument's name has letters, digits and _, and doesn't begin with a digit")
		}
	}
	for i, l := range s.Labels {
		if err := l.Problem(); err != nil {
			add(fmt.Sprintf("labels.%d", i), "%s", err)
		}
	}
	for i, c := range s.Secrets {
		switch at := fmt.Sprintf("secrets.%d", i); {
		case !secretID.MatchString(c.ID):
			add(at, "A secret needs a name of letters, digits, _ . and -")
		case c.File == "" && c.Env == "":
			add(at, "Say which file or which variable holds %s", c.ID)
		case strings.ContainsAny(c.File, ",\"\n"):
			add(at, "The file's path can't have a comma or quotes in it")
		}
	}
	return list
}

func tagProblem(tag string) error {
	named, err := reference.ParseNormalizedNamed(tag)
	switch {
	case err != nil && strings.Contains(err.Error(), "must be lowercase"):
		return errors.New("the name before the colon is written in small letters")
	case err != nil:
		return fmt.Errorf("%q can't be the name of an image", tag)
	}
	if _, pinned := named.(reference.Digested); pinned {
		return errors.New("a name with a digest can't be given: the digest comes from what is built")
	}
	return nil
}
