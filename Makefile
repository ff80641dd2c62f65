# EventDesk. On a bare Debian or Ubuntu with Python 3.11 or newer and make, `make run` is all it takes.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
OUT := out
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input

.PHONY: help setup setup-dev run test proof bench screenshots installer lock clean

help:
	@echo "make setup        everything the program needs, into $(VENV); leaves $(BIN)/eventdesk"
	@echo "make run          opens EventDesk on a sample organisation; without a screen it lives that day headless"
	@echo "make test         ruff, mypy, pytest"
	@echo "make proof        the long runs: kill loops, large files, property tests at length"
	@echo "make bench        measurements as JSON, each beside its limit of the same run"
	@echo "make screenshots  every page, Chinese and English, light and dark, into $(OUT)/screenshots"
	@echo "make installer    a folder that runs without Python, into dist/"
	@echo "make lock         resolves the dependencies anew"
	@echo "make clean        removes what the above made, except $(VENV)"

# --- Setting up. The stamps make a second run quick; the look for system libraries takes a moment each time.

$(BIN)/python:
	@rm -rf $(VENV)
	@"$$(scripts/find-python)" -m venv $(VENV)

$(VENV)/.ready: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing the libraries into $(VENV)"
	@$(PIP) install --quiet --require-hashes -r requirements.lock
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.ready-dev: requirements-dev.lock $(VENV)/.ready
	@echo "Installing the tools for development"
	@$(PIP) install --quiet --require-hashes -r requirements-dev.lock
	@touch $@

setup:
	@scripts/system-packages run
	@$(MAKE) --silent $(VENV)/.ready

setup-dev:
	@scripts/system-packages test
	@$(MAKE) --silent $(VENV)/.ready-dev

# --- Using

run: setup
	@scripts/demo $(OUT)/demo

bench: setup
	@$(BIN)/eventdesk bench --json | $(BIN)/python -m json.tool --no-ensure-ascii

screenshots: setup
	@$(BIN)/eventdesk screenshots $(OUT)/screenshots

# --- Checking. The closing line is pytest's.

# Most of the time of windows is waiting, so three share two cores. Every start of the program reads what is compiled.
test: export QT_QPA_PLATFORM := offscreen
test: export PYTHONDONTWRITEBYTECODE :=
test: setup-dev
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/python -m pytest -m "not proof" -n 3 --dist worksteal

proof: export QT_QPA_PLATFORM := offscreen
proof: setup-dev
	@$(BIN)/python -m pytest -m proof
	@$(BIN)/python -m pytest -m "hypothesis and not proof" --hypothesis-profile proof -n 2

# --- Passing on

installer: setup-dev
	@$(BIN)/pyinstaller --noconfirm --log-level WARN build_installer.spec
	@echo "Made dist/EventDesk"

lock:
	@[ -x build/lock/bin/uv ] || { "$$(scripts/find-python)" -m venv build/lock && build/lock/bin/pip install --quiet uv; }
	@UV=build/lock/bin/uv scripts/lock --upgrade

clean:
	@rm -rf build dist $(OUT) .mypy_cache .ruff_cache .pytest_cache .hypothesis
	@find eventdesk ui resources tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
