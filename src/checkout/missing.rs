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

/// Something that git keeps, and why it is not there if it is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// What git keeps.
    pub path: PathBuf,
    /// The path whose presence says that it is there after all.
    pub sign: PathBuf,
    /// Why it is not there.
    pub why: Why,
    /// The same in words, with what brings it back.
    pub said: String,
}

/// What git keeps of a place and is not there.
pub fn left_out(folder: &Path, within: &str) -> Result<Vec<Missing>, GitError> {
    let mut all = kept(folder, &[within])?;
    all.retain(|one| one.sign.symlink_metadata().is_err());
    Ok(all)
}

/// What git keeps of some places, with why it is not there where it is not.
pub fn kept(folder: &Path, places: &[&str]) -> Result<Vec<Missing>, GitError> {
    let listed = git(folder, &[&["ls-files", "-v", "--stage", "-z", "--"], places].concat())?;
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
        Some(Missing { path, sign, why, said })
    };
    Ok(listed.split('\0').filter_map(one).collect())
}

/// Whether the checkout around a folder may be without some of its files; `None` where no repository is around it.
pub fn may_be_partial(folder: &Path) -> Option<bool> {
    Repository::around(folder).map(|repository| repository.may_be_partial())
}

/// The repository around a folder, as far as its files tell without asking git: that takes longer than most commands.
#[derive(Clone, Debug)]
pub struct Repository {
    root: PathBuf,
    /// Where git keeps what concerns this checkout; none where the environment says so.
    own: Option<PathBuf>,
}

impl Repository {
    /// That of a folder; `None` where there is none.
    pub fn around(folder: &Path) -> Option<Self> {
        let folder = std::fs::canonicalize(folder).ok()?;
        if std::env::var_os("GIT_DIR").is_some() {
            return Some(Self { root: folder, own: None });
        }
        let root = folder.ancestors().find(|above| above.join(".git").exists())?.to_owned();
        let git = root.join(".git");
        // In a worktree and in a submodule `.git` is a file that names the folder.
        let named = std::fs::read_to_string(&git).ok();
        let named = named.as_deref().and_then(|text| text.strip_prefix("gitdir:")).map(|path| root.join(path.trim()));
        Some(Self { own: Some(named.unwrap_or(git)), root })
    }

    /// The folder that it keeps, or where the environment says where git keeps things, the one asked about.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Git's list of the files that it keeps.
    pub fn index(&self) -> Option<PathBuf> {
        self.own.as_ref().map(|own| own.join("index"))
    }

    /// Whether its checkout may be without some of its files.
    pub fn may_be_partial(&self) -> bool {
        let is_sparse = |own: &PathBuf| own.join("info/sparse-checkout").is_file();
        self.own.as_ref().is_none_or(is_sparse) || self.root.join(".gitmodules").is_file()
    }
}
