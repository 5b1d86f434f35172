package p; import "a"; var x = 1; func f() { ; }; type T int;
