package world

import (
	"io/fs"
	"maps"
	"slices"
	"strings"
	"time"

	dockerspec "github.com/moby/docker-image-spec/specs-go/v1"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"

	"github.com/dockdesk/dockdesk/internal/engine/practice/files"
)

// recipe is an image that can be pulled. There is no network: the catalogue is
// all that there is to pull.
type recipe struct {
	repo  string
	tags  []string // the first one is the most precise
	base  string   // another recipe; "" is scratch
	made  string   // the day
	steps []step
	set   func(*dockerspec.DockerOCIImageConfig)
}

// step is a line of an image's history. One without a size added no files.
type step struct {
	by       string
	size     int64
	files    map[string]string
	programs []string // paths
	folders  []string
}

const (
	kb = 1_000
)

// busybox are the commands of a small Linux.
var busybox = strings.Fields("sh ash ls cat echo ps env wget ping sleep true false pwd date hostname whoami id uname which kill top free df uptime nproc mkdir rmdir rm cp mv touch ln chmod chown stat find du readlink head tail wc grep sort uniq cut tr sed tee yes seq basename dirname clear printenv nslookup nc ip test [ sync tty stty xargs dd printf usleep httpd less more vi tar mkfifo")

// coreutils are those of a slim Debian, which has no ps, wget and ping.
var coreutils = strings.Fields("sh bash dash ls cat echo env sleep true false pwd date hostname whoami id uname which kill df nproc mkdir rmdir rm cp mv touch ln chmod chown stat find du readlink head tail wc grep sort uniq cut tr sed tee yes seq basename dirname clear printenv test [ sync tty stty xargs dd printf tar mkfifo apt-get apt")

func in(dir string, names []string) []string {
	var all []string
	for _, n := range names {
		all = append(all, dir+"/"+n)
	}
	return all
}

var folders = strings.Fields("/bin /dev /etc /home /lib /media /mnt /opt /proc /root /run /sbin /srv /sys /tmp /usr /usr/bin /usr/lib /usr/local /usr/local/bin /usr/sbin /usr/share /var /var/cache /var/lib /var/log /var/run")

func etc(name, version string) map[string]string {
	return map[string]string{
		"/etc/passwd":     "root:x:0:0:root:/root:/bin/sh\ndaemon:x:1:1:daemon:/usr/sbin:/sbin/nologin\nwww-data:x:33:33:www-data:/var/www:/sbin/nologin\nnginx:x:101:101:nginx:/var/cache/nginx:/sbin/nologin\npostgres:x:999:999::/var/lib/postgresql:/bin/bash\nredis:x:998:998::/data:/sbin/nologin\nnode:x:1000:1000::/home/node:/bin/sh\nnobody:x:65534:65534:nobody:/:/sbin/nologin\n",
		"/etc/group":      "root:x:0:\ndaemon:x:1:\nwww-data:x:33:\nnogroup:x:65534:\n",
		"/etc/os-release": "NAME=\"" + name + "\"\nVERSION_ID=\"" + version + "\"\nPRETTY_NAME=\"" + name + " " + version + " (practice)\"\n",
		"/etc/profile":    "export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n",
	}
}

const welcomeNginx = "<!DOCTYPE html>\n<html>\n<head>\n<title>Welcome to nginx!</title>\n<style>\nhtml { color-scheme: light dark; }\nbody { width: 35em; margin: 0 auto;\nfont-family: Tahoma, Verdana, Arial, sans-serif; }\n</style>\n</head>\n<body>\n<h1>Welcome to nginx!</h1>\n<p>If you see this page, the web server answers. It is the practice engine's: nothing here is real Docker.</p>\n</body>\n</html>\n"

