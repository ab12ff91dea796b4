//! What the decisions that govern some files demand, and whether they still follow.

use schemars::JsonSchema;
use serde::Serialize;

use super::list::{Record, open};
use super::recheck::{Finding, World, recheck_some};
use super::replay;

/// A decision that governs some of the files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Decision {
    /// The record's path: within its folder, or from the project's root where there are several folders.
    pub record: String,
    /// Its number.
    pub number: Option<u32>,
    /// Its title.
    pub title: Option<String>,
    /// Its status as written.
    pub status: Option<String>,
    /// The files asked about that it governs.
    pub governs: Vec<String>,
    /// The option chosen, where archfit wrote the record.
    pub option: Option<String>,
    /// When it has to be decided again, as conditions over answers.
    pub revisit: Vec<String>,
    /// Whether it still follows from today's answers and rules; absent where that cannot be told.
    pub follows: Option<bool>,
    /// What was found about it.
    pub findings: Vec<String>,
}

/// The decisions of some of a folder's records, each with the files that it governs.
pub fn decisions(world: &World, all: &[Record], governing: Vec<(Record, Vec<String>)>) -> Vec<Decision> {
    let records: Vec<Record> = governing.iter().map(|(record, _)| record.clone()).collect();
    let rechecked = recheck_some(world, all, &records);
    let decision = |(record, governs): (Record, Vec<String>)| {
        let opened = open(world.folder, &record).ok();
        let replay = opened.and_then(|opened| replay::read(&opened.text)).and_then(Result::ok);
        let made = rechecked.records.iter().find(|made| made.file == record.file);
        let found: Vec<&Finding> =
            rechecked.findings.iter().filter(|f| f.is_error() && f.records.contains(&record.file)).collect();
        // A number used twice, or a status that stands otherwise elsewhere, says nothing against the decision.
        let is_of_record = !found.is_empty() && found.iter().all(|found| found.kind() == "status-differs");
        Decision {
            findings: found.iter().map(|f| format!("{} [{}]", f.diagnostic.title, f.kind())).collect(),
            number: record.number,
            title: record.title.clone(),
            status: record.written_status.clone(),
            governs,
            option: replay.as_ref().map(|replay| replay.option.clone()),
            revisit: replay.map(|r| r.revisit.into_iter().filter_map(|t| t.when).collect()).unwrap_or_default(),
            follows: made.map(|made| made.follows || is_of_record),
            record: record.file,
        }
    };
    governing.into_iter().map(decision).collect()
}
