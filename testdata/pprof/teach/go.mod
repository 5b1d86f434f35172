module example.com/teach

go 1.24
