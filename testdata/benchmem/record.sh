#!/bin/sh
# Records recorded.txt: the bytes and the allocations that -benchmem shows of each benchmark.
# Usage, here: ./record.sh [GO]   (GO is the go command, `go` by default)
set -eu
go=${1:-go}
$go test -run '^$' -bench . -benchmem -benchtime 20000x -cpu 1 |
	awk '/^Benchmark/ { print $1, $5, $7 }' | LC_ALL=C sort >recorded.txt
