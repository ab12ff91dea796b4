//! Globs of `covers` and the files that are there: whether one matches any, and from where it would.

use std::path::Path;

use globset::GlobMatcher;

use super::base::Base;
use super::foreign::Foreign;
use super::glob::{fixed_part, glob_of};
use crate::files::slashed;

/// What is to be said of a glob that somebody wants to write into a record; `None` where it matches files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// It is no glob, or leads out.
    NoGlob,
    /// It matches no file; perhaps with how it has to be written so that it does.
    Nothing(Option<String>),
}

/// What is wrong with a glob as seen from a base. Perhaps it was written as seen from one of the other folders.
pub fn trouble(base: &Base, glob: &str, others: &[&Path]) -> Option<Trouble> {
    let Some(matcher) = matcher(glob) else { return Some(Trouble::NoGlob) };
    let is_idle = !matches_any(&base.root, glob, &matcher);
    is_idle.then(|| Trouble::Nothing(seen_from_elsewhere(base, glob, others)))
}

/// A glob, ready to be asked; `None` where it is none.
pub(super) fn matcher(glob: &str) -> Option<GlobMatcher> {
    glob_of(glob).map(|glob| glob.compile_matcher())
}

/// Whether a glob matches some file under a folder, also one that version control ignores.
pub(super) fn matches_any(root: &Path, glob: &str, matcher: &GlobMatcher) -> bool {
    let is_match = |path: &Path| path.strip_prefix(root).is_ok_and(|name| matcher.is_match(name));
    let fixed = root.join(fixed_part(glob));
    if !fixed.is_dir() {
        return fixed.exists() && is_match(&fixed);
    }
    let foreign = Foreign::below(&fixed);
    let is_wanted = move |entry: &ignore::DirEntry| {
        let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
        entry.depth() == 0 || entry.file_name() != ".git" && !(is_folder && foreign.is(entry.path()))
    };
    let mut walk = ignore::WalkBuilder::new(fixed);
    walk.standard_filters(false).filter_entry(is_wanted);
    let files =
        walk.build().filter_map(Result::ok).filter(|entry| !entry.file_type().is_some_and(|kind| kind.is_dir()));
    files.into_iter().any(|entry| is_match(entry.path()))
}

/// A glob as it has to be written, where it was written as seen from another folder than the one that it counts from: from one above, or from one
/// of the others.
pub(super) fn seen_from_elsewhere(base: &Base, glob: &str, others: &[&Path]) -> Option<String> {
    let bare = glob.trim_start_matches("./");
    let is_it = |glob: &String| matcher(glob).is_some_and(|matcher| matches_any(&base.root, glob, &matcher));
    let above = base.root.ancestors().skip(1).filter_map(|above| base.root.strip_prefix(above).ok());
    let from_above = above.filter_map(|inner| Some(bare.strip_prefix(&slashed(inner))?.strip_prefix('/')?.to_owned()));
    let others = others.iter().filter_map(|other| std::fs::canonicalize(other).ok());
    let below =
        others.filter_map(|other| other.strip_prefix(&base.root).ok().map(slashed)).filter(|other| !other.is_empty());
    from_above.chain(below.map(|inner| format!("{inner}/{bare}"))).find(is_it)
}
