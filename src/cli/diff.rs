//! `archfit diff`: what an edit of rules changes in outcomes.

mod comparison;
mod markdown;

use std::path::{Path, PathBuf};

use anyhow::bail;
use serde_json::{Value, json};

use self::comparison::{Changed, Comparison};
use super::context::{Context, Outcome};
use super::revision::{Version, load_both};
use crate::audit::change::{
    Came, CaseChange, EntryChange, EntryKind, Extent, FileInBoth, LostAnswers, LostId, Versions, entries, lost_answers,
    lost_ids, over_space,
};
use crate::audit::lint::say_answers;
use crate::audit::scenarios::word;
use crate::load::{Library, ReadAnswers, read_answers};
use crate::model::{AnswersFile, DecisionId, OptionId, QuestionnaireId};

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
    /// Fail when some scenario or answers file gets another winner or another kind of outcome, or when a decision is gone
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

/// Runs `diff`.
pub fn run(args: &Args, context: &Context) -> anyhow::Result<Outcome> {
    let old = Version::find(&args.old, &context.project())?;
    let new = match &args.new {
        Some(name) => Version::find(name, &context.project())?,
        None => Version::present(context.locations())?,
    };
    if old.is_empty() && new.is_empty() {
        bail!("neither version holds a questionnaire or a rule of its own, so there is nothing to compare");
    }
    let (mut old, mut new) = load_both(&old, &new);
    for library in [&old, &new] {
        context.say_findings(&errors_of(library), &library.sources);
    }
    let broken = old.has_errors() || new.has_errors();
    let answers = args.answers.iter().map(|path| AnswersIn::read(path, &mut old, &mut new, context));
    let answers = answers.collect::<anyhow::Result<Vec<_>>>()?;
    let comparison = compare(&old, &new, &answers);
    match args.format {
        Format::Markdown => context.print(&markdown::render(&comparison))?,
        Format::Json => context.print_encoded(&format!("{:#}\n", to_json(&comparison)))?,
    }
    // Of a decision that is gone, no scenario has an outcome any more.
    let changed = comparison.decisions.iter().any(|changed| changed.n_other_outcomes() > 0);
    let changed = changed || !comparison.removed.is_empty();
    let lost = !comparison.lost.is_empty();
    Ok(if broken || lost || (args.fail_on_change && changed) { Outcome::Finding } else { Outcome::Fine })
}

/// What an edit changes, as Markdown.
pub fn what_changes(before: &Library, after: &Library) -> String {
    markdown::render(&compare(before, after, &[]))
}

/// What an edit changes in the outcomes of each decision, a line each.
pub fn changes_in_short(before: &Library, after: &Library) -> Vec<String> {
    compare(before, after, &[]).decisions.iter().map(markdown::in_short).collect()
}

fn errors_of(library: &Library) -> Vec<crate::diagnostic::Diagnostic> {
    let is_error = |finding: &&crate::diagnostic::Diagnostic| finding.severity == crate::diagnostic::Severity::Error;
    library.diagnostics.iter().filter(is_error).cloned().collect()
}

fn compare(old: &Library, new: &Library, answers: &[AnswersIn]) -> Comparison {
    let decisions = |library: &Library| -> Vec<String> {
        let bases = library.subjects.iter().flat_map(|subject| &subject.rule_bases);
        bases.map(|base| base.decision.id.to_string()).collect()
    };
    // A decision that was renamed, and says so, is the same one.
    let now = |id: &String| {
        let named = new.subjects.iter().find_map(|subject| subject.rule_base_named(id));
        named.map_or_else(|| id.clone(), |base| base.decision.id.to_string())
    };
    let (before, after): (Vec<String>, _) = (decisions(old).iter().map(now).collect(), decisions(new));
    let mut comparison = Comparison {
        added: after.iter().filter(|id| !before.contains(id)).cloned().collect(),
        removed: before.iter().filter(|id| !after.contains(id)).cloned().collect(),
        decisions: Vec::new(),
        lost: Vec::new(),
        n_errors: (errors_of(old).len(), errors_of(new).len()),
        n_same: 0,
    };
    for subject in &new.subjects {
        let Some(before) = old.subject(subject.questionnaire.id.as_str()) else { continue };
        comparison.lost.extend(lost_ids(before, subject));
        let all = Versions::of(before, subject);
        let edited: Vec<&DecisionId> = all.iter().filter(|v| !is_same(old, new, v)).map(Versions::decision).collect();
        let its = answers.iter().filter(|answers| answers.questionnaire == subject.questionnaire.id);
        let its: Vec<FileInBoth> = its.map(AnswersIn::in_both).collect();
        for versions in &all {
            let decision = versions.decision();
            let n_same = usize::from(!old.is_built_in(&versions.before.1.decision.id) || !new.is_built_in(decision));
            let is_edited = edited.contains(&decision);
            // What decides a question for it may come out otherwise, though nothing of its own was touched.
            let follows: Vec<String> =
                versions.follows().into_iter().filter(|by| edited.contains(by)).map(ToString::to_string).collect();
            // Scenarios are no part of what a decision follows from, and of what holds its numbers they are all.
            let is_of_scenario =
                |entry: &EntryChange| (entry.kind, &entry.extent) == (EntryKind::Scenario, &Extent::Meaning);
            let entries = entries(versions);
            if !is_edited && follows.is_empty() && !entries.iter().any(is_of_scenario) {
                comparison.n_same += n_same;
                continue;
            }
            let changed = Changed {
                decision: decision.to_string(),
                title: versions.after.1.decision.title.clone(),
                settled_by: follows,
                entries,
                lost_answers: lost_answers(versions),
                scenarios: versions.scenarios(),
                answers: versions.files(&its),
                space: over_space(versions),
            };
            if is_edited || !changed.entries.is_empty() || changed.comes_to_another() {
                comparison.decisions.push(changed);
            } else {
                comparison.n_same += n_same;
            }
        }
    }
    comparison
}

