package q

//line gen.y:10
func beside() *int { v := 1; return &v }

//line ../up.y:10
func above() *int { v := 2; return &v }

//line ../../top.y:10
func aboveThat() *int { v := 3; return &v }

//line ./a//b/../c.y:10
func unclean() *int { v := 4; return &v }

// Without a name but with a column, the file is the one before.
/*line :40:2*/ func sameFile() *int { v := 5; return &v }

//line :41
func nowhere() *int { v := 6; return &v }

//line x y.go:3
func spaced() *int { v := 7; return &v }

//line C:\foo\bar.go:7
func backslashes() *int { v := 8; return &v }
