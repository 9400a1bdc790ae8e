# Mainstay. `make run` starts everything on this machine; `make test` runs the tests; `make help` lists the rest.
# Needs Debian's python3 (3.11 or newer), python3-venv, make and git; everything else is installed into .venv and var.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test test-all faults check fix bench manage backup restore drill erase lock audit prerequisites

PYTHON ?= python3
VENV := .venv
BIN := $(CURDIR)/$(VENV)/bin
PORT ?= 8000
export PORT

# Stamps: a step is done again only when what it was made from has changed.
STAMPS := $(VENV)/.stamps
INSTALLER := $(STAMPS)/installer
EMBEDDED := $(STAMPS)/embedded
DEV := $(STAMPS)/dev
BENCH := $(STAMPS)/bench
ASSETS := $(STAMPS)/assets
NODE_MODULES := $(STAMPS)/node-modules

INSTALL := "$(BIN)/uv" pip install --python "$(BIN)/python" --require-hashes --no-deps --link-mode copy
# Typed in full: what decides and what writes.
TYPED := config tests/postgres.py tests/browser_notice.py tests/redis_notice.py $(wildcard */rules.py */rules/*.py */calendar.py */calendar/*.py \
	*/services.py */services/*.py */services/*/*.py accounts/access.py accounts/access/*.py agreements/duties/*.py agreements/terms.py)
SOURCES := $(shell find frontend -type f -not -path '*/node_modules/*' -not -path '*/dist/*' -not -name '* *' 2>/dev/null)

# Stand-ins, so that the production settings can be checked; the secret is new each time and good for nothing.
PRODUCTION = MAINSTAY_MODE=production \
	SECRET_KEY="$$("$(BIN)/python" -c 'import secrets; print(secrets.token_hex(40))')" \
	ALLOWED_HOSTS=mainstay.example MAINSTAY_BASE_URL=https://mainstay.example \
	DATABASE_URL=postgresql://mainstay@database.example/mainstay BROKER_URL=redis://broker.example:6379/0 \
	EMAIL_HOST=mail.example DEFAULT_FROM_EMAIL=mainstay@mainstay.example

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1|/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "%-18s %s\n", $$1, $$2}'

run: prerequisites $(EMBEDDED) $(ASSETS) ## start Mainstay here, with demonstration data (PORT=8001 for another port)
	@exec "$(BIN)/python" -m config.embedded run --stop-with-parent

test: prerequisites $(DEV) $(ASSETS) ## run the tests, on a PostgreSQL of their own (or on DATABASE_URL)
	@"$(BIN)/python" -m pytest -n 2 -m "not exhaustive" $(only)

test-all: prerequisites $(DEV) $(ASSETS) ## the same and the exhaustive ones: every page as every role at every width
	@"$(BIN)/python" -m pytest -n 2 $(only)

faults: export FAULTS := long
faults: prerequisites $(DEV) ## kill workers and break what they need, 100,000 rows and 50 kills; counts what is lost and doubled
	@"$(BIN)/python" -m pytest $(or $(only),tests/faults) -p no:xdist -q

check: prerequisites $(DEV) $(ASSETS) ## format, lint, types, floors, templates, migrations, vulnerabilities, production settings
	@echo "Format …" && "$(BIN)/ruff" format --quiet --check .
	@echo "Lint …" && "$(BIN)/ruff" check --quiet .
	@echo "Templates …" && "$(BIN)/djlint" templates --lint --quiet
	@echo "Floors: who imports whom …" && "$(BIN)/lint-imports" --no-cache
	@echo "Types …" && MAINSTAY_MODE=test "$(BIN)/mypy" $(TYPED)
	@echo "Migrations are complete …" && MAINSTAY_MODE=test "$(BIN)/python" \
		-W "ignore:Got an error checking a consistent migration history" manage.py makemigrations --check --dry-run
	@echo "Known vulnerabilities …" && "$(BIN)/python" -m config.audit
	@echo "Production settings …" && $(PRODUCTION) "$(BIN)/python" manage.py check --deploy --fail-level WARNING

fix: prerequisites $(DEV) ## put right what can be put right by itself
	@"$(BIN)/ruff" check --fix .
	@"$(BIN)/ruff" format .

bench: prerequisites $(BENCH) ## measure what must stay fast (BENCH_FULL=1: at the sizes of the goals)
	@"$(BIN)/python" -m pytest bench -o python_files="bench_*.py" -p no:xdist -q -s $(only)

manage: prerequisites $(EMBEDDED) ## a management command on this installation: make manage do="check_ledger"
	@"$(BIN)/python" -m config.embedded manage $(do)

backup: prerequisites $(EMBEDDED) ## copy this installation's data to var/backups (to=folder for another place)
	@"$(BIN)/python" -m config.backup --here dump $(if $(to),--to "$(to)")

restore: prerequisites $(EMBEDDED) ## put a backup back: make restore from=folder (replace=yes where there is data)
	@[ -n "$(from)" ] || { echo "Which one? make restore from=var/backups/mainstay-…"; exit 1; }
	@"$(BIN)/python" -m config.backup --here restore "$(from)" $(if $(replace),--replace)

drill: prerequisites $(EMBEDDED) ## dump, drop, restore and check, on a server of its own (from=folder: with that backup)
	@"$(BIN)/python" -m config.backup drill $(if $(from),--backup "$(from)")

erase: prerequisites $(EMBEDDED) ## throw this installation's data away; the next run begins anew
	@"$(BIN)/python" -m config.embedded erase

lock: prerequisites $(DEV) ## pin the newest allowed versions anew
	@requirements/lock "$(BIN)/uv"

audit: prerequisites $(DEV) ## look the pinned versions up in the list of known vulnerabilities
	@"$(BIN)/python" -m config.audit

# --- Installing -------------------------------------------------------------------------------------------------------

# Checked first and all at once, so that one line puts everything right.
prerequisites:
	@missing=""; \
	command -v $(PYTHON) >/dev/null 2>&1 || missing="$$missing python3 python3-venv"; \
	[ -n "$$missing" ] || $(PYTHON) -c 'import ensurepip, venv' >/dev/null 2>&1 || missing="$$missing python3-venv"; \
	command -v git >/dev/null 2>&1 || missing="$$missing git"; \
	if [ -n "$$missing" ]; then \
		echo "Missing on this machine. On Debian:"; echo "    sudo apt install$$missing"; exit 1; \
	fi; \
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Mainstay needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version)."; \
		echo "Name another one: make run PYTHON=python3.11"; exit 1; }

$(INSTALLER): requirements/installer.txt
	@echo "Making the virtual environment in $(VENV) …"
	@[ -x "$(BIN)/python" ] && "$(BIN)/python" -c "" 2>/dev/null || $(PYTHON) -m venv --clear $(VENV)
	@"$(BIN)/python" -m pip install --disable-pip-version-check --require-hashes --quiet -r $<
	@"$(BIN)/python" -c "import sysconfig, pathlib; pathlib.Path(sysconfig.get_path('purelib'), 'mainstay.pth').write_text('$(CURDIR)\n')"
	@mkdir -p $(STAMPS) && touch $@

$(EMBEDDED): requirements/embedded.txt $(INSTALLER)
	@echo "Installing what Mainstay needs (about 120 MB the first time) …"
	@$(INSTALL) -r $<
	@touch $@

$(DEV): requirements/dev.txt $(EMBEDDED)
	@echo "Installing what the tests and checks need …"
	@$(INSTALL) -r $<
	@touch $@

$(BENCH): requirements/bench.txt $(DEV)
	@echo "Installing what the benches need …"
	@$(INSTALL) -r $<
	@touch $@

$(NODE_MODULES): frontend/package.json frontend/package-lock.json $(EMBEDDED)
	@echo "Fetching the front-end packages …"
	@cd frontend && PATH="$(BIN):$$PATH" "$(BIN)/npm" ci --no-audit --no-fund
	@touch $@

$(ASSETS): $(NODE_MODULES) $(SOURCES)
	@echo "Building style sheets and scripts …"
	@cd frontend && PATH="$(BIN):$$PATH" "$(BIN)/npm" run --silent build
	@touch $@
