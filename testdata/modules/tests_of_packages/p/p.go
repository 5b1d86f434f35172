// Package p is built three times: as it is, for q imports it; with its tests; and beside them its
// external tests.
package p

func F() *int { return new(int) }
