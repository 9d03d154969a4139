package command

import (
	"cmp"
	"fmt"
	"path/filepath"

	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/help/secret"
)

// BuildImage builds an image. Every word names the field that it comes from.
func BuildImage(s spec.BuildSpec) Command {
	b := docker("build")
	for i, t := range s.Tags {
		b.option("-t", t).from(2, fmt.Sprintf("tags.%d", i))
	}
	if s.File != "" && s.File != "Dockerfile" {
		b.option("-f", s.Dockerfile()).from(2, "file") // the command looks from where it is run
	}
	for i, a := range s.Args {
		b.option("--build-arg", a.String()).from(2, fmt.Sprintf("args.%d", i))
		if a.HasValue && a.Value != "" && secret.Name(a.Key) {
			b.toks[len(b.toks)-1].Parts = []Part{{Text: a.Key + "="}, {Text: a.Value, Secret: true}}
		}
	}
	if s.Target != "" {
		b.option("--target", s.Target).from(2, "target")
	}
	if s.Platform != "" {
		b.option("--platform", s.Platform).from(2, "platform")
	}
	if s.NoCache {
		b.option("--no-cache", "").from(1, "noCache")
	}
	if s.Pull {
		b.option("--pull", "").from(1, "pull")
	}
	for i, l := range s.Labels {
		b.option("--label", l.String()).from(2, fmt.Sprintf("labels.%d", i))
	}
	for i, c := range s.Secrets {
		if c.File != "" && c.Env == "" && !filepath.IsAbs(c.File) {
			c.File = filepath.Join(s.Folder, c.File)
		}
		b.option("--secret", c.String()).from(2, fmt.Sprintf("secrets.%d", i))
	}
	return b.word(cmp.Or(s.Folder, "FOLDER")).from(1, "folder").command()
}

// from says which field the newest words come from.
func (b *builder) from(words int, field string) *builder {
	for i := len(b.toks) - words; i < len(b.toks); i++ {
		b.toks[i].Field = field
	}
	return b
}
