package q_test

import "testing"
import "example.com/tests/q"

func TestQ(t *testing.T) { _ = q.Q() }
