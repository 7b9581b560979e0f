# Two commands do everything: `make run` and `make test`.

# Bytecode is kept, whatever the environment says: the tests start many processes, and each would compile all anew.
unexport PYTHONDONTWRITEBYTECODE

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: run test pytest test-slow lint outputs docs notebook wheel clean

run: $(VENV)/.ready
	@$(BIN)/sahel-kg build --cross-check
	@$(BIN)/sahel-kg render --source grey-dynamics-2019 -o build-pages/relationships.html
	@echo "Open build-pages/relationships.html in a browser. Put $(BIN) on your PATH, or type $(BIN)/sahel-kg."

# The files that take longest begin first (tests/conftest.py), whatever number of tests they have.
PYTEST := $(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

# The workers take all processors: threads of numpy's would only wait for each other.
pytest test-slow: export OPENBLAS_NUM_THREADS = 1

# Type-checking takes one processor for half a minute, beside the tests.
test: $(VENV)/.ready-dev
	@$(MAKE) --no-print-directory --jobs=2 lint pytest

# Random cases against the reference, mostly, are slow: make test leaves them out; with `make test MARKED=` it runs all.
MARKED ?= not slow
test-slow: MARKED = slow

pytest test-slow: $(VENV)/.ready-dev
	@$(PYTEST) -m "$(MARKED)" $(PYTEST_ARGS)

lint: $(VENV)/.ready-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

# What every command prints on the shipped build: tests/outputs/.
outputs: $(VENV)/.ready-dev
	@$(BIN)/python -m tests.outputs.record

docs: $(VENV)/.ready-dev
	@$(BIN)/python docs/generate.py

notebook: $(VENV)/.ready-notebook
	@$(BIN)/jupyter nbconvert --to html --execute --log-level WARN \
	  --TagRemovePreprocessor.enabled=True --TagRemovePreprocessor.remove_input_tags=hide-input \
	  --output-dir build-pages notebooks/alliances.ipynb
	@echo "Open build-pages/alliances.html in a browser."

wheel: $(VENV)/.ready-dev
	@$(BIN)/python -m build --outdir dist .

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "sahel-kg needs Python 3.11 or newer; name one with make PYTHON=python3.12 run"; exit 2; }
	@$(PYTHON) -m venv $(VENV) || { echo "venv is missing: install the package python3-venv"; rm -rf $(VENV); exit 2; }

$(VENV)/.ready: $(VENV)/bin/python pyproject.toml constraints.txt
	@echo "setting up $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[pictures,desk]'
	@touch $@

$(VENV)/.ready-dev: $(VENV)/.ready
	@echo "setting up the tools for tests ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -r requirements-dev.txt
	@touch $@

$(VENV)/.ready-notebook: $(VENV)/.ready
	@echo "setting up what the notebook needs ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[notebook]'
	@touch $@

clean:
	rm -rf $(VENV) build build-pages dist
