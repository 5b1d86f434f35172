// Declarations that need themselves.
package p

import "unsafe"

type self struct{ s self }

type first struct{ s second }
type second struct{ f [2]first }

type box[T any] struct{ value T }
type inBox struct{ b box[inBox] }

type good struct{ next *good }
type goodAlias = *goodTarget
type goodTarget struct{ a goodAlias }

type alias = *alias
type name1 name2
type name2 name1

type sized [unsafe.Sizeof(sized{})]byte

type embeds interface{ embeds }

var a = b
var b = f()

func f() int { return a }

const c = d + 1
const d = c
