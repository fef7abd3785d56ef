# Each target makes its own virtual environment when there is none.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

# Images often set it; the many processes of the tests would compile every module again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test check histories lint format types faults bench lock clean

demo: $(READY)          ## two rounds, start to finish, in under two minutes
	@$(BIN)/campaign demo

# Three processes for two cores: the one that breaks servers mostly waits.
JOBS ?= 3
SHARED := --numprocesses $(JOBS) --dist loadfile --no-loadscope-reorder
test: $(READY)          ## every test, on real servers
	@$(BIN)/pytest $(SHARED)

QUICK := activities clients models replay sandbox storage
check: lint types       ## within a minute: lint, types, and the tests that start no round
	@$(BIN)/pytest --quiet $(SHARED) $(QUICK:%=tests/%) tests/test_*.py

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
	@$(PYTHON) -m venv --clear $(VENV)-lock && $(VENV)-lock/bin/pip install --quiet uv
	@$(VENV)-lock/bin/uv pip compile pyproject.toml --extra local --extra build \
		$(LOCK) -o requirements.lock
	@$(VENV)-lock/bin/uv pip compile pyproject.toml --extra local --extra build --extra dev \
		-c requirements.lock $(LOCK) -o requirements-dev.lock
	@rm -rf $(VENV)-lock
LOCK := --quiet --universal --python-version 3.11 --generate-hashes --no-strip-extras \
	--no-emit-index-url --no-emit-find-links --no-header

clean:                  ## remove what the targets made; the state of `campaign dev` stays
	@rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info

# The lock is complete, so nothing is resolved: what others publish tomorrow changes nothing here.
# `--clear` and the mark at the very end: what was interrupted is begun anew, never taken over.
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps
$(READY): requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "$(PYTHON) is older than Python 3.11; name a newer one: make PYTHON=python3.12"; \
		exit 1; }
	@echo "setting up $(VENV): $$(grep -c '^[a-z].*==' requirements-dev.lock) packages by version" \
		"and hash; once, about 40 s ..."
	@$(PYTHON) -m venv --clear $(VENV)
	@$(INSTALL) --require-hashes -r requirements-dev.lock
	@$(INSTALL) --no-build-isolation -e .
	@$(BIN)/python -m pip check
	@touch $@
