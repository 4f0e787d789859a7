# Each target does all its own set-up, once: `make run` needs Python 3.11 or newer, `make test` says what else it needs.
# Stamps in .venv and node_modules carry the sum of the lock they were made from, so nothing is installed twice, and a
# set-up that was broken off is done again.

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run setup test lint types units pytest needs format screenshots bench lock clean

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1
export PIP_USER := 0
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD := 1
unexport PYTHONHOME PYTHONPATH

BIN := .venv/bin
UV := uv==0.13.9 # only `make lock` uses it
sum = $(shell { pwd; cat $(1); } | cksum | tr ' ' '-')

MADE := .venv/.made-$(call sum,/dev/null)
RUN := .venv/.run-$(call sum,requirements.lock pyproject.toml)
DEV := .venv/.dev-$(call sum,requirements-dev.lock pyproject.toml)
MODULES := node_modules/.made-$(call sum,package-lock.json)

# The wheel of playwright carries a node, so that checks run on the same one everywhere.
NODE = $(shell $(BIN)/python -c 'from playwright._impl._driver import compute_driver_executable as d; print(d()[0])')

help:
	@echo 'make run          start Talkoot with a demo workshop'
	@echo 'make setup        only prepare what make run needs'
	@echo 'make test         lint, types, and every test'
	@echo 'make format       format the Python files, and mend what lint can mend'
	@echo 'make screenshots  draw the pictures of the README and the gallery again'
	@echo 'make bench        measure every target beside its limit and its peers (ONLY=storm: one of them), ten minutes'
	@echo 'make lock         work out the locks again (ARGS=--upgrade: with newer versions)'
	@echo 'make clean        remove what make has made; workshops stay'

run: $(RUN)
	@exec $(BIN)/talkoot serve --demo $(ARGS)

setup: $(RUN)
	@echo 'Talkoot is ready: make run'

test: $(DEV) needs $(MODULES)
	@$(MAKE) --no-print-directory lint types units pytest

lint: $(DEV)
	@echo '== lint'
	@$(BIN)/ruff check --output-format=concise .
	@$(BIN)/ruff format --check .

types: $(DEV) $(MODULES)
	@echo '== types'
	@$(BIN)/mypy
	@'$(NODE)' node_modules/typescript/bin/tsc --project tsconfig.json

units: $(DEV) $(MODULES)
	@echo '== the modules of the pages'
	@if ls tests/static/*.test.js >/dev/null 2>&1; then '$(NODE)' --test --test-reporter=dot tests/static/*.test.js; fi

pytest: $(DEV)
	@echo '== tests'
	@$(BIN)/python -m pytest -q -n 2 --dist worksteal $(ARGS)

format: $(DEV)
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format .

screenshots: $(DEV) needs
	@$(BIN)/python -m tests.screenshots
	@$(BIN)/python -m tests.gallery

bench: $(DEV) needs
	@$(BIN)/python -m tests.load $(ONLY)

lock:
	@[ -x .lock-venv/bin/uv ] || { python3 -m venv --clear .lock-venv && .lock-venv/bin/pip install -qq '$(strip $(UV))'; }
	@set -e; compile() { env -u UV_INDEX -u UV_DEFAULT_INDEX -u UV_INDEX_URL -u UV_EXTRA_INDEX_URL -u UV_FIND_LINKS \
	  .lock-venv/bin/uv --no-config pip compile --quiet pyproject.toml --universal --python-version 3.11 --group build \
	  --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate $(ARGS) "$$@"; }; \
	  compile --output-file requirements.lock; \
	  compile --group dev --constraints requirements.lock --output-file requirements-dev.lock
	@for folder in . tests/load/peers; do \
	  npm install --prefix $$folder --package-lock-only --loglevel=error $(if $(filter --upgrade,$(ARGS)),,--prefer-offline); \
	done
	@echo 'The locks are up to date. make test installs and checks them.'

clean:
	@rm -rf .venv .lock-venv node_modules tests/load/build tests/load/peers/node_modules .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist *.egg-info
	@find rooms server tests -name __pycache__ -type d -prune -exec rm -rf {} +

# --- set-up ---------------------------------------------------------------------------------------------------------

# A venv whose Python has gone, or that was copied here from elsewhere, is made anew.
ifneq ($(shell $(BIN)/python -c 'import sys; print(sys.version_info >= (3, 11))' 2>/dev/null),True)
.PHONY: $(MADE)
endif

$(MADE):
	@for python in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11; do \
	  if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    if "$$python" -c 'import ensurepip, venv' 2>/dev/null; then found=$$python; break; fi; bare=$${bare:-$$python}; \
	  fi; \
	done; \
	if [ -z "$$found" ] && [ -n "$$bare" ]; then \
	  echo "Talkoot needs Python's venv module, which $$bare here lacks. On Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; \
	elif [ -z "$$found" ]; then \
	  echo 'Talkoot needs Python 3.11 or newer, and found none. On Debian or Ubuntu: apt-get install python3 python3-venv' >&2; \
	  echo 'If it has another name or place: make run PYTHON=/where/python3 is' >&2; exit 1; \
	fi; \
	echo "Preparing .venv with $$("$$found" --version)"; \
	"$$found" -m venv --clear .venv && touch $@

# What was broken off halfway left .unfinished behind: then every package is put in place again.
define install
@echo 'Installing $(1)'
@rm -f .venv/.run-* .venv/.dev-*
@again=; [ ! -e .venv/.unfinished ] || again=--force-reinstall; touch .venv/.unfinished; \
  $(BIN)/python -m pip install -qq --require-hashes $$again --requirement $(1) && \
  $(BIN)/python -m pip install -qq --no-deps --no-build-isolation --no-index --editable .
@rm .venv/.unfinished
endef

$(RUN): $(MADE)
	$(call install,requirements.lock)
	@touch $(RUN)

$(DEV): $(MADE)
	$(call install,requirements-dev.lock)
	@touch $(RUN) $(DEV)

$(MODULES): package-lock.json
	@command -v npm >/dev/null || $(MAKE) --no-print-directory needs
	@echo 'Installing package-lock.json'
	@npm ci --loglevel=error --no-audit --no-fund >/dev/null
	@touch $@

# Debian's packages that the tests drive.
needs:
	@missing=; for program in chromium haproxy redis-server npm gcc spin strace; do \
	  PATH=$$PATH:/usr/sbin command -v $$program >/dev/null || missing="$$missing $$program"; \
	done; \
	case "$$missing" in *gcc*) missing="$$missing libc6-dev";; esac; \
	command -v systemd-analyze >/dev/null || missing="$$missing systemd"; \
	[ -n "$$missing" ] || exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "Installing$$missing"; export DEBIAN_FRONTEND=noninteractive; \
	  apt-get update -qq </dev/null && apt-get install -qq --yes --no-install-recommends $$missing </dev/null >/dev/null; \
	else \
	  echo "The tests need these programs, too:$$missing" >&2; \
	  echo "On Debian or Ubuntu: sudo apt-get install$$missing" >&2; exit 1; \
	fi
