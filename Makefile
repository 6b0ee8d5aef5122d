# Everything starts here: `make help` lists the commands.
# PYTHON names the interpreter that the environment is made with: make run PYTHON=python3.13

PYTHON ?= python3
VENV ?= .venv
ARGS ?=

PY := $(VENV)/bin/python
export UV_PYTHON_DOWNLOADS := never
export PYTHONUNBUFFERED := 1
# Where a machine forbids kept bytecode, every start would compile pandas and Django anew.
unexport PYTHONDONTWRITEBYTECODE

# An environment is marked with what it was made from, so that it is made anew when a lock changes, and only then.
mark = $(VENV)/.$(1)-$(shell cat requirements-boot.lock $(2) | cksum | tr ' ' '-')
SITE := $(call mark,site,requirements.lock)
TOOLS := $(call mark,tools,requirements-dev.lock)
# The test tools come on top of what the site runs on: where they are, they stay.
READY := $(if $(wildcard $(VENV)/.tools-*),$(TOOLS),$(SITE))

define make_environment
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed ('$(PYTHON)' is not): make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	@$(PY) -c 'import pip' 2>/dev/null || $(PYTHON) -m venv --clear $(VENV)
	@rm -f $(VENV)/.site-* $(VENV)/.tools-*
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-boot.lock
	@$(PY) -m uv pip sync --python $(PY) --require-hashes $(1)
	@touch $@
endef

.PHONY: help run test check bench lock clean

help:  ## list the commands
	@sed -n 's/^\([a-z]*\):.*##/make \1\t/p' $(MAKEFILE_LIST) | expand -t 14

run: $(READY)  ## serve the site at http://localhost:8000 (PORT=… for another port)
	@$(PY) -m config.assets
	@exec $(PY) -m config.run

test: $(TOOLS)  ## run every test (ARGS=… for some of them, as pytest takes them)
	@$(PY) -m config.assets
	@exec $(PY) -m tests.run $(ARGS)

check: $(TOOLS)  ## look at style, walls, migrations and templates without running the suite
	$(PY) -m ruff check
	$(PY) -m ruff format --check
	$(VENV)/bin/lint-imports
	$(PY) -m djlint --quiet --lint templates
	$(PY) -m pytest -q tests/test_house.py

bench: $(TOOLS)  ## measure reading and publishing a month against a bare read_csv
	@exec $(PY) -m tests.performance $(ARGS)

COMPILE := -m uv pip compile --universal --python-version 3.11 --generate-hashes \
  --no-header --no-emit-index-url --no-annotate --quiet

lock: $(TOOLS)  ## lock the newest versions that pyproject.toml allows
	$(PY) $(COMPILE) --upgrade --group boot -o requirements-boot.lock
	$(PY) $(COMPILE) --upgrade pyproject.toml -o requirements.lock
	$(PY) $(COMPILE) --upgrade pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock

clean:  ## remove what the other commands made, but not the data in var/
	rm -rf $(VENV) node_modules static/vendor .cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

$(SITE):
	$(call make_environment,requirements.lock)

$(TOOLS):
	$(call make_environment,requirements-dev.lock)
