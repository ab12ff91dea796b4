//! Where the files of globs went, as far as git knows.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use globset::GlobMatcher;

use crate::adr::glob::fixed_part;
use crate::checkout::{git, git_if_any};

/// How many commits that took files away are looked at.
const MAX_COMMITS: &str = "-1000";
/// How often files are followed on that moved again.
const MAX_HOPS: usize = 5;
/// How many files are followed on.
const MAX_FOLLOWED: usize = 200;
/// How many files are named.
const MAX_NAMED: usize = 3;

/// Where files went.
#[derive(Clone, Debug, Default)]
pub(super) struct Went {
    /// In words; absent where git does not know.
    pub said: Option<String>,
    /// The glob that would match them by now, where all went the same way.
    pub instead: Option<String>,
}

/// A file that was renamed, by its paths from the folder that globs count from; the later one is from the repository's root where it lies
/// elsewhere.
#[derive(Clone, Debug)]
struct Renamed {
    from: String,
    to: String,
    is_here: bool,
}

/// Where the files of some globs of one folder went, asked with one look at the history.
pub(super) fn went(root: &Path, globs: &[(&str, GlobMatcher)]) -> Vec<Went> {
    let fixed: Vec<&str> = globs.iter().map(|(written, _)| fixed_part(written)).collect();
    let mut history = History::of(root, &fixed);
    let one = |(written, glob): &(&str, GlobMatcher)| {
        let latest = history.as_mut().and_then(|history| history.latest(|name| glob.is_match(name)));
        latest.map(|latest| told(root, written, latest)).unwrap_or_default()
    };
    globs.iter().map(one).collect()
}

