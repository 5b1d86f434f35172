// Interfaces without a name that contain themselves.
package p

type (
	I1 = interface{ M(interface{ Named }) }
	Named interface{ I2 }
	I2    = interface{ N() interface{ Named } }
	Fine  interface{ M() Fine }
)

func f() {
	type local interface {
		m() interface{ local }
	}
	var _ local
	var _ interface{ Fine }
}