/// Whether all that a decision follows from by itself says the same in both versions.
fn is_same(old: &Library, new: &Library, versions: &Versions) -> bool {
    old.fingerprint(&versions.before.1.decision.id) == new.fingerprint(versions.decision())
}

/// An answers file as both versions read it.
struct AnswersIn {
    name: String,
    questionnaire: QuestionnaireId,
    before: Option<AnswersFile>,
    after: Option<AnswersFile>,
}

impl AnswersIn {
    fn in_both(&self) -> FileInBoth<'_> {
        FileInBoth { name: &self.name, before: self.before.as_ref(), after: self.after.as_ref() }
    }

    /// Reads a file for both sides; fails where neither can, and says what is wrong where one cannot.
    fn read(path: &Path, old: &mut Library, new: &mut Library, context: &Context) -> anyhow::Result<Self> {
        let (before, after) = (read_answers(path, old), read_answers(path, new));
        let questionnaire = after.as_ref().or(before.as_ref()).map(|read| read.subject.questionnaire.id.clone());
        for (read, library) in [(&before, &*old), (&after, &*new)] {
            // Where neither can read it, both say the same.
            if let Err(findings) = read {
                context.say_findings(findings, &library.sources);
                if questionnaire.is_err() {
                    break;
                }
            }
        }
        if let Some(weight) = after.as_ref().or(before.as_ref()).ok().and_then(|read| read.refused_weight.as_ref()) {
            context.say_findings(std::slice::from_ref(weight), if after.is_ok() { &new.sources } else { &old.sources });
            bail!("`{}` has weights that cannot be used; mend them first", path.display());
        }
        let Ok(questionnaire) = questionnaire else { bail!("neither version can read `{}`", path.display()) };
        let answers = |read: Result<ReadAnswers, _>| read.ok().map(|read| read.file);
        Ok(Self { name: path.display().to_string(), questionnaire, before: answers(before), after: answers(after) })
    }
}

fn to_json(comparison: &Comparison) -> Value {
    let lost = |lost: &LostId| json!({ "id": lost.id, "help": lost.suggestion });
    json!({
        "format": 1,
        "added": comparison.added,
        "removed": comparison.removed,
        "errors": { "before": comparison.n_errors.0, "after": comparison.n_errors.1 },
        "unchanged": comparison.n_same,
        "lost": comparison.lost.iter().map(lost).collect::<Vec<_>>(),
        "decisions": comparison.decisions.iter().map(decision_to_json).collect::<Vec<_>>(),
    })
}

fn decision_to_json(changed: &Changed) -> Value {
    let entry = |entry: &EntryChange| {
        let (words, id) = match &entry.extent {
            Extent::Meaning => (false, None),
            Extent::Words => (true, None),
            Extent::Id(before) => (false, Some(before)),
        };
        json!({
            "kind": entry.kind.word(),
            "id": entry.id,
            "id-before": id,
            "before": entry.before,
            "after": entry.after,
            "only-words": words,
        })
    };
    let lost = |lost: &LostAnswers| json!({ "scenario": lost.scenario, "questions": lost.questions });
    let outcome = |came: &Option<Came>| {
        came.as_ref().map(|came| {
            let fits = came.fits.iter().map(|(option, fit)| json!({ "option": option, "fit": fit.points() }));
            json!({
                "winner": came.winner,
                "level": came.level,
                "outcome": word(came.outcome),
                "lead": came.lead.points(),
                "fits": fits.collect::<Vec<_>>(),
            })
        })
    };
    let case = |case: &CaseChange| json!({ "name": case.name, "before": outcome(&case.before), "after": outcome(&case.after), "changed": case.changes_outcome() });
    let space = &changed.space;
    let winner = |leaders: &[OptionId]| if let [winner] = leaders { Some(winner.clone()) } else { None };
    let level = |leaders: &[OptionId]| if leaders.len() > 1 { leaders.to_vec() } else { Vec::new() };
    let transition = |transition: &crate::audit::change::Transition| {
        json!({
            "before": winner(&transition.before),
            "after": winner(&transition.after),
            "level-before": level(&transition.before),
            "level-after": level(&transition.after),
            "share": transition.share,
            "example": say_answers(&transition.example),
            "example-before": say_answers(&transition.example_before),
        })
    };
    json!({
        "decision": changed.decision,
        "entries": changed.entries.iter().map(entry).collect::<Vec<_>>(),
        "lost-answers": changed.lost_answers.iter().map(lost).collect::<Vec<_>>(),
        "scenarios": changed.scenarios.iter().map(case).collect::<Vec<_>>(),
        "answers": changed.answers.iter().map(case).collect::<Vec<_>>(),
        "space": {
            "other-winner": space.other_winner,
            "other-outcome": space.other_outcome,
            "not-comparable": space.not_comparable,
            "no-longer-possible": space.no_longer_possible,
            "exact": space.is_exact,
            "points": space.n_points,
            "error": space.error(space.other_winner),
            "transitions": space.transitions.iter().map(transition).collect::<Vec<_>>(),
        },
    })
}
