package secret

import "testing"

func TestARoomSeesNoLoginsHomesAndRegistries(t *testing.T) {
	Person("maxine")
	defer Person("")
	for text, want := range map[string]string{
		"/home/maxine/shop/index.html":                     "/home/••••/shop/index.html",
		"/Users/ann":                                       "/Users/••••",
		`C:\Users\ann\shop`:                                `C:\Users\••••\shop`,
		"docker run -v /home/ann/web:/srv nginx":           "docker run -v /home/••••/web:/srv nginx",
		"-e POSTGRES_USER=shopkeeper":                      "-e POSTGRES_USER=••••",
		`"Username": "ann",`:                               `"Username": "••••",`,
		"docker login --username ann registry.example.org": "docker login --username •••• registry.example.org",
		"registry.example.org/team/shop:1.2":               "••••/team/shop:1.2",
		"docker pull registry.example.org:5000/shop":       "docker pull ••••/shop",
		"10.0.0.7:5000/shop":                               "••••/shop",
		"built by maxine":                                  "built by ••••",
		"ann@build.example.org":                            "••••@build.example.org",
		"ghcr.io/acme/shop":                                "ghcr.io/acme/shop",
		"nginx:1.27":                                       "nginx:1.27",
		"library/nginx":                                    "library/nginx",
		"localhost:8080 → 80":                              "localhost:8080 → 80",
		"http://localhost:8080/index.html":                 "http://localhost:8080/index.html",
		"/usr/share/nginx/html":                            "/usr/share/nginx/html",
		"user: root":                                       "user: root",
		`"User": "1000:1000"`:                              `"User": "1000:1000"`,
		"2026-01-02T03:04:05 GET /index.html HTTP/1.1":     "2026-01-02T03:04:05 GET /index.html HTTP/1.1",
		"/home": "/home",
		"image@sha256:0123456789abcdef0123456789abcdef0123456789ab": "image@sha256:0123456789abcdef0123456789abcdef0123456789ab",
	} {
		if got := ForRoom(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
		if again := ForRoom(want); again != want {
			t.Errorf("%q becomes %q when it is masked once more", want, again)
		}
	}
}