var recipes = []recipe{
	{repo: "alpine", tags: []string{"3.20.3", "3.20", "3", "latest"}, made: "2024-09-06", steps: []step{
		{by: "ADD alpine-minirootfs-3.20.3-x86_64.tar.gz / # buildkit", size: 7_800 * kb, files: etc("Alpine Linux", "3.20.3"), programs: append(in("/bin", busybox), "/sbin/apk"), folders: folders},
		{by: `CMD ["/bin/sh"]`},
	}, set: func(c *dockerspec.DockerOCIImageConfig) { c.Cmd = []string{"/bin/sh"} }},
	{repo: "busybox", tags: []string{"1.37.0", "1.37", "1", "latest"}, made: "2024-09-26", steps: []step{
		{by: "BusyBox 1.37.0 (glibc), Debian 12", size: 4_270 * kb, files: etc("BusyBox", "1.37.0"), programs: in("/bin", busybox), folders: folders},
	}, set: func(c *dockerspec.DockerOCIImageConfig) { c.Cmd = []string{"sh"} }},
	{repo: "debian", tags: []string{"12", "bookworm", "latest"}, made: "2024-12-02", steps: []step{
		{by: "# debian.sh --arch 'amd64' out/ 'bookworm' '@1733097600'", size: 116_500 * kb, files: etc("Debian GNU/Linux", "12"), programs: in("/usr/bin", coreutils), folders: folders},
	}, set: func(c *dockerspec.DockerOCIImageConfig) { c.Cmd = []string{"bash"} }},
	{repo: "debian", tags: []string{"12-slim", "bookworm-slim"}, made: "2024-12-02", steps: []step{
		{by: "# debian.sh --arch 'amd64' out/ 'bookworm' '@1733097600'", size: 74_800 * kb, files: etc("Debian GNU/Linux", "12"), programs: in("/usr/bin", coreutils), folders: folders},
	}, set: func(c *dockerspec.DockerOCIImageConfig) { c.Cmd = []string{"bash"} }},
	{repo: "ubuntu", tags: []string{"24.04", "noble", "latest"}, made: "2024-11-19", steps: []step{
		{by: "/bin/sh -c #(nop)  ARG RELEASE"},
		{by: "/bin/sh -c #(nop)  LABEL org.opencontainers.image.version=24.04"},
		{by: "/bin/sh -c #(nop) ADD file:bcebbf0fddcba5b864d5d267b68dd23bcfb01275e6ec7bcab69bf8b56af14804 in / ", size: 78_100 * kb, files: etc("Ubuntu", "24.04"), programs: in("/usr/bin", append(coreutils, "ps", "top", "free", "uptime")), folders: folders},
		{by: `/bin/sh -c #(nop)  CMD ["/bin/bash"]`},
	}, set: func(c *dockerspec.DockerOCIImageConfig) {
		c.Cmd = []string{"/bin/bash"}
		c.Labels = map[string]string{"org.opencontainers.image.version": "24.04"}
	}},
	{repo: "hello-world", tags: []string{"linux", "latest"}, made: "2023-05-02", steps: []step{
		{by: "COPY hello / # buildkit", size: 13_256, programs: []string{"/hello"}},
		{by: `CMD ["/hello"]`},
	}, set: func(c *dockerspec.DockerOCIImageConfig) { c.Cmd = []string{"/hello"} }},
	{repo: "nginx", tags: []string{"1.27.3", "1.27", "1", "latest"}, base: "debian:12-slim", made: "2024-11-26", steps: []step{
		{by: "LABEL maintainer=NGINX Docker Maintainers <docker-maint@nginx.com>"},
		{by: "ENV NGINX_VERSION=1.27.3"}, {by: "ENV PKG_RELEASE=1~bookworm"},
		{by: "RUN /bin/sh -c set -x     && groupadd --system --gid 101 nginx     && apt-get install --no-install-recommends --no-install-suggests -y nginx # buildkit", size: 117_200 * kb,
			files:    map[string]string{"/usr/share/nginx/html/index.html": welcomeNginx, "/etc/nginx/nginx.conf": "user  nginx;\nworker_processes  auto;\n\nevents {\n    worker_connections  1024;\n}\n\nhttp {\n    include       /etc/nginx/mime.types;\n    include /etc/nginx/conf.d/*.conf;\n}\n", "/etc/nginx/conf.d/default.conf": "server {\n    listen       80;\n    server_name  localhost;\n\n    location / {\n        root   /usr/share/nginx/html;\n        index  index.html index.htm;\n    }\n}\n", "/var/log/nginx/access.log": "", "/var/log/nginx/error.log": ""},
			programs: []string{"/usr/sbin/nginx", "/usr/bin/curl"}, folders: []string{"/docker-entrypoint.d", "/var/cache/nginx"}},
		{by: "COPY docker-entrypoint.sh / # buildkit", size: 1_620, programs: []string{"/docker-entrypoint.sh"}},
		{by: `ENTRYPOINT ["/docker-entrypoint.sh"]`}, {by: "EXPOSE map[80/tcp:{}]"}, {by: "STOPSIGNAL SIGQUIT"}, {by: `CMD ["nginx" "-g" "daemon off;"]`},
	}, set: func(c *dockerspec.DockerOCIImageConfig) {
		c.Env = append(c.Env, "NGINX_VERSION=1.27.3", "PKG_RELEASE=1~bookworm")
		c.Entrypoint, c.Cmd, c.StopSignal = []string{"/docker-entrypoint.sh"}, []string{"nginx", "-g", "daemon off;"}, "SIGQUIT"
		c.ExposedPorts = map[string]struct{}{"80/tcp": {}}
		c.Labels = map[string]string{"maintainer": "NGINX Docker Maintainers <docker-maint@nginx.com>"}
	}},
	{repo: "nginx", tags: []string{"1.27.3-alpine", "1.27-alpine", "alpine"}, base: "alpine:3.20.3", made: "2024-11-26", steps: []step{
		{by: "ENV NGINX_VERSION=1.27.3"},
		{by: "RUN /bin/sh -c set -x     && apk add --no-cache nginx # buildkit", size: 39_300 * kb,
			files:    map[string]string{"/usr/share/nginx/html/index.html": welcomeNginx, "/etc/nginx/nginx.conf": "user  nginx;\nworker_processes  auto;\n"},
			programs: []string{"/usr/sbin/nginx", "/usr/bin/curl", "/docker-entrypoint.sh"}},
		{by: `ENTRYPOINT ["/docker-entrypoint.sh"]`}, {by: "EXPOSE map[80/tcp:{}]"}, {by: "STOPSIGNAL SIGQUIT"}, {by: `CMD ["nginx" "-g" "daemon off;"]`},
	}, set: func(c *dockerspec.DockerOCIImageConfig) {
		c.Env = append(c.Env, "NGINX_VERSION=1.27.3")
		c.Entrypoint, c.Cmd, c.StopSignal = []string{"/docker-entrypoint.sh"}, []string{"nginx", "-g", "daemon off;"}, "SIGQUIT"
		c.ExposedPorts = map[string]struct{}{"80/tcp": {}}
	}},
	{repo: "httpd", tags: []string{"2.4.62", "2.4", "2", "latest"}, base: "debian:12-slim", made: "2024-07-17", steps: []step{
		{by: "ENV HTTPD_PREFIX=/usr/local/apache2"}, {by: "WORKDIR /usr/local/apache2"},
		{by: "RUN /bin/sh -c set -eux;  apt-get update;  ./configure; make; make install # buildkit", size: 73_400 * kb,
			files: map[string]string{"/usr/local/apache2/htdocs/index.html": "<html><body><h1>It works!</h1></body></html>\n", "/usr/local/apache2/conf/httpd.conf": "Listen 80\nServerRoot \"/usr/local/apache2\"\n"}},
		{by: "COPY httpd-foreground /usr/local/bin/ # buildkit", size: 138, programs: []string{"/usr/local/bin/httpd-foreground"}},
		{by: "EXPOSE map[80/tcp:{}]"}, {by: `CMD ["httpd-foreground"]`},
	}, set: func(c *dockerspec.DockerOCIImageConfig) {
		c.Env = append(c.Env, "HTTPD_PREFIX=/usr/local/apache2")
		c.Cmd, c.WorkingDir, c.StopSignal = []string{"httpd-foreground"}, "/usr/local/apache2", "SIGWINCH"
		c.ExposedPorts = map[string]struct{}{"80/tcp": {}}
	}},
	{repo: "redis", tags: []string{"7.4.1-alpine", "7-alpine", "alpine"}, base: "alpine:3.20.3", made: "2024-10-02", steps: []step{
		{by: "ENV REDIS_VERSION=7.4.1"},
		{by: "RUN /bin/sh -c set -eux;  apk add --no-cache --virtual .build-deps; make install # buildkit", size: 33_200 * kb, programs: []string{"/usr/local/bin/redis-server", "/usr/local/bin/redis-cli"}, folders: []string{"/data"}},
		{by: "VOLUME [/data]"}, {by: "WORKDIR /data"},
		{by: "COPY docker-entrypoint.sh /usr/local/bin/ # buildkit", size: 661, programs: []string{"/usr/local/bin/docker-entrypoint.sh"}},
		{by: `ENTRYPOINT ["docker-entrypoint.sh"]`}, {by: "EXPOSE map[6379/tcp:{}]"}, {by: `CMD ["redis-server"]`},
	}, set: redisConfig},
	{repo: "redis", tags: []string{"7.4.1", "7.4", "7", "latest"}, base: "debian:12-slim", made: "2024-10-02", steps: []step{
		{by: "ENV REDIS_VERSION=7.4.1"},
		{by: "RUN /bin/sh -c set -eux;  apt-get install -y --no-install-recommends; make install # buildkit", size: 42_000 * kb, programs: []string{"/usr/local/bin/redis-server", "/usr/local/bin/redis-cli"}, folders: []string{"/data"}},
		{by: "VOLUME [/data]"}, {by: "WORKDIR /data"},
		{by: "COPY docker-entrypoint.sh /usr/local/bin/ # buildkit", size: 661, programs: []string{"/usr/local/bin/docker-entrypoint.sh"}},
		{by: `ENTRYPOINT ["docker-entrypoint.sh"]`}, {by: "EXPOSE map[6379/tcp:{}]"}, {by: `CMD ["redis-server"]`},
	}, set: redisConfig},
	{repo: "postgres", tags: []string{"17.2", "17", "latest"}, base: "debian:12-slim", made: "2024-11-21", steps: []step{
		{by: "RUN /bin/sh -c set -eux;  groupadd -r postgres --gid=999 # buildkit", size: 8_900},
		{by: "ENV PG_MAJOR=17"}, {by: "ENV PG_VERSION=17.2-1.pgdg120+1"},
		{by: "RUN /bin/sh -c set -ex;  apt-get install -y --no-install-recommends postgresql-17 # buildkit", size: 345_600 * kb,
			files: map[string]string{"/usr/share/postgresql/postgresql.conf.sample": "listen_addresses = '*'\n"}, programs: []string{"/usr/local/bin/postgres", "/usr/local/bin/psql"}, folders: []string{"/var/lib/postgresql/data", "/var/run/postgresql", "/docker-entrypoint-initdb.d"}},
		{by: "VOLUME [/var/lib/postgresql/data]"},
		{by: "COPY docker-entrypoint.sh docker-ensure-initdb.sh /usr/local/bin/ # buildkit", size: 14_500, programs: []string{"/usr/local/bin/docker-entrypoint.sh"}},
		{by: `ENTRYPOINT ["docker-entrypoint.sh"]`}, {by: "STOPSIGNAL SIGINT"}, {by: "EXPOSE map[5432/tcp:{}]"}, {by: `CMD ["postgres"]`},
	}, set: func(c *dockerspec.DockerOCIImageConfig) {
		c.Env = append(c.Env, "PG_MAJOR=17", "PG_VERSION=17.2-1.pgdg120+1", "PGDATA=/var/lib/postgresql/data")
		c.Entrypoint, c.Cmd, c.StopSignal = []string{"docker-entrypoint.sh"}, []string{"postgres"}, "SIGINT"
		c.ExposedPorts, c.Volumes = map[string]struct{}{"5432/tcp": {}}, map[string]struct{}{"/var/lib/postgresql/data": {}}
	}},
	{repo: "mysql", tags: []string{"9.1.0", "9.1", "9", "latest"}, made: "2024-10-15", steps: []step{
		{by: "RUN /bin/sh -c set -eux;  microdnf install -y oracle-release-el9 # buildkit", size: 118_000 * kb, files: etc("Oracle Linux Server", "9.5"), programs: in("/usr/bin", coreutils), folders: folders},
		{by: "ENV MYSQL_VERSION=9.1.0-1.el9"},
		{by: "RUN /bin/sh -c set -eux;  microdnf install -y mysql-community-server-minimal # buildkit", size: 486_000 * kb, programs: []string{"/usr/sbin/mysqld"}, folders: []string{"/var/lib/mysql"}},
		{by: "VOLUME [/var/lib/mysql]"},
		{by: "COPY docker-entrypoint.sh /usr/local/bin/ # buildkit", size: 14_900, programs: []string{"/usr/local/bin/docker-entrypoint.sh"}},
		{by: `ENTRYPOINT ["docker-entrypoint.sh"]`}, {by: "EXPOSE map[3306/tcp:{} 33060/tcp:{}]"}, {by: `CMD ["mysqld"]`},
	}, set: func(c *dockerspec.DockerOCIImageConfig) {
		c.Env = append(c.Env, "MYSQL_MAJOR=innovation", "MYSQL_VERSION=9.1.0-1.el9")
		c.Entrypoint, c.Cmd = []string{"docker-entrypoint.sh"}, []string{"mysqld"}
		c.ExposedPorts, c.Volumes = map[string]struct{}{"3306/tcp": {}, "33060/tcp": {}}, map[string]struct{}{"/var/lib/mysql": {}}
	}},
	{repo: "python", tags: []string{"3.13.1-slim", "3.13-slim", "3-slim", "slim"}, base: "debian:12-slim", made: "2024-12-04", steps: []step{
		{by: "ENV PYTHON_VERSION=3.13.1"},
		{by: "RUN /bin/sh -c set -eux;  apt-get update;  ./configure; make -j; make install # buildkit", size: 50_200 * kb, programs: []string{"/usr/local/bin/python3", "/usr/local/bin/pip"}},
		{by: "RUN /bin/sh -c set -eux;  for src in idle3 pip3 pydoc3 python3; do ln -svT # buildkit", size: 36, programs: []string{"/usr/local/bin/python"}},
		{by: `CMD ["python3"]`},
	}, set: pythonConfig},
	{repo: "python", tags: []string{"3.13.1", "3.13", "3", "latest"}, base: "debian:12", made: "2024-12-04", steps: []step{
		{by: "RUN /bin/sh -c set -eux;  apt-get update;  apt-get install -y build-essential # buildkit", size: 851_000 * kb, programs: []string{"/usr/bin/curl", "/usr/bin/wget", "/usr/bin/ps", "/usr/bin/top"}},
		{by: "ENV PYTHON_VERSION=3.13.1"},
		{by: "RUN /bin/sh -c set -eux;  ./configure; make -j; make install # buildkit", size: 68_300 * kb, programs: []string{"/usr/local/bin/python3", "/usr/local/bin/python", "/usr/local/bin/pip"}},
		{by: `CMD ["python3"]`},
	}, set: pythonConfig},
	{repo: "node", tags: []string{"22.12.0-alpine", "22-alpine", "alpine"}, base: "alpine:3.20.3", made: "2024-12-03", steps: []step{
		{by: "ENV NODE_VERSION=22.12.0"},
		{by: "RUN /bin/sh -c addgroup -g 1000 node     && apk add --no-cache libstdc++ # buildkit", size: 141_600 * kb, programs: []string{"/usr/local/bin/node", "/usr/local/bin/npm"}},
		{by: "COPY docker-entrypoint.sh /usr/local/bin/ # buildkit", size: 388, programs: []string{"/usr/local/bin/docker-entrypoint.sh"}},
		{by: `ENTRYPOINT ["docker-entrypoint.sh"]`}, {by: `CMD ["node"]`},
	}, set: func(c *dockerspec.DockerOCIImageConfig) {
		c.Env = append(c.Env, "NODE_VERSION=22.12.0", "YARN_VERSION=1.22.22")
		c.Entrypoint, c.Cmd = []string{"docker-entrypoint.sh"}, []string{"node"}
	}},
	{repo: "registry", tags: []string{"2.8.3", "2.8", "2", "latest"}, base: "alpine:3.20.3", made: "2023-10-02", steps: []step{
		{by: "COPY registry /bin/registry # buildkit", size: 17_600 * kb, programs: []string{"/bin/registry"}, folders: []string{"/var/lib/registry"}},
		{by: "VOLUME [/var/lib/registry]"}, {by: "EXPOSE map[5000/tcp:{}]"},
		{by: "COPY docker-entrypoint.sh /entrypoint.sh # buildkit", size: 155, files: map[string]string{"/etc/docker/registry/config.yml": "version: 0.1\n"}, programs: []string{"/docker-entrypoint.sh"}},
		{by: `ENTRYPOINT ["/docker-entrypoint.sh"]`}, {by: `CMD ["registry" "/etc/docker/registry/config.yml"]`},
	}, set: func(c *dockerspec.DockerOCIImageConfig) {
		c.Entrypoint, c.Cmd = []string{"/docker-entrypoint.sh"}, []string{"registry", "/etc/docker/registry/config.yml"}
		c.ExposedPorts, c.Volumes = map[string]struct{}{"5000/tcp": {}}, map[string]struct{}{"/var/lib/registry": {}}
	}},
	{repo: "memcached", tags: []string{"1.6.33-alpine", "1.6-alpine", "alpine", "latest"}, base: "alpine:3.20.3", made: "2024-11-28", steps: []step{
		{by: "ENV MEMCACHED_VERSION=1.6.33"},
		{by: "RUN /bin/sh -c set -x   && make install # buildkit", size: 3_900 * kb, programs: []string{"/usr/local/bin/memcached", "/usr/local/bin/docker-entrypoint.sh"}},
		{by: `ENTRYPOINT ["docker-entrypoint.sh"]`}, {by: "EXPOSE map[11211/tcp:{}]"}, {by: `CMD ["memcached"]`},
	}, set: func(c *dockerspec.DockerOCIImageConfig) {
		c.Entrypoint, c.Cmd = []string{"docker-entrypoint.sh"}, []string{"memcached"}
		c.ExposedPorts = map[string]struct{}{"11211/tcp": {}}
	}},
	{repo: "traefik", tags: []string{"v3.2.1", "v3.2", "latest"}, base: "alpine:3.20.3", made: "2024-11-20", steps: []step{
		{by: "RUN /bin/sh -c apk --no-cache add ca-certificates tzdata # buildkit", size: 183_000 * kb, programs: []string{"/usr/local/bin/traefik", "/docker-entrypoint.sh"}},
		{by: "EXPOSE map[80/tcp:{}]"}, {by: `ENTRYPOINT ["/docker-entrypoint.sh"]`}, {by: `CMD ["traefik"]`},
	}, set: func(c *dockerspec.DockerOCIImageConfig) {
		c.Entrypoint, c.Cmd = []string{"/docker-entrypoint.sh"}, []string{"traefik"}
		c.ExposedPorts = map[string]struct{}{"80/tcp": {}}
	}},
}

