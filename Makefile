# Each target says what it does; `make` alone lists them.
.DEFAULT_GOAL := help
PY := .venv/bin/python
PYTEST_WORKERS ?= auto

.PHONY: help venv venv-run servers demo test check bench soak lock golden floors clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

venv: ## make .venv with everything, development tools included
	@sh deploy/venv.sh requirements-dev.lock

venv-run:
	@[ -x .venv/bin/pytest ] && sh deploy/venv.sh requirements-dev.lock || sh deploy/venv.sh requirements.lock

servers: venv ## make the environments of the servers that tests speak to (pywb, Scrapyd)
	@sh deploy/servers.sh

demo: venv-run ## crawl the sample site, index it and show three searches, all in demo-data/
	@$(PY) -m sample_site.demo

test: venv ## run every test but the long ones
	@$(PY) -m pytest -n $(PYTEST_WORKERS) $(PYTEST_ARGS)

check: venv ## everything a reviewer would run first: ruff, mypy, tests
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@$(PY) -m pytest -n $(PYTEST_WORKERS) $(PYTEST_ARGS)

soak: venv ## the long fault and fuzz runs, in full
	@$(PY) -m pytest -m soak -n $(PYTEST_WORKERS) $(PYTEST_ARGS)

lock: ## resolve the lock files again (needs uv)
	@uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --no-emit-find-links --no-header --strip-extras --extra build -o requirements.lock --quiet
	@uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --no-emit-find-links --no-header --strip-extras --extra build --extra dev -c requirements.lock -o requirements-dev.lock --quiet
	@uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --no-emit-find-links --no-header --strip-extras --extra build --extra bench -c requirements-dev.lock -o requirements-bench.lock --quiet
	@sh deploy/servers-lock.sh

bench: ## measure against peers in one run: make bench [CORPUS=FILE.jsonl [SIZES=10000,100000]] [GOLD=gold.jsonl]
	@sh deploy/venv.sh requirements-bench.lock
	@$(PY) -m benchmarks $(if $(CORPUS),--corpus $(CORPUS)) $(if $(SIZES),--sizes $(SIZES)) $(if $(GOLD),--gold $(GOLD))

golden: ## read golden pages anew, then read the diff: make golden [SITE=NAME] [PROFILES=FOLDER] [FROM=REPORT]
	@$(PY) -m tests.golden_pages $(SITE) $(if $(PROFILES),--profiles $(PROFILES)) $(if $(FROM),--from $(FROM))

floors: ## raise the floors of the golden pages to what they score today; NOTE=docs/decisions/FILE lowers one
	@$(PY) -m tests.golden_pages --floors $(if $(NOTE),--lower $(NOTE))

clean: ## remove .venv, caches and demo-data
	@rm -rf .venv demo-data .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist *.egg-info
