package secret

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestNamesOfSecrets(t *testing.T) {
	for _, name := range []string{
		"PASSWORD", "password", "Password", "MYSQL_ROOT_PASSWORD", "POSTGRES_PASSWORD", "DB_PASSWD", "DBPASSWORD", "PGPASSWORD",
		"REDIS_PASS", "MYSQL_PWD", "db.pwd", "SMTP_PASSWORD_1", "PASSPHRASE", "rootPassword",
		"SECRET", "SECRET_KEY", "SECRET_KEY_BASE", "CLIENT_SECRET", "clientSecret", "AWS_SECRET_ACCESS_KEY", "SECRET_KEY2",
		"TOKEN", "GITHUB_TOKEN", "ACCESS_TOKEN", "authToken", "authtoken", "JWT_SECRET", "NPM_TOKEN",
		"API_KEY", "apikey", "apiKey", "X-Api-Key", "OPENAI_API_KEY", "ACCESS_KEY", "AWS_ACCESS_KEY", "PRIVATE_KEY", "SSH_PRIVATE_KEY",
		"ENCRYPTION_KEY", "SIGNING_KEY", "MASTER_KEY", "APP_KEY", "KEY", "TLS_KEY", "com.example.api.key",
		"CREDENTIAL", "CREDENTIALS", "GOOGLE_CREDENTIALS", "AUTH", "BASIC_AUTH", "AUTHORIZATION", "DATABASE_DSN", "SESSION_COOKIE",
		"MINIO_ROOT_PASSWORD", "--password",
	} {
		if !Name(name) {
			t.Errorf("%s isn't taken for a secret's name", name)
		}
	}
}

func TestNamesThatAreNoSecrets(t *testing.T) {
	for _, name := range []string{
		"", "PATH", "HOME", "PWD", "OLDPWD", "HOSTNAME", "LANG", "TZ", "USER", "LOGNAME",
		"AUTHOR", "AUTHORS", "org.opencontainers.image.authors", "MAINTAINER", "KEYBOARD", "KEYMAP", "MONKEY", "PUBLIC_KEY", "KEY_ID",
		"AWS_ACCESS_KEY_ID", "PASSWORD_FILE", "POSTGRES_PASSWORD_FILE", "TOKEN_TTL", "PASSWORD_MIN_LENGTH", "AUTH_METHOD",
		"AUTH_TYPE", "SECRET_NAME", "MYSQL_ALLOW_EMPTY_PASSWORD", "MYSQL_RANDOM_ROOT_PASSWORD", "TOKENIZER", "TOKENIZERS_PARALLELISM",
		"GPG_KEY", "SandboxKey", "COMPASS", "BYPASS", "PASSENGER", "PINNED", "PINGHOST", "SALTY", "GPG_KEY_SERVER", "PYTHON_VERSION", "com.docker.compose.project",
		"SecurityOpt", "NetworkSettings", "MacAddress", "IPPrefixLen", "GlobalIPv6PrefixLen", "Driver", "SSH_AUTH_SOCK",
	} {
		if Name(name) {
			t.Errorf("%s is taken for a secret's name", name)
		}
	}
}

