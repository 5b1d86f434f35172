//! Profiles are compressed by gzip, or aren't.

use std::io::Read;

use flate2::read::MultiGzDecoder;

use super::ReadError;

/// What gzip begins with (RFC 1952, 2.3.1).
const MAGIC: &[u8] = &[0x1f, 0x8b];

/// Decompresses bytes that are compressed; at most `limit` come of them.
pub(super) fn plain(bytes: Vec<u8>, limit: u64) -> Result<Vec<u8>, ReadError> {
    let plain = match bytes.starts_with(MAGIC) {
        false => bytes,
        true => {
            let mut plain = Vec::new();
            let mut decoder = MultiGzDecoder::new(&bytes[..]).take(limit.saturating_add(1));
            decoder.read_to_end(&mut plain).map_err(ReadError::Gzip)?;
            plain
        }
    };
    match plain.len() as u64 > limit {
        true => Err(ReadError::TooLarge(limit)),
        false => Ok(plain),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).expect("memory");
        encoder.finish().expect("memory")
    }

    #[test]
    fn what_is_packed_is_unpacked_to_a_limit() {
        let bytes = vec![7; 1 << 20];
        let packed = packed(&bytes);
        assert!(packed.len() < 1 << 14);
        assert_eq!(plain(packed.clone(), 1 << 20).expect("enough"), bytes);
        let error = plain(packed, (1 << 20) - 1).expect_err("too much");
        assert_eq!(error.to_string(), "it has more than 1048575 bytes, decompressed");
        assert!(matches!(plain(bytes, 1000), Err(ReadError::TooLarge(1000))));
    }

    #[test]
    fn what_is_damaged_is_told() {
        let mut packed = packed(b"a profile, perhaps");
        let at = packed.len() - 6;
        packed[at] ^= 1;
        assert!(matches!(plain(packed.clone(), 100), Err(ReadError::Gzip(_))));
        packed.truncate(12);
        assert!(matches!(plain(packed, 100), Err(ReadError::Gzip(_))));
    }
}
