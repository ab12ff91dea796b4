//! Which of several records with one number was there first, as git tells it: the one that is on the base branch already keeps its number, whatever
//! the date that somebody wrote into it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::list::Record;
use super::names::place_and_number;
use super::numbers::sharing_a_number;
use super::status::StatusKind;
use crate::checkout::{GitError, git, git_if_any, shared_commit};

/// The branches that others build on, those of the team before one's own.
const BASES: [&str; 6] = [
    "refs/remotes/upstream/HEAD",
    "refs/remotes/origin/HEAD",
    "refs/remotes/origin/main",
    "refs/remotes/origin/master",
    "refs/heads/main",
    "refs/heads/master",
];

/// What git knows of a folder's records; nothing where it knows nothing.
#[derive(Clone, Debug, Default)]
pub struct Seniority {
    /// The records on the base branch, also under earlier names.
    on_base: BTreeSet<String>,
    /// Those that are accepted there.
    accepted: BTreeSet<String>,
    /// When each came, counted in changes; what is not committed came last.
    came: BTreeMap<String, usize>,
    /// The files that take a number on the other branch and are not here, by sub-folder and number.
    taken: BTreeMap<(String, u32), String>,
}

/// By what records of one number stand in line: who comes first keeps it.
pub(super) type Rank<'a> = (u8, usize, Option<&'a str>, bool, &'a str);

impl Seniority {
    /// Asks git about records, compared with a revision or else with the branch that others build on.
    pub fn find(folder: &Path, records: &[Record], against: Option<&str>) -> Result<Self, GitError> {
        let asked = match against {
            Some(revision) => Some(commit(folder, revision)?.ok_or_else(|| unknown(revision))?),
            None => None,
        };
        let Some(head) = commit(folder, "HEAD").ok().flatten() else {
            // Without a history everything is of one age.
            return Ok(Self::default());
        };
        let base = || BASES.iter().find_map(|name| commit(folder, name).ok().flatten());
        let base = asked.clone().or_else(base).unwrap_or_else(|| head.clone());
        // Where one stands on it, what the last merge brought came new.
        let before_merge = (asked.is_none() && base == head).then(|| first_of_merge(folder)).flatten();
        let base = before_merge.unwrap_or(base);
        // Compared with what both branches come from, so that a record of the other one is not taken for an earlier name of one that is new here.
        let shared =
            asked.as_deref().map(|theirs| shared_by(folder, &head, theirs, against.unwrap_or_default())).transpose()?;
        let mut new = newcomers(folder, shared.as_deref().unwrap_or(&base))?;
        if shared.is_some() {
            let there = files_at(folder, &base)?;
            new.retain(|file| !there.contains(file));
        }
        let files = records.iter().map(|record| &record.file);
        let mut seniority =
            Self { on_base: files.filter(|file| !new.contains(*file)).cloned().collect(), ..Self::default() };
        if let (Some(theirs), Some(shared)) = (&asked, &shared) {
            seniority.look_at_numbers_of(folder, theirs, shared)?;
        }
        let (known, unknown): (Vec<&str>, Vec<&str>) =
            sharing_a_number(folder, records).into_iter().partition(|file| seniority.on_base.contains(*file));
        seniority.came = arrivals(folder, &base, &known)?;
        seniority.came.extend(arrivals(folder, &head, &unknown)?);
        let is_accepted = |file: &&str| {
            let text = git(folder, &["show", &format!("{base}:./{file}")]).ok();
            text.is_some_and(|text| Record::of_text(file, &text).status == Some(StatusKind::Accepted))
        };
        seniority.accepted = known.into_iter().filter(is_accepted).map(str::to_owned).collect();
        Ok(seniority)
    }

    /// Which numbers new records of the other branch take. What both branches had before is no new number, whatever it is called by now.
    fn look_at_numbers_of(&mut self, folder: &Path, theirs: &str, shared: &str) -> Result<(), GitError> {
        let (there, before) = (files_at(folder, theirs)?, files_at(folder, shared)?);
        self.on_base.extend(before.iter().cloned());
        let new = there.difference(&before).filter(|file| folder.join(file).symlink_metadata().is_err());
        let taken = |file: &String| {
            let (place, number) = place_and_number(file)?;
            Some(((place.to_owned(), number), file.clone()))
        };
        self.taken = new.filter_map(taken).collect();
        Ok(())
    }

