//! Where something stands in the files that were read, so that a finding or an editor can go there.

use std::ops::Range;

/// A file among those loaded; the load module keeps the texts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A stretch of bytes in a loaded file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Place {
    /// The file.
    pub file: FileId,
    /// The bytes, as offsets into the file's text.
    pub span: Range<usize>,
}

/// Findings of `archfit check` that an author accepts at one entry: the code's name and the reason.
pub type Accepted = std::collections::BTreeMap<String, String>;
