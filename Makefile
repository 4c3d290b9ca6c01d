# make run    count the sample warehouse: installs what is missing, builds, counts, reports
# make test   every test (also installs what only tests need)
SHELL := /bin/bash
PREFIX ?= /usr/local
# The count takes seconds either way, and building for speed takes three times as long to build.
CONFIGURATION ?= debug
SWIFT_BUILD := swift build -j 2 --explicit-target-dependency-import-check error
BINARY := .build/$(CONFIGURATION)/stocktake

PACKAGES := libcurl4-openssl-dev libjpeg-dev libmicrohttpd-dev libsqlite3-dev libssl-dev \
	libvips42 libxlsxwriter-dev libyaml-dev libzbar-dev pkg-config zlib1g-dev
TEST_PACKAGES := mount unzip util-linux

.PHONY: run build test soak lint format deps deps-test install clean

run: deps
	@$(SWIFT_BUILD) -c $(CONFIGURATION) --product stocktake
	@echo
	@$(BINARY) run Pipelines/warehouse.yaml
	@echo
	@echo "The same photos, looked at by a model, would cost:"
	@$(BINARY) estimate Pipelines/warehouse.yaml --all-models
	@echo
	@echo "And the full path to a model, rehearsed: base64, JSON schema, HTTP, check, merge, cost."
	@$(BINARY) run Pipelines/warehouse.yaml --rehearse --output Output/rehearsal \
		--ledger Output/rehearsal/ledger.sqlite
	@echo
	@echo "More to try, with --rehearse without a key; each file says what it does and costs:"
	@echo "  $(BINARY) run Pipelines/fridge.yaml --rehearse      list, recipe, order"
	@echo "  $(BINARY) run Pipelines/classify.yaml --rehearse    also captions, catalogue, pizza, ice"
	@echo "  $(BINARY) estimate Pipelines/pizza-100.yaml --all-models"

build: deps
	$(SWIFT_BUILD)

test: deps deps-test
	swift build -j 2 --build-tests --explicit-target-dependency-import-check error
	swift test --skip-build

# Kills a run at random moments, hundreds of times, and resumes it; SEED=17 repeats what a run with
# that seed has done.
soak: deps deps-test
	swift build -j 2 --build-tests --explicit-target-dependency-import-check error
	SOAK=300 swift test --skip-build --filter ResumeTests

lint:
	swift format lint --strict --parallel --recursive Package.swift Sources Tests

format:
	swift format --in-place --parallel --recursive Package.swift Sources Tests

install: deps
	$(SWIFT_BUILD) -c release --product stocktake
	install -d $(DESTDIR)$(PREFIX)/bin
	install -m 755 .build/release/stocktake $(DESTDIR)$(PREFIX)/bin/stocktake

clean:
	rm -rf .build .build-*

deps:
	@.ci/install $(PACKAGES)

deps-test:
	@.ci/install $(TEST_PACKAGES)
