package m

// goesc:noalloc
func spaced() {}

/* goesc:noescape,noleak why */
func block() {}

/*goesc:inline*/
func tight() {}

//	goesc:noalloc
func tab() {}

// A comment may speak of goesc:noalloc, and of
// goesc:rules; that is no assertion.
func prose() {}

//nolint:goesc:assertion // meant to be read
// goesc:noalloc
func meant() {}
