# `make` alone lists what it can do. Needs Python 3.11 or newer and nothing else.
SHELL := /bin/sh
.DEFAULT_GOAL := help
# Where this is set, every start compiles every module again: four times slower.
unexport PYTHONDONTWRITEBYTECODE
PYTHON ?= python3

.PHONY: help
help: ## list the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
