//! The tool that drafts a record and, where the server may write, puts it among the others: proposed, never accepted.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::answers::Given;
use super::desk::Desk;
use super::rulings::Whose;
use crate::adr::base::Base;
use crate::adr::matching::{Trouble, trouble};
use crate::adr::{Asked, Config, Draft, Folder, Link, Manner, PROPOSED, clean_title, journal, texts, write};
use crate::files::{text_of_regular, within_project};
use crate::load::Files;

pub(super) const READING: &str = "Draft the record of one decision as it would be written: proposed, with reasons, evidence and what would overturn it. This server \
was started without `--allow-write`, so nothing is written; give the text to a person, or have `archfit adr new` run.";

pub(super) const WRITING: &str = "Draft the record of one decision, and with `write` put it into the folder of records: proposed, with reasons, evidence and what would \
overturn it. It is written as proposed whatever is asked; people accept it. With `supersedes` the older record is named, and stays in force until then.";

/// The record wanted.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct ProposeAsked {
    #[serde(flatten)]
    given: Given,
    /// The decision; needed where the answers lead to several.
    decision: Option<String>,
    /// A title of your own.
    title: Option<String>,
    /// Who is to decide.
    #[serde(default)]
    deciders: Vec<String>,
    /// The files that the decision governs, as globs from the folder of the nearest `archfit.toml` or rules above the records, or else from the
    /// project's root: `src/live/**`.
    #[serde(default)]
    covers: Vec<String>,
    /// The record that this one is proposed in place of: a number or a file.
    supersedes: Option<String>,
    /// The folder of records, where the project has several.
    folder: Option<String>,
    /// Write it. Needs answers in a file of the project, so that the record can be made again.
    #[serde(default)]
    write: bool,
}

/// The record.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Proposed {
    /// Where it stands, or would stand, from the project's root.
    path: String,
    /// Whether it was written.
    written: bool,
    /// Its text.
    text: String,
    /// What is to be done next.
    next: String,
    warnings: Vec<String>,
}

pub(super) fn propose(desk: &mut Desk, asked: ProposeAsked) -> Result<Proposed, String> {
    if asked.write && !desk.settings.may_write {
        return Err("nothing may be written: this server was started without `--allow-write`; leave `write` out to get the text".to_owned());
    }
    desk.refresh()?;
    // Of records that are not there, the numbers are not known.
    if let Some(why) = desk.left_out().filter(|_| asked.write) {
        return Err(why);
    }
    let given = match asked.folder.as_deref() {
        Some(folder) => {
            let part = desk.shelves.all[desk.shelf(Some(folder))?].place.part.clone();
            asked.given.with_rules_of(if part.is_empty() { "." } else { &part })
        }
        None => asked.given,
    };
    let decided = given.report(desk)?;
    if !decided.warnings.is_empty() && asked.write {
        return Err(format!("a record would hide what does not fit: {}", decided.warnings.join("; ")));
    }
    let (folder, config) = folder(desk, asked.folder.as_deref(), &decided.whose)?;
    let wanted = Asked { status: Some(PROPOSED.to_owned()), deciders: asked.deciders.clone(), ..Asked::default() };
    let manner = Manner::new(&config, &folder, &wanted).map_err(said)?;
    let drafts = manner.drafts(&decided.report, &decided.read.subject, &decided.read.file, desk.today());
    let mut draft = one(drafts.drafts, asked.decision.as_deref())?;
    if let Some(title) = &asked.title {
        draft.title.clone_from(title);
    }
    let mut warnings = decided.warnings.clone();
    warnings.extend(look_at_covers(&asked.covers, desk, &folder)?);
    draft.replay.covers.clone_from(&asked.covers);
    let in_place_of =
        asked.supersedes.as_deref().map(|reference| desk.record(reference, asked.folder.as_deref())).transpose()?;
    if let Some((_, record)) = &in_place_of {
        let title = record.title.as_deref().map_or_else(|| record.file.clone(), clean_title);
        draft.in_place_of = Some(Link { number: record.number, title, file: record.file.clone() });
    }
    let answers = decided.path.as_deref();
    let templates = &desk.rulings.of(&decided.whose).library.templates;
    let written = asked.write.then(|| put(desk, &folder, draft.clone(), answers, templates)).transpose()?;
    let (path, text) = match &written {
        Some(path) => (path.clone(), text_of_regular(path).map_err(said)?),
        None => text(&folder, draft, answers, templates)?,
    };
    let name = within_project(&desk.settings.project, &path);
    let next = match (&written, &in_place_of) {
        (None, _) => "have a person look at it, then write it with `archfit adr new`".to_owned(),
        (Some(_), None) => "have people discuss it; `archfit adr status NUMBER accepted` puts it in force".to_owned(),
        (Some(_), Some((_, old))) => {
            let old = old.number.map_or_else(|| old.file.clone(), |_| old.number4());
            format!("have people discuss it; `archfit adr supersede {old} NEW` puts it in the other's place")
        }
    };
    Ok(Proposed {
        path: name.unwrap_or_else(|| path.display().to_string()),
        written: written.is_some(),
        text,
        next,
        warnings,
    })
}

