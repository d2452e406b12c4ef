# Everything one does with Muster; `make` alone lists it.
PYTHON ?= python3
PORT ?= 5000
BIN := .venv/bin
# Python compiles what it loads, when it first does: compiling everything at once took half of the time of setting up.
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile
DATABASE_FLAGS := $(if $(SHOP),--shop,)
T ?= tests
WORKERS ?= auto

.DEFAULT_GOAL := help
.PHONY: help run large test loop simulate audit reconcile backup restore setup setup-dev vendor translations extract format lint types contracts docs templates worker bench pictures clean ci

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

run: setup ## start the demo on http://localhost:5000 (PORT=… changes it; SHOP=1 is your own, empty shop)
	@exec $(BIN)/python -m marketplace run $(DATABASE_FLAGS) --port $(PORT)

test: setup-dev ## run every test, on SQLite and on a PostgreSQL the tests start themselves (T=path for some)
	@$(BIN)/python -m pytest -q -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(T)

loop: setup ## take the demo world through the whole loop and print what happened (JSON=1 for machines)
	@$(BIN)/python -m marketplace loop $(if $(JSON),--json,)

simulate: setup-dev ## run 300 random histories of money with faults and crashes; not one may lose or double a cent
	@$(BIN)/python -m benchmarks.payouts.simulate --histories 300 --seed 91001

audit: setup ## check every invariant over the database
	@$(BIN)/python -m marketplace audit $(DATABASE_FLAGS)

reconcile: setup ## compare books, provider and bookings of every business (BUSINESS=… for one, FROM=… TO=… for a time)
	@$(BIN)/python -m marketplace reconcile $(DATABASE_FLAGS) $(if $(BUSINESS),--business $(BUSINESS),) $(if $(FROM),--from $(FROM),) $(if $(TO),--to $(TO),)

backup: setup ## put database and photos into one archive (FILE=… names it)
	@$(BIN)/python -m marketplace backup $(DATABASE_FLAGS) $(if $(FILE),--file $(FILE),)

restore: setup ## replace database and photos by an archive's (FILE=…)
	@$(BIN)/python -m marketplace restore $(DATABASE_FLAGS) $(if $(FILE),--file $(FILE),)

worker: setup ## run due work in a process of its own
	@exec $(BIN)/python -m marketplace worker $(DATABASE_FLAGS)

setup: $(BIN)/.runtime vendor translations

setup-dev: $(BIN)/.development vendor translations

large: setup $(BIN)/.large ## install the compiled engine for markets past a few thousand fans
	@echo "Compiling it, the first time for about a minute, so that no round waits …"
	@$(BIN)/python -m matching.engine.warm

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or later is missing. On Debian or Ubuntu: sudo apt install python3 python3-venv"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed; this is $$($(PYTHON) --version). Name a newer one: make PYTHON=python3.12 …"; exit 1; }
	@$(PYTHON) -m venv .venv 2>/dev/null || { rm -rf .venv; echo "Python's venv module is missing. On Debian or Ubuntu: sudo apt install python3-venv"; exit 1; }

$(BIN)/.runtime: requirements.txt | $(BIN)/python
	@echo "Installing what Muster runs with …"
	@$(INSTALL) -r requirements.txt
	@touch $@

$(BIN)/.large: requirements-large.txt | $(BIN)/.runtime
	@echo "Installing what large markets are matched with …"
	@$(INSTALL) -r requirements-large.txt
	@touch $@

$(BIN)/.development: requirements.txt requirements-large.txt requirements-dev.txt | $(BIN)/python
	@echo "Installing what the tests need …"
	@$(INSTALL) -r requirements-dev.txt
	@touch $@ $(BIN)/.runtime $(BIN)/.large

vendor: | $(BIN)/python
	@$(BIN)/python -m marketplace.core.vendor

translations: | $(BIN)/python
	@$(BIN)/python -m marketplace.operations.translations compile

extract: setup-dev ## collect the words of pages and code into translations/
	@$(BIN)/python -m marketplace.operations.translations extract

format: setup-dev ## put code into its form
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix-only --quiet .

lint: setup-dev ## form and faults
	@$(BIN)/ruff format --check . && $(BIN)/ruff check .

types: setup-dev ## types: strict for the two libraries, names and arguments for the rest
	@$(BIN)/mypy

contracts: setup-dev ## who may import whom
	@$(BIN)/lint-imports

docs: setup-dev ## write docs/lifecycles.md from the tables of the life cycles
	@$(BIN)/python -m marketplace.operations.lifecycles write

templates: setup-dev ## faults in templates
	@$(BIN)/djlint templates --lint --profile=jinja --quiet

ci: lint types contracts templates ## everything: form, types, contracts, words, tests, random histories and the loop
	@$(BIN)/python -m marketplace.operations.translations check
	@$(MAKE) --no-print-directory test
	@$(MAKE) --no-print-directory simulate
	@$(MAKE) --no-print-directory loop

bench: setup-dev ## measure: pages against bare ones, the loop, a large world, Lighthouse (docs/benchmarks.md)
	@$(BIN)/python -m benchmarks.web
	@$(BIN)/python -m benchmarks.commands
	@$(BIN)/python -m benchmarks.lighthouse

pictures: setup-dev ## take the README's pictures of a demo that runs on PORT
	@$(BIN)/python -m tests.browser.pictures http://localhost:$(PORT)

clean: ## remove what set-up made (keeps instance/)
	@rm -rf .venv node_modules static/vendor .pytest_cache .mypy_cache .ruff_cache
