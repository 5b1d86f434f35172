//go:build linux && go1.22 || go1.23

// Package p has a version.
package p
