//! Folders of other programs: looked into only where version control keeps something in them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::checkout::names_kept;
use crate::files::slashed;

/// What such folders are called.
const NAMES: [&str; 4] = ["target", "node_modules", "vendor", "archfit"];

/// The folders of other programs below a folder.
#[derive(Debug)]
pub(super) struct Foreign {
    /// The folder that they lie below; absent where there are none.
    root: Option<PathBuf>,
    /// Those in which git keeps something, asked for when the first is met.
    kept: OnceLock<BTreeSet<String>>,
}

impl Foreign {
    /// Those below a folder.
    pub fn below(root: &Path) -> Self {
        Self { root: Some(root.to_owned()), kept: OnceLock::new() }
    }

    /// None: all that is there is kept by version control.
    pub fn none() -> Self {
        Self { root: None, kept: OnceLock::new() }
    }

    /// Whether a folder of this path is one that is not looked into.
    pub fn is(&self, folder: &Path) -> bool {
        let is_named = folder.file_name().and_then(std::ffi::OsStr::to_str).is_some_and(|name| NAMES.contains(&name));
        let Some(root) = self.root.as_deref().filter(|_| is_named) else { return false };
        let inner = folder.strip_prefix(root).map(slashed);
        !inner.is_ok_and(|inner| self.kept.get_or_init(|| kept_below(root)).contains(&inner))
    }
}

fn kept_below(root: &Path) -> BTreeSet<String> {
    let listed = names_kept(root);
    let mut kept = BTreeSet::new();
    for name in listed.split('\0') {
        // A file of the same name is no folder.
        let folders = name.match_indices('/').map(|(end, _)| &name[..end]);
        let those = folders.filter(|above| NAMES.contains(&above.rsplit('/').next().unwrap_or(above)));
        kept.extend(those.map(str::to_owned));
    }
    kept
}
