package secret

import (
	"regexp"
	"strings"
	"sync"
)

// What is no secret, and yet nothing for a room full of people: who is logged in
// here, where their files lie, which registry their work is kept in.

// homes finds the name of a person in the path of their home.
var homes = regexp.MustCompile(`((?:^|[^\w.-])/(?:home|Users)/|\\Users\\)([^/\\\s:"',;)\]}]+)`)

// logins finds the value of what is named as a login: DB_USER=max, "Username": "max".
var logins = regexp.MustCompile(`(?i)(\b(?:[a-z0-9_.]*[_.-])?(?:user|username|login|userid|account)"?\s*[=:]\s*"?)([^\s"',;}=][^\s"',;}]*)`)

// logFlags finds the value of a flag that takes a login.
var logFlags = regexp.MustCompile(`(\s--username[ =])(\S+)`)

// addresses finds who is named before an @: a login on another computer, or a
// person's address.
var addresses = regexp.MustCompile(`([A-Za-z0-9][\w.+-]*)(@[A-Za-z][\w-]*(?:\.[\w-]+)*)`)

// registries finds the host before a repository; what stands before it says
// whether it is one.
var registries = regexp.MustCompile(`(^|[\s"'=(,\[])((?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}(?::\d+)?|[a-z0-9-]+:\d{2,5}|\d+\.\d+\.\d+\.\d+:\d{2,5})(/[a-z0-9])`)

// public are registries that everybody has, and hosts that are none.
var public = []string{"docker.io", "index.docker.io", "registry-1.docker.io", "ghcr.io", "quay.io", "gcr.io", "registry.k8s.io", "mcr.microsoft.com", "public.ecr.aws", "lscr.io"}

// harmlessLogins are names that say nothing of anybody.
var harmlessLogins = map[string]bool{
	"root": true, "true": true, "false": true, "null": true, "none": true, "yes": true, "no": true, "nobody": true, Mask: true,
	"postgres": true, "mysql": true, "admin": true, "user": true, "guest": true, "nginx": true, "www-data": true, "0": true, "node": true,
}

// people are the logins of this computer; see Person.
var (
	peopleMu sync.RWMutex
	people   *regexp.Regexp
)

// Person says who is logged in here, so that ForRoom masks the name wherever it
// stands. A name that says nothing is not masked.
func Person(login string) {
	peopleMu.Lock()
	defer peopleMu.Unlock()
	people = nil
	if len(login) > 2 && !harmlessLogins[strings.ToLower(login)] {
		people = regexp.MustCompile(`\b` + regexp.QuoteMeta(login) + `\b`)
	}
}

// ForRoom is a text as a room full of people may see it: without logins, without
// the names in the paths of homes, without the hosts of registries.
func ForRoom(text string) string {
	if strings.ContainsAny(text, `/\`) {
		text = homes.ReplaceAllString(text, "${1}"+Mask)
		text = registries.ReplaceAllStringFunc(text, maskHost)
	}
	if strings.Contains(text, "@") {
		text = addresses.ReplaceAllStringFunc(text, maskAddress)
	}
	if strings.ContainsAny(text, "=:") {
		text = logins.ReplaceAllStringFunc(text, maskLogin)
	}
	if strings.Contains(text, "--username") {
		text = logFlags.ReplaceAllString(text, "${1}"+Mask)
	}
	peopleMu.RLock()
	defer peopleMu.RUnlock()
	if people != nil {
		text = people.ReplaceAllString(text, Mask)
	}
	return text
}

func maskAddress(found string) string {
	at := strings.LastIndexByte(found, '@')
	if rest := found[at:]; rest == "@sha256" || rest == "@sha512" {
		return found // a digest
	}
	return Mask + found[at:]
}

func maskLogin(found string) string {
	m := logins.FindStringSubmatch(found)
	if m == nil || harmlessLogins[strings.ToLower(m[2])] || strings.Trim(m[2], "0123456789:") == "" {
		return found
	}
	return m[1] + Mask
}

func maskHost(found string) string {
	m := registries.FindStringSubmatch(found)
	host := strings.ToLower(m[2])
	name, _, _ := strings.Cut(host, ":")
	if name == "localhost" || strings.HasPrefix(name, "127.") {
		return found
	}
	for _, p := range public {
		if host == p {
			return found
		}
	}
	return m[1] + Mask + m[3]
}

// LoginName reports whether a value that goes by this name is a login.
func LoginName(name string) bool {
	parts := split(name)
	if len(parts) == 0 {
		return false
	}
	switch parts[len(parts)-1] {
	case "user", "username", "login", "account", "userid":
		return true
	}
	return false
}
