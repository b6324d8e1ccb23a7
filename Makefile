# Every task of this project. `make` alone lists them.
PYTHON ?= python3
ARGS ?=
RUN := .venv/bin/python
# Checks and tests never touch the node of the person who runs them.
SCRATCH := COMITY_HOME=$(CURDIR)/.venv/comity-home

.NOTPARALLEL:
.PHONY: help setup setup-run check test demo up bench soak strings lock

help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## Make .venv with everything for developing; quick when nothing changed
	@$(PYTHON) requirements/install.py develop

setup-run:
	@$(PYTHON) requirements/install.py run

demo: setup-run ## Start the demonstration world (ARGS=--once: ask one query and stop)
	@.venv/bin/comity demo $(ARGS)

up: setup-run ## Start this node with its own data
	@.venv/bin/comity up $(ARGS)

check: setup ## Style, types, floors of the house, migrations, translations, nothing left out of the walks, no dates that age
	@$(RUN) -m ruff check .
	@$(RUN) -m ruff format --check .
	@$(RUN) -m mypy
	@PYTHONPATH=src .venv/bin/lint-imports
	@$(SCRATCH) $(RUN) -W ignore -m comity makemigrations --check --dry-run
	@$(SCRATCH) $(RUN) -m comity strings --check
	@$(RUN) -m pytest -q -o addopts=--import-mode=importlib tests/house/test_walks.py tests/house/test_dates.py

test: setup ## All tests, the browser's too where Chromium is installed (ARGS="-k words")
	@$(RUN) -m pytest -n 3 --dist loadfile --no-loadscope-reorder $(ARGS)

soak: setup ## Faults between whole nodes, ten minutes over a thin link (ARGS=3600: seconds), tests on another day
	@SOAK_S=$(or $(ARGS),600) $(RUN) -m pytest -q -n 0 tests/faults

bench: setup ## Measure queries per second, loading and disk (ARGS="--records 20000000")
	@$(RUN) -m bench.ask $(ARGS)

strings: setup ## Collect the texts for people into the translation files
	@$(SCRATCH) $(RUN) -m comity strings

lock: ## Pin every dependency with its hashes (needs uv)
	@for name in run develop; do \
	  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	    $$([ $$name = run ] || echo --constraint requirements/run.txt) \
	    --output-file requirements/$$name.txt requirements/$$name.in; done
