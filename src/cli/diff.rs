//! `archfit diff`: what an edit of rules changes in outcomes.

mod markdown;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Value, json};

use super::revision::{Version, load_both};
use super::{Context, Outcome};
use crate::audit::change::{
    Came, CaseChange, EntryChange, LostId, SpaceChange, Versions, entries, lost_ids, over_space,
};
use crate::audit::lint::say_answers;
use crate::audit::scenarios::word;
use crate::load::{Library, read_answers};
use crate::model::Subject;

/// Arguments of `diff`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The version before: a folder, or a revision of version control
    old: String,
    /// The version now: a folder, or a revision [default: the project as it stands]
    new: Option<String>,
    /// Answers files whose outcomes are compared
    #[arg(long, value_name = "FILE", num_args = 1..)]
    answers: Vec<PathBuf>,
    /// How it is shown
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Fail when some scenario or answers file gets another winner or another kind of outcome
    #[arg(long)]
    fail_on_change: bool,
}

/// The forms of a comparison.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// Markdown, for people and for the comment of a pull request
    #[default]
    Markdown,
    /// One JSON object
    Json,
}

/// What changed in one decision.
struct Changed {
    decision: String,
    title: String,
    entries: Vec<EntryChange>,
    scenarios: Vec<CaseChange>,
    answers: Vec<CaseChange>,
    space: SpaceChange,
}

impl Changed {
    fn n_other_outcomes(&self) -> usize {
        self.scenarios.iter().chain(&self.answers).filter(|case| case.changes_outcome()).count()
    }
}

/// What changed in all that two libraries share.
struct Comparison {
    decisions: Vec<Changed>,
    added: Vec<String>,
    removed: Vec<String>,
    lost: Vec<LostId>,
    /// How many decisions of the versions' own say the same on both sides.
    n_same: usize,
}

/// Runs `diff`.
pub fn run(args: &Args, context: &Context) -> anyhow::Result<Outcome> {
    let old = Version::find(&args.old, &context.project())?;
    let new = match &args.new {
        Some(name) => Version::find(name, &context.project())?,
        None => Version::present(context.locations())?,
    };
    let (mut old, mut new) = load_both(&old, &new);
    for library in [&old, &new] {
        context.say_findings(&errors_of(library), &library.sources);
    }
    let broken = old.has_errors() || new.has_errors();
    let comparison = compare(&mut old, &mut new, &args.answers, context);
    context.print(&match args.format {
        Format::Markdown => markdown::render(&comparison),
        Format::Json => format!("{:#}\n", to_json(&comparison)),
    })?;
    let changed = comparison.decisions.iter().any(|changed| changed.n_other_outcomes() > 0);
    let lost = !comparison.lost.is_empty();
    Ok(if broken || lost || (args.fail_on_change && changed) { Outcome::Finding } else { Outcome::Fine })
}

fn errors_of(library: &Library) -> Vec<crate::diagnostic::Diagnostic> {
    let is_error = |finding: &&crate::diagnostic::Diagnostic| finding.severity == crate::diagnostic::Severity::Error;
    library.diagnostics.iter().filter(is_error).cloned().collect()
}

fn compare(old: &mut Library, new: &mut Library, files: &[PathBuf], context: &Context) -> Comparison {
    let decisions = |library: &Library| -> Vec<String> {
        let bases = library.subjects.iter().flat_map(|subject| &subject.rule_bases);
        bases.map(|base| base.decision.id.to_string()).collect()
    };
    let (before, after) = (decisions(old), decisions(new));
    let mut comparison = Comparison {
        added: after.iter().filter(|id| !before.contains(id)).cloned().collect(),
        removed: before.iter().filter(|id| !after.contains(id)).cloned().collect(),
        decisions: Vec::new(),
        lost: Vec::new(),
        n_same: 0,
    };
    let subjects: Vec<Arc<Subject>> = new.subjects.clone();
    for subject in subjects {
        let Some(before) = old.subject(subject.questionnaire.id.as_str()).cloned() else { continue };
        comparison.lost.extend(lost_ids(&before, &subject));
        for versions in Versions::of(&before, &subject) {
            if old.fingerprint(versions.decision()) == new.fingerprint(versions.decision()) {
                let decision = versions.decision();
                comparison.n_same += usize::from(!old.is_built_in(decision) || !new.is_built_in(decision));
                continue;
            }
            let answers = files.iter().filter_map(|path| case_of(path, &versions, old, new, context));
            comparison.decisions.push(Changed {
                decision: versions.decision().to_string(),
                title: versions.after.1.decision.title.clone(),
                entries: entries(&versions),
                scenarios: versions.scenarios(),
                answers: answers.collect(),
                space: over_space(&versions),
            });
        }
    }
    comparison
}

/// An answers file played on both sides; nothing where it answers another questionnaire or neither side can read it.
fn case_of(
    path: &Path,
    versions: &Versions,
    old: &mut Library,
    new: &mut Library,
    context: &Context,
) -> Option<CaseChange> {
    let read = |library: &mut Library| match read_answers(path, library) {
        Ok(read) if read.subject.questionnaire.id == versions.after.0.questionnaire.id => Some(read.file.answers),
        Ok(_) => None,
        Err(findings) => {
            context.say_findings(&findings, &library.sources);
            None
        }
    };
    let (before, after) = (read(old), read(new));
    let case = versions.compare(&path.display().to_string(), before.as_ref(), after.as_ref());
    (case.before.is_some() || case.after.is_some()).then_some(case)
}

fn to_json(comparison: &Comparison) -> Value {
    let lost = |lost: &LostId| json!({ "id": lost.id, "help": lost.suggestion });
    json!({
        "format": 1,
        "added": comparison.added,
        "removed": comparison.removed,
        "unchanged": comparison.n_same,
        "lost": comparison.lost.iter().map(lost).collect::<Vec<_>>(),
        "decisions": comparison.decisions.iter().map(decision_to_json).collect::<Vec<_>>(),
    })
}

fn decision_to_json(changed: &Changed) -> Value {
    let entry = |entry: &EntryChange| json!({ "kind": entry.kind.word(), "id": entry.id, "before": entry.before, "after": entry.after });
    let outcome = |came: &Option<Came>| {
        came.as_ref().map(|came| {
            let fits = came.fits.iter().map(|(option, fit)| json!({ "option": option, "fit": fit.points() }));
            json!({
                "winner": came.winner,
                "outcome": word(came.outcome),
                "lead": came.lead.points(),
                "fits": fits.collect::<Vec<_>>(),
            })
        })
    };
    let case = |case: &CaseChange| json!({ "name": case.name, "before": outcome(&case.before), "after": outcome(&case.after), "changed": case.changes_outcome() });
    let space = &changed.space;
    let transition = |transition: &crate::audit::change::Transition| {
        json!({
            "before": transition.before,
            "after": transition.after,
            "share": transition.share,
            "example": say_answers(&transition.example),
        })
    };
    json!({
        "decision": changed.decision,
        "entries": changed.entries.iter().map(entry).collect::<Vec<_>>(),
        "scenarios": changed.scenarios.iter().map(case).collect::<Vec<_>>(),
        "answers": changed.answers.iter().map(case).collect::<Vec<_>>(),
        "space": {
            "other-winner": space.other_winner,
            "other-outcome": space.other_outcome,
            "not-comparable": space.not_comparable,
            "exact": space.is_exact,
            "points": space.n_points,
            "error": space.error(space.other_winner),
            "transitions": space.transitions.iter().map(transition).collect::<Vec<_>>(),
        },
    })
}