/// Refuses what is no glob, and tells which globs match nothing.
fn look_at_covers(covers: &[String], desk: &Desk, folder: &Folder) -> Result<Vec<String>, String> {
    let project = &desk.settings.project;
    let base = Base::of(&folder.path, project);
    let mut told = Vec::new();
    for glob in covers {
        match trouble(&base, glob, &[project]) {
            None => {}
            Some(Trouble::NoGlob) => {
                return Err(format!(
                    "`{glob}` in `covers` is no glob of files from {}; name them from there, such as `src/live/**`",
                    base.shown()
                ));
            }
            Some(Trouble::Nothing(meant)) => {
                let help = meant.map_or_else(String::new, |meant| format!("; perhaps `{meant}` is meant"));
                told.push(format!("`{glob}` in `covers` matches no file yet, counted from {}{help}", base.shown()));
            }
        }
    }
    Ok(told)
}

fn said(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// The one draft that is meant.
fn one(mut drafts: Vec<Draft>, decision: Option<&str>) -> Result<Draft, String> {
    let names: Vec<String> = drafts.iter().map(|draft| draft.replay.decision.clone()).collect();
    drafts.retain(|draft| decision.is_none_or(|decision| draft.replay.decision == decision));
    match (drafts.len(), names.is_empty()) {
        (1, _) => drafts.pop().ok_or_else(String::new),
        (_, true) => {
            Err("these answers leave no option, or nothing to decide, so there is nothing to record".to_owned())
        }
        (0, _) => {
            Err(format!("the answers lead to {}, and not to `{}`", names.join(", "), decision.unwrap_or_default()))
        }
        _ => Err(format!("name one `decision`: {}", names.join(", "))),
    }
}

/// The folder of records with its settings, in which records are made again by the same rules. It need not be there yet.
fn folder(desk: &Desk, named: Option<&str>, whose: &Whose) -> Result<(Folder, Config), String> {
    let all = &desk.shelves.all;
    let mut alike = (0..all.len()).filter(|at| desk.whose(*at) == whose);
    let own = alike.next().filter(|_| named.is_none() && alike.next().is_none());
    if named.is_some() || !all.is_empty() {
        let at = own.map_or_else(|| desk.shelf(named), Ok)?;
        let name = |at: usize| desk.rulings.name(desk.whose(at));
        if desk.whose(at) != whose {
            let folders: Vec<String> = (0..all.len())
                .filter(|at| desk.whose(*at) == whose)
                .map(|at| format!("`{}`", all[at].place.name))
                .collect();
            let help = if folders.is_empty() {
                "make one there first, with `archfit adr new`".to_owned()
            } else {
                format!("name one of theirs as `folder`: {}", folders.join(", "))
            };
            return Err(format!(
                "these answers are decided by the rules of {}, and records in `{}` are made again by those of {}; {help}",
                desk.rulings.name(whose),
                all[at].place.name,
                name(at)
            ));
        }
        return Ok((all[at].place.folder.clone(), all[at].place.config.clone()));
    }
    let config = Config::find(&desk.settings.project).map_err(said)?;
    Ok((config.folder(&desk.settings.project, None).map_err(said)?, config))
}

/// Where the draft would stand, and its text.
fn text(folder: &Folder, draft: Draft, answers: Option<&Path>, templates: &Files) -> Result<(PathBuf, String), String> {
    let texts = texts(folder, vec![draft], answers, templates).map_err(said)?;
    let (name, text) = texts.into_iter().next().ok_or("there is nothing to record")?;
    Ok((folder.path.join(name), text))
}

/// Writes the draft as the next record.
fn put(
    desk: &Desk,
    folder: &Folder,
    draft: Draft,
    answers: Option<&Path>,
    templates: &Files,
) -> Result<PathBuf, String> {
    let answers =
        answers.ok_or("to be made again, a record needs its answers in a file of the project; give `answers_file`")?;
    if within_project(&desk.settings.project, &folder.path).is_none() {
        return Err(format!("the folder of records `{}` is outside the project", folder.path.display()));
    }
    // What a server says beside its answers, clients show as its log.
    let wait = || drop(writeln!(std::io::stderr(), "another archfit is writing there; waiting for it"));
    let (guard, _) = journal::enter(folder, wait).map_err(said)?;
    let written = write(folder, vec![draft], Some(answers), templates, &guard).map_err(said)?;
    written.into_iter().next().ok_or_else(|| "nothing was written".to_owned())
}
