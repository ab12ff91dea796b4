//! The history of a repository as git tells it: how many people changed it, and how often it is released. Names stay here.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use crate::checkout::is_shallow;
use crate::model::Day;
use crate::observe::observation::{Observation, Value, day_of_number};

/// How far back people are counted, in days.
const DAYS: i64 = 90;

/// How far back releases are counted, in days.
const DAYS_OF_RELEASES: i64 = 365;

/// What is said of a history that does not reach back far enough.
pub const CUT_OFF: &str = "its history is cut off (a shallow clone) and tells neither people nor releases: fetch more of it, such as with `git fetch --unshallow`";

/// What the history says.
#[derive(Debug, PartialEq)]
pub struct History {
    n_often: u64,
    n_all: u64,
    n_commits: u64,
    n_releases: u64,
    /// Whether commits of the time that is looked at may be missing: the clone is shallow.
    pub is_cut_off: bool,
    /// The same for releases, which are counted over a longer time.
    pub lacks_releases: bool,
    from: Option<Day>,
    to: Day,
}

/// Reads the history; `None` where there is none.
pub fn read(folder: &Path, today: Day) -> Result<Option<History>, String> {
    if git(folder, &["rev-parse", "--git-dir"]).is_err() {
        return Ok(None);
    }
    let (from, to) = (day_of_number(today.number() - DAYS), today);
    let since = from.map_or_else(String::new, |day| format!("--since={day}T00:00:00"));
    let until = format!("--until={today}T23:59:59");
    // Addresses go through the repository's own mailmap; co-authors are people too.
    let form = "--format=%x01%aE%x00%(trailers:key=Co-authored-by,valueonly,separator=%x00)";
    // Without a commit there is no history yet.
    let log =
        git(folder, &["log", "--use-mailmap", "--no-merges", &since, &until, form, "--", "."]).unwrap_or_default();
    let tags = git(folder, &["for-each-ref", "--format=%(creatordate:short)", "refs/tags"])?;
    let recent = |line: &&str| {
        let day = crate::observe::observation::day_of_text(line);
        day.is_some_and(|day| (0..=DAYS_OF_RELEASES).contains(&(today.number() - day.number())))
    };
    let mut people: BTreeMap<String, u64> = BTreeMap::new();
    let mut n_commits = 0;
    for commit in log.split('\u{1}').skip(1) {
        n_commits += 1;
        for person in commit.trim().split('\0').filter(|person| !person.trim().is_empty()).filter_map(address) {
            *people.entry(person).or_insert(0) += 1;
        }
    }
    let oldest = oldest_of_shallow(folder);
    // A shallow clone may lack what lies behind its oldest commits.
    let is_cut_off_since = |from: Option<Day>| {
        let reaches = |day: &Option<Day>| day.zip(from).is_some_and(|(day, from)| day < from);
        oldest.as_ref().is_some_and(|days| !days.iter().all(reaches))
    };
    let is_cut_off = is_cut_off_since(from);
    Ok(Some(History {
        n_often: people.values().filter(|n| **n >= 3).count() as u64,
        n_all: people.len() as u64,
        n_commits,
        n_releases: tags.lines().filter(recent).count() as u64,
        is_cut_off,
        lacks_releases: is_cut_off || is_cut_off_since(day_of_number(today.number() - DAYS_OF_RELEASES)),
        from,
        to,
    }))
}

/// The days of the oldest commits of a shallow clone, one unknown where git does not tell them; nothing of a clone that has all.
fn oldest_of_shallow(folder: &Path) -> Option<Vec<Option<Day>>> {
    let oldest = || git(folder, &["log", "--all", "--max-parents=0", "--format=%cs"]);
    let days = |said: String| said.lines().map(crate::observe::observation::day_of_text).collect();
    is_shallow(folder).then(|| oldest().map_or_else(|_| vec![None], days))
}

/// The address of a person, out of `Name <address>` or alone; bots are no people.
fn address(person: &str) -> Option<String> {
    let inner = person.rsplit_once('<').map_or(person, |(_, rest)| rest.trim_end_matches(['>', ' ', '\n']));
    let address = inner.trim().to_lowercase();
    let is_bot = address.contains("[bot]")
        || address.starts_with("bot@")
        || address.contains("dependabot")
        || address.contains("renovate");
    (!is_bot && !address.is_empty()).then_some(address)
}

fn git(folder: &Path, arguments: &[&str]) -> Result<String, String> {
    let output = Command::new("git")
        .arg("-C")
        .arg(folder)
        // Nothing that a strange repository configures is run.
        .args(["-c", "core.fsmonitor=false", "-c", "log.showSignature=false", "--no-pager"])
        .args(arguments)
        .env("GIT_OPTIONAL_LOCKS", "0")
        .output()
        .map_err(|error| format!("git cannot be run: {error}"))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(String::from_utf8_lossy(&output.stderr).lines().next().unwrap_or("git failed").to_owned())
    }
}

impl History {
    /// What is to be known about it.
    pub fn note(&self) -> Option<String> {
        match () {
            () if self.is_cut_off => Some(CUT_OFF.to_owned()),
            () if self.lacks_releases => Some("its history is cut off (a shallow clone) within the last year and tells no releases: fetch more of it, such as with `git fetch --unshallow`".to_owned()),
            () if self.n_commits == 0 => Some(format!("nobody changed it in the {DAYS} days before {}, so that nothing is said about people", self.to)),
            () => None,
        }
    }

    /// What it comes to.
    pub fn observations(&self, name: &str, today: Day) -> Vec<Observation> {
        let mut observations = Vec::new();
        // Of a history that is cut off nothing is known but that there were more.
        if self.is_cut_off {
            return observations;
        }
        if self.n_commits > 0 {
            let value = Value::Number(self.n_often.max(1) as f64, self.n_all.max(1) as f64);
            let method = "from those with three commits and more to all; bots left out, merged by the mailmap";
            let people = Observation::new("repo.people", value, name, today).by(method, self.n_commits);
            observations.push(people.over(self.from, Some(self.to)));
        }
        if self.n_releases > 0 && !self.lacks_releases {
            let n = self.n_releases as f64;
            let releases = Observation::new("repo.releases", Value::Number(n, n), name, today);
            observations.push(releases.by("tags by their day", self.n_releases));
        }
        observations
    }
}
