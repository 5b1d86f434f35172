//nolint:goesc // generated
package m

func generated() {
	x := 1
	sink = &x
}
