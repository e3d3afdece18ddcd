# Everything runs from .venv, which `make setup` builds out of constraints.txt.
# PYTHON=python3.12 picks the interpreter, ARGS="..." reaches the command, V=1 lets pip talk.

PYTHON ?= python3
ARGS ?=
BIN := .venv/bin

# Paths stay relative and pip runs here, so that a checkout in "My Projects" works too.
# pip up to 25.2 reads the first for build environments as well, newer ones the second.
PINNED := PIP_CONSTRAINT=constraints.txt PIP_BUILD_CONSTRAINT=constraints.txt
PIP := PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip
QUIET := $(if $(V),,-qq)
FAILED := { echo "That failed. 'make $(MAKECMDGOALS) V=1' shows what pip does." >&2; exit 1; }

.PHONY: help setup setup-dev run test storm check format lint types contracts drift containers \
	bench picture mails pages pin clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

setup: .venv/runtime.stamp ## create .venv with the pinned packages
	@echo "$(BIN)/afterword is ready."

setup-dev: .venv/dev.stamp ## the same, and what tests and checks need
	@:

run: .venv/runtime.stamp ## start the demo: server, worker, inbox, sample surveys
	@$(BIN)/afterword demo $(ARGS)

# Six at a time keep two cores busy: tests wait about as much as they compute.
test: setup-dev ## run every test, on SQLite and on PostgreSQL
	$(BIN)/python -m pytest -n 6 --dist worksteal $(ARGS)

storm: setup-dev ## run the long fault tests
	$(BIN)/python -m pytest -m storm $(ARGS)

check: format lint types contracts drift containers ## format, lint, types, contracts, drift

format: setup-dev
	$(BIN)/ruff format --check .

lint: setup-dev
	$(BIN)/ruff check .

types: setup-dev
	$(BIN)/mypy

contracts: setup-dev
	$(BIN)/lint-imports

drift: setup-dev
	$(BIN)/python -m surveys.drift

containers: setup-dev
	$(BIN)/hadolint Dockerfile
	$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec compose.yaml

bench: setup-dev ## measure against the targets, write bench/RESULTS.md
	$(BIN)/python -m bench $(ARGS)

picture: setup-dev ## take docs/dashboard.png anew
	$(BIN)/python -m tests.browser.picture docs/dashboard.png

mails: setup-dev ## take the pictures of mails that the tests compare with anew
	$(BIN)/python -m tests.browser.mails

pages: setup-dev ## take the pictures of customers' pages that the tests compare with anew
	$(BIN)/python -m tests.browser.pages

clean: ## remove .venv, caches and builds, and keep the data in var
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Afterword needs Python 3.11 or newer, and $(PYTHON) is" \
			"$$($(PYTHON) -V 2>/dev/null || echo not there)." >&2; \
		echo "Name another one: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	@echo "Creating .venv with $$($(PYTHON) -V)."
	@$(PYTHON) -m venv --clear .venv || { rm -rf .venv; exit 1; }

.venv/runtime.stamp: pyproject.toml constraints.txt | .venv/bin/python
	@echo "Installing Afterword and its pinned packages into .venv. This takes about a minute."
	@$(PINNED) $(PIP) install $(QUIET) -e . || $(FAILED)
	@touch $@

.venv/dev.stamp: .venv/runtime.stamp
	@echo "Installing what tests and checks need. This takes about a minute."
	@$(PINNED) $(PIP) install $(QUIET) -e '.[dev]' || $(FAILED)
	@touch $@

# With the oldest supported Python, so that every newer one can use the pins as well.
# hatchling and editables are what builds the package, setuptools what builds dkimpy.
pin: ## choose the newest versions again and write constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { \
		echo "Pins are made with Python 3.11: make pin PYTHON=python3.11" >&2; exit 1; }
	$(PYTHON) -m venv --clear build/pin
	build/pin/bin/python -m pip install $(QUIET) -e '.[dev]' hatchling editables setuptools
	( echo "# Every installed package. 'make pin' writes this file."; \
		build/pin/bin/python -m pip freeze --all --exclude pip --exclude afterword ) > build/constraints.txt
	mv build/constraints.txt constraints.txt
	rm -rf build/pin
