//! The hash that gc names long shapes with: SHA-256 with the first byte inverted
//! (`cmd/internal/hash.Sum32`).

use std::fmt::Write;

use sha2::{Digest, Sha256};

/// gc's hash of a string, in hexadecimal.
pub fn hex_hash(text: &str) -> String {
    let mut digest = Sha256::digest(text);
    digest[0] ^= 0xff;
    let mut hex = String::with_capacity(2 * digest.len());
    for byte in digest {
        // Memory takes all that is written to it.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

#[cfg(test)]
mod tests {
    use super::hex_hash;

    #[test]
    fn known_digests() {
        // SHA-256 of "abc" is ba7816bf...; gc inverts the first byte.
        assert_eq!(
            hex_hash("abc"),
            "457816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert!(hex_hash(&"x".repeat(200)).len() == 64);
    }
}
