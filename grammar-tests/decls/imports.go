package p

import "fmt"
import io2 "io"
import . "math"
import _ "embed"

import (
	"os"
	str `strings`
)
