//! Which entries of a rule base an edit added, removed or changed.

use super::Versions;
use crate::model::{Effect, Rule, RuleBase};

/// The kinds of entries that are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// An option.
    Option,
    /// A criterion.
    Criterion,
    /// A rule.
    Rule,
    /// A scenario.
    Scenario,
}

impl EntryKind {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Option => "option",
            Self::Criterion => "criterion",
            Self::Rule => "rule",
            Self::Scenario => "scenario",
        }
    }
}

/// One entry that is not what it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryChange {
    /// What it is.
    pub kind: EntryKind,
    /// Its id.
    pub id: String,
    /// What it said where that matters for outcomes; absent: it was not there.
    pub before: Option<String>,
    /// What it says now; absent: it is gone.
    pub after: Option<String>,
}

/// The entries that an edit changed in what matters for outcomes; new ones and changed ones first, in file order.
pub fn entries(versions: &Versions) -> Vec<EntryChange> {
    let (before, after) = (said(versions.before.1), said(versions.after.1));
    let find = |all: &[Said], key: (EntryKind, &str)| {
        all.iter().find(|said| (said.kind, said.id.as_str()) == key).map(|said| said.text.clone())
    };
    let change = |said: &Said| {
        let key = (said.kind, said.id.as_str());
        let (before, after) = (find(&before, key), find(&after, key));
        (before != after).then(|| EntryChange { kind: said.kind, id: said.id.clone(), before, after })
    };
    let gone = before.iter().filter(|old| find(&after, (old.kind, &old.id)).is_none());
    after.iter().chain(gone).filter_map(change).collect()
}

/// An entry in the words that matter for outcomes.
struct Said {
    kind: EntryKind,
    id: String,
    text: String,
}

fn said(base: &RuleBase) -> Vec<Said> {
    let mut all = Vec::new();
    let mut add = |kind, id: String, text: String| all.push(Said { kind, id, text });
    for criterion in &base.criteria {
        let text = format!("weight {}, scale [{}, {}]", criterion.weight, criterion.scale_low, criterion.scale_high);
        add(EntryKind::Criterion, criterion.id.to_string(), text);
    }
    for option in &base.options {
        let start = |(criterion, points): &(crate::model::CriterionIdx, i32)| {
            format!("{} {points:+}", base.criteria[criterion.get()].id)
        };
        let starts: Vec<String> = option.base.iter().map(start).collect();
        let text = if starts.is_empty() { "starts from nothing".to_owned() } else { starts.join(", ") };
        add(EntryKind::Option, option.id.to_string(), text);
    }
    for rule in &base.rules {
        add(EntryKind::Rule, rule.id.to_string(), rule_said(base, rule));
    }
    for scenario in &base.scenarios {
        let text = format!("{:?} {:?}", scenario.answers, scenario.expect);
        add(EntryKind::Scenario, scenario.id.to_string(), text);
    }
    all
}

/// A rule as one line: its condition and what follows.
fn rule_said(base: &RuleBase, rule: &Rule) -> String {
    let option = |option: &crate::model::OptionIdx| base.options[option.get()].id.to_string();
    let follows = match &rule.effect {
        Effect::Points { criterion, points } => {
            let points: Vec<String> = points.iter().map(|(o, points)| format!("{} {points:+}", option(o))).collect();
            format!("{}: {}", base.criteria[criterion.get()].id, points.join(", "))
        }
        Effect::Excludes(options) => format!("excludes {}", options.iter().map(option).collect::<Vec<_>>().join(", ")),
        Effect::Caution { text, .. } => format!("cautions: {text}"),
    };
    format!("{} => {follows}", rule.when.text)
}
