//! What the world does for decision records: the report they are made from, the folder they go to, and the writing itself.
//!
//! Called by work in the background only; screens keep what comes of it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::adr::{self, Draft, Folder};
use crate::engine::Advisor;
use crate::load::{Files, read_text};
use crate::model::{AnswersFile, DecisionId};
use crate::report::{self, AnswersInfo, Origin, Report};

/// What records are made from.
#[derive(Clone, Debug)]
pub struct Material {
    /// The report on the answers.
    pub report: Arc<Report>,
    /// The folder that records go to.
    pub folder: Folder,
    /// The number of the next one.
    pub number: u32,
    /// The answers file as seen from there.
    pub answers: Option<String>,
}

/// What is needed to prepare records.
pub struct Request {
    /// The subject, compiled.
    pub advisor: Advisor,
    /// The answers.
    pub file: AnswersFile,
    /// Where they are kept.
    pub path: PathBuf,
    /// The fingerprints of the decisions' files.
    pub rules: Vec<(DecisionId, String)>,
    /// The project decided for.
    pub project: PathBuf,
}

/// Makes the report and finds the folder.
pub fn prepare(mut request: Request) -> Result<Material, String> {
    let folder = Folder::find(&request.project, None).map_err(|error| error.to_string())?;
    let number = folder.next_number().map_err(|error| error.to_string())?;
    let text = read_text(&request.path).ok();
    let answers = AnswersInfo {
        path: Some(request.path.to_string_lossy().replace('\\', "/")),
        sha256: text.as_deref().map(crate::load::fingerprint_of),
    };
    let origin = Origin { answers, rules: request.rules.into_iter().collect() };
    let report = report::build(&mut request.advisor, &request.file, &origin);
    let answers = folder.relative(&request.path);
    Ok(Material { report: Arc::new(report), folder, number, answers })
}

/// Writes a record; gives its path.
pub fn write(folder: &Folder, draft: Draft, answers: &Path, templates: &Files) -> Result<PathBuf, String> {
    let guard = folder.lock(|| ()).map_err(|error| error.to_string())?;
    let written = adr::write(folder, vec![draft], Some(answers), templates, &guard);
    let written = written.map_err(|error| error.to_string())?;
    written.into_iter().next().ok_or_else(|| "nothing was written".to_owned())
}
