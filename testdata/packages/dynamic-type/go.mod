module example.com/dynamic-type

go 1.27
