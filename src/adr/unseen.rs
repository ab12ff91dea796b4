//! Files that git keeps and this checkout leaves out, as far as they may speak of records: their texts as git keeps them.

use std::collections::BTreeMap;
use std::path::Path;

use crate::checkout::{GitError, Why, git, git_if_any, left_out, may_be_partial};
use crate::files::slashed;

/// What the checkout leaves out.
#[derive(Default)]
pub(super) struct Unseen {
    /// The texts that may hold markers, by path from the project's root.
    pub texts: BTreeMap<String, String>,
    /// Why they could not be looked at.
    pub why_not: Option<String>,
}

/// The texts that a project's checkout leaves out.
pub(super) fn unseen(project: &Path) -> Unseen {
    match texts(project) {
        Ok(texts) => Unseen { texts, why_not: None },
        // Where nothing says that something is left out, git need not be there at all.
        Err(_) if may_be_partial(project) == Some(false) => Unseen::default(),
        Err(GitError(why)) => Unseen { texts: BTreeMap::new(), why_not: Some(why) },
    }
}

fn texts(project: &Path) -> Result<BTreeMap<String, String>, GitError> {
    // A single file is left out without a list of what a checkout is to hold.
    if may_be_partial(project).is_none() {
        return Ok(BTreeMap::new());
    }
    let missing = left_out(project, ".")?;
    let names = missing.iter().filter(|one| one.why == Why::Sparse);
    let names: Vec<String> = names.filter_map(|one| Some(slashed(one.path.strip_prefix(project).ok()?))).collect();
    if names.is_empty() {
        return Ok(BTreeMap::new());
    }
    let speaking = git_if_any(project, &["grep", "--cached", "-l", "-z", "-I", "-F", "-e", "ADR", "--", "."])?;
    let speaking: Vec<&str> = speaking.as_deref().unwrap_or_default().split('\0').collect();
    let those = names.into_iter().filter(|name| speaking.contains(&name.as_str()));
    those.map(|name| Ok((name.clone(), git(project, &["show", &format!(":./{name}")])?))).collect()
}
