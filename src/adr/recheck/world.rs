//! What a recheck works with.

use std::path::Path;

use super::finding::Shown;
use crate::adr::config::Config;
use crate::adr::folder::Folder;
use crate::load::Library;
use crate::model::Day;
use crate::observe::Observation;

/// What a recheck works with.
#[derive(Clone)]
pub struct World<'a> {
    /// The folder of records.
    pub folder: &'a Folder,
    /// The project; answers files outside it are not read.
    pub project: &'a Path,
    /// The questionnaires and rule bases of today.
    pub library: &'a Library,
    /// The team's settings.
    pub config: &'a Config,
    /// The day.
    pub today: Day,
    /// What was observed, perhaps several times; none: not looked at.
    pub observations: &'a [Observation],
    /// Whether a folder without any record is fine.
    pub may_be_empty: bool,
}

impl World<'_> {
    /// How its files are named.
    pub(super) fn shown(&self) -> Shown {
        Shown::new(&self.folder.path, self.project)
    }
}
