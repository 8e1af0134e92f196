# The two commands that matter: `make run` and `make test`. `make help` lists the rest.
.DEFAULT_GOAL := help
SHELL := /bin/sh

# Go's usual place, for machines that have it there but not on the PATH.
export PATH := $(PATH):/usr/local/go/bin
# Pure Go: the race detector alone needs cgo, and says so below.
export CGO_ENABLED := 0

DATA ?= ./data
TEST_FLAGS ?=
TOOL := go tool -modfile=tools/go.mod
# Starts one PostgreSQL for the whole command that follows.
POSTGRES := go run ./internal/store/storetest/pgcluster/run --
# The packages with concurrency of their own: `make test` runs them under the race detector too.
RACE := $(addsuffix /...,$(wildcard ./internal/live ./internal/store ./internal/outbound ./internal/edge/doorway))

.PHONY: run build test test-race check lint generate bench vuln help

run: build ## Build and serve on SQLite; DEMO=1 fills a separate database with the demo story.
ifdef DEMO
	exec ./bin/candor serve --data $(DATA)/demo --demo
else
	exec ./bin/candor serve --data $(DATA)
endif

build: ## Build bin/candor.
	@scripts/need.sh go
	@test -e bin/candor || echo "The first build takes some minutes."
	go build -trimpath -ldflags='-s -w' -o bin/candor ./cmd/candor

test: ## Everything, on SQLite and PostgreSQL, browser included.
	@scripts/need.sh test
	$(POSTGRES) go test -shuffle=on -timeout=20m $(TEST_FLAGS) ./...
	CGO_ENABLED=1 $(POSTGRES) go test -race -shuffle=on -timeout=20m $(TEST_FLAGS) $(RACE)

test-race: ## Everything under the race detector; slow.
	@scripts/need.sh test
	CGO_ENABLED=1 $(POSTGRES) go test -race -shuffle=on -timeout=60m $(TEST_FLAGS) ./...

check: lint ## Before every commit: lint, and the short tests.
	go test -short -shuffle=on ./...

lint: ## Format, vet, staticcheck, go.mod and generated files.
	@scripts/need.sh go
	@bad=$$($(TOOL) gofumpt -l .) && test -z "$$bad" || { echo "gofumpt would change:"; echo "$$bad"; exit 1; }
	go vet ./...
	$(TOOL) staticcheck ./...
	@scripts/fresh.sh
	go mod tidy -diff
	go test -count=1 -v -run TestOurOwnWordsAreBlameless ./internal # Our own words, and how many ignore comments they need.

generate: ## Write the Go files of the templates, and the compiled rules of language.
	$(TOOL) templ generate -path internal
	go generate ./blameless

bench: ## Benchmarks of every package.
	@scripts/need.sh test
	$(POSTGRES) go test -run='^$$' -bench=. -benchmem ./...

vuln: ## Known vulnerabilities in what we build from; asks vuln.go.dev.
	@scripts/need.sh go
	$(TOOL) govulncheck ./...

help:
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
