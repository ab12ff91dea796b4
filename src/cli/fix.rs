//! Applies the mechanical ways out of findings to the files they are about.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use crate::diagnostic::{Diagnostic, Sources};
use crate::files::{replace, text_of_regular};
use crate::load::Unsaved;
use crate::model::Place;

/// What some editors put before the text of a file.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Which mends are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Class {
    /// Those that leave fits, leads and outcomes as they are
    Safe,
    /// Those of misspelt names as well: entries that were left out count again
    Names,
    /// Those of names, and of scales as well, each with its weight: rules stay worth what they were, and fits and leads move
    Scale,
}

/// What was changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fixed {
    /// How many findings were removed.
    pub n_findings: usize,
    /// The files changed.
    pub files: Vec<PathBuf>,
}

/// The edits of a file, by its path.
type Edits<'f> = BTreeMap<PathBuf, Vec<&'f (Place, String)>>;

/// The fixes of all findings about files on disk, and how many findings they remove. Of two that overlap, the second one waits for
/// another pass.
fn chosen<'f>(findings: &'f [Diagnostic], sources: &Sources, class: Class) -> (Edits<'f>, usize) {
    let mut edits: BTreeMap<PathBuf, Vec<&(Place, String)>> = BTreeMap::new();
    let mut n_findings = 0;
    let wanted = findings.iter().filter(|finding| match class {
        Class::Safe => !finding.changes_advice(),
        Class::Names => !finding.is_scale(),
        Class::Scale => true,
    });
    for fix in wanted.filter_map(|finding| finding.fix.as_ref()) {
        let path_of = |edit: &(Place, String)| sources.get(edit.0.file).path.clone();
        let Some(paths) = fix.edits.iter().map(path_of).collect::<Option<Vec<_>>>() else { continue };
        let is_free = |(edit, path): (&(Place, String), &PathBuf)| {
            edits.get(path).is_none_or(|taken| !taken.iter().any(|other| overlap(&edit.0, &other.0)))
        };
        if fix.edits.iter().zip(&paths).all(is_free) {
            fix.edits.iter().zip(paths).for_each(|(edit, path)| edits.entry(path).or_default().push(edit));
            n_findings += 1;
        }
    }
    (edits, n_findings)
}

fn text_of<'s>(path: &Path, sources: &'s Sources) -> &'s str {
    let read = sources.0.iter().find(|source| source.path.as_deref() == Some(path));
    read.map_or("", |source| source.text.as_str())
}

/// The texts of the files as they would be mended, and how many findings that removes; nothing is written.
pub fn mended(findings: &[Diagnostic], sources: &Sources, class: Class) -> (Unsaved, usize) {
    let (edits, n_findings) = chosen(findings, sources, class);
    let text = |(path, edits): (&PathBuf, &Vec<_>)| (path.clone(), edited(text_of(path, sources), edits));
    (edits.iter().map(text).collect(), n_findings)
}

/// Applies the fixes of all findings about files on disk.
pub fn apply(findings: &[Diagnostic], sources: &Sources, class: Class) -> anyhow::Result<Fixed> {
    let (edits, n_findings) = chosen(findings, sources, class);
    for (path, edits) in &edits {
        let read = text_of(path, sources);
        let mend = || {
            let now = text_of_regular(path)?;
            // The mark that some editors put first is no part of what was read, and stays.
            let mark = now.strip_suffix(read).filter(|mark| matches!(*mark, "" | BYTE_ORDER_MARK));
            let mark = mark.context("it has changed since it was read: check it again")?;
            replace(path, format!("{mark}{}", edited(read, edits)).as_bytes()).map_err(anyhow::Error::from)
        };
        mend().with_context(|| format!("cannot mend `{}`", path.display()))?;
    }
    Ok(Fixed { n_findings, files: edits.into_keys().collect() })
}

fn overlap(a: &Place, b: &Place) -> bool {
    a.span == b.span || (a.span.start < b.span.end && b.span.start < a.span.end)
}

fn edited(text: &str, edits: &[&(Place, String)]) -> String {
    let mut edits = edits.to_vec();
    edits.sort_by_key(|(place, _)| std::cmp::Reverse(place.span.start));
    let mut text = text.to_owned();
    for (place, new) in edits {
        text.replace_range(place.span.clone(), new);
    }
    text
}
