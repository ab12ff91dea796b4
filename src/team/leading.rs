//! Whose answers lead to which option, and what comes of all merged: so that a merge never turns a majority into its opposite in silence.

use std::sync::Arc;

use serde::Serialize;

use super::merge::merge;
use super::person::{Person, voters};
use crate::engine::{Advice, Advisor};
use crate::model::{AnswersFile, DecisionId, OptionIdx, OutcomeKind, RuleBase, Subject};

/// What one person's answers lead to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Alone {
    /// Who.
    pub name: String,
    /// How it comes out.
    pub outcome: OutcomeKind,
    /// What wins, by its id the first of those that are level; absent where no option is left.
    pub winner: Option<String>,
    /// The options that share the lead; empty where one is ahead of all others.
    pub level: Vec<String>,
    /// What is behind it; absent where nothing else is left.
    pub runner_up: Option<String>,
    /// The lead in fit points.
    pub lead: f64,
}

impl Alone {
    /// The options of which none is ahead.
    pub fn leaders(&self) -> Vec<&str> {
        if self.level.is_empty() { self.winner.as_deref().into_iter().collect() } else { names(&self.level) }
    }
}

fn names(options: &[String]) -> Vec<&str> {
    options.iter().map(String::as_str).collect()
}

/// The people whose own answers lead to one option, or leave the same ones level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Leading {
    /// The option's name; absent where no option is left, and where several are level.
    pub option: Option<String>,
    /// The names of the options that are level; empty where one leads.
    pub level: Vec<String>,
    /// Those people.
    pub people: Vec<String>,
}

/// Groups people by what each would get alone, the most people first.
pub fn leading<'a>(alone: impl IntoIterator<Item = &'a Alone>) -> Vec<Leading> {
    let mut groups: Vec<Leading> = Vec::new();
    for alone in alone {
        // Who leaves options level speaks for none of them.
        let option = alone.winner.clone().filter(|_| alone.level.is_empty());
        let people = alone.name.clone();
        match groups.iter_mut().find(|group| (&group.option, &group.level) == (&option, &alone.level)) {
            Some(group) => group.people.push(people),
            None => groups.push(Leading { option, level: alone.level.clone(), people: vec![people] }),
        }
    }
    groups.sort_by_key(|group| (std::cmp::Reverse(group.people.len()), group.option.is_none()));
    groups
}

/// "ana", "ana and ben", "ana, ben and cho".
pub(super) fn enumerated(names: &[&str]) -> String {
    match names.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} and {last}", others.join(", ")),
        _ => names.concat(),
    }
}

/// Whether more than half of the people get an option alone that is another one than this.
pub fn is_against_most(groups: &[Leading], option: Option<&str>) -> bool {
    let n_people: usize = groups.iter().map(|group| group.people.len()).sum();
    let is_another = |group: &Leading| {
        group.option.as_deref() != option && !group.level.iter().any(|level| Some(level.as_str()) == option)
    };
    groups.first().is_some_and(|first| is_another(first) && first.people.len() * 2 > n_people)
}

/// "2 of 3 people's own answers lead to Cat (ana, ben), 1 to Dog (cho)".
pub fn say(groups: &[Leading]) -> String {
    let n_people: usize = groups.iter().map(|group| group.people.len()).sum();
    let said = groups.iter().enumerate().map(|(position, group)| {
        let level = names(&group.level);
        let option = match &group.option {
            Some(option) => option.clone(),
            None if level.is_empty() => "no option".to_owned(),
            None => format!("{}, which are level", enumerated(&level)),
        };
        let names = group.people.join(", ");
        match position {
            0 => format!("{} of {n_people} people's own answers lead to {option} ({names})", group.people.len()),
            _ => format!("{} to {option} ({names})", group.people.len()),
        }
    });
    said.collect::<Vec<_>>().join(", ")
}

/// What a decision comes to with everybody's answers merged.
pub(super) fn together(advisor: &mut Advisor, subject: &Subject, people: &[Person]) -> Advice {
    advisor.advise(&merge(subject, people).file)
}

/// How one decision comes out under some advice, called by a name; `None` where it is not made.
pub(super) fn alone(name: &str, advice: &Advice, base: &RuleBase) -> Option<Alone> {
    let of = |option: OptionIdx| base.options[option.get()].name.clone();
    let made = advice.decision(base.decision.id.as_str())?;
    Some(Alone {
        name: name.to_owned(),
        outcome: made.outcome,
        winner: made.winner.map(of),
        level: made.level.iter().copied().map(of).collect(),
        runner_up: made.runner_up.map(of),
        lead: made.lead.points(),
    })
}

/// Whose answers lead where in one decision, by the votes that a file keeps; none for a file without votes.
pub fn led_by_votes(subject: &Arc<Subject>, file: &AnswersFile, decision: &DecisionId) -> Vec<Leading> {
    let (people, base) = (voters(file), subject.rule_base(decision.as_str()));
    let Some(base) = base.filter(|_| people.len() > 1) else { return Vec::new() };
    let mut advisor = Advisor::new(Arc::clone(subject));
    let made: Vec<Alone> =
        people.iter().filter_map(|person| alone(&person.name, &advisor.advise(&person.file), base)).collect();
    leading(&made)
}
