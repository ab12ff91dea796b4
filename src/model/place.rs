//! Where something stands in the files that were read, so that a finding or an editor can go there.

use std::collections::{BTreeMap, BTreeSet};
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

/// Findings of `archfit check` that an author accepts at one entry, by code.
pub type Accepted = BTreeMap<String, Acceptance>;

/// One finding that an author accepts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acceptance {
    /// The findings that are meant, each by the names that it may be about besides that of its entry; absent: any.
    pub of: Option<Vec<BTreeSet<String>>>,
    /// Why it is fine there.
    pub reason: String,
    /// Where the code stands.
    pub code_at: Place,
    /// Where what is said of it stands: the reason, or the table with it.
    pub reason_at: Place,
}
