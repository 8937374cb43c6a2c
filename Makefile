# What people and CI do with Sluice, each by one word.

swift_files := Package.swift Sources Tests Benchmarks/Micro Fuzz/Package.swift Fuzz/Sources
binary := .build/release/sluice

.PHONY: build run test check lint unit e2e fuzz bench bench-tools micro scale format setup clean

# The binary, which runs on a machine without Swift.
build: setup
	swift build -c release --static-swift-stdlib --product sluice

# Serves from this folder until Ctrl-C, and prints what to try.
run: build
	$(binary) serve

# Everything that CI runs.
test: check build e2e bench-tools

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

# Every figure of docs/performance.md, against the peers that are installed: about 20 minutes.
# `make bench options="--quick"` takes four; Benchmarks/run.py --help tells what else there is.
bench: build bench-tools
	Benchmarks/run.py --binary $(binary) $(options)

# Start, memory and publishing with up to a million items: ten minutes, 1 GB of disk.
scale: build
	scripts/scale.py $(binary)

# The benchmarks' own tools find what is lost, doubled and out of order.
bench-tools:
	Benchmarks/setup.sh
	Benchmarks/selftest.py

# Time and allocations of each step on the way of an item.
micro:
	swift build -c release --static-swift-stdlib --product microbenchmarks
	make -s -C Benchmarks/tools ../.build/allocations.so
	LD_PRELOAD=$(CURDIR)/Benchmarks/.build/allocations.so .build/release/microbenchmarks

format:
	swift format --in-place --recursive $(swift_files)

# The C libraries that the build needs, from Debian.
setup:
	scripts/setup.sh

clean:
	rm -rf .build
