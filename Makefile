# Kamerton. `make run` starts it, `make test` proves it, `make help` lists the rest.

SHELL := /bin/bash
DATA ?= $(or $(KAM_DATA),data)
PORT ?= 8501
PY := .venv/bin/python
run demo: export KAM_DATA := $(DATA)

.DEFAULT_GOAL := help
.PHONY: help run demo venv dev browser postgres oidc check test long kill law bench load shots messages docs

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12
	@echo
	@echo "DATA=folder (or KAM_DATA), KAM_BOOK=postgresql://…, PORT=8501, LINES=10000000 for the bench, KAM_PYTHON=python3.12"

run: venv ## start Kamerton on this machine, with the demo company when there is no data yet
	@test -e "$(DATA)/ledger/CURRENT" || { echo "Building the demo company"; $(PY) -m kam_core demo; }
	@echo "Kamerton: http://localhost:$(PORT)   data: $(DATA)   stop with Ctrl+C"
	@exec $(PY) -m streamlit run app.py --server.port $(PORT)

demo: venv ## build the made-up company in the data folder
	@$(PY) -m kam_core demo

venv:
	@tools/venv.sh requirements.txt

dev:
	@tools/venv.sh requirements-dev.txt

browser: dev
	@tools/browser.sh

postgres: dev
	@tools/postgres.sh

oidc: dev
	@tools/oidc.sh

check: dev ## lint, types, who imports whom, complete catalogues, documents up to date
	@.venv/bin/ruff check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports --no-logo
	@$(PY) tools/messages.py --check

test: browser postgres oidc check ## everything that must hold, in a real browser too
	@env -u KAM_DATA -u KAM_BOOK $(PY) -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

long: browser postgres oidc ## the long versions of checks: journeys in the other language, thirty kills
	@env -u KAM_DATA -u KAM_BOOK $(PY) -m pytest -m slow $(ARGS)

kill: dev ## kill a real importer at thirty random moments, and ask the ledger after each
	@$(PY) -m pytest tests/faults -m slow $(ARGS)

law: dev ## try the book against a plain model for minutes, and kill its writers at forty random moments
	@$(PY) -m pytest tests/book -m slow $(ARGS)

bench: dev ## measure import and pages at 10 million lines against bare DuckDB and an empty page
	@$(PY) tools/bench $(ARGS)

load: dev ## 50 people read and 10 write at once for five minutes: no error, no lost edit
	@$(PY) tools/load $(ARGS)

shots: browser ## pictures of every page: two languages, two themes, desktop and phone, into shots/
	@$(PY) tools/shots.py $(ARGS)

messages: dev ## bring the catalogues up to date with the code
	@$(PY) tools/messages.py

docs: dev ## write the generated parts of docs/ again
	@$(PY) tools/docs.py
