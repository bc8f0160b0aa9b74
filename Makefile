# Two commands matter: `make assessment` and `make test`. Both set everything up first.
PYTHON  ?= python3
VENV    := .venv
BIN     := $(VENV)/bin
READY   := $(VENV)/.ready
OUT     ?= outputs
RUN     ?= $(OUT)/alderhythe/2010-11

.PHONY: help setup assessment test lint lock docs pictures clean browser

help:
	@echo "make assessment   set up, run the whole sample assessment, say where the pages are"
	@echo "make test         set up, run everything that is checked before a change lands"
	@echo "make lab          JupyterLab on the notebooks"
	@echo "make docs         regenerate the reference pages"
	@echo "make pictures     the README's pictures, from a finished run of the sample"
	@echo "make lock         recompile requirements.lock from pyproject.toml"

# Debian ships Python without ensurepip; where we may, we fetch it, else we say what to do.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv; \
	  else echo "install python3-venv first: apt-get install python3-venv"; exit 1; fi; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv>=0.9"

# The lock decides the packages; a second make finds the stamp newer and installs nothing.
$(READY): requirements.lock pyproject.toml | $(VENV)/bin/python
	VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --require-hashes --compile-bytecode -r requirements.lock
	VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --no-deps -e .
	@touch $@

setup: $(READY)

assessment: setup
	$(BIN)/cdrp sample data/sample
	$(BIN)/cdrp assess data/sample/assessment.toml --out $(OUT)

lab: setup
	$(BIN)/cdrp lab

# Pages are opened in Chromium by the tests; it is fetched where that is possible.
browser:
	@command -v chromium >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium; \
	  else echo "chromium is absent: the browser tests will say so and be skipped"; fi; }

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

# One process a core; a file of tests stays in one process, so that it shares what it makes.
test: lint browser
	$(BIN)/python -m pytest --numprocesses=auto --dist=loadscope --no-loadscope-reorder

lock: $(VENV)/bin/python
	$(BIN)/uv pip compile pyproject.toml --extra dev --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-annotate --no-header --quiet -o requirements.lock

docs: setup
	$(BIN)/cdrp docs docs/reference

pictures: setup browser
	$(BIN)/python docs/pictures/make.py $(RUN)

clean:
	rm -rf $(VENV) data/sample $(OUT)/*/
