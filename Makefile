# Two commands do everything: `make serve` and `make test`. Each sets up what it needs, once.
PYTHON ?= python3
VENV := .venv
HANDBOOK := $(VENV)/bin/handbook
READY := $(VENV)/.ready

.PHONY: help serve build check test rehearse bench draft schema lock clean

help:            ## What can be made
	@grep -E '^[a-z]+: .*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 10

serve: $(READY)  ## Set up, build every iteration, and serve them at http://127.0.0.1:8000/
	@$(HANDBOOK) serve --all

draft: $(READY)  ## Live preview of the draft; reloads when a file changes
	@$(HANDBOOK) serve

build: $(READY)  ## Build every iteration into site/
	@$(HANDBOOK) build --out site

check: $(READY)  ## Find everything that is wrong with the data
	@$(HANDBOOK) check

test: $(READY)   ## Set up, a browser included, and run every test
	@sh tests/get-browser.sh
	@$(VENV)/bin/python -m pytest -n auto --dist worksteal --durations=10 $(ARGS)

rehearse: $(READY) ## Release, rename, merge and the rest in a scratch clone, and run every test there
	@rm -rf .cache/rehearsal && git clone --quiet . .cache/rehearsal
	@$(VENV)/bin/python -m tests.rehearsal .cache/rehearsal --released 2
	@cd .cache/rehearsal && PYTHONPATH=. ../../$(VENV)/bin/python -m pytest -n auto --dist worksteal --durations=10 $(ARGS)

bench: $(READY)  ## Measure, and print the figures
	@sh tests/get-browser.sh
	@$(VENV)/bin/python -m tests.bench $(ARGS)

schema: $(READY) ## Write the JSON Schemas of the data again, after a change of the model
	@$(HANDBOOK) schema

lock:            ## Write requirements.lock again, after a change of pyproject.toml (needs uv)
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	  --no-header --no-annotate --extra test pyproject.toml -o requirements.lock

clean:           ## Remove what was built and set up
	@rm -rf $(VENV) .cache site

$(READY): requirements.lock pyproject.toml
	@echo "Setting up (about a minute, once) …"
	@$(PYTHON) -c 'import sys; sys.exit("The handbook needs Python 3.11 or newer; this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	@test -x $(VENV)/bin/python || $(PYTHON) -m venv $(VENV)
	@$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
