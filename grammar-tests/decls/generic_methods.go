package p

// Go 1.27: methods with type parameters of their own.
func (l List[T]) Map[U any](f func(T) U) List[U] { return nil }
func (s Set) Each[K comparable, V any](m map[K]V)
