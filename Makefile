# Two commands suffice: `make chat` and `make test`. The sample articles have their own archive.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARCHIVE ?= .dateline-sample
PORT ?= 8087
WHEELS := build/wheels
INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt --find-links $(WHEELS)

.PHONY: help install chat ask test test-slow live lint bench results fit openai-double clean

help:
	@echo 'make chat            set up, index the sample articles, open the chat window'
	@echo 'make ask Q="…"       answer a question in the terminal'
	@echo 'make test            set up and run the tests (under five minutes)'
	@echo 'make test-slow       crash, browser and packaging tests'
	@echo 'make live            ask a small real model on this machine, installed for it'
	@echo 'make lint            ruff and mypy'
	@echo 'make bench           measure; prints figures and ratios'
	@echo 'make results         ask published question sets, ours and others; writes RESULTS.md'
	@echo 'make openai-double   a stand-in that speaks OpenAI'"'"'s protocol; no model'

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo 'Dateline needs Python 3.11 or newer; set PYTHON=python3.12, say'; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { echo 'no virtual environment could be made; on Debian: apt-get install python3-venv'; exit 1; }
	@touch $@

# The default embedder's weights, as a package like any other: the wheel is built here.
$(WHEELS)/.made: weights/build.py weights/graph.py weights/pyproject.toml | $(VENV)/.made
	$(BIN)/python weights/build.py $(WHEELS)
	@touch $@

$(VENV)/.installed: $(VENV)/.made $(WHEELS)/.made pyproject.toml constraints.txt
	@echo 'installing into $(VENV); the first time takes a minute or two'
	$(INSTALL) -e .
	@touch $@

$(VENV)/.developing: $(VENV)/.installed
	$(INSTALL) -e '.[dev]'
	@touch $@

install: $(VENV)/.installed

chat: install
	@$(BIN)/dateline sync --sample --archive $(ARCHIVE)
	@$(BIN)/dateline chat --archive $(ARCHIVE)

ask: export Q := $(Q)
ask: install
	@$(BIN)/dateline sync --sample --archive $(ARCHIVE) > /dev/null
	@$(BIN)/dateline ask --archive $(ARCHIVE) -- "$$Q"

test: $(VENV)/.developing
	$(BIN)/python -m pytest

test-slow: $(VENV)/.developing
	$(BIN)/python -m pytest -m slow

live: $(VENV)/.developing
	$(BIN)/python -m tests.small_model

lint: $(VENV)/.developing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/.developing
	$(BIN)/python -m tests.benchmarks.bench_support
	$(BIN)/python -m tests.benchmarks.bench_embedding
	$(BIN)/python -m tests.benchmarks.bench_newsquiz
	$(BIN)/python -m tests.benchmarks.bench_copies
	$(BIN)/python -m tests.benchmarks.bench_questions
	$(BIN)/python -m tests.benchmarks.bench_days
	$(BIN)/python -m tests.benchmarks.bench_pages
	$(BIN)/python -m tests.benchmarks.bench_pdf
	$(BIN)/python -m tests.benchmarks.bench_rewordings
	$(BIN)/python -m tests.benchmarks.bench_window
	$(BIN)/python -m tests.benchmarks.bench_access
	$(BIN)/python -m tests.benchmarks.bench_load
	$(BIN)/python -m tests.benchmarks.bench_forgetting

results: $(VENV)/.developing
	$(BIN)/python -m tests.benchmarks.results

fit: $(VENV)/.developing
	$(BIN)/python -m tests.benchmarks.fit_support
	$(BIN)/python -m tests.benchmarks.fitting
	$(BIN)/python -m tests.benchmarks.fit_short

openai-double: $(VENV)/.developing
	@$(BIN)/python -m tests.openai_double --port $(PORT)

clean:
	rm -rf $(VENV) $(ARCHIVE) .dev build dist *.egg-info
