//! Wrappers of methods (`reader.go: MakeWrappers`).
