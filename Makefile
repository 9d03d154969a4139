# DockDesk. `make` or `make help` says what there is.
#
# Everything that compiles Go does so with the same tags, so that one build
# cache serves the build, vet, staticcheck and the tests.

# no_emoji: the bundled emoji font costs 4 MB for every text style in use; the
# desktop's own one is used instead.
TAGS     := migrated_fynedo,no_emoji
FUZZTIME ?= 60s
FYNE     := fyne.io/tools/cmd/fyne@v1.7.4

# -buildvcs=false: the version comes from git describe below, and a clone that
# belongs to another user must build as well.
VERSION  := $(shell sh build/version.sh)
LDFLAGS  := -X main.version=$(VERSION)
GOBUILD  := go build -buildvcs=false -trimpath

.DEFAULT_GOAL := help
.PHONY: help run build debug setup shots test check prove bench fuzz package clean

help: ## say what there is
	@echo 'make TARGET [ARGS="flags for dockdesk"]'
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "%-10s %s\n", $$1, $$2 }'

run: setup build ## install what is missing to build, build, start; without a display write pictures
	@sh build/run.sh $(ARGS)

setup: ## install what is missing to build (prints each command first)
	@sh build/setup.sh build

build: ## build bin/dockdesk
	$(GOBUILD) -tags $(TAGS) -ldflags '$(LDFLAGS)' -o bin/dockdesk ./cmd/dockdesk

debug: ## build bin/dockdesk-debug, which logs widgets touched off the main goroutine
	$(GOBUILD) -ldflags '$(LDFLAGS)-debug' -o bin/dockdesk-debug ./cmd/dockdesk

shots: build ## write a picture of every page to out/shots
	bin/dockdesk shots --out out/shots $(ARGS)

test: ## set up what tests need and run all of them
	@TAGS=$(TAGS) bash build/test.sh $(STAGES)

check: ## formatting, vet, staticcheck and the architecture, without a test more
	@TAGS=$(TAGS) bash build/test.sh format vet staticcheck architecture

prove: ## the long tests: many random cases, every window test again and again, fuzzing
	@TAGS=$(TAGS) bash build/prove.sh $(FUZZTIME)

fuzz: ## fuzz every target for FUZZTIME (60s)
	@TAGS=$(TAGS) bash build/fuzz.sh $(FUZZTIME)

bench: build ## measure against the docker command: a room of 1,000 containers, a flooded log, volumes
	go test -tags $(TAGS) -run '^$$' -bench . -benchmem ./internal/...
	DOCKDESK_BINARY=$(CURDIR)/bin/dockdesk go test -tags $(TAGS) -run '^$$' -bench . -benchtime 1x -timeout 30m ./test/bench

package: build ## make a package for this system in out/package
	mkdir -p out/package
	cp FyneApp.toml out/FyneApp.toml
	cd out/package && go run $(FYNE) package --executable ../../bin/dockdesk --source-dir ../.. --icon ../../assets/icon.png --release; \
		result=$$?; cp ../FyneApp.toml ../../FyneApp.toml; exit $$result # it counts Build up
	@ls -l out/package

clean: ## remove what was built
	rm -rf bin out
