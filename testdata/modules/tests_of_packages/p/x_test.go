package p_test

import (
	"testing"

	"example.com/tests/p"
)

func TestX(t *testing.T) { _ = p.F() }

func TestMain(m *testing.M) { m.Run() }
