package m

import "testing"

func TestFirst(t *testing.T) { sink = first(3) }
