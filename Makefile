# `make` alone lists what it can do. Needs Python 3.11 or newer, and nothing else.
SHELL := /bin/sh
.DEFAULT_GOAL := help
# Where this is set, every start compiles every module again: four times slower.
unexport PYTHONDONTWRITEBYTECODE
PYTHON ?= python3
PIP := .venv/bin/python -m pip --disable-pip-version-check --no-input --quiet

.PHONY: help
help: ## list these targets
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "make %-7s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: setup
setup: .venv/.runtime ## install into .venv; leaves the command at .venv/bin/vitalfew

.PHONY: demo
demo: .venv/.runtime ## set up, load the sample and serve it at http://127.0.0.1:8000
	@exec .venv/bin/vitalfew demo --data var/demo

.PHONY: test
test: .venv/.dev ## run every test; what is absent is skipped and named at the end
	@.venv/bin/python tools/test.py $(TESTS)

.PHONY: bench
bench: .venv/.dev ## measure speed beside bare references, write docs/benchmarks.md
	@.venv/bin/python -m benchmarks.run $(TOPICS)

.PHONY: lint
lint: .venv/.dev ## ruff, mypy, import-linter, templates, translations
	@.venv/bin/ruff check . && .venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports
	@.venv/bin/djlint --quiet --lint src/vitalfew/web/templates
	@.venv/bin/python tools/messages.py --check

.PHONY: lock
lock: .venv/.dev ## compile requirements/*.txt from pyproject.toml (needs uv)
	@sh tools/lock.sh

.venv/.python:
	@sh tools/check_python.sh $(PYTHON)
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/.runtime: .venv/.python pyproject.toml requirements/build.txt requirements/runtime.txt
	@echo "Installing vitalfew into .venv …"
	@# Python compiles what is used when it is first used: all of it takes half a minute.
	@$(PIP) install --no-compile --require-hashes -r requirements/build.txt -r requirements/runtime.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: .venv/.runtime requirements/dev.txt
	@echo "Installing what the tests need …"
	@$(PIP) install --require-hashes -r requirements/build.txt -r requirements/dev.txt
	@touch $@
