# make run    count the sample warehouse: installs what is missing, builds, counts, reports
# make test   every test (also installs what only tests need)
SHELL := /bin/bash
PREFIX ?= /usr/local
CONFIGURATION ?= release
SWIFT_BUILD := swift build -j 2 --explicit-target-dependency-import-check error
BINARY := .build/$(CONFIGURATION)/stocktake

PACKAGES := libssl-dev libturbojpeg0-dev libvips-dev libxlsxwriter-dev libzbar-dev pkg-config
TEST_PACKAGES := mount unzip util-linux

.PHONY: run build test lint format deps deps-test install clean

run: deps
	@$(SWIFT_BUILD) -c $(CONFIGURATION) --product stocktake
	@echo
	@$(BINARY) run Pipelines/warehouse.yaml
	@echo
	@echo "The same photos, looked at by a model, would cost:"
	@$(BINARY) estimate Pipelines/warehouse.yaml --all-models

build: deps
	$(SWIFT_BUILD)

test: deps deps-test
	swift test -j 2 --explicit-target-dependency-import-check error

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
