# Everything a newcomer needs; `make` alone lists it. Needs Python 3.11 or newer, nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
FEED ?=
SERVE ?=
ARGS ?=
SECONDS ?= 300

# Hundreds of modules are compiled once, and not in each of the many processes that tests and engines start.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help demo test check bench bench-peers proofs fuzz mutation mutants temporal temporal-up production lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "makegood needs Python 3.11 or newer; name one: make PYTHON=python3.12 …" >&2; exit 2; }
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.core: $(VENV)/.python requirements/core.txt pyproject.toml
	@echo "installing (once) …" >&2
	@$(BIN)/pip install --disable-pip-version-check -q --require-hashes -r requirements/core.txt
	@$(BIN)/pip install --disable-pip-version-check -q --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.core requirements/dev.txt
	@echo "installing what tests and checks need (once) …" >&2
	@$(BIN)/pip install --disable-pip-version-check -q --require-hashes -r requirements/dev.txt
	@touch $@

$(VENV)/.proofs: $(VENV)/.dev requirements/proofs.txt
	@echo "installing what the long runs need (once) …" >&2
	@$(BIN)/pip install --disable-pip-version-check -q --require-hashes -r requirements/proofs.txt
	@touch $@

$(VENV)/.peers: $(VENV)/.dev requirements/peers.txt benchmarks/peers/package-lock.json
	@echo "installing what is compared with (once) …" >&2
	@$(BIN)/pip install --disable-pip-version-check -q --require-hashes -r requirements/peers.txt
	@mkdir -p .peers && cp benchmarks/peers/package.json benchmarks/peers/package-lock.json .peers/
	@cd .peers && npm ci --ignore-scripts --no-audit --no-fund --silent
	@touch $@

demo: $(VENV)/.core ## failures of four fictional firms, put right while you watch (FEED=file)
	@$(BIN)/makegood demo $(if $(FEED),--feed $(FEED)) $(ARGS)

test: $(VENV)/.dev ## every test
	@$(BIN)/pytest -q -n 2 --dist worksteal --durations=25 $(ARGS)

check: $(VENV)/.dev ## style, types, layers
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

bench: $(VENV)/.dev ## measure; writes docs/figures.md
	@$(BIN)/makegood bench $(ARGS)

bench-peers: $(VENV)/.peers ## the same case by Temporal alone, DBOS and Restate; writes docs/peers.md (half an hour)
	@$(BIN)/python -m benchmarks.peers $(ARGS)

proofs: $(VENV)/.proofs fuzz ## the long runs
	@$(BIN)/pytest -q -m proof $(ARGS)

fuzz: $(VENV)/.proofs ## hostile input for every reader, five minutes each (SECONDS=300)
	@for target in playbook expression feed event_log cloud_events; do \
	  echo "fuzzing $$target for $(SECONDS) s …" >&2; \
	  $(BIN)/python -m tests.fuzz $$target --seconds $(SECONDS) $(ARGS) || exit 1; done

mutation: $(VENV)/.proofs ## faults planted in the checker and the evaluator that no test notices
	@$(BIN)/python -m tests.mutation --only domain/playbook domain/expression $(ARGS)

mutants: $(VENV)/.proofs ## every number of every pack changed; faults planted in packs, clock, ledger and authority
	@$(BIN)/pytest -q tests/packs/test_mutants.py
	@$(BIN)/python -m tests.mutation --only domain/entitlement domain/clock domain/case $(ARGS)

temporal: $(VENV)/.dev ## the Temporal server that tests use: found, or built with Go (minutes, once)
	@$(BIN)/python -m tests.support.servers

temporal-up: $(VENV)/.dev ## a Temporal server for trying things out, until Ctrl-C
	@$(BIN)/python -m tests.support.servers up $(ARGS)

production: $(VENV)/.dev ## Temporal, PostgreSQL and the workers as in docker/compose.yaml, without Docker, until Ctrl-C
	@$(BIN)/python -m tests.support.production $(ARGS)

lock: $(VENV)/.dev ## renew the locked requirements
	@$(BIN)/pip install --disable-pip-version-check -q uv
	@for set in core dev server; do \
	  extras=; \
	  if [ $$set = dev ]; then extras=--all-extras; fi; \
	  if [ $$set = server ]; then extras="--extra postgres --extra telemetry -c requirements/dev.txt"; fi; \
	  printf 'hatchling\neditables\n' | cat - > requirements/$$set.in; \
	  $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	    --no-emit-index-url --no-emit-find-links $$extras pyproject.toml requirements/$$set.in -o requirements/$$set.txt; \
	  rm requirements/$$set.in; done
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	  --no-emit-index-url --no-emit-find-links --group proofs -c requirements/dev.txt -o requirements/proofs.txt
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	  --no-emit-index-url --no-emit-find-links --group peers -c requirements/dev.txt -o requirements/peers.txt

clean: ## remove what was made
	@rm -rf $(VENV) .peers .mypy_cache .ruff_cache .pytest_cache .hypothesis
