// Package lines has code that says that it was made from other files. What gc prints about it
// names those. A name that isn't absolute is seen from the directory of the file in which it
// stands, as the go command prints paths: from where it runs.
package lines

func own() *int { v := 1; return &v }

//line gen.y:10
func made() *int { v := 2; return &v }

//line gen.y:20:5
func withColumn() *int { v := 3; return &v }

func within() *int { /*line other.y:7:3*/ v := 4; return &v }

//line a.go:23
func ownName() *int { v := 5; return &v }

// Without a name and without a column, gc knows no file any more.
//
//line :40
func nowhere() *int { v := 6; return &v }

//line /abs/path/x.go:3
func absolute() *int { v := 7; return &v }

//line sub/rel.go:3
func below() *int { v := 8; return &v }