func redisConfig(c *dockerspec.DockerOCIImageConfig) {
	c.Env = append(c.Env, "REDIS_VERSION=7.4.1")
	c.Entrypoint, c.Cmd, c.WorkingDir = []string{"docker-entrypoint.sh"}, []string{"redis-server"}, "/data"
	c.ExposedPorts, c.Volumes = map[string]struct{}{"6379/tcp": {}}, map[string]struct{}{"/data": {}}
}

func pythonConfig(c *dockerspec.DockerOCIImageConfig) {
	c.Env = append(c.Env, "LANG=C.UTF-8", "PYTHON_VERSION=3.13.1")
	c.Cmd = []string{"python3"}
}

// Catalogue are the names that can be pulled.
func Catalogue() []string {
	var names []string
	for _, r := range recipes {
		for _, tag := range r.tags {
			names = append(names, r.repo+":"+tag)
		}
	}
	slices.Sort(names)
	return names
}

func recipeFor(name string) *recipe {
	for i, r := range recipes {
		for _, tag := range r.tags {
			if r.repo+":"+tag == name {
				return &recipes[i]
			}
		}
	}
	return nil
}

func knownRepo(repo string) bool {
	return slices.ContainsFunc(recipes, func(r recipe) bool { return r.repo == repo })
}

