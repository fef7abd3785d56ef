# Each target makes its own virtual environment when there is none.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test histories lint format types faults bench lock clean

demo: $(READY)          ## two rounds, start to finish, in under two minutes
	@$(BIN)/campaign demo

test: $(READY)          ## every test, on real servers
	@$(BIN)/pytest

lint: $(READY)          ## formatting and lint, nothing is changed
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .

format: $(READY)        ## format and mend what can be mended
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

types: $(READY)         ## strict types
	@$(BIN)/mypy

faults: $(READY)        ## kill, cut and break everything; its table in docs/reliability.md
	@$(BIN)/python -m tests.faults

histories: $(READY)     ## record the histories that every change must replay
	@$(BIN)/python -m tests.replay

bench: $(READY)         ## ratios, in one run each
	@$(BIN)/python -m benchmarks

lock:                   ## pin dependencies anew, by version and hash
	@$(PYTHON) -m venv $(VENV)-lock && $(VENV)-lock/bin/pip install --quiet uv
	@$(VENV)-lock/bin/uv pip compile pyproject.toml --extra local $(LOCK) -o requirements.lock
	@$(VENV)-lock/bin/uv pip compile pyproject.toml --extra local --extra dev \
		-c requirements.lock $(LOCK) -o requirements-dev.lock
	@rm -rf $(VENV)-lock
LOCK := --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header

clean:                  ## remove what the targets made; the state of `campaign dev` stays
	@rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info

$(READY): requirements-dev.lock pyproject.toml
	@echo "setting up $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
