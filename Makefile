# Everything a developer does here. `make` alone prints this list; only Python 3.11+ and make are needed.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

UV_VERSION := 0.13.9
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.synced
PROJECTS := pyproject.toml uv.lock shared/pyproject.toml deploy/local/pyproject.toml $(wildcard services/*/pyproject.toml)
# The first interpreter that is new enough; `make PYTHON=/path/to/python ...` chooses another.
PYTHON ?= $(shell for name in python3.11 python3.12 python3.13 python3.14 python3; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$name" && break; done)
ARGS ?=
STRICT ?=
export STRICT

##@ Use

.PHONY: run
run: $(STAMP) ## Start everything on this machine, show a quote, serve until Ctrl-C (ARGS="--once" stops after it)
	@exec $(BIN)/python -m dutiful_local run --stop-with-parent $(ARGS)

.PHONY: stop
stop: $(STAMP) ## Stop what a killed run has left behind
	@$(BIN)/python -m dutiful_local stop

##@ Check

.PHONY: test
test: $(STAMP) ## Run all tests, a process with servers of its own on each core (ARGS="-k word" picks some; STRICT=1 fails on any skip)
	$(BIN)/python -m pytest --numprocesses logical --maxprocesses 4 --dist loadfile $(ARGS)

.PHONY: official
official: $(STAMP) ## Run the tests that read official tariff files (OFFICIAL_FILES=folder that holds them)
	STRICT=1 OFFICIAL_FILES="$${OFFICIAL_FILES:-../shared/data}" $(BIN)/python -m pytest -m official $(ARGS)

.PHONY: corpus
corpus: $(STAMP) ## Check worked cases and quote them, while `make run` is up (ARGS="my-cases.yaml"; --form-only asks nothing)
	@$(BIN)/python -m tests.corpus.check $(ARGS)

.PHONY: oracle
oracle: $(STAMP) ## Compare the engine with the naive oracle on many entries (ARGS="--entries 50000 --seed 7 --where EU")
	$(BIN)/python -m tests.oracle.run $(ARGS)

.PHONY: mutate
mutate: $(STAMP) ## Put small faults into the engine and count those that tests notice (ARGS="--sample 400 --seed 1")
	$(BIN)/python -m tests.mutation.run $(ARGS)

.PHONY: fuzz
fuzz: $(STAMP) ## Send all that schemathesis makes up from the OpenAPI documents; `make test` sends a part (ARGS="-k papers")
	FUZZ_WHOLE=1 $(BIN)/python -m pytest --timeout 0 tests/e2e/test_openapi_fuzz.py $(ARGS)

.PHONY: lint
lint: $(STAMP) ## Check style, types and the rules of who may import whom
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

.PHONY: audit
audit: $(STAMP) ## Hold the libraries against the times that SECURITY.md promises (STRICT=1 also fails on what is overdue or not known)
	@$(BIN)/python -m deploy.libraries $(ARGS)

.PHONY: fmt
fmt: $(STAMP) ## Put code into shape and repair what can be repaired mechanically
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

##@ Measure

.PHONY: bench
bench: $(STAMP) ## Measure the quote's latency and throughput (ONLY=quote SECONDS=40: beside the floor; ONLY=stages; ONLY=cold)
	ONLY="$(ONLY)" SECONDS="$(SECONDS)" $(BIN)/python -m loadtests.bench $(ARGS)

.PHONY: load
load: $(STAMP) ## Let callers of a checkout loose on a stack (SHAPE=smoke, average, spike, soak, breakpoint or all; SECONDS=60 each)
	SHAPE="$(SHAPE)" SECONDS="$(SECONDS)" $(BIN)/python -m loadtests.load

.PHONY: callbacks
callbacks: $(STAMP) ## Hold platforms' callbacks against their deadlines, and quotes against a storm of webhooks
	$(BIN)/python -m loadtests.callbacks

.PHONY: bench-classify
bench-classify: $(STAMP) ## Measure the classifier on texts it has not learned from (OFFICIAL_FILES=folder that holds them)
	PYTHONPATH=services/classify $(BIN)/python -m training.evaluation "$${OFFICIAL_FILES:-../shared/data}/classify"

.PHONY: bench-documents
bench-documents: $(STAMP) ## Measure how fast customs papers are set (ARGS="--papers 1000 --memory 10000")
	GLIBC_TUNABLES=glibc.malloc.hugetlb=1 $(BIN)/python -m loadtests.documents $(ARGS)

.PHONY: papers
papers: $(STAMP) ## Draw the papers of the handbook's gallery anew
	$(BIN)/python -m tests.gallery.draw

.PHONY: diagrams
diagrams: $(STAMP) ## Draw the handbook's diagrams anew from their .mmd files (fetches mermaidx for it)
	@$(BIN)/python -m tests.gallery.diagrams

.PHONY: screenshots
screenshots: $(STAMP) ## Take the handbook's pictures of the console anew, while `make run` is up (ARGS=its address)
	$(BIN)/python -m tests.gallery.console $(ARGS)

.PHONY: bench-screening
bench-screening: $(STAMP) ## Measure screening on made-up names: what it misses, holds for nothing, and its time (ARGS="--seed 2")
	$(BIN)/python -m loadtests.screening $(ARGS)

.PHONY: monitoring
monitoring: $(STAMP) ## Write dashboards and SLO rules anew from deploy/grafana/boards and loadtests/criteria.toml
	$(BIN)/python -m deploy.monitoring

##@ Maintain

.PHONY: setup
setup: $(STAMP) ## Install everything into .venv (the other targets do it by themselves)

.PHONY: lexicon
lexicon: $(STAMP) ## Check the classifier's lexicon and compile it into the file that the service loads
	@$(BIN)/python -m dutiful_classify.lexicon.check
	@$(BIN)/python -c "from dutiful_classify.model.compiled_lexicon import write_compiled; write_compiled()"

.PHONY: model
model: $(STAMP) ## Make the classifier's model anew, which takes an hour (OFFICIAL_FILES=folder with the labelled texts)
	@$(PYTHON) -m venv .dutiful/model/venv
	@.dutiful/model/venv/bin/python -m pip install --quiet --disable-pip-version-check -r services/classify/training/requirements.txt "./shared[cli,files,service]" ./services/classify
	PYTHONPATH=services/classify/src:services/classify .dutiful/model/venv/bin/python -m training.build "$${OFFICIAL_FILES:-../shared/data}/classify" $(ARGS)

.PHONY: reference
reference: $(STAMP) ## Write the handbook's reference pages anew from the code
	@$(BIN)/python -m tests.reference.write

.PHONY: contract
contract: $(STAMP) ## Write the documents and declarations of openapi/ and the schema of worked cases anew from the code
	@$(BIN)/python -m tests.contract.write_openapi
	@$(BIN)/python -m tests.contract.write_typescript
	@$(BIN)/python -m tests.corpus.write_schema

.PHONY: handbook
handbook: $(STAMP) ## Build the handbook as a site in .dutiful/handbook; a broken link fails
	@$(BIN)/zensical build --strict --config-file zensical.toml

.PHONY: clean
clean: ## Remove .venv, caches, and the local servers with their data
	@if [ -x $(BIN)/python ] && [ -d .dutiful ]; then $(BIN)/python -m dutiful_local stop; fi
	rm -rf $(VENV) .dutiful .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: help
help: ## Print this list
	@awk 'BEGIN { FS = ":.*## " } \
		/^##@/ { printf "\n%s\n", substr($$0, 5) } \
		/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

$(BIN)/uv:
	@if [ -z "$(PYTHON)" ]; then \
		echo "Python 3.11 or newer is needed, and none of python3.11 ... python3 is. Install it, or name one: make PYTHON=/path/to/python" >&2; exit 1; fi
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) comes without venv and pip. Install them: apt-get install python3-venv (Debian, Ubuntu), then run make again" >&2; exit 1; }
	@echo "Creating $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv==$(UV_VERSION)"

$(STAMP): $(PROJECTS) | $(BIN)/uv
	@echo "Installing what uv.lock names"
	@UV_PROJECT_ENVIRONMENT=$(VENV) $(BIN)/uv sync --quiet --frozen --all-groups --inexact --python $(BIN)/python
	@touch $@
