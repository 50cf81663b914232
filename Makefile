# make demo   the shipped sample to dialogues, with the demo teacher: no key, network or GPU
# make ui     Dagster's web UI with everything loaded (PORT=3000)
# make test   everything that must hold before a change lands
# make test-ui  the web UI and the report in a headless Chromium; makes the pictures in docs/images
# make bench  installs the peers that the programs in benchmarks/ compare with

PORT ?= 3000
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null && echo $$p && break; done)
CHROMIUM ?= $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)
DAGSTER := $(BIN)/dagster
# dbt parses the SQL tests once; else whoever loads the asset graph first would wait for it.
PARSE := $(BIN)/python -c 'from ultralink_assets.gates import sql_tests; sql_tests.every()'
export DAGSTER_HOME := $(CURDIR)/.dagster_home
# With it set, `dagster dev` gives its web server two places to load from, and that ends without a word (1.13).
unexport DAGSTER_MODULE_NAME

.PHONY: demo ui test test-ui lint types bench clean
.DELETE_ON_ERROR:

demo: $(VENV)/.base .env
	$(BIN)/ultralink demo

ui: $(VENV)/.base .env
	$(DAGSTER) dev --workspace workspace.yaml --port $(PORT)

test: $(VENV)/.dev lint types
	$(BIN)/python -m pytest -n 2

test-ui: $(VENV)/.ui
	@test -n "$(CHROMIUM)" || { echo "A Chromium is needed: apt-get install chromium, or CHROMIUM=/path/to/it"; exit 1; }
	CHROMIUM="$(CHROMIUM)" $(BIN)/python -m pytest -m ui

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev
	$(BIN)/mypy

bench: $(VENV)/.base
	$(PIP) --editable '.[bench]'

clean:
	rm -rf $(VENV) .env .mypy_cache .ruff_cache .pytest_cache

.env:
	printf 'DAGSTER_HOME="%s"\n' '$(CURDIR)/.dagster_home' > $@

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 is needed; name one: make PYTHON=/path/to/python"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.base: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(PIP) --editable .
	$(PARSE)
	touch $@

$(VENV)/.dev: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(PIP) --editable '.[dev]'
	$(PARSE)
	touch $@ $(VENV)/.base

$(VENV)/.ui: $(VENV)/.dev
	$(PIP) --editable '.[dev,ui]'
	touch $@
