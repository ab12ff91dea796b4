//! What an edit of the rules changed: in the rules themselves, in what follows from the present answers, and in the scenarios.

use std::sync::Arc;

use crate::audit::scenarios::Runner;
use crate::engine::{Advice, Advisor};
use crate::model::{AnswersFile, Rule, RuleBase, Subject};
use crate::tui::widget::standings::headline;

/// What changed in one decision, as sentences; empty: nothing that matters.
pub fn changes(before: &Arc<Subject>, after: &Arc<Subject>, file: Option<&AnswersFile>, decision: &str) -> Vec<String> {
    let (Some(old), Some(new)) = (before.rule_base(decision), after.rule_base(decision)) else { return Vec::new() };
    let mut news = rules(old, new);
    if let Some(file) = file {
        news.extend(outcome(&advise(before, file), &advise(after, file), old, new, decision));
    }
    news.extend(scenarios(before, after, old, new));
    news
}

fn advise(subject: &Arc<Subject>, file: &AnswersFile) -> Advice {
    Advisor::new(Arc::clone(subject)).advise(file)
}

/// Rules added, taken away and edited.
fn rules(old: &RuleBase, new: &RuleBase) -> Vec<String> {
    let ids = |rules: Vec<&Rule>| rules.iter().map(|r| format!("`{}`", r.id)).collect::<Vec<_>>().join(", ");
    let other = |base: &RuleBase, rule: &Rule| base.rules.iter().find(|r| r.id == rule.id).cloned();
    let added: Vec<&Rule> = new.rules.iter().filter(|r| other(old, r).is_none()).collect();
    let gone: Vec<&Rule> = old.rules.iter().filter(|r| other(new, r).is_none()).collect();
    let edited: Vec<&Rule> =
        new.rules.iter().filter(|r| other(old, r).is_some_and(|before| says(&before) != says(r))).collect();
    let named = [("added", added), ("taken away", gone), ("edited", edited)];
    named
        .into_iter()
        .filter(|(_, rules)| !rules.is_empty())
        .map(|(what, rules)| format!("{what}: {}", ids(rules)))
        .collect()
}

/// Everything a rule says, but for where it stands.
fn says(rule: &Rule) -> String {
    format!(
        "{} {:?} {} {:?} {:?} {:?}",
        rule.when.text, rule.effect, rule.because, rule.evidence, rule.confidence, rule.follow_up
    )
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
