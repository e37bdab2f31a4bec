# Everything sets itself up; each target may be repeated.
PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := test
.PHONY: demo run install check test coverage soak bench bench-watch bench-polling bench-hostile bench-manners bench-cutting bench-schedule bench-stories fit-stories schema lock clean

demo: .venv/installed  ## play the January 2024 exchange through the real daemon
	$(BIN)/monitor demo

run: .venv/installed  ## the daemon on config/ as shipped
	$(BIN)/monitor run

install: .venv/installed

check: .venv/developing  ## formatting, lint, types, architecture
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: check  ## all checks, then all tests
	$(BIN)/pytest -n auto --dist loadfile

coverage: check  ## all tests, and the lines and branches that none reaches; nearly twice as long
	$(BIN)/pytest -n auto --dist loadfile --cov --cov-report=term:skip-covered

soak: .venv/developing  ## long proofs: the daemon killed a hundred times during a demo, and fed three hundred damaged lists
	$(BIN)/pytest -m soak -s --timeout 3000

bench: .venv/developing  ## speed, as ratios within one run; what must hold, holds
	failed=0; for script in bench/bench_*.py; do $(BIN)/python $$script || failed=1; done; exit $$failed

bench-watch: .venv/developing  ## speed of watch-lists beside regular expressions, by number of lists
	$(BIN)/python bench/bench_watch.py

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "monitor needs Python 3.11 or newer: sudo apt install python3, or make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
		|| { echo "Python's venv module is missing: sudo apt install python3-venv"; exit 1; }
	$(PYTHON) -m venv .venv

.venv/installed: requirements.lock pyproject.toml | .venv/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

.venv/developing: requirements-dev.lock .venv/installed
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.lock
	@touch $@

schema: .venv/installed  ## what editors know of the configuration's files
	$(BIN)/python -m monitor.config.schema config/schema

bench-polling: .venv/developing  ## what a poll costs, beside other programs (PEERS=their folder); then 10,000 feeds for 20 minutes (QUICK=--quick)
	$(BIN)/python bench/bench_polling.py $(QUICK) --peers "$(PEERS)"
	$(BIN)/python bench/load_polling.py $(QUICK)
	$(BIN)/python bench/load_start.py

bench-hostile: .venv/developing  ## the daemon against a hundred hostile feeds and servers: what is told, seconds, memory
	$(BIN)/python bench/bench_hostile.py

bench-manners: .venv/developing  ## how publishers judge a week of ours, and other programs (PEERS=their folder)
	$(BIN)/python bench/bench_manners.py --peers "$(PEERS)"

bench-schedule: .venv/developing  ## how long entries wait, beside other schedules; on FILES=recordings, if given
	$(BIN)/python bench/bench_schedule.py $(FILES)

bench-cutting: .venv/developing  ## 10,000 generated feeds, and FILES=folder, read in part as they would be whole
	$(BIN)/python bench/bench_cutting.py $(if $(FILES),--files "$(FILES)")

bench-stories: .venv/developing  ## how well FILES, labelled recordings, are grouped, beside simpler methods; without, speed and memory with full windows
	$(BIN)/python $(if $(FILES),bench/story_accuracy.py $(FILES),bench/bench_stories.py --sizes 10000 100000 300000)

fit-stories: .venv/developing  ## weights of the story judgement fitted on FILES, labelled recordings, or on the seeds; what guards and thresholds cost
	$(BIN)/python bench/fit_stories.py $(FILES)

lock:  ## renew the pinned versions; needs uv
	uv pip compile pyproject.toml --universal --generate-hashes --no-header --no-annotate --all-extras -o requirements.lock
	uv pip compile pyproject.toml --universal --generate-hashes --no-header --no-annotate --all-extras --group dev -o requirements-dev.lock

clean:
	rm -rf .venv build dist .coverage .*_cache
