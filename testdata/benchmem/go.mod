module example.com/benchmem

go 1.27
