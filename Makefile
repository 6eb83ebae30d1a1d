# Every target that needs tools installs what is missing first (scripts/setup.sh); `make help` lists the targets.

VENV ?= .venv
PYTHON := $(VENV)/bin/python
export VENV
# Reference data for the tests on real places; tests that need it skip loudly where it is absent.
export DP_DATA ?= ../shared/data

# Tests with QGIS need no screen; the desktop tests start their own.
export QT_QPA_PLATFORM ?= offscreen

# Tests run side by side, one file in one process; each process of QGIS takes up to 1 GB, so at most four.
WORKERS ?= $(shell n=$$(nproc); echo $$((n < 4 ? n : 4)))
SIDE_BY_SIDE := -n $(WORKERS) --dist loadfile

# The core is tested where no QGIS and no Qt is.
CORE_ONLY := -p no:pytest_qgis -p no:pytest-qt

.DEFAULT_GOAL := help
.PHONY: help setup demo screenshots test test-all test-core test-qgis340 test-qgis344 lint format translations package dev bench bench-full clean

help: ## Show the targets
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/  \1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r t d; do printf '%-16s %s\n' "$$t" "$$d"; done

setup: ## Install what is missing (apt, .venv); seconds when nothing is
	@scripts/setup.sh

demo: setup ## Score the sample district through qgis_process, into build/demo/
	scripts/demo.sh

test: lint ## Lint, types, core, QGIS and Processing tests, the real desktop
	$(PYTHON) -m pytest $(SIDE_BY_SIDE) -m "not long" tests

test-all: lint ## The same and the long ones
	$(PYTHON) -m pytest $(SIDE_BY_SIDE) tests

test-core: ## Tests of the core; needs no QGIS
	@scripts/setup.sh core
	$(PYTHON) -m pytest $(CORE_ONLY) -m "not long" tests/core

test-qgis340: ## Core, gis and Processing tests with QGIS 3.40 (root; makes build/chroots/qgis340)
	scripts/chroot.sh 340

test-qgis344: ## Core, gis and Processing tests with QGIS 3.44 (root; makes build/chroots/qgis344)
	scripts/chroot.sh 344

lint: setup ## Ruff, its formatter, and mypy (strict on core)
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy

format: setup ## Format the code
	$(PYTHON) -m ruff format .
	$(PYTHON) -m ruff check --fix .

translations: setup ## Take new texts into i18n/*.ts
	$(PYTHON) scripts/translations.py

package: setup ## The zip for the plugin site, checked, in build/
	$(PYTHON) scripts/package.py

WALKS := tests/desktop/test_walkthrough.py tests/desktop/test_newport_dialog.py

screenshots: setup ## Walk through the sample, in English and German, by keyboard, and Newport; pictures in build/screenshots
	$(PYTHON) -m pytest $(WALKS) tests/desktop/test_ways_of_use.py::test_a_keyboard_is_enough_but_for_the_map
	$(PYTHON) scripts/guide_images.py

dev: setup ## Link the plugin into a QGIS profile (PROFILE=default)
	$(PYTHON) scripts/dev.py $(or $(PROFILE),default)

bench: ## The speed table, within 20 minutes; writes build/bench.json
	@scripts/setup.sh bench
	$(PYTHON) -m benchmarks

bench-full: ## The speed table with the comparators that take longer
	@scripts/setup.sh bench
	$(PYTHON) -m benchmarks --full

clean: ## Remove what was built, but neither .venv nor the chroots
	find build -mindepth 1 -maxdepth 1 ! -name chroots -exec rm -rf {} +
