//! How a server is started.

use std::path::PathBuf;

use crate::load::Locations;
use crate::model::Day;

/// How a server is started.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The project that is served; nothing outside it is read or written.
    pub project: PathBuf,
    /// Where questionnaires, rules and templates lie.
    pub locations: Locations,
    /// Whether records may be written.
    pub may_write: bool,
    /// Tells the day.
    pub today: fn() -> Day,
}
