# Everything a developer does, from a machine with Python 3.11, make, git and a package registry.

PYTHON ?= python3
ARGS   ?=
# Files of tests run beside each other, since many of them wait for servers and clocks, and those that wait longest come
# first, so that all end together; a browser wants the machine alone. Three are quicker, and meet more by accident.
WORKERS ?= 2
SLOWEST := $(addprefix tests/,walk nodes fault property sim cli)
TESTS   := $(SLOWEST) $(filter-out $(SLOWEST) tests/browser,$(patsubst %/,%,$(wildcard tests/*/))) $(wildcard tests/test_*.py)
beside  := -n $(WORKERS) --dist loadfile --no-loadscope-reorder
BIN    := .venv/bin

# Node is the system's where there is one; the wheel's, which the dev lock pins, stands last on the path.
export PATH := $(PATH):$(CURDIR)/$(BIN)

# A folder that does not exist yet is not an error.
CHECKED := $(wildcard src scripts tests bench)
GOLDEN  := $(wildcard tests/golden/check.py)

pip     := $(BIN)/python -m pip --disable-pip-version-check --quiet --quiet
locked  := $(pip) install --require-hashes
# No build isolation: the build backend comes from the lock like everything else, not unpinned from outside.
here    := $(pip) install --no-deps --no-build-isolation --editable .
compile  = $(BIN)/uv pip compile --quiet --generate-hashes --universal --python-version 3.11 \
           --no-header --no-annotate --no-emit-index-url $(if $(UPGRADE),--upgrade)
heading  = @printf '\n── %s\n'

.PHONY: help run test browser poppler postgres haproxy redis compiler bench soak simulate screens specimen web fmt lock wire clean
.DEFAULT_GOAL := help

help: ## this list
	@printf 'Auth eID\n\n'
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/\1|\2/p' Makefile | while IFS='|' read -r name does; do \
	    printf '  make %-8s %s\n' "$$name" "$$does"; done

run: .venv/run.stamp ## a staging instance on 127.0.0.1, port 8080 or AUTHEID_PORT
	@exec $(BIN)/autheid serve --profile staging $(ARGS)

test: .venv/dev.stamp tests/node/node_modules/.stamp web/node_modules/.stamp browser poppler postgres haproxy redis compiler ## every check and every test, as CI runs them; ARGS go to pytest
	$(heading) 'ruff format'
	@$(BIN)/ruff format --check .
	$(heading) 'ruff check'
	@$(BIN)/ruff check .
	$(heading) 'mypy'
	@$(BIN)/mypy $(CHECKED)
	$(heading) 'import contracts'
	@$(BIN)/lint-imports --no-logo
	$(heading) 'generated code is fresh'
	@$(BIN)/python scripts/wire.py --check
	$(heading) 'built web files are fresh'
	@$(BIN)/python scripts/web.py --check
	$(heading) 'web tests'
	@PATH="$(CURDIR)/$(BIN):$$PATH" npm test --silent --prefix web
ifneq ($(GOLDEN),)
	$(heading) 'golden files and drawn docs are fresh'
	@$(BIN)/python $(GOLDEN)
endif
	$(heading) 'pytest'
ifeq ($(ARGS),)
	@$(BIN)/python -m pytest -q $(beside) $(TESTS)
	$(heading) 'pytest: the use cases on PostgreSQL'
	@AUTHEID_TEST_STORE=postgres $(BIN)/python -m pytest -q $(beside) tests/unit/usecase
	$(heading) 'pytest in the browser'
	@$(BIN)/python -m pytest -q tests/browser
else
	@$(BIN)/python -m pytest -q $(ARGS)
endif

# The tests of pages need a browser, and skip nothing: where there is none and none can be installed, they say so.
browser: ## Chromium for the tests of pages: the machine's, else Debian's
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || { \
	    if command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
	        printf 'Installing Chromium …\n'; \
	        apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends chromium >/dev/null; \
	    else \
	        printf 'The tests of pages need Chromium: install it, or run `make browser` as root on Debian.\n' >&2; exit 1; \
	    fi; }

# Each test has a database of its own, in a cluster that the tests make, start and kill.
postgres: ## PostgreSQL's server for the tests of the store: the machine's, else Debian's
	@{ command -v initdb || ls /usr/lib/postgresql/*/bin/initdb; } >/dev/null 2>&1 || { \
	    if command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
	        printf 'Installing PostgreSQL …\n'; \
	        apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends postgresql >/dev/null; \
	    else \
	        printf 'The tests of the store need the server of PostgreSQL: install it, or run `make postgres` as root on Debian.\n' >&2; exit 1; \
	    fi; }

# The proxy of deploy/: the tests route calls through the very file that we ship.
haproxy: ## HAProxy for the tests of deploy/: the machine's, else Debian's
	@command -v haproxy >/dev/null || { \
	    if command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
	        printf 'Installing HAProxy …\n'; \
	        apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends haproxy >/dev/null; \
	    else \
	        printf 'The tests of deploy/ need HAProxy: install it, or run `make haproxy` as root on Debian.\n' >&2; exit 1; \
	    fi; }

# What an OpenID provider keeps its things in, where we are measured beside one.
redis: ## Redis for the bench's peers and their test: the machine's, else Debian's
	@command -v redis-server >/dev/null || { \
	    if command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
	        printf 'Installing Redis …\n'; \
	        apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends redis-server >/dev/null; \
	    else \
	        printf 'The peers of the bench need the server of Redis: install it, or run `make redis` as root on Debian.\n' >&2; exit 1; \
	    fi; }

# Strangers to our PDFs and seals: they open what we make.
poppler: ## poppler, NSS and OpenSSL for the tests of documents: the machine's, else Debian's
	@{ command -v pdftotext && command -v pdfsig && command -v certutil && command -v openssl; } >/dev/null || { \
	    if command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
	        printf 'Installing poppler …\n'; \
	        apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
	            poppler-utils libnss3-tools openssl >/dev/null; \
	    else \
	        printf 'The tests of documents need pdftotext, pdfsig, certutil and openssl: install them, or run `make poppler` as root on Debian.\n' >&2; exit 1; \
	    fi; }

# What makes a server's disk fail and its clock step is a small library in C, compiled when it is used.
compiler: ## a C compiler for the tests of faults: the machine's, else Debian's
	@{ command -v cc || command -v gcc || command -v clang; } >/dev/null || { \
	    if command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
	        printf 'Installing gcc …\n'; \
	        apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends gcc libc6-dev >/dev/null; \
	    else \
	        printf 'The tests of faults need a C compiler: install gcc, or run `make compiler` as root on Debian.\n' >&2; exit 1; \
	    fi; }

bench: .venv/dev.stamp postgres $(if $(findstring --only,$(ARGS)),$(if $(findstring peers,$(ARGS)),redis),redis) ## measure; ARGS go to `python -m bench`
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python -m bench $(ARGS)

soak: .venv/dev.stamp postgres compiler ## long runs of faults, judged; ARGS go to `python -m tests.fault.soak`
	@$(BIN)/python -m tests.fault.soak $(ARGS)

simulate: .venv/dev.stamp ## many lives under a virtual clock; ARGS go to `python -m tests.sim`
	@$(BIN)/python -m tests.sim $(or $(ARGS),--seeds 100000 --seconds 600)

fmt: .venv/dev.stamp ## format, and fix what ruff can fix
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lock: .venv/dev.stamp ## write requirements/*.txt from pyproject.toml; UPGRADE=1 takes newer versions
	@$(compile) pyproject.toml --output-file requirements/runtime.txt
	@$(compile) pyproject.toml --group dev --constraints requirements/runtime.txt --output-file requirements/dev.txt
	@$(compile) --group build --constraints requirements/dev.txt --output-file requirements/build.txt

web: .venv/dev.stamp web/node_modules/.stamp ## build src/autheid/web/ from web/
	@$(BIN)/python scripts/web.py

screens: .venv/dev.stamp web/node_modules/.stamp browser ## pictures of every screen of the applications, into build/screens
	@$(BIN)/python -m tests.browser.screens

specimen: .venv/dev.stamp ## sealed PDFs of people that do not live, into build/specimens
	@$(BIN)/python -m tests.support.specimens

wire: .venv/dev.stamp ## generate src/autheid/wire/ from proto/
	@$(BIN)/python scripts/wire.py

clean: ## remove the environment, caches and builds; never data
	rm -rf .venv .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache .schemathesis
	rm -rf .coverage .coverage.* build dist htmlcov bench/peers/node_modules tests/node/node_modules web/node_modules
	find $(CHECKED) -name __pycache__ -prune -exec rm -rf {} +

# One environment, two depths: `make run` needs the first, everything else the second. A stamp is older
# than a lock file that has changed since; it is written last, so an install that broke off is done again.
$(BIN)/python:
	@printf 'Making .venv …\n'
	@$(PYTHON) -m venv .venv

.venv/run.stamp: requirements/build.txt requirements/runtime.txt pyproject.toml | $(BIN)/python
	@printf 'Installing what it takes to run …\n'
	@$(locked) -r requirements/build.txt -r requirements/runtime.txt
	@$(here)
	@touch $@

.venv/dev.stamp: requirements/dev.txt pyproject.toml | $(BIN)/python
	@printf 'Installing what it takes to develop …\n'
	@$(locked) -r requirements/dev.txt
	@$(here)
	@touch .venv/run.stamp $@

# No package may run a script of its own while it is installed. Vite wants a newer Node than many machines have, so
# the wheel's stands first here.
web/node_modules/.stamp: web/package.json web/package-lock.json .venv/dev.stamp
	@printf 'Installing what builds the web applications …\n'
	@PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --prefix web --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

# No package may run a script of its own while it is installed.
tests/node/node_modules/.stamp: tests/node/package.json tests/node/package-lock.json .venv/dev.stamp
	@printf 'Installing the Node clients that tests use …\n'
	@npm ci --prefix tests/node --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@