// make makes the image: always the same one.
func (r *recipe) make() *Image {
	var layers []*Layer
	config := dockerspec.DockerOCIImage{}
	config.OS, config.Architecture = "linux", "amd64"
	config.Config.Env = []string{"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}
	if r.base != "" {
		base := recipeFor(r.base).make()
		layers = slices.Clone(base.Layers)
		config.History = slices.Clone(base.Config.History)
	}
	made, _ := time.Parse(time.DateOnly, r.made)
	config.Created = &made
	for _, s := range r.steps {
		config.History = append(config.History, ocispec.History{Created: &made, CreatedBy: s.by, Comment: "buildkit.dockerfile.v0", EmptyLayer: s.size == 0})
		if s.size > 0 {
			layers = append(layers, s.layer(made))
		}
	}
	r.set(&config.Config)
	img := newImage(config, layers)
	img.Digests = []string{r.repo + "@sha256:" + digest("manifest", img.ID)}
	return img
}

// layer is what a step adds. What the files leave of its size is one large file.
func (s step) layer(made time.Time) *Layer {
	l := files.NewLayer()
	for _, dir := range s.folders {
		l.Files[dir] = &files.File{Mode: fs.ModeDir | 0o755, Time: made}
	}
	if tmp := l.Files["/tmp"]; tmp != nil {
		tmp.Mode |= 0o777 | fs.ModeSticky
	}
	for name, text := range s.files {
		l.Files[name] = &files.File{Mode: 0o644, Data: []byte(text), Time: made}
	}
	for _, name := range s.programs {
		l.Files[name] = &files.File{Mode: 0o755, Time: made}
	}
	for _, name := range slices.Collect(maps.Keys(l.Files)) {
		addFolders(l, name, made)
	}
	if slices.Contains(s.programs, "/usr/bin/bash") {
		l.Files["/bin"] = &files.File{Mode: fs.ModeSymlink | 0o777, Link: "usr/bin", Time: made}
	}
	id := digest("layer", s.by, itoa(int(s.size)), made.Format(time.DateOnly))
	if rest := s.size - l.Size(); rest > 0 {
		name := "/usr/lib/practice-" + id[:12] + ".so"
		l.Files[name] = &files.File{Mode: 0o644, Bulk: rest, Time: made}
		addFolders(l, name, made)
	}
	sum := layerSums[id[:12]]
	if sum == "" {
		sum = id
	}
	return &Layer{DiffID: "sha256:" + sum, Files: l}
}

func addFolders(l *files.Layer, name string, made time.Time) {
	for i := range name {
		if name[i] == '/' && i > 0 && l.Files[name[:i]] == nil {
			l.Files[name[:i]] = &files.File{Mode: fs.ModeDir | 0o755, Time: made}
		}
	}
}