func TestEnvironment(t *testing.T) {
	for _, c := range []struct {
		kv, name, shown string
		masked          bool
	}{
		{"PASSWORD=hunter2", "PASSWORD", Mask, true},
		{"PASSWORD=", "PASSWORD", "", false},
		{"PASSWORD", "PASSWORD", "", false},
		{"PASSWORD=a=b=c", "PASSWORD", Mask, true},
		{"PATH=/usr/bin:/bin", "PATH", "/usr/bin:/bin", false},
		{"PWD=/app", "PWD", "/app", false},
		{"DATABASE_URL=postgres://app:s3cret@db:5432/shop", "DATABASE_URL", "postgres://app:" + Mask + "@db:5432/shop", true},
		{"DATABASE_URL=postgres://db:5432/shop", "DATABASE_URL", "postgres://db:5432/shop", false},
		{"URL=http://host:80/a@b", "URL", "http://host:80/a@b", false},
		{"BROKER=amqp://:pw@mq", "BROKER", "amqp://:" + Mask + "@mq", true},
		{"REDIS=redis://:p@ss@cache", "REDIS", "redis://:" + Mask + "@cache", true},
		{"CONN=app:s3cret@tcp(db:3306)/shop", "CONN", "app:" + Mask + "@tcp(db:3306)/shop", true},
		{"CONN=Server=db;User=sa;Password=S3cret;", "CONN", "Server=db;User=sa;Password=" + Mask + ";", true},
		{"SECRET_FILE=/run/secrets/x", "SECRET_FILE", "/run/secrets/x", false},
		{"TOKEN=/run/secrets/token", "TOKEN", "/run/secrets/token", false},
		{"TOKEN=$TOKEN", "TOKEN", "$TOKEN", false},
		{"AUTH=true", "AUTH", "true", false},
		{"NOTE=ghp_0123456789abcdefghij", "NOTE", Mask, true},
		{"NOTE=-----BEGIN RSA PRIVATE KEY-----\nabc", "NOTE", Mask, true},
	} {
		name, shown, masked := MaskEnv(c.kv)
		if name != c.name || shown != c.shown || masked != c.masked {
			t.Errorf("%q: %q %q %v, want %q %q %v", c.kv, name, shown, masked, c.name, c.shown, c.masked)
		}
	}
}

func TestCommands(t *testing.T) {
	for _, c := range []struct{ command, want string }{
		{"docker run -e PASSWORD=x -e A=b web", "docker run -e PASSWORD=•••• -e A=b web"},
		{"docker run -ePASSWORD=x web", "docker run -ePASSWORD=•••• web"},
		{"docker run --env=API_KEY=x web", "docker run --env=API_KEY=•••• web"},
		{"docker run --env API_KEY web", "docker run --env API_KEY web"},
		{"docker build --build-arg TOKEN=x .", "docker build --build-arg TOKEN=•••• ."},
		{"docker login --username me --password x", "docker login --username me --password ••••"},
		{"docker login --password=x host", "docker login --password=•••• host"},
		{"docker login --password-stdin host", "docker login --password-stdin host"},
		{"docker run web --url postgres://a:b@db/x", "docker run web --url postgres://a:••••@db/x"},
		{"docker run web PASSWORD=x", "docker run web PASSWORD=••••"},
		{"docker run -p 8080:80 -v /a:/b --name web nginx", "docker run -p 8080:80 -v /a:/b --name web nginx"},
		{"docker run --mount type=bind,src=/key,dst=/key web", "docker run --mount type=bind,src=/key,dst=/key web"},
	} {
		shown, masked := MaskCommand(strings.Split(c.command, " "))
		if got := strings.Join(shown, " "); got != c.want || masked != (c.want != c.command) {
			t.Errorf("%s\n is shown as %s (masked %v)\n want        %s", c.command, got, masked, c.want)
		}
	}
}

func TestASecretNeverShowsThrough(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := "hunter" + rapid.StringMatching(`[A-Za-z0-9+/=:@ ;&"']{4,40}`).Draw(t, "value")
		name := rapid.SampledFrom([]string{"PASSWORD", "x.token", "apiKey", "DB_SECRET"}).Draw(t, "name")
		if _, shown, _ := MaskEnv(name + "=" + value); shown != Mask {
			t.Fatalf("%s=%s is shown as %s", name, value, shown)
		}
	})
}

func TestLongValuesAreReadInLinearTime(t *testing.T) {
	for _, text := range []string{strings.Repeat("a://", 100_000), strings.Repeat(":@", 200_000), strings.Repeat("password=", 50_000)} {
		begun := time.Now()
		Value(text)
		if took := time.Since(begun); took > 20*time.Second {
			t.Errorf("%.8s… took %v", text, took)
		}
	}
}
