//! Paths as the addresses that editors use, and back.

use std::path::{Path, PathBuf};
use std::str::FromStr as _;

use lsp_types::Uri;

/// The path of a file's address; `None` for what is no file, such as a text that was never saved.
pub fn path_of(uri: &Uri) -> Option<PathBuf> {
    let is_file = uri.scheme().is_some_and(|scheme| scheme.eq_lowercase("file"));
    let path = uri.path().as_estr().decode().into_string().ok().filter(|_| is_file)?;
    // `/c:/…` of Windows begins with the drive.
    let has_drive = path.len() > 2 && path.as_bytes()[2] == b':' && cfg!(windows);
    Some(PathBuf::from(if has_drive { &path[1..] } else { &*path }))
}

/// The address of a file.
pub fn uri_of(path: &Path) -> Option<Uri> {
    let path = std::path::absolute(path).ok()?;
    let text = path.to_str()?.replace(std::path::MAIN_SEPARATOR, "/");
    let mut address = String::from(if text.starts_with('/') { "file://" } else { "file:///" });
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            address.push(char::from(byte));
        } else {
            address.push_str(&format!("%{byte:02X}"));
        }
    }
    Uri::from_str(&address).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_come_back_whatever_is_in_them() {
        for path in ["/a/b.toml", "/with space/ü/100%.toml", "/a+b/[c]#d?.toml"] {
            let uri = uri_of(Path::new(path)).expect("an address");
            assert_eq!(path_of(&uri).as_deref(), Some(Path::new(path)), "{}", uri.as_str());
        }
        let untitled = Uri::from_str("untitled:Untitled-1").expect("an address");
        assert_eq!(path_of(&untitled), None);
    }
}
