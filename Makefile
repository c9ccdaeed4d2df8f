# Two commands matter: "make run" tries medsite out, "make test" runs the whole suite.

PY ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
RUN_STAMP := $(VENV)/.installed-run
DEV_STAMP := $(VENV)/.installed-dev
export PORT

.PHONY: run setup test check format messages bench screenshots audit lock clean help

help: ## what can be done
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run setup: export ENV_FILE = var/demo.env
run: setup ## set up and start the demonstration on http://127.0.0.1:8000 (PORT=...)
	@$(BIN)/python deploy/demo_env.py --accounts
	@exec $(BIN)/gunicorn --config deploy/gunicorn.conf.py --bind 127.0.0.1:$(PORT) medsite.wsgi:application

setup: $(RUN_STAMP) ## everything of "make run" but the server
	@$(BIN)/python deploy/demo_env.py
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py collectstatic --noinput --verbosity 0
	@$(BIN)/python manage.py seed_demo
	@$(BIN)/python manage.py rebuild_pages

test: $(DEV_STAMP) ## the whole suite: SQLite, PostgreSQL and the browser where they are found
	@$(BIN)/python tests/run.py

check: $(DEV_STAMP) ## lint, types, templates, migrations, deployment settings
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/djlint --lint templates --quiet
	@$(BIN)/python deploy/messages.py --check
	@$(BIN)/python deploy/check_settings.py

format: $(DEV_STAMP) ## bring code into the house format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

messages: $(DEV_STAMP) ## bring the translations up to date with the marked texts, and compile them
	@$(BIN)/python deploy/messages.py

bench: $(DEV_STAMP) ## figures: what a page, a save, a publication, a reference cost
	@$(BIN)/python benchmarks/run.py
	@$(BIN)/python benchmarks/bibliography.py
	@$(BIN)/python benchmarks/desk.py
	@$(BIN)/python benchmarks/readers.py

screenshots: $(DEV_STAMP) ## take the pictures of the documentation anew (needs Chromium)
	@$(BIN)/python deploy/screenshots.py

audit: $(DEV_STAMP) ## Nu HTML checker and Lighthouse over a demonstration (needs Node, Java, Chromium)
	@$(BIN)/python deploy/audit.py

lock: ## write the lock files anew (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-strip-extras pyproject.toml -o requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-strip-extras pyproject.toml --group dev -o requirements-dev.lock

clean: ## remove the virtual environment and the demonstration
	rm -rf $(VENV) var

$(VENV)/bin/python:
	@$(PY) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "medsite needs Python 3.11 or newer. Install it, or name it: make PY=/path/to/python3.11 ..."; exit 1; }
	@$(PY) -m venv $(VENV) || \
		{ echo "Python cannot make a virtual environment. On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }

$(RUN_STAMP): requirements.lock | $(VENV)/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(DEV_STAMP): requirements-dev.lock | $(VENV)/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@
