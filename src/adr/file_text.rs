//! Texts of a project's files as far as they may speak of records, in whatever encoding.

use std::io::{self, Read as _};
use std::path::Path;

use crate::files::open_regular;

/// How much of a file tells whether it is text.
const BEGINNING: u64 = 8 * 1024;

/// A file's text as far as it may speak of records: in whatever encoding, for what is looked for is ASCII; empty where it is no text, or
/// says nothing of them.
pub(super) fn text_of(path: &Path, most: u64) -> io::Result<String> {
    let (mut file, about) = open_regular(path)?;
    let mut bytes = Vec::with_capacity(about.len().min(most) as usize + 1);
    file.by_ref().take(BEGINNING).read_to_end(&mut bytes)?;
    let wide = [(b"\xff\xfe", u16::from_le_bytes as fn([u8; 2]) -> u16), (b"\xfe\xff", u16::from_be_bytes)];
    let wide = wide.into_iter().find(|(mark, _)| bytes.starts_with(*mark));
    if wide.is_none() && memchr::memchr(0, &bytes).is_some() {
        return Ok(String::new());
    }
    file.take(most + 1 - BEGINNING).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(io::Error::other(format!("it has more than {} MB", most >> 20)));
    }
    if let Some((_, unit)) = wide {
        let units = bytes[2..].chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
        return Ok(char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect());
    }
    let speaks = [&b"ADR"[..], b"[archfit]"].iter().any(|sign| memchr::memmem::find(&bytes, sign).is_some());
    Ok(if speaks { String::from_utf8_lossy(&bytes).into_owned() } else { String::new() })
}
