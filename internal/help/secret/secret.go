// Package secret decides which values look like secrets, by the names they go
// by, and masks them. One rule for all: environment, labels, inspected JSON,
// commands, history and exports.
//
// It guesses from names; it never sees or keeps a secret itself, and it must
// know nothing of Docker, of JSON or of the window.
package secret

import (
	"regexp"
	"strings"
	"unicode"
)

// Mask is shown in place of a secret. Its length tells nothing.
const Mask = "••••"

// words are parts of a name that make it a secret's.
var words = map[string]bool{
	"password": true, "passwords": true, "passwd": true, "passphrase": true, "passcode": true, "pass": true, "pwd": true,
	"secret": true, "secrets": true, "token": true, "tokens": true, "jwt": true, "bearer": true,
	"credential": true, "credentials": true, "creds": true, "cred": true,
	"auth": true, "authorization": true, "apikey": true, "accesskey": true, "secretkey": true, "privatekey": true,
	"privkey": true, "encryptionkey": true, "signingkey": true, "salt": true, "otp": true, "totp": true,
	"cookie": true, "pin": true, "htpasswd": true, "pgpass": true, "pgpassword": true,
	"connectionstring": true, "dsn": true,
}

// joined are endings and beginnings of words that are written as one, as in
// DBPASSWORD or authtoken.
var joined = []string{"password", "passwd", "passphrase", "secret", "apikey", "accesskey", "privatekey", "credentials"}

// keyKinds are the words before "key" that make it a secret; a "public key" or
// a "key id" isn't.
var keyKinds = map[string]bool{
	"api": true, "access": true, "private": true, "secret": true, "encryption": true, "signing": true, "master": true,
	"license": true, "licence": true, "app": true, "account": true, "storage": true, "shared": true, "ssh": true,
	"session": true, "service": true, "client": true, "hmac": true, "aes": true, "rsa": true, "tls": true,
	"ssl": true, "deploy": true, "write": true, "jwt": true, "webhook": true, "admin": true, "server": true, "host": true,
	"cert": true, "auth": true, "crypt": true, "cipher": true, "data": true,
}

// harmless are last words that say that the value is about a secret and isn't
// one: where it is kept, how long it lasts, whether there must be one.
var harmless = map[string]bool{
	"file": true, "files": true, "path": true, "dir": true, "directory": true, "name": true, "names": true, "id": true, "ids": true,
	"type": true, "method": true, "methods": true, "mode": true, "enabled": true, "disabled": true, "enable": true, "disable": true,
	"required": true, "length": true, "min": true, "max": true, "size": true, "ttl": true, "expiry": true, "expires": true,
	"lifetime": true, "timeout": true, "age": true, "policy": true, "algorithm": true, "alg": true, "header": true, "issuer": true,
	"audience": true, "provider": true, "version": true, "count": true, "limit": true, "limits": true, "user": true, "username": true,
	"host": true, "port": true, "rounds": true, "backend": true, "driver": true, "plugin": true, "realm": true, "scope": true,
	"scopes": true, "endpoint": true, "server": true, "sock": true, "socket": true, "domain": true, "stdin": true,
}

// whole are names that would look like a secret's and aren't.
var whole = map[string]bool{
	"pwd": true, "oldpwd": true, "auth.client": true,
}

// Name reports whether a value that goes by this name looks like a secret.
// Names are those of environment variables, labels, JSON keys, flags and build
// arguments, in any of their spellings.
func Name(name string) bool {
	parts := split(name)
	if len(parts) == 0 || whole[strings.ToLower(strings.Trim(name, "-"))] {
		return false
	}
	if last := parts[len(parts)-1]; len(parts) > 1 && harmless[last] {
		return false
	}
	if allowsEmpty(parts) {
		return false
	}
	for i, p := range parts {
		switch {
		case words[p], hasJoined(p):
			return true
		case p == "key" || p == "keys":
			if len(parts) == 1 || i > 0 && keyKinds[parts[i-1]] {
				return true
			}
		}
	}
	return false
}

// allowsEmpty says that a name asks a question, as ALLOW_EMPTY_PASSWORD and
// MYSQL_RANDOM_ROOT_PASSWORD do.
func allowsEmpty(parts []string) bool {
	for i := 1; i < len(parts); i++ {
		switch parts[i-1] + " " + parts[i] {
		case "allow empty", "random root", "onetime password", "no password":
			return true
		}
	}
	return false
}

func hasJoined(part string) bool {
	for _, j := range joined {
		if strings.HasSuffix(part, j) || strings.HasPrefix(part, j) {
			return true
		}
	}
	return strings.HasSuffix(part, "token") && part != "token"
}

// split cuts a name into lower-case words: API_KEY, api-key, apiKey, ApiKey and
// com.example.api.key alike.
func split(name string) []string {
	var parts []string
	runes := []rune(name)
	start := -1
	end := func(i int) {
		if start >= 0 {
			parts = append(parts, strings.ToLower(string(runes[start:i])))
		}
		start = -1
	}
	for i, r := range runes {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			end(i)
			continue
		case unicode.IsDigit(r):
			end(i)
			continue
		case start >= 0 && humps(runes, i):
			end(i)
		}
		if start < 0 {
			start = i
		}
	}
	end(len(runes))
	return parts
}

// humps says that a new word of camelCase begins: at the K of apiKey and at the
// T of JWTToken.
func humps(r []rune, i int) bool {
	if !unicode.IsUpper(r[i]) {
		return false
	}
	return unicode.IsLower(r[i-1]) || i+1 < len(r) && unicode.IsLower(r[i+1])
}

