package starter

const ignoreHead = `# What a build doesn't need, and nobody should find in an image.
.git
.gitignore
.dockerignore
Dockerfile*
compose*.y*ml
.env
*.pem
*.key
`

var kinds = []Kind{
	{ID: "go", Title: "Go", Words: "A program in Go: compiled in one stage, alone in the next.", signs: []string{"go.mod"}, port: "8080",
		ignore: "bin\ndist\n", dockerfile: `# Compile with all the tools …
FROM golang:{go} AS build
WORKDIR /src
# The list of modules first: what they are changes seldom, so this step is cached.
COPY go.mod go.sum* ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -o /app .

# … and run without any of them.
FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /app /app
USER 65532
EXPOSE 8080
ENTRYPOINT ["/app"]
`},
	{ID: "node", Title: "Node.js", Words: "A server in Node.js, with the packages that its lock file says.", signs: []string{"package.json"}, port: "3000",
		ignore: "node_modules\ndist\nnpm-debug.log*\n", dockerfile: `FROM node:{node}-slim
ENV NODE_ENV=production
WORKDIR /app
# The list of packages first: they are installed again only when it changes.
COPY package*.json ./
RUN npm ci
COPY . .
{build}# The image brings this user.
USER node
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=3s CMD ["node", "-e", "fetch('http://127.0.0.1:3000/').then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "{start}"]
`},
	{ID: "python", Title: "Python", Words: "A server in Python, with the packages of requirements.txt.", signs: []string{"requirements.txt", "app.py", "pyproject.toml"}, port: "8000",
		ignore: "__pycache__\n*.pyc\n.venv\n", dockerfile: `FROM python:{python}-slim
# Print at once, so that docker logs shows it.
ENV PYTHONUNBUFFERED=1
WORKDIR /app
{requirements}COPY . .
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=3s CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/')"]
CMD ["python", "{start}"]
`},
	{ID: "java", Title: "Java", Words: "A program that Maven builds: compiled in one stage, with a Java to run it in the next.", signs: []string{"pom.xml"}, port: "8080",
		ignore: "target\n", dockerfile: `FROM maven:3-eclipse-temurin-21 AS build
WORKDIR /src
# The list of libraries first: it changes seldom, so this step is cached.
COPY pom.xml ./
RUN mvn -B dependency:go-offline
COPY src ./src
RUN mvn -B package && cp target/*.jar /app.jar

FROM eclipse-temurin:21-jre
COPY --from=build /app.jar /app.jar
USER 10001
EXPOSE 8080
ENTRYPOINT ["java", "-jar", "/app.jar"]
`},
	{ID: "cpp", Title: "C++", Words: "A program that CMake builds: compiled in one stage, alone in the next.", signs: []string{"CMakeLists.txt", "*.cpp", "*.cc"},
		ignore: "build\n", dockerfile: `FROM gcc:14 AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends cmake \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
# Linked with all it needs, so that it runs where there is nothing else.
RUN cmake -B /build -DCMAKE_BUILD_TYPE=Release -DCMAKE_EXE_LINKER_FLAGS=-static \
    && cmake --build /build \
    && cmake --install /build --prefix /out

FROM debian:12-slim
COPY --from=build /out/bin/ /usr/local/bin/
USER 10001
CMD ["{name}"]
`},
	{ID: "database", Title: "Database with data", Words: "PostgreSQL that fills itself from the *.sql files when it starts for the first time.", signs: []string{"*.sql"}, data: "/var/lib/postgresql/data",
		dockerfile: `FROM postgres:17
# What lies here is run once, in order of the names, while there is no data yet.
COPY *.sql /docker-entrypoint-initdb.d/
HEALTHCHECK --interval=10s --timeout=3s CMD ["pg_isready", "-U", "postgres"]
# The image makes its folders as root and goes on as this user.
USER postgres
CMD ["postgres"]
`},
	{ID: "site", Title: "Static site", Words: "Pages for a browser, behind nginx as a user that isn't root.", signs: []string{"index.html", "public/index.html"}, port: "8080",
		dockerfile: `# nginx that needs no root, and so listens on 8080.
FROM nginxinc/nginx-unprivileged:1.28-alpine
COPY . /usr/share/nginx/html
USER 101
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=3s CMD ["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8080/"]
CMD ["nginx", "-g", "daemon off;"]
`},
	{ID: "worker", Title: "Worker", Words: "A program in Python that works by itself, without a port.", signs: []string{"worker.py"},
		ignore: "__pycache__\n*.pyc\n.venv\n", dockerfile: `FROM python:{python}-slim
# Print at once, so that docker logs shows it.
ENV PYTHONUNBUFFERED=1
WORKDIR /app
{requirements}COPY . .
USER 10001
# docker stop asks by SIGTERM: end what is begun, then go.
STOPSIGNAL SIGTERM
CMD ["python", "{start}"]
`},
}
