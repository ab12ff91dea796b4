//! What an edit of the rules changed: in the rules themselves, in what follows from the present answers, and in the scenarios.

use std::sync::Arc;

use crate::audit::change::{Came, CaseChange, EntryChange, Versions, entries};
use crate::audit::scenarios::{Runner, word};
use crate::engine::{Advice, Advisor};
use crate::model::{AnswersFile, DecisionId, RuleBase, Subject};
use crate::tui::state::app::App;
use crate::tui::widget::standings::headline;

/// The most entries that are named by their ids.
const MAX_NAMED: usize = 4;

/// What changed in every decision where something did.
pub fn all(app: &App, before: &[Arc<Subject>], after: &[Arc<Subject>]) -> Vec<(DecisionId, Vec<String>)> {
    let mut found = Vec::new();
    for subject in after {
        let Some(old) = before.iter().find(|s| s.questionnaire.id == subject.questionnaire.id) else { continue };
        let file = app.interview.as_ref().filter(|i| Arc::ptr_eq(&i.subject, subject)).map(|i| &i.file);
        for base in &subject.rule_bases {
            let id = &base.decision.id;
            let news = changes(old, subject, file, id.as_str());
            if !news.is_empty() {
                found.push((id.clone(), news));
            }
        }
    }
    found
}

/// What changed in one decision, as sentences; empty: nothing at all.
fn changes(before: &Arc<Subject>, after: &Arc<Subject>, file: Option<&AnswersFile>, decision: &str) -> Vec<String> {
    let (Some(old), Some(new)) = (before.rule_base(decision), after.rule_base(decision)) else { return Vec::new() };
    let versions = Versions { before: (before, old), after: (after, new) };
    let edited = some_of(entries(&versions).iter().map(EntryChange::headline));
    let cases = versions.scenarios();
    let mut news = Vec::new();
    if edited.is_none() && !cases.iter().any(CaseChange::changes_anything) {
        return news;
    }
    // What follows comes first: where there is no room for everything, whoever edited knows what.
    if let Some(file) = file {
        news.extend(outcome(&advise(before, file), &advise(after, file), old, new, decision));
    }
    news.extend(scenarios(before, after, old, new));
    let others = cases.iter().filter(|case| case.changes_outcome());
    news.extend(some_of(others.map(came_out)).map(|others| format!("scenarios with another outcome: {others}")));
    news.extend(edited);
    news
}

/// Some things in one sentence; nothing where there are none.
fn some_of(all: impl Iterator<Item = String>) -> Option<String> {
    let all: Vec<String> = all.collect();
    let named = all.iter().take(MAX_NAMED).cloned().collect::<Vec<_>>().join("; ");
    match all.len().saturating_sub(MAX_NAMED) {
        0 => Some(named).filter(|named| !named.is_empty()),
        more => Some(format!("{named}; and {more} more")),
    }
}

/// A scenario with what won before and what wins now.
fn came_out(case: &CaseChange) -> String {
    let winner = |came: &Option<Came>| match came.as_ref().and_then(|came| came.winner.as_ref()) {
        Some(option) => format!("`{option}`"),
        None => "no option".to_owned(),
    };
    if case.changes_winner() {
        format!("`{}` ({}, before {})", case.name, winner(&case.after), winner(&case.before))
    } else {
        let word = case.after.as_ref().map_or("not there", |came| word(came.outcome));
        format!("`{}` ({word})", case.name)
    }
}

fn advise(subject: &Arc<Subject>, file: &AnswersFile) -> Advice {
    Advisor::new(Arc::clone(subject)).advise(file)
}

/// What follows from the present answers, where that is something else.
fn outcome(before: &Advice, after: &Advice, old: &RuleBase, new: &RuleBase, decision: &str) -> Vec<String> {
    let (Some(was), Some(is)) = (before.decision(decision), after.decision(decision)) else { return Vec::new() };
    let (was, is) = (headline(old, was), headline(new, is));
    if was == is {
        return vec!["the same follows from your answers".to_owned()];
    }
    vec![format!("from your answers: {was}; now: {is}")]
}

/// The scenarios that come out otherwise.
fn scenarios(before: &Arc<Subject>, after: &Arc<Subject>, old: &RuleBase, new: &RuleBase) -> Vec<String> {
    let passed = |subject: &Arc<Subject>, base: &RuleBase| -> Vec<(String, bool)> {
        let results = Runner::new(subject).run(base, |_| true);
        results.iter().map(|r| (base.scenarios[r.scenario].id.to_string(), r.passed())).collect()
    };
    let (was, is) = (passed(before, old), passed(after, new));
    let named = |wanted: bool| -> Vec<String> {
        let changed = is.iter().filter(|(id, passes)| *passes == wanted && was.contains(&(id.clone(), !wanted)));
        changed.map(|(id, _)| format!("`{id}`")).collect()
    };
    let mut news = Vec::new();
    let (broken, mended) = (named(false), named(true));
    if !broken.is_empty() {
        news.push(format!("scenarios that fail now: {}", broken.join(", ")));
    }
    if !mended.is_empty() {
        news.push(format!("scenarios that pass now: {}", mended.join(", ")));
    }
    if !is.is_empty() {
        let n_passed = is.iter().filter(|(_, passes)| *passes).count();
        news.push(format!("{n_passed} of {} scenarios pass", is.len()));
    }
    news
}