fn told(root: &Path, written: &str, (by, mut renamed): (Option<String>, Vec<Renamed>)) -> Went {
    if renamed.is_empty() {
        return Went { said: by.map(|commit| format!("{commit} took the last of its files away")), instead: None };
    }
    follow(root, &mut renamed);
    let instead = all_the_same_way(&renamed).and_then(|(from, to)| replaced(written, &from, &to));
    let by = by.unwrap_or_else(|| "a change that is not committed".to_owned());
    let named = renamed.iter().take(MAX_NAMED).map(|one| format!("`{}` to `{}`", one.from, one.to));
    let more = renamed.len().saturating_sub(MAX_NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    Went { said: Some(format!("{by} moved {}{more}", named.collect::<Vec<_>>().join(", "))), instead }
}

/// What took files away, the latest first.
struct History {
    root: PathBuf,
    /// The folder's path in its repository, with `/` behind it.
    prefix: String,
    /// What was renamed and not committed.
    pending: Vec<Renamed>,
    /// Commits with the files that each took away.
    taken: Vec<(String, Vec<String>)>,
    renamed: BTreeMap<String, Vec<Renamed>>,
}

/// What lists renamed files.
const RENAMES: [&str; 4] = ["--name-status", "-z", "-M", "--diff-filter=R"];

impl History {
    /// The history of what lies in some places; `None` where git does not tell.
    fn of(root: &Path, places: &[&str]) -> Option<Self> {
        let prefix = git(root, &["rev-parse", "--show-prefix"]).ok()?;
        let prefix = prefix.trim_end_matches(['\n', '\r']).to_owned();
        let mut history =
            Self { root: root.to_owned(), prefix, pending: Vec::new(), taken: Vec::new(), renamed: BTreeMap::new() };
        let pending = git_if_any(root, &[&["diff"][..], &RENAMES, &["HEAD", "--"]].concat());
        history.pending = history.read(&pending.ok().flatten().unwrap_or_default());
        let places: Vec<String> =
            places.iter().map(|place| format!(":(top,literal){}{place}", history.prefix)).collect();
        let asked =
            ["log", MAX_COMMITS, "--no-renames", "--diff-filter=D", "--format=%x01%h", "--name-only", "-z", "--"];
        let asked: Vec<&str> = asked.into_iter().chain(places.iter().map(String::as_str)).collect();
        let log = git(root, &asked).unwrap_or_default();
        let commit = |entry: &str| {
            let (commit, names) = entry.split_once('\0')?;
            let names =
                names.split('\0').filter_map(|name| name.trim_start_matches('\n').strip_prefix(&*history.prefix));
            Some((commit.trim().to_owned(), names.map(str::to_owned).collect()))
        };
        history.taken = log.split('\u{1}').skip(1).filter_map(commit).collect();
        Some(history)
    }

    fn read(&self, listed: &str) -> Vec<Renamed> {
        let mut fields = listed.split('\0');
        let mut found = Vec::new();
        while let (Some(_), Some(from), Some(to)) = (fields.next(), fields.next(), fields.next()) {
            let Some(from) = from.strip_prefix(&self.prefix) else { continue };
            let here = to.strip_prefix(&self.prefix);
            found.push(Renamed { from: from.to_owned(), to: here.unwrap_or(to).to_owned(), is_here: here.is_some() });
        }
        found
    }

    /// The latest change that took away files that are meant: its commit, absent where it is not committed, and what it renamed of them.
    fn latest(&mut self, is_meant: impl Fn(&str) -> bool) -> Option<(Option<String>, Vec<Renamed>)> {
        let those = |renamed: &[Renamed]| -> Vec<Renamed> {
            renamed.iter().filter(|one| is_meant(&one.from)).cloned().collect()
        };
        let pending = those(&self.pending);
        if !pending.is_empty() {
            return Some((None, pending));
        }
        let commit = self.taken.iter().find(|(_, names)| names.iter().any(|name| is_meant(name)))?.0.clone();
        if !self.renamed.contains_key(&commit) {
            let listed = git(&self.root, &[&["show", "--format="][..], &RENAMES, &[commit.as_str(), "--"]].concat());
            let renamed = self.read(listed.unwrap_or_default().trim_start_matches('\n'));
            self.renamed.insert(commit.clone(), renamed);
        }
        let renamed = those(&self.renamed[&commit]);
        Some((Some(commit), renamed))
    }
}

/// Follows files on that moved again.
fn follow(root: &Path, renamed: &mut [Renamed]) {
    for _ in 0..MAX_HOPS {
        let is_gone = |one: &&mut Renamed| one.is_here && root.join(&one.to).symlink_metadata().is_err();
        let mut gone: Vec<&mut Renamed> = renamed.iter_mut().filter(is_gone).take(MAX_FOLLOWED).collect();
        let places: Vec<String> = gone.iter().map(|one| one.to.clone()).collect();
        let places: Vec<&str> = places.iter().map(String::as_str).collect();
        let Some(mut history) = (!gone.is_empty()).then(|| History::of(root, &places)).flatten() else { return };
        for one in &mut gone {
            let latest = history.latest(|name| name == one.to);
            if let Some(next) = latest.and_then(|(_, renamed)| renamed.into_iter().next()) {
                (one.to, one.is_here) = (next.to, next.is_here);
            }
        }
    }
}

/// The folder that all files were in and the one that they are in by now, where all kept the rest of their paths.
fn all_the_same_way(renamed: &[Renamed]) -> Option<(String, String)> {
    let heads = |one: &Renamed| {
        let (from, to): (Vec<&str>, Vec<&str>) = (one.from.split('/').collect(), one.to.split('/').collect());
        let n_same = from.iter().rev().zip(to.iter().rev()).take_while(|(a, b)| a == b).count();
        (from[..from.len() - n_same].join("/"), to[..to.len() - n_same].join("/"))
    };
    let first = heads(renamed.first()?);
    renamed.iter().all(|one| one.is_here && heads(one) == first).then_some(first)
}

/// The glob with another folder in the place of one that it begins with; none where it would match nearly everything.
fn replaced(glob: &str, from: &str, to: &str) -> Option<String> {
    let rest = glob.trim_start_matches("./").strip_prefix(from)?;
    let is_whole = from.is_empty() || rest.is_empty() || rest.starts_with('/');
    let rest = rest.trim_start_matches('/');
    let between = if to.is_empty() || rest.is_empty() { "" } else { "/" };
    let new = format!("{to}{between}{rest}");
    (is_whole && !new.is_empty() && !new.starts_with("**")).then_some(new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_glob_follows_its_files() {
        let renamed = |from: &str, to: &str| Renamed { from: from.to_owned(), to: to.to_owned(), is_here: true };
        let files = |files: &[(&str, &str)]| -> Vec<Renamed> { files.iter().map(|(a, b)| renamed(a, b)).collect() };
        for (glob, files, instead) in [
            (
                "src/live/**",
                files(&[("src/live/a.rs", "src/rt/a.rs"), ("src/live/b/c.rs", "src/rt/b/c.rs")]),
                Some("src/rt/**"),
            ),
            ("src/live/**", files(&[("src/live/a.rs", "src/rt/a.rs"), ("src/live/b.rs", "other/b.rs")]), None),
            ("src/a.rs", files(&[("src/a.rs", "lib/b.rs")]), Some("lib/b.rs")),
            ("src/**/*.rs", files(&[("src/a/x.rs", "lib/a/x.rs")]), Some("lib/**/*.rs")),
            ("live/", files(&[("live/a.rs", "src/live/a.rs")]), Some("src/live/")),
            ("live/**", files(&[("live/a.rs", "a.rs")]), None),
            ("*.rs", files(&[("a.rs", "src/a.rs")]), Some("src/*.rs")),
            ("src/{a,b}/**", files(&[("src/a/x.rs", "lib/x.rs")]), None),
        ] {
            let new = all_the_same_way(&files).and_then(|(from, to)| replaced(glob, &from, &to));
            assert_eq!(new.as_deref(), instead, "{glob}");
        }
    }
}
