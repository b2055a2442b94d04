# Two commands suffice: `make chat` and `make test`. The sample articles have their own archive.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARCHIVE ?= .dateline-sample
PORT ?= 8087
WHEELS := build/wheels
PIP := $(BIN)/pip install --disable-pip-version-check --no-input --progress-bar off
INSTALL := $(PIP) -c constraints.txt --find-links $(WHEELS)
SHOWN := $(BIN)/python tools/installing.py

.PHONY: help install chat ask test test-slow live lint docs bench bench-scale results peers fit openai-double clean

help:
	@echo 'make chat            set up, index the sample articles, open the chat window'
	@echo 'make ask Q="…"       answer a question in the terminal'
	@echo 'make test            set up and run the tests (some ten minutes on two cores)'
	@echo 'make test-slow       crash, browser and packaging tests'
	@echo 'make live            ask a small real model on this machine, installed for it'
	@echo 'make lint            ruff and mypy'
	@echo 'make docs            the documentation as a site, in build/site'
	@echo 'make bench           measure; prints figures and ratios'
	@echo 'make bench-scale SIZE=100000   build and ask an archive of so many articles'
	@echo 'make results         ask published question sets, ours and others; writes what came of it'
	@echo 'make peers           ask what others use the same questions; installs them, writes what came of it'
	@echo 'make openai-double   a stand-in that speaks OpenAI'"'"'s protocol; no model'

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo 'Dateline needs Python 3.11 or newer; set PYTHON=python3.12, say'; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { echo 'no virtual environment could be made; on Debian: apt-get install python3-venv'; exit 1; }
	@touch $@

# pip before 23.3 takes lxml[html_clean], which a dependency asks for, for an extra that is not there.
$(VENV)/.pip: $(VENV)/.made
	@echo 'Setting up in $(VENV), once: some 180 packages, 1 GB on disk; two to seven minutes.'
	@$(SHOWN) '1 of 3  pip' $(PIP) 'pip>=23.3'
	@touch $@

# The default embedder's weights, as a package like any other: the wheel is built here.
$(WHEELS)/.made: weights/build.py weights/graph.py weights/pyproject.toml | $(VENV)/.pip
	@$(SHOWN) '2 of 3  weights of the search model' $(BIN)/python weights/build.py $(WHEELS)
	@touch $@

$(VENV)/.installed: $(VENV)/.pip $(WHEELS)/.made pyproject.toml command/pyproject.toml constraints.txt
	@$(SHOWN) '3 of 3  Dateline and what it stands on' $(INSTALL) -e . ./command
	@touch $@

$(VENV)/.developing: $(VENV)/.installed
	@$(SHOWN) 'what tests and checks need' $(INSTALL) -e '.[dev]'
	@touch $@

install: $(VENV)/.installed

$(VENV)/.documenting: $(VENV)/.installed
	@$(SHOWN) 'what the documentation is made with' $(INSTALL) -e '.[docs]'
	@touch $@

chat: install
	@echo 'Indexing the sample articles, which are invented:'
	@$(BIN)/dateline sync --sample --archive $(ARCHIVE)
	@echo 'Opening the chat window:'
	@$(BIN)/dateline chat --archive $(ARCHIVE)

ask: export Q := $(Q)
ask: install
	@$(BIN)/dateline sync --sample --archive $(ARCHIVE) > /dev/null
	@$(BIN)/dateline ask --archive $(ARCHIVE) -- "$$Q"

# In two processes, each file in one of them: faster, and as deterministic.
test: $(VENV)/.developing
	$(BIN)/python -m pytest -n 2 --dist loadfile

test-slow: $(VENV)/.developing
	$(BIN)/python -m pytest -m slow

live: $(VENV)/.developing
	$(BIN)/python -m tests.small_model

lint: $(VENV)/.developing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

docs: $(VENV)/.documenting
	$(BIN)/zensical build --strict

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
	$(BIN)/python -m tests.benchmarks.bench_first --installed
	$(BIN)/python -m tests.benchmarks.bench_window
	$(BIN)/python -m tests.benchmarks.bench_access
	$(BIN)/python -m tests.benchmarks.bench_load
	$(BIN)/python -m tests.benchmarks.bench_asking
	$(BIN)/python -m tests.benchmarks.bench_forgetting
	$(BIN)/python -m tests.benchmarks.bench_years
	$(BIN)/python -m tests.benchmarks.bench_tracing

# Minutes to hours, by size; what is built stays, and a build that was stopped goes on.
bench-scale: SIZE ?= 2286
bench-scale: $(VENV)/.developing
	$(BIN)/python -m tests.benchmarks.bench_scale $(SIZE)

results: $(VENV)/.developing
	$(BIN)/python -m tests.benchmarks.results

peers: $(VENV)/.developing
	$(BIN)/python -m tests.benchmarks.peers

fit: $(VENV)/.developing
	$(BIN)/python -m tests.benchmarks.fit_support
	$(BIN)/python -m tests.benchmarks.fitting
	$(BIN)/python -m tests.benchmarks.fit_short

openai-double: $(VENV)/.developing
	@$(BIN)/python -m tests.openai_double --port $(PORT)

clean:
	rm -rf $(VENV) $(ARCHIVE) .dev build dist *.egg-info
