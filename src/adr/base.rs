//! Where the paths in a folder's records count from: the same folder, wherever archfit runs.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use super::list::Record;
use crate::files::{real, slashed};
use crate::load::Locations;

/// The folder from which the globs of some records count: the nearest one above them that is a project of its own, which is one with an
/// `archfit.toml`, with rules, or the root of a repository.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Base {
    /// The folder itself.
    pub root: PathBuf,
    /// Its path from the root of the project looked at; empty where it is that one, or lies above it.
    below: String,
    /// The path of the project looked at from here; empty where it is that one, or lies below it.
    above: String,
}

impl Base {
    /// That of a folder of records, seen from a project. Records that lie elsewhere count from the project.
    pub fn of(folder: &Path, project: &Path) -> Self {
        let project = real(project);
        let own = Locations::project_around(&real(folder)).unwrap_or_else(|| project.clone());
        if let Ok(below) = own.strip_prefix(&project) {
            return Self { below: slashed(below), above: String::new(), root: own };
        }
        if let Ok(above) = project.strip_prefix(&own) {
            return Self { below: String::new(), above: slashed(above), root: own };
        }
        Self { root: project, ..Self::default() }
    }

    /// The part of the project that it is, as a path from the project's root; empty where it is the whole.
    pub fn part(&self) -> &str {
        &self.below
    }

    /// A file's path from here, given the one from the project's root; `None` where it does not lie here.
    pub fn name<'a>(&self, path: &'a str) -> Option<Cow<'a, str>> {
        match (self.below.as_str(), self.above.as_str()) {
            ("", "") => Some(Cow::Borrowed(path)),
            ("", above) => Some(Cow::Owned(format!("{above}/{path}"))),
            (below, _) => path.strip_prefix(below)?.strip_prefix('/').map(Cow::Borrowed),
        }
    }

    /// A glob of a record, as seen from the project's root.
    pub fn seen_from_project(&self, glob: &str) -> String {
        let glob = glob.trim_start_matches("./");
        match (self.below.as_str(), self.above.as_str()) {
            ("", "") => glob.to_owned(),
            ("", above) => match glob.strip_prefix(above).and_then(|rest| rest.strip_prefix('/')) {
                Some(inner) => inner.to_owned(),
                None => format!("{}{glob}", "../".repeat(above.split('/').count())),
            },
            (below, _) => format!("{below}/{glob}"),
        }
    }

    /// A record whose globs are as seen from the project's root.
    pub fn seen_in<'a>(&self, record: &'a Record) -> Cow<'a, Record> {
        if record.covers.is_empty() || self.below.is_empty() && self.above.is_empty() {
            return Cow::Borrowed(record);
        }
        let covers = record.covers.iter().map(|glob| self.seen_from_project(glob)).collect();
        Cow::Owned(Record { covers, ..record.clone() })
    }

    /// How it is called: its path from the project's root.
    pub fn shown(&self) -> String {
        match (self.below.as_str(), self.above.as_str()) {
            ("", "") => "the project's root".to_owned(),
            ("", _) => format!("`{}`", self.root.display()),
            (below, _) => format!("`{below}`"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_count_from_the_nearest_project_wherever_one_looks_from() {
        let place = tempfile::tempdir().unwrap();
        let root = place.path();
        let chat = root.join("services/chat");
        let records = chat.join("docs/adr");
        std::fs::create_dir_all(&records).unwrap();
        std::fs::create_dir(root.join(".git")).unwrap();
        let of = |folder: &Path, project: &Path| {
            let base = Base::of(folder, project);
            let name = |path: &str| base.name(path).map(Cow::into_owned);
            (name("src/a.rs"), name("services/chat/src/a.rs"), base.seen_from_project("./src/**"))
        };
        let some = |path: &str| Some(path.to_owned());
        let whole = (some("src/a.rs"), some("services/chat/src/a.rs"), "src/**".to_owned());
        assert_eq!(of(&records, root), whole, "a part without settings and rules of its own counts from the whole");
        assert_eq!(
            of(&records, &chat),
            (some("services/chat/src/a.rs"), some("services/chat/services/chat/src/a.rs"), "../../src/**".to_owned()),
            "also where one looks from the part"
        );
        assert_eq!(Base::of(&records, &chat).seen_from_project("services/chat/src/**"), "src/**");
        std::fs::write(chat.join("archfit.toml"), "").unwrap();
        assert_eq!(of(&records, root), (None, some("src/a.rs"), "services/chat/src/**".to_owned()));
        assert_eq!(of(&records, &chat), whole);
    }
}
