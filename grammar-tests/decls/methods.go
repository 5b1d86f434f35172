package p

func (T) a()
func (t T) b() {}
func (t *T) c()
func (t *T[P]) d()
func (t T[P, Q]) e()
func (*pkg.T) f()
func ((T)) g()
