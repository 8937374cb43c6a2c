# What people and CI do with Sluice, each by one word.

swift_files := Package.swift Sources Tests Fuzz/Package.swift Fuzz/Sources
binary := .build/release/sluice

.PHONY: build run test check lint unit e2e fuzz bench format setup clean

# The binary, which runs on a machine without Swift.
build: setup
	swift build -c release --static-swift-stdlib --product sluice

# Serves from this folder until Ctrl-C, and prints what to try.
run: build
	$(binary) serve

# Everything that CI runs.
test: check build e2e

# What to run before a commit: some minutes less than all.
check: setup lint unit

lint:
	swift format lint --strict --recursive $(swift_files)

# Warnings are errors; see Package.swift.
unit:
	scripts/unit-tests.sh

# Real XMPP servers, browsers and proxies against the binary.
e2e: build
	Tests/EndToEnd/setup.sh
	SLUICE=$(CURDIR)/$(binary) Tests/EndToEnd/run.sh

# Ten minutes of invented streams against the component, with AddressSanitizer.
fuzz: setup
	Fuzz/run.sh

# CPU per delivered event and memory per reader of the binary.
bench: build
	scripts/bench.py $(binary)

format:
	swift format --in-place --recursive $(swift_files)

# The C libraries that the build needs, from Debian.
setup:
	scripts/setup.sh

clean:
	rm -rf .build
