//! What version control keeps of a project and a checkout is without: a sparse checkout left it out, a submodule was not fetched, or the folder is
//! gone. What is judged without it is judged by half.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail};

use crate::adr::folders::{is_called, is_record_of_some_folder};
use crate::adr::is_record_name;
use crate::files::within_project;
use crate::load::{Absent, PROJECT_FOLDER, has_own, shown_path};

/// What git says, run in a folder.
pub fn git(folder: &Path, arguments: &[&str]) -> anyhow::Result<String> {
    git_if_any(folder, arguments)?.context("git was asked, and gave no reason why it cannot tell")
}

/// The same; `None` where git says by its exit code alone that there is nothing.
pub fn git_if_any(folder: &Path, arguments: &[&str]) -> anyhow::Result<Option<String>> {
    let output = Command::new("git").arg("-C").arg(folder).args(arguments).output();
    let output = output.context("git is asked, and cannot be run")?;
    if output.status.code() == Some(1) && output.stderr.is_empty() {
        return Ok(None);
    }
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("git cannot tell: {}", said.lines().next().unwrap_or("it gave no reason"));
    }
    Ok(Some(String::from_utf8_lossy(&output.stdout).into_owned()))
}

/// The questionnaires, rules and templates of a project that are not in its folder.
pub fn absent_rules(project: &Path) -> Vec<Absent> {
    let Some(repository) = Repository::around(project) else { return Vec::new() };
    let own = project.join(PROJECT_FOLDER);
    // Who takes a rule base out by hand is at work on it; a folder that is gone as a whole would let the built-in rules pass for the project's.
    let is_gone = !has_own(project);
    if !is_gone && !repository.may_be_partial() {
        return Vec::new();
    }
    let is_meant = |one: &(Why, Absent)| is_gone || one.0 != Why::Gone;
    match left_out(project, PROJECT_FOLDER) {
        Ok(left_out) => left_out.into_iter().filter(is_meant).map(|(_, absent)| absent).collect(),
        // Where nothing hints that something is missing, a project need not be one of git's.
        Err(_) if !repository.may_be_partial() => Vec::new(),
        Err(error) => vec![Absent { path: own, sign: PathBuf::new(), why: format!("{error:#}") }],
    }
}

/// Refuses to look at folders of records where some records are not checked out: of these folders, and where `all` is meant or a folder is not
/// there, of any other.
pub fn all_records_here(project: &Path, folders: &[&Path], all: bool) -> anyhow::Result<()> {
    all_here(&absent_records(project, folders, all)?)
}

fn absent_records(project: &Path, folders: &[&Path], all: bool) -> anyhow::Result<Vec<Absent>> {
    let mut absent = Vec::new();
    if Repository::around(project).is_some_and(|repository| repository.may_be_partial()) {
        let within: Vec<String> = folders.iter().filter_map(|folder| within_project(project, folder)).collect();
        let is_to_be = |folder: &&Path| !folder.is_dir() && within_project(project, folder).is_some();
        let all = all || folders.iter().any(is_to_be);
        for (why, one) in left_out(project, ".")? {
            let name = one.path.strip_prefix(project).unwrap_or(&one.path).to_string_lossy().replace('\\', "/");
            let is_in = |outer: &str, inner: &str| Path::new(inner).starts_with(outer);
            let is_meant = match why {
                Why::Gone => false,
                Why::Sparse => {
                    let is_there = is_record_name(name.rsplit('/').next().unwrap_or(&name));
                    is_there && within.iter().any(|folder| is_in(folder, &name))
                        || all && is_record_of_some_folder(&name)
                }
                Why::Submodule => {
                    within.iter().any(|folder| is_in(folder, &name) || is_in(&name, folder))
                        || all && is_called(Path::new(&name))
                }
            };
            absent.extend(is_meant.then_some(one));
        }
    }
    let is_outside = |folder: &&&Path| folder.is_dir() && within_project(project, folder).is_none();
    for folder in folders.iter().filter(is_outside) {
        absent.extend(absent_records(folder, &[folder], false)?);
    }
    Ok(absent)
}

/// Refuses to judge where something is not there.
pub fn all_here(absent: &[Absent]) -> anyhow::Result<()> {
    let Some(first) = absent.first() else { return Ok(()) };
    let more = if absent.len() > 1 { format!(" and {} more", absent.len() - 1) } else { String::new() };
    bail!("`{}`{more} cannot be looked at: {}", shown_path(&first.path), first.why)
}

/// Why something that git keeps is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Why {
    Sparse,
    Submodule,
    Gone,
}

/// What git keeps of a place and is not there.
fn left_out(folder: &Path, within: &str) -> anyhow::Result<Vec<(Why, Absent)>> {
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
        (!is_there).then_some((why, Absent { path, sign, why: said }))
    };
    Ok(listed.split('\0').filter_map(one).collect())
}

/// The repository around a folder, as far as its files tell without asking git: that takes longer than most commands.
struct Repository {
    root: PathBuf,
    /// Where git keeps what concerns this checkout; none where the environment says so.
    own: Option<PathBuf>,
}

impl Repository {
    fn around(folder: &Path) -> Option<Self> {
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

    /// Whether its checkout may be without some of its files.
    fn may_be_partial(&self) -> bool {
        let is_sparse = |own: &PathBuf| own.join("info/sparse-checkout").is_file();
        self.own.as_ref().is_none_or(is_sparse) || self.root.join(".gitmodules").is_file()
    }
}