    /// Where a record stands in line.
    pub(super) fn rank<'a>(&self, record: &'a Record) -> Rank<'a> {
        let file = record.file.as_str();
        let group = match (self.accepted.contains(file), self.on_base.contains(file)) {
            (true, _) => 0,
            (_, true) => 1,
            _ => 2,
        };
        let came = self.came.get(file).copied().unwrap_or(usize::MAX);
        // A record without a date counts as older than one with it.
        (group, came, record.date.as_deref(), record.status != Some(StatusKind::Accepted), file)
    }

    /// The record of the other branch whose number a new record here takes.
    pub fn taken_by(&self, record: &Record) -> Option<&str> {
        let is_new = !self.on_base.contains(&record.file);
        let (place, number) = place_and_number(&record.file)?;
        self.taken.get(&(place.to_owned(), number)).filter(|_| is_new).map(String::as_str)
    }

    /// The highest number that the other branch has in a sub-folder beyond what is here.
    pub(super) fn highest(&self, place: &str) -> u32 {
        let there = self.taken.keys().filter(|(at, _)| at == place).map(|(_, number)| *number);
        there.max().unwrap_or(0)
    }
}

/// The commit from which this branch and another one come.
fn shared_by(folder: &Path, head: &str, theirs: &str, revision: &str) -> Result<String, GitError> {
    let nothing_shared = || GitError(format!("no commit is known from which both this branch and `{revision}` come"));
    shared_commit(folder, head, theirs)?.ok_or_else(nothing_shared)
}

fn unknown(revision: &str) -> GitError {
    GitError(format!("git knows no commit `{revision}`; fetch it, or name another revision"))
}

/// The commit that a revision names; `None` where there is none.
fn commit(folder: &Path, revision: &str) -> Result<Option<String>, GitError> {
    if revision.starts_with('-') {
        return Err(GitError(format!("`{revision}` is no revision")));
    }
    let found = git_if_any(folder, &["rev-parse", "--verify", "--quiet", &format!("{revision}^{{commit}}")])?;
    Ok(found.map(|commit| commit.trim().to_owned()).filter(|commit| !commit.is_empty()))
}

/// The commit that the last one was merged into; `None` where that is no merge.
fn first_of_merge(folder: &Path) -> Option<String> {
    commit(folder, "HEAD^2").ok().flatten()?;
    commit(folder, "HEAD^1").ok().flatten()
}

/// The records that came since a commit: what is new, but for those that only have another name and the number that they had.
fn newcomers(folder: &Path, base: &str) -> Result<BTreeSet<String>, GitError> {
    let asked = ["diff", "--relative", "--name-status", "-z", "-M70%", "--diff-filter=AR", base, "--", "."];
    let changed = git(folder, &asked)?;
    let mut new = BTreeSet::new();
    let mut fields = changed.split('\0');
    while let (Some(how), Some(first)) = (fields.next(), fields.next()) {
        let now = if how.starts_with('R') { fields.next().unwrap_or(first) } else { first };
        // What had another number then is new under this one.
        if now == first || place_and_number(first) != place_and_number(now) {
            new.insert(now.to_owned());
        }
    }
    let untracked = git(folder, &["ls-files", "--others", "-z", "--", "."])?;
    new.extend(untracked.split('\0').filter(|file| !file.is_empty()).map(str::to_owned));
    Ok(new)
}

/// When files came into a branch, counted in its own changes: what a merge brought came with the merge.
fn arrivals(folder: &Path, revision: &str, files: &[&str]) -> Result<BTreeMap<String, usize>, GitError> {
    if files.is_empty() {
        return Ok(BTreeMap::new());
    }
    let asked = ["log", "--first-parent", "-m", "--no-renames", "--diff-filter=A", "--relative", "--name-only", "-z"];
    let files: Vec<String> = files.iter().map(|file| format!(":(literal){file}")).collect();
    let asked = asked.into_iter().chain(["--format=%x01", revision, "--"]).chain(files.iter().map(String::as_str));
    let log = git(folder, &asked.collect::<Vec<_>>())?;
    let mut came = BTreeMap::new();
    // The oldest first, so that of a file that came twice the last time counts.
    for (position, added) in log.split('\u{1}').rev().enumerate() {
        let names = added.split('\0').map(|name| name.trim_matches('\n')).filter(|name| !name.is_empty());
        came.extend(names.map(|name| (name.to_owned(), position)));
    }
    Ok(came)
}

/// The files of a folder at a commit, by their paths within it.
fn files_at(folder: &Path, commit: &str) -> Result<BTreeSet<String>, GitError> {
    let names = git(folder, &["ls-tree", "-r", "--name-only", "-z", commit, "--", "."])?;
    Ok(names.split('\0').filter(|name| !name.is_empty()).map(str::to_owned).collect())
}
