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
    // What was renamed, and has an alias, is the same entry under another name.
    let aliases = &versions.after.1.decision.aliases;
    let renamed = |id: &str| aliases.get(id).map_or_else(|| id.to_owned(), Clone::clone);
    let (before, after) = (said(versions.before.1, &renamed), said(versions.after.1, &str::to_owned));
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

/// The present name of an id.
type Name<'a> = &'a dyn Fn(&str) -> String;

/// An entry in the words that matter for outcomes.
struct Said {
    kind: EntryKind,
    id: String,
    text: String,
}

fn said(base: &RuleBase, name: Name) -> Vec<Said> {
    let mut all = Vec::new();
    let mut add = |kind, id: &str, text: String| all.push(Said { kind, id: name(id), text });
    for criterion in &base.criteria {
        let text = format!("weight {}, scale [{}, {}]", criterion.weight, criterion.scale_low, criterion.scale_high);
        add(EntryKind::Criterion, criterion.id.as_str(), text);
    }
    for option in &base.options {
        let start = |(criterion, points): &(crate::model::CriterionIdx, i32)| {
            format!("{} {points:+}", name(base.criteria[criterion.get()].id.as_str()))
        };
        let starts: Vec<String> = option.base.iter().map(start).collect();
        let text = if starts.is_empty() { "starts from nothing".to_owned() } else { starts.join(", ") };
        add(EntryKind::Option, option.id.as_str(), text);
    }
    for rule in &base.rules {
        add(EntryKind::Rule, rule.id.as_str(), rule_said(base, rule, name));
    }
    for scenario in &base.scenarios {
        // Positions of options stand for their names here: only whether it changed is shown.
        let text = format!("{:?} {:?}", scenario.answers, scenario.expect);
        add(EntryKind::Scenario, scenario.id.as_str(), text);
    }
    all
}

/// A rule as one line: its condition and what follows.
fn rule_said(base: &RuleBase, rule: &Rule, name: Name) -> String {
    let option = |option: &crate::model::OptionIdx| name(base.options[option.get()].id.as_str());
    let follows = match &rule.effect {
        Effect::Points { criterion, points } => {
            let points: Vec<String> = points.iter().map(|(o, points)| format!("{} {points:+}", option(o))).collect();
            format!("{}: {}", name(base.criteria[criterion.get()].id.as_str()), points.join(", "))
        }
        Effect::Excludes(options) => format!("excludes {}", options.iter().map(option).collect::<Vec<_>>().join(", ")),
        Effect::Caution { text, .. } => format!("cautions: {text}"),
    };
    format!("{} => {follows}", rule.when.text)
}
