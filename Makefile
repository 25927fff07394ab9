# Two commands do all the set-up: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
JAVA := openjdk-17-jre-headless
SOURCES := pyproject.toml build_hook.py requirements.lock

.PHONY: demo test check acceptance bench lock clean

demo: $(VENV)/.product
	$(BIN)/lingtan demo --out demo

test: $(VENV)/.development
	$(BIN)/python -m pytest -m "not acceptance" -n auto

acceptance: $(VENV)/.development
	$(BIN)/python -m pytest -m acceptance

check: $(VENV)/.development
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/yamllint --strict src .yamllint.yaml
	$(BIN)/codespell src tests benchmarks docs *.md

bench: .venv-bench/.ready
	.venv-bench/bin/python -m benchmarks

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Lingtan needs Python 3.11 or later: apt-get install -y python3" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || \
	  { echo "Python's venv is missing: run  apt-get install -y python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	touch $@

$(VENV)/.product: $(VENV)/.python $(SOURCES)
	$(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	$(BIN)/python -m compileall -q src
	touch $@

$(VENV)/.development: $(VENV)/.product requirements-dev.lock | $(VENV)/.java
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.lock
	touch $@

# The tests start a real Spark cluster, which needs Java.
$(VENV)/.java: $(VENV)/.python
	@command -v java >/dev/null || { apt-get update -qq && apt-get install -y -qq $(JAVA); } || \
	  { echo "The tests need Java for Spark: run  apt-get install -y $(JAVA)" >&2; exit 1; }
	touch $@

# Peers live in an environment of their own: what they install must not weigh on what is measured.
.venv-bench/.ready: $(VENV)/.product requirements-bench.lock
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-bench.lock
	.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	touch $@

lock: $(VENV)/.development
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --no-header --no-annotate --no-emit-index-url pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --no-header --no-annotate --no-emit-index-url pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock
	$(BIN)/uv pip compile --quiet --universal --no-header --no-annotate --no-emit-index-url pyproject.toml --group bench -c requirements-dev.lock -o requirements-bench.lock

clean:
	rm -rf $(VENV) .venv-bench demo build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
