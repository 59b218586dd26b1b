# make serve   set up, then map the shipped dossier at http://127.0.0.1:8000
# make serve DOCUMENTS=path    … or your own folder of documents
# make test    set up, then run all tests
# make bench   measure; SIZES="1000 10000 100000" are the articles that are built, 1000 without
# make train   train the models again
# make check   what continuous integration runs: lint, types, imports, tests with coverage
PYTHON  ?= python3
DOSSIER ?= layers/idlib-2018
PORT    ?= 8000
SIZES   ?= 1000
BIN     := .venv/bin

.PHONY: serve test check lint types rules bench train lock screenshots clean

# zsh leaves the tilde of DOCUMENTS=~/articles as it is.
serve: .venv/run
	$(BIN)/dateline serve $(DOSSIER) $(if $(DOCUMENTS),--documents "$(patsubst ~/%,$(HOME)/%,$(DOCUMENTS))") --port $(PORT)

# Tests start some sixty processes: where this is set, each would compile the package anew.
export PYTHONDONTWRITEBYTECODE =

# Tracing doubles the time of a test: the long ones run without. Status 5: none of TESTS is such.
PYTEST = $(BIN)/python -m pytest --numprocesses=auto --dist=loadfile

test: .venv/dev
	$(PYTEST) -m unmeasured $(TESTS) || test $$? -eq 5
	$(PYTEST) -m "not unmeasured" --cov --cov-report= --cov-fail-under=0 $(TESTS) || test $$? -eq 5

check: lint test
	$(BIN)/coverage report

# Types take longest: the rest runs beside them.
lint: .venv/dev
	$(MAKE) -j2 types rules

types: .venv/dev
	$(BIN)/mypy

rules: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	cd tools/web && npm ci --silent --no-audit --no-fund && npm run --silent check

bench: .venv/dev
	$(BIN)/python benchmarks/run.py
	$(BIN)/python benchmarks/reading.py
	$(BIN)/python benchmarks/zones.py
	$(BIN)/python benchmarks/scale.py $(SIZES)

# The models of the world reader, from the corpora in $DATELINE_SHARED/corpora.
train: .venv/dev
	PYTHONPATH=tools $(BIN)/python -m train

screenshots: .venv/dev
	$(BIN)/python tools/screenshots.py

# The project itself is built with the backend of the lock, not with the newest one.
.venv/run: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Dateline needs Python 3.11 or newer: make PYTHON=python3.12 …" >&2; exit 2; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev: requirements-dev.lock .venv/run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

# Remake the locks from pyproject.toml; needs uv.
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links --extra world --group build pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links --extra world --group build --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock

clean:
	rm -rf .venv out dist .mypy_cache .ruff_cache .pytest_cache .coverage
