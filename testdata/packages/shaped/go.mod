module example.com/shaped

go 1.27