// userinfo finds user:password@ in an address.
var userinfo = regexp.MustCompile(`([A-Za-z][A-Za-z0-9+.-]*://[^\s/?#@:]*):([^\s/?#]+)@`)

// dsn finds user:password@tcp( as the MySQL drivers write it.
var dsn = regexp.MustCompile(`(^|\s)([^\s:/@]+):([^\s/@]+)@(tcp|unix)\(`)

// known finds secrets that give themselves away by how they begin.
var known = regexp.MustCompile(`-----BEGIN [A-Z ]*PRIVATE KEY-----|\b(gh[pousr]_|github_pat_|glpat-|xox[abprs]-|sk_live_|AKIA|dckr_pat_|hf_|npm_)[A-Za-z0-9_-]{12,}|\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.`)

// knownParts are what known's matches contain. Looking for them first makes a
// page of harmless values ten times as quick to read.
var knownParts = []string{"PRIVATE KEY", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "xox", "sk_live_", "AKIA", "dckr_pat_", "hf_", "npm_", "eyJ"}

func mayBeKnown(value string) bool {
	if len(value) < 15 {
		return false
	}
	for _, part := range knownParts {
		if strings.Contains(value, part) {
			return true
		}
	}
	return false
}

// settings finds password=… among the settings of a connection string.
var settings = regexp.MustCompile(`(?i)\b(password|pwd|accountkey|sharedaccesskey|secret|token|api_?key)(\s*=\s*)("[^"]*"|'[^']*'|[^\s;&,"']+)`)

// Value masks the secrets inside a value whose name doesn't give it away:
// addresses with a password, connection strings, private keys, well-known
// tokens.
func Value(value string) (shown string, masked bool) {
	if mayBeKnown(value) && known.MatchString(value) {
		return Mask, true
	}
	shown = value
	if strings.Contains(value, "@") {
		shown = userinfo.ReplaceAllString(shown, "$1:"+Mask+"@")
		shown = dsn.ReplaceAllString(shown, "$1$2:"+Mask+"@$4(")
	}
	if strings.Contains(value, "=") {
		shown = settings.ReplaceAllString(shown, "$1$2"+Mask)
	}
	return shown, shown != value
}

// MaskNamed is a value as it may be shown, given the name it goes by. An empty
// value hides nothing; one that only refers to where a secret is, as $VAR does,
// is no secret.
func MaskNamed(name, value string) (shown string, masked bool) {
	if value == "" || isReference(value) {
		return value, false
	}
	if Name(name) && !isSwitch(value) {
		return Mask, true
	}
	return Value(value)
}

func isReference(value string) bool {
	return strings.HasPrefix(value, "/run/secrets/") ||
		strings.HasPrefix(value, "$") && !strings.ContainsAny(value, " :@/")
}

// isSwitch says that a value is yes or no: AUTH=true is a setting.
func isSwitch(value string) bool {
	switch strings.ToLower(value) {
	case "true", "false", "yes", "no", "on", "off", "none", "null":
		return true
	}
	return false
}

// MaskEnv is an environment entry NAME=value as it may be shown: its name, and
// the value or what stands for it. An entry without "=" has no value.
func MaskEnv(kv string) (name, shown string, masked bool) {
	name, value, ok := strings.Cut(kv, "=")
	if !ok {
		return kv, "", false
	}
	shown, masked = MaskNamed(name, value)
	return name, shown, masked
}

// takesPair are the flags whose value is NAME=value.
var takesPair = map[string]bool{
	"-e": true, "--env": true, "-l": true, "--label": true, "--build-arg": true, "--log-opt": true, "-o": true, "--opt": true,
}

// MaskCommandArg is an argument of a command as it may be shown, given the one
// before it ("" for none): the value of -e PASSWORD=…, --password …,
// --password=…, -eTOKEN=… or an address with a password in it.
func MaskCommandArg(before, arg string) (shown string, masked bool) {
	switch {
	case takesPair[before]:
		return maskPair("", arg)
	case strings.HasPrefix(before, "--") && !strings.Contains(before, "=") && !strings.HasPrefix(arg, "-") && Name(before):
		return MaskNamed(before, arg)
	case strings.HasPrefix(arg, "--"):
		return maskLongFlag(arg)
	case strings.HasPrefix(arg, "-e") && strings.Contains(arg, "="):
		return maskPair("-e", strings.TrimPrefix(arg, "-e"))
	}
	return maskPair("", arg)
}

func maskLongFlag(arg string) (shown string, masked bool) {
	flag, value, ok := strings.Cut(arg, "=")
	if !ok {
		return arg, false
	}
	if takesPair[flag] {
		return maskPair(flag+"=", value)
	}
	if shown, masked = MaskNamed(flag, value); masked {
		return flag + "=" + shown, true
	}
	return arg, false
}

func maskPair(prefix, pair string) (shown string, masked bool) {
	if !strings.Contains(pair, "=") || strings.ContainsAny(strings.SplitN(pair, "=", 2)[0], " :/") {
		shown, masked = Value(pair)
		return prefix + shown, masked
	}
	name, value, masked := MaskEnv(pair)
	return prefix + name + "=" + value, masked
}

// MaskCommand is a command's arguments as they may be shown.
func MaskCommand(args []string) (shown []string, masked bool) {
	shown = make([]string, len(args))
	before := ""
	for i, arg := range args {
		s, m := MaskCommandArg(before, arg)
		shown[i], before = s, arg
		masked = masked || m
	}
	return shown, masked
}
