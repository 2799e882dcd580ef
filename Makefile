# Two commands do everything: `make serve` and `make test`. Each sets up what it needs, once.
PYTHON ?= python3
VENV := .venv
HANDBOOK := $(VENV)/bin/handbook
LOCK := requirements.lock
READY := $(VENV)/.ready-$(LOCK)

.PHONY: help serve build ready check test rehearse lint fix bench campaign draft schema lock clean

help:            ## What can be made
	@grep -E '^[a-z]+: .*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 10

serve: $(READY)  ## Set up, build every iteration, and serve them at http://127.0.0.1:8000/
	@$(HANDBOOK) serve --all

draft: $(READY)  ## Live preview of the draft; reloads when a file changes
	@$(HANDBOOK) serve

build: $(READY)  ## Build every iteration into site/
	@$(HANDBOOK) build --out site

ready: $(READY)  ## Set up, and nothing else

check: $(READY)  ## Find everything that is wrong with the data
	@$(HANDBOOK) check

test: $(READY)   ## Set up, a browser included, and run every test
	@sh tests/get-browser.sh
	@$(VENV)/bin/python -m pytest -n auto --dist worksteal --durations=10 $(ARGS)

rehearse: $(READY) ## Release, rename, merge and the rest in a scratch clone, and run every test there
	@rm -rf .cache/rehearsal && git clone --quiet . .cache/rehearsal
	@$(VENV)/bin/python -m tests.rehearsal .cache/rehearsal --released 2
	@cd .cache/rehearsal && PYTHONPATH=. ../../$(VENV)/bin/python -m pytest -n auto --dist worksteal --durations=10 $(ARGS)

lint: $(READY)   ## Find what is untidy or mistyped in the code: ruff and mypy
	@$(VENV)/bin/ruff check --quiet .
	@$(VENV)/bin/ruff format --quiet --check . || { echo "\`make fix\` lays it out."; exit 1; }
	@$(VENV)/bin/mypy --no-error-summary

fix: $(READY)    ## Lay out the code, and mend what ruff can mend by itself
	@$(VENV)/bin/ruff check --quiet --fix . || true
	@$(VENV)/bin/ruff format --quiet .

bench: $(READY)  ## Measure, and print the figures
	@sh tests/get-browser.sh
	@$(VENV)/bin/python -m tests.bench $(ARGS)

campaign: $(READY) ## Break files, put hostile words everywhere, kill commands: ARGS="--minutes 5 --seed 1"
	@$(VENV)/bin/python -m tests.campaign $(ARGS)

schema: $(READY) ## Write the JSON Schemas of the data again, after a change of the model
	@$(HANDBOOK) schema

COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-emit-find-links --no-header --no-annotate

lock:            ## Write both lock files again, after a change of pyproject.toml (needs uv)
	@$(COMPILE) --all-extras pyproject.toml -o requirements.lock
	@$(COMPILE) --constraints requirements.lock pyproject.toml -o requirements-publish.lock

clean:           ## Remove what was built and set up
	@rm -rf $(VENV) .cache site

$(READY): $(LOCK) pyproject.toml
	@echo "Setting up (about a minute, once) …"
	@$(PYTHON) -c 'import sys; sys.exit("The handbook needs Python 3.11 or newer; this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	@test -x $(VENV)/bin/python || $(PYTHON) -m venv $(VENV)
	@$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(LOCK)
	@$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
