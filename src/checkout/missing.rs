//! What version control keeps of a place and a checkout is without: a sparse checkout left it out, a submodule was not fetched, or it is gone.

use std::path::{Path, PathBuf};

use super::git::{GitError, git};

/// Why something that git keeps is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The checkout is sparse and leaves it out.
    Sparse,
    /// It is a submodule that was not fetched.
    Submodule,
    /// Somebody took it away.
    Gone,
}

/// Something that git keeps and that is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// What is not there.
    pub path: PathBuf,
    /// The path whose presence says that it is there after all.
    pub sign: PathBuf,
    /// Why.
    pub why: Why,
    /// The same in words, with what brings it back.
    pub said: String,
}

/// What git keeps of a place and is not there.
pub fn left_out(folder: &Path, within: &str) -> Result<Vec<Missing>, GitError> {
    let listed = git(folder, &["ls-files", "-v", "--stage", "-z", "--", within])?;
    let one = |entry: &str| {
        let (head, name) = entry.split_once('\t')?;
        let (tag, mode) = head.split_once(' ')?;
        let path = folder.join(name);
        let (why, said, sign) = if mode.starts_with("160000") {
            let said =
                format!("it is a submodule that was not fetched; `git submodule update --init -- {name}` does it");
            (Why::Submodule, said, path.join(".git"))
        } else if tag.eq_ignore_ascii_case("S") {
            let said = "the checkout is sparse and leaves it out; add its folder with `git sparse-checkout add`";
            (Why::Sparse, said.to_owned(), path.clone())
        } else {
            let said =
                "git keeps it, and it is not there; bring it back with `git checkout`, or take it out of git as well";
            (Why::Gone, said.to_owned(), path.clone())
        };
        let is_there = sign.symlink_metadata().is_ok();
        (!is_there).then_some(Missing { path, sign, why, said })
    };
    Ok(listed.split('\0').filter_map(one).collect())
}

/// Whether the checkout around a folder may be without some of its files; `None` where no repository is around it. The files of the repository
/// tell: asking git takes longer than most commands.
pub fn may_be_partial(folder: &Path) -> Option<bool> {
    let folder = std::fs::canonicalize(folder).ok()?;
    // Where the environment says where git keeps things, only git knows.
    if std::env::var_os("GIT_DIR").is_some() {
        return Some(true);
    }
    let root = folder.ancestors().find(|above| above.join(".git").exists())?;
    let git = root.join(".git");
    // In a worktree and in a submodule `.git` is a file that names the folder.
    let named = std::fs::read_to_string(&git).ok();
    let named = named.as_deref().and_then(|text| text.strip_prefix("gitdir:")).map(|path| root.join(path.trim()));
    let is_sparse = named.unwrap_or(git).join("info/sparse-checkout").is_file();
    Some(is_sparse || root.join(".gitmodules").is_file())
}
