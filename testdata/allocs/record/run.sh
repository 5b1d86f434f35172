#!/bin/sh
# Records testdata/allocs/recorded.txt: what each line of the programs allocates in a real run.
# Usage, in testdata/allocs: record/run.sh [GO]   (GO is the go command, `go` by default)
set -eu
go=${1:-go}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
: >recorded.txt
for program in *.go; do
	rm -f "$work"/*.go
	cp "$program" "$work"
	cp record/main.go "$work/0main.go" # its variables are initialized first
	$go build -gcflags=-l -o "$work/run" "$work/0main.go" "$work/$program"
	"$work/run" "$program" >>recorded.txt
done
