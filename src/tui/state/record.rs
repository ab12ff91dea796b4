//! What the world does for decision records: the report they are made from, the folder they go to, and the writing itself.
//!
//! Called by work in the background only; screens keep what comes of it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::adr::list::{Opened, open};
use crate::adr::prepare::{earlier, is_within, place_for_answers};
use crate::adr::{self, Asked, Config, Draft, Drafts, Folder, Manner, journal};
use crate::engine::Advisor;
use crate::engine::base::steps::Cancel;
use crate::files::slashed;
use crate::load::{Files, read_text};
use crate::model::{AnswersFile, Day, DecisionId};
use crate::observe::{Observation, room};
use crate::report::{self, AnswersInfo, Origin, Report};

/// What records are made from.
#[derive(Clone, Debug)]
pub struct Material {
    /// The records there could be, one per decision with an option left, as the settings have them.
    pub drafts: Vec<Draft>,
    /// The records in force that decide the same already, by decision.
    pub earlier: Vec<(DecisionId, Opened)>,
    /// The folder that records go to.
    pub folder: Folder,
    /// The number of the next one.
    pub number: u32,
    /// The answers file as seen from there, once it is where it belongs.
    pub answers: Option<String>,
    /// Where the answers file goes with the first record, if it lies where readers of the record do not have it.
    pub place_for_answers: Option<PathBuf>,
}

/// Where records go and which template they have, where the person says so instead of the project's settings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wishes {
    /// The folder.
    pub folder: Option<PathBuf>,
    /// The template.
    pub template: Option<PathBuf>,
}

/// What is needed to prepare records.
pub struct Request {
    /// The subject, compiled.
    pub advisor: Advisor,
    /// The answers.
    pub file: AnswersFile,
    /// What was observed.
    pub observations: Arc<Vec<Observation>>,
    /// Where they are kept.
    pub path: PathBuf,
    /// The fingerprints of the decisions' files.
    pub rules: Vec<(DecisionId, String)>,
    /// The project decided for.
    pub project: PathBuf,
    /// The day records are dated.
    pub today: Day,
    /// What the person says.
    pub wishes: Wishes,
}

/// Makes the report, finds the folder, and drafts the records. Nothing where that was cancelled.
pub fn prepare(mut request: Request, cancel: &dyn Cancel) -> Option<Result<Material, String>> {
    let text = read_text(&request.path).ok();
    let answers =
        AnswersInfo { path: Some(slashed(&request.path)), sha256: text.as_deref().map(crate::load::fingerprint_of) };
    let origin =
        Origin { answers, rules: std::mem::take(&mut request.rules).into_iter().collect(), ..Origin::default() };
    let mut report = report::build_until(&mut request.advisor, &request.file, &origin, cancel)?;
    room::tell(&mut report, &request.file, &request.observations, &request.advisor, || cancel.is_set(0));
    Some(drafted(&request, &report))
}

fn drafted(request: &Request, report: &Report) -> Result<Material, String> {
    let config = Config::find(&request.project).map_err(said)?;
    let given = request.wishes.folder.as_ref().map(|folder| request.project.join(folder));
    let folder = config.folder(&request.project, given.as_deref()).map_err(said)?;
    let template = request.wishes.template.as_ref().map(|template| request.project.join(template));
    let manner = Manner::new(&config, &folder, &Asked { template, ..Asked::default() }).map_err(said)?;
    let number = crate::adr::next_number(&folder).map_err(said)?;
    let Drafts { drafts, .. } = manner.drafts(report, request.advisor.subject(), &request.file, request.today);
    let is_outside = !is_within(&request.project, &request.path);
    let place_for_answers = is_outside.then(|| place_for_answers(&folder, &request.file));
    Ok(Material {
        earlier: of_earlier(&folder, &drafts)?,
        drafts,
        number,
        answers: folder.relative(place_for_answers.as_ref().unwrap_or(&request.path)),
        place_for_answers,
        folder,
    })
}

fn of_earlier(folder: &Folder, drafts: &[Draft]) -> Result<Vec<(DecisionId, Opened)>, String> {
    let mut found = Vec::new();
    for draft in drafts {
        for record in earlier(folder, std::slice::from_ref(draft)).map_err(said)? {
            found.push((draft.replay.decision.as_str().into(), open(folder, &record).map_err(said)?));
        }
    }
    Ok(found)
}

/// Records to be written.
#[derive(Clone, Debug)]
pub struct Writing {
    /// Where to.
    pub folder: Folder,
    /// The records; several are linked to each other.
    pub drafts: Vec<Draft>,
    /// The record that a single one supersedes.
    pub supersedes: Option<Opened>,
    /// The answers file they come of.
    pub answers: PathBuf,
    /// The templates there are.
    pub templates: Files,
}

/// A record that was written, by what it says apart from its number and from what it is linked to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// Its text.
    pub says: String,
    /// Its file.
    pub path: PathBuf,
}

impl Recorded {
    /// What a draft says, apart from its number and from what it is linked to.
    pub fn says(draft: &Draft, templates: &Files) -> String {
        let mut alone = draft.clone();
        alone.supersedes.clear();
        alone.related.clear();
        alone.text(0, templates).unwrap_or_default()
    }
}

/// What was written: the decision and the path of each record.
pub type Written = Vec<(DecisionId, PathBuf)>;

/// Writes records, all or none.
pub fn write(writing: Writing) -> Result<Written, String> {
    let Writing { folder, mut drafts, supersedes, answers, templates } = writing;
    if answers.symlink_metadata().is_err() {
        return Err(format!("no record is written: the answers it names are not in {}", answers.display()));
    }
    let (guard, _) = journal::enter(&folder, || ()).map_err(said)?;
    let decisions: Vec<DecisionId> = drafts.iter().map(|draft| draft.replay.decision.as_str().into()).collect();
    let answers: Option<&Path> = Some(&answers);
    let paths = match (supersedes, drafts.pop()) {
        (Some(old), Some(draft)) => {
            // As it stands now, in case somebody wrote meanwhile.
            let old = open(&folder, &old.record).map_err(said)?;
            adr::write_superseding(&folder, draft, &old, answers, &templates, &guard)
        }
        (_, last) => {
            drafts.extend(last);
            adr::write(&folder, drafts, answers, &templates, &guard)
        }
    };
    Ok(decisions.into_iter().zip(paths.map_err(said)?).collect())
}

fn said(error: impl std::fmt::Display) -> String {
    error.to_string()
}
