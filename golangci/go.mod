module github.com/goesc/goesc/golangci

go 1.23.0

require (
	github.com/golangci/plugin-module-register v0.1.2
	golang.org/x/tools v0.32.0
)
