//go:build special

package sub

func tagged() { sink = new(int) }
