//! What a recheck is asked about one folder of records.

use super::before::Before;
use super::world::World;
use crate::adr::list::Record;
use crate::adr::replay::Replay;

/// One folder of records, and what is asked about it.
pub struct Asked<'a> {
    /// What it is looked at with.
    pub world: World<'a>,
    /// Its records.
    pub records: &'a [Record],
    /// The part of the project that it belongs to, as a path from its root; empty for the project as a whole.
    pub part: &'a str,
    /// What stands before its records' paths where they are named: empty, or the folder's own path with `/` behind it.
    pub prefix: String,
    /// An earlier version, to be compared with.
    pub before: Option<&'a Before>,
    /// Which records are made again, by a record's path, and what archfit wrote into it where that is asked for.
    pub filter: &'a (dyn Fn(&str, Option<&Replay>) -> bool + Sync),
}
