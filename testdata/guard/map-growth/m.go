package m

var counts = map[string]int{}

func count(word string) { counts[word]++ }

//goesc:noalloc
func asserted(word string) { counts[word] = 1 }
