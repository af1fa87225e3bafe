# nnsim: 'make run' opens the window, 'make test' runs the whole suite. Both install what they need.
# To choose a Python: make PYTHON=/path/to/python3.13 setup

PYTHON ?=
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
WALK := nnsim/compiled/nnsim-walk.$(if $(filter Darwin,$(shell uname)),dylib,so)
# Processes that 'make test' runs in; WORKERS=0 is this one alone, as for a debugger.
WORKERS ?= auto

HEADLESS := QT_QPA_PLATFORM=offscreen OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 MKL_NUM_THREADS=1

.PHONY: help setup walks run test sanitized sanitize fuzz-walks lint breaks fuzz bench science zoo doctor translations examples clean

help:
	@echo "make setup                      install what is needed, and nnsim itself, into $(VENV)"
	@echo "make run [FILE=network.nnsim]   install what is needed and open the window"
	@echo "make test [ARGS='-k words']     install what is needed and run the tests, without a display"
	@echo "make lint                       check style, types and the floors of the architecture"
	@echo "make sanitize                   run engine, training and contracts on a compiled walk under ASan and UBSan"
	@echo "make fuzz-walks [ARGS='--minutes M']   try random networks on both walks, under the sanitizers"
	@echo "make walks                      build the compiled walk for Linux, Windows and macOS, and check the files"
	@echo "make breaks [ARGS='words']      break the program on purpose, and list what no test notices"
	@echo "make fuzz [ARGS='csv --count N'] try thousands of damaged files of every kind"
	@echo "make bench                      measure against PyTorch (downloads it)"
	@echo "make science [ARGS='names']     measure published results again, into docs/science.md; of some, only on the terminal"
	@echo "make translations               collect new texts and compile the translations"
	@echo "make examples                   make resources/examples anew"
	@echo "make zoo                        train every structure of the Zoo from three seeds, and write docs/zoo.md"
	@echo "make doctor                     measure the doctor on sick and healthy runs and real cases, and write docs/doctor.md"
	@echo "make clean                      remove what make has made"

setup: $(STAMP) $(WALK)
	@echo "nnsim is installed in $(VENV). Next:"
	@echo "  make run                  open the window"
	@echo "  make test                 run the tests"
	@echo "  . $(VENV)/bin/activate      then in any folder: nnsim, nnsim train FILE.nnsim, python (see README.md)"

# Made anew whenever what is to be installed has changed, so that it holds that and nothing else.
$(STAMP): pyproject.toml constraints.txt tools/dependencies.py tools/setup.sh
	@PYTHON="$(PYTHON)" sh tools/setup.sh $(VENV) dev
	@touch $@

# The compiled walk, by cc where there is one, else by ziglang from PyPI. Where neither can be had all works in NumPy.
$(WALK): nnsim/compiled/source $(wildcard nnsim/compiled/source/*.[ch]) nnsim/compiled/sources.py tools/build_walk.py | $(STAMP)
	@$(BIN)/python tools/build_walk.py

# For all platforms, from this one, into build/walks; ziglang and a reader of libraries go into an environment of their own.
walks: $(STAMP)
	@$(BIN)/python -m venv build/walks/.venv
	@PYTHONPATH=. build/walks/.venv/bin/python tools/cross_build_walk.py

# Every structure of the Zoo at three seeds: what docs/zoo.md and its sheet say was measured like this.
zoo: $(STAMP) $(WALK)
	@$(HEADLESS) $(BIN)/python main.py zoo --all --seeds 3 --out build/zoo; status=$$?; \
		cp build/zoo/zoo.md build/zoo/zoo.png docs/ && exit $$status

# The half on which no threshold was set, with cures on a sample of it: what docs/doctor.md says was measured like this.
doctor: $(STAMP) $(WALK)
	@$(HEADLESS) $(BIN)/python -m tests.benchmarks.doctor --half judged --cures 5 --page $(ARGS)

run: $(STAMP) $(WALK)
	@$(BIN)/python main.py $(FILE)

test: $(STAMP) $(WALK)
	@$(HEADLESS) $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

# The compiled walk built by gcc or clang to stop at the first access outside an array; LEVEL=v2 takes that level, not the
# best. Python frees nothing at its end, and its own allocator is put aside: it would hide from the sanitizer where arrays end.
SANITIZED := $(CURDIR)/build/sanitized
SANITIZED_TESTS ?= tests/compiled tests/engine tests/training tests/contracts
UNDER_SANITIZERS = $(HEADLESS) NNSIM_WALK=compiled$(if $(LEVEL),-$(LEVEL)) NNSIM_WALK_LIBRARY=$(SANITIZED)/nnsim-walk.so \
	ASAN_OPTIONS=detect_leaks=0:log_path=$(SANITIZED)/report \
	UBSAN_OPTIONS=print_stacktrace=1:log_path=$(SANITIZED)/report \
	PYTHONMALLOC=malloc LD_PRELOAD="$$($(BIN)/python tools/build_walk.py --runtime)"
REPORTED = { cat $(SANITIZED)/report.* 2>/dev/null; false; }
sanitized: $(STAMP)
	@$(BIN)/python tools/build_walk.py --sanitized $(SANITIZED)/nnsim-walk.so
	@rm -f $(SANITIZED)/report.*

sanitize: sanitized
	@$(UNDER_SANITIZERS) $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(SANITIZED_TESTS) $(ARGS) || $(REPORTED)

# Networks drawn at random, ten minutes of them: both walks agree, and nothing is touched outside an array.
fuzz-walks: sanitized
	@$(UNDER_SANITIZERS) $(BIN)/python -m tests.compiled $(ARGS) || $(REPORTED)

lint: $(STAMP)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

breaks: $(STAMP) $(WALK)
	@$(HEADLESS) $(BIN)/python -m tests.breaks $(ARGS)

# Not part of 'make test', where a small fixed set stands for it. What is wrong is kept in fuzz-found/.
fuzz: $(STAMP) $(WALK)
	@$(HEADLESS) $(BIN)/python -m tests.fuzz $(ARGS)

bench: $(STAMP) $(WALK)
	@$(BIN)/python -c "import torch, pytest_benchmark" 2>/dev/null || \
		{ $(BIN)/python tools/dependencies.py bench > $(VENV)/bench.txt && \
		  $(BIN)/python -m pip install --quiet -c constraints.txt -r $(VENV)/bench.txt; }
	@$(HEADLESS) $(BIN)/python -m tests.benchmarks $(ARGS)

science: $(STAMP) $(WALK)
	@$(HEADLESS) $(BIN)/python -m tests.science.experiments $(ARGS)

translations: $(STAMP)
	@$(BIN)/python tools/make_translations.py

examples: $(STAMP)
	@$(BIN)/python tools/make_examples.py

clean:
	@rm -rf $(VENV) $(WALK) $(WALK).sha256 build dist fuzz-found .mypy_cache .ruff_cache .import_linter_cache .pytest_cache .hypothesis
	@find nnsim tests tools -name __pycache__ -type d -prune -exec rm -rf {} +
