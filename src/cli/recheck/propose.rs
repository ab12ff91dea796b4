//! The record that would supersede one that no longer follows, proposed and not yet in force.

use crate::adr::folder::number_of;
use crate::adr::list::{Record, open};
use crate::adr::recheck::{Checked, Rechecked};
use crate::adr::status::StatusKind;
use crate::adr::{Asked, Config, Draft, Manner, PROPOSED, Profile, link_to, replay, write};
use crate::engine::Advisor;
use crate::load::{Library, read_answers};
use crate::model::Day;
use crate::report::{Origin, build};

use super::super::adr::folder::{Opening, lock};
use crate::cli::context::Context;

/// The kinds of findings that a new record answers.
const ANSWERED: [&str; 4] = ["winner-changed", "close-call", "revisit", "override-changed"];

/// Writes the proposed records.
pub(super) fn propose(
    rechecked: &Rechecked,
    opening: &Opening,
    library: &mut Library,
    config: &Config,
    today: Day,
    context: &Context,
) -> anyhow::Result<()> {
    for checked in rechecked.records.iter().filter(|record| !record.follows) {
        let is_answered =
            rechecked.findings.iter().any(|f| f.records.contains(&checked.file) && ANSWERED.contains(&f.kind()));
        if is_answered {
            propose_one(checked, opening, library, config, today, context)?;
        }
    }
    Ok(())
}

fn propose_one(
    checked: &Checked,
    opening: &Opening,
    library: &mut Library,
    config: &Config,
    today: Day,
    context: &Context,
) -> anyhow::Result<()> {
    let Some(record) = opening.records.iter().find(|record| record.file == checked.file) else { return Ok(()) };
    let old = open(&opening.folder, record)?;
    let Some(Ok(before)) = replay::read(&old.text) else { return Ok(()) };
    let Some(answers) = before.answers.as_deref().map(|named| opening.folder.path.join(named)) else { return Ok(()) };
    let Ok(read) = read_answers(&answers, library) else { return Ok(()) };
    if read.file.has_errors() {
        context.say(&format!(
            "nothing is proposed for {}: its answers have errors, and a record would hide them",
            checked.file
        ));
        return Ok(());
    }
    let shown = answers.to_string_lossy().into_owned();
    let origin = Origin::new(library, &read.subject, Some(&shown), &library.sources.get(read.source).text);
    let report = build(&mut Advisor::new(read.subject.clone()), &read.file, &origin);
    // As the old one, unless the team has a template of its own; and proposed, whatever new records are usually.
    let own_shape = config.adr.template.is_none().then(|| Profile::of_text(&old.text)).flatten();
    let asked = Asked { profile: own_shape, status: Some(PROPOSED.to_owned()), ..Asked::default() };
    let manner = Manner::new(config, &opening.folder, &asked)?;
    let decision = before.decision.as_str().into();
    let Some(mut draft) = manner.draft(&report, &decision, &read.subject, &read.file, today) else { return Ok(()) };
    if let Some(there) = proposed_already(opening, &draft, checked)? {
        context.say(&format!(
            "{there} proposes it already; {} puts it in its place",
            supersede(opening, &checked.file, &there)
        ));
        return Ok(());
    }
    draft.in_place_of = Some(link_to(&old));
    let guard = lock(&opening.folder, context)?;
    for path in write(&opening.folder, vec![draft], Some(&answers), &library.templates, &guard)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let how = supersede(opening, &checked.file, &name);
        context.say(&format!("proposed {name}; {how} puts it in its place"));
    }
    Ok(())
}

/// The command that puts one record in another's place: by number, where the number is used once.
fn supersede(opening: &Opening, old: &str, new: &str) -> String {
    let records = &opening.records;
    let reference = |file: &str| {
        let number = number_of(file.rsplit('/').next().unwrap_or(file));
        let is_unique = |number: &u32| {
            records.iter().filter(|record| record.file != file).all(|record| record.number != Some(*number))
        };
        number.filter(is_unique).map_or_else(|| file.to_owned(), |number| number.to_string())
    };
    let is_named = !opening.part.is_empty();
    let dir = if is_named { format!(" --dir {}", opening.folder.path.display()) } else { String::new() };
    format!("`archfit adr supersede {} {}{dir}`", reference(old), reference(new))
}

/// A proposed record of the same decision and option that is there already.
fn proposed_already(opening: &Opening, draft: &Draft, checked: &Checked) -> anyhow::Result<Option<String>> {
    let is_candidate =
        |record: &&Record| record.replays && record.status == Some(StatusKind::Proposed) && record.file != checked.file;
    for record in opening.records.iter().filter(is_candidate) {
        let there = replay::read(&open(&opening.folder, record)?.text).and_then(Result::ok);
        let is_same = there.is_some_and(|there| {
            there.decision == draft.replay.decision
                && there.option == draft.replay.option
                && there.answers_sha256 == draft.replay.answers_sha256
        });
        if is_same {
            return Ok(Some(record.file.clone()));
        }
    }
    Ok(None)
}
