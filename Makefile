# Relcrm. `make run` starts it, `make test` tests it; both make their own environment.
.PHONY: run demo test faults scale check lock screenshots messages
.DEFAULT_GOAL := run

PYTHON ?= python3
BIN := .venv/bin
# One stamp for each content of a lock file: nothing is installed twice.
fingerprint = $(shell cksum requirements/$(1).txt | cut -d' ' -f1)
RUN := .venv/installed-run-$(call fingerprint,run)
DEV := .venv/installed-dev-$(call fingerprint,dev)

run: $(RUN)
	@exec $(BIN)/python manage.py up --follow-parent

demo: export RELCRM_HOME := $(or $(RELCRM_HOME),$(CURDIR)/.relcrm-demo)
demo: $(RUN)
	@$(BIN)/python manage.py seed_demo
	@exec $(BIN)/python manage.py up --follow-parent

# Three at once on two cores: a third of the tests wait for browsers and servers. Files in the
# order of tests/conftest.py.
test: $(DEV)
	@$(BIN)/python -m tests.browser_plugin
	@$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder -r fER $(TESTS)

# Parts that die: the table in docs/operations.md. FAULTS="kills --size small --seed 1" for a part.
faults: $(DEV)
	@$(BIN)/python -m tests.faults $(or $(FAULTS),--size full)

# How fast the scheduler is with many accounts. SCALE="--users 1000 --idle 0" for a part.
scale: $(DEV)
	@$(BIN)/python -m tests.scale $(SCALE)

check: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python -m pytest -q -p no:cacheprovider tests/ops/test_files.py

# Every screen at 1440 and 390 pixels, light and dark, into screenshots/
screenshots: $(DEV)
	@$(BIN)/python -m tests.browser_plugin
	@$(BIN)/python -m pytest -q -n 0 tests/screens/take.py

# After strings changed; needs gettext. Both files are committed: running Relcrm needs none.
messages: $(DEV)
	$(BIN)/python manage.py makemessages --locale de --no-obsolete --no-location --ignore .venv --ignore tests --ignore frontend
	$(BIN)/python manage.py compilemessages --locale de --verbosity 0

lock: $(DEV)
	@for set in base: run:--extra=embedded dev:--extra=embedded,--extra=dev; do \
	  $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header \
	    $$(echo $${set#*:} | tr , ' ') pyproject.toml -o requirements/$${set%%:*}.txt || exit 1; \
	done

$(BIN)/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Relcrm needs Python 3.11 or newer: make run PYTHON=python3.12")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv \
	  || { echo "Python cannot make an environment. On Debian: apt-get install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt

.venv/installed-run-%: | $(BIN)/uv
	@echo 'Installing what Relcrm needs into .venv'
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/run.txt
	@touch $@

.venv/installed-dev-%: | $(BIN)/uv
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/dev.txt
	@touch $@ $(RUN)
