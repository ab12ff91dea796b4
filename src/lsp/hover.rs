//! What is told of what stands at a byte, as Markdown: what a question asks and who reads it, what a rule says and in which scenarios it
//! fires, what evidence says and when it was looked at.

use std::fmt::Write as _;
use std::ops::Range;
use std::path::Path;

use super::kind::quick_kind;
use super::known::{Known, Scope};
use super::names::{Target, target_at};
use super::schema_keys;
use super::words::{not_run, outcome_in_words, share_in_words};
use crate::diagnostic::catalogue;
use crate::load::display_span;
use crate::load::slot::{Slot, Thing, slots};
use crate::model::{
    ArchOption, Atom, Choice, Criterion, Decision, Effect, Evidence, Expr, Place, Quantity, Question, QuestionKind,
    Questionnaire, Rule, RuleBase, RuleIdx, Scenario, ScenarioId, Trait, measure,
};

/// How many names are listed before the rest is only counted.
const MAX_LISTED: usize = 12;

/// What is told has to wait until the texts as they are were read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotYet;

/// A state, with what a text may name in it.
struct Looked<'a> {
    scope: Scope<'a>,
    /// Whether it is the present one. Of another one only that is told which its own entry says, and what all files together come to is not.
    is_present: bool,
}

/// What is told of what stands at a byte, and the bytes it is about. Whatever is told of a text is true of that version of it.
pub fn hover(text: &str, path: &Path, offset: usize, known: Known) -> Result<Option<(Range<usize>, String)>, NotYet> {
    let Some(kind) = quick_kind(path, text) else { return Ok(None) };
    let Some((target, span)) = target_at(text, kind, offset) else { return Ok(None) };
    let said = match &target {
        Target::Named(Thing::List, name) => Some(list_of_choices(text, name)),
        Target::Named(Thing::Group, name) => in_states(text, path, known, |looked| group(looked, name))?,
        Target::Named(thing, name) => in_states(text, path, known, |looked| named(looked, *thing, name))?,
        Target::Part(of, name) => in_states(text, path, known, |looked| part(&looked.scope, of, name))?,
        Target::Code(code) => {
            catalogue::entries().iter().find(|entry| entry.code == *code).map(|entry| entry.what.clone())
        }
        Target::Measure(name) => measure(name).map(|of| format!("{}, in {}\n\n{}", of.about, of.unit, of.care)),
        Target::Key(keys) => schema_keys::meaning(kind, keys),
    };
    Ok(said.map(|said| (span, said)))
}

/// Looks in the present state, and then in those before it for what stands in the texts as it did then.
fn in_states(
    text: &str,
    path: &Path,
    known: Known,
    find: impl Fn(&Looked) -> Option<(Place, String)>,
) -> Result<Option<String>, NotYet> {
    let mut was_there = false;
    for (state, scope) in known.scopes(path, text) {
        let is_present = known.is_present(state);
        let Some((place, said)) = find(&Looked { scope, is_present }) else { continue };
        if is_present || known.is_as_it_was(state, &place) {
            return Ok(Some(said));
        }
        was_there = true;
    }
    match known.newer {
        Some(_) if was_there => Err(NotYet),
        None if was_there => Ok(Some("As the files are now, nothing is read under this name.".to_owned())),
        _ => Ok(None),
    }
}

fn named(looked: &Looked, thing: Thing, name: &str) -> Option<(Place, String)> {
    let (scope, is_present) = (&looked.scope, looked.is_present);
    let bases = || scope.bases.iter().copied();
    match thing {
        Thing::Subject => subject(looked, name),
        Thing::Option => bases().find_map(|base| {
            let of = base.options.get(base.option_idx(name)?.get())?;
            Some((of.place.clone(), option(of, base, is_present)))
        }),
        Thing::Criterion => bases().find_map(|base| {
            let of = base.criteria.get(base.criterion_idx(name)?.get())?;
            Some((of.place.clone(), criterion(of, base, is_present)))
        }),
        Thing::Rule => bases().find_map(|base| rule(looked, base, name)),
        Thing::Evidence => bases().find_map(|base| {
            let of = base.evidence(name)?;
            Some((of.place.clone(), if is_present { cited(of, base) } else { evidence(of) }))
        }),
        Thing::Scenario => bases().find_map(|base| {
            let of = base.scenarios.iter().find(|scenario| scenario.id == *name)?;
            Some((of.place.clone(), scenario(looked, of, base)))
        }),
        Thing::Decision => {
            let all = scope.subjects.iter().flat_map(|subject| &subject.rule_bases);
            let of = all.map(|base| &base.decision).find(|decision| decision.id == *name)?;
            Some((of.place.clone(), decision(of)))
        }
        Thing::Questionnaire => {
            let questionnaire = &scope.subjects.iter().find(|of| of.questionnaire.id == *name)?.questionnaire;
            let about = questionnaire.about.as_deref().unwrap_or_default();
            let said = format!("**{}**, {} questions\n\n{about}", questionnaire.title, questionnaire.questions.len());
            Some((questionnaire.place.clone(), said))
        }
        Thing::Part | Thing::Cost | Thing::List | Thing::Group => None,
    }
}

/// A list of choices that questions share, with the questions that take it.
fn list_of_choices(text: &str, name: &str) -> String {
    let found = slots(text).map_or_else(Vec::new, |(_, found)| found);
    let choices = found.iter().filter(|found| found.slot == Slot::InList(name.to_owned()));
    let takes = found.iter().filter(|found| found.slot == Slot::Refers(Thing::List) && found.text == name);
    let mut said = format!("**{name}**\n\nChoices that questions share.\n");
    list(&mut said, "Its choices", choices.map(|found| found.text.as_str()));
    list(&mut said, "Taken by", takes.map(|found| found.id.as_str()));
    said
}

/// A group of rules, with the rules in the order in which they are looked at.
fn group(looked: &Looked, name: &str) -> Option<(Place, String)> {
    let base = looked.scope.bases.first()?;
    let is_in = |rule: &RuleIdx| base.rules[rule.get()].group.as_deref() == Some(name);
    let rules: Vec<RuleIdx> = base.entries().filter(is_in).collect();
    let mut said = format!("**{name}**\n\nOf these rules only the first fires whose condition holds.\n");
    if looked.is_present {
        list(&mut said, "Its rules", rules.iter().map(|rule| base.entry_id(*rule)));
    }
    Some((base.rules[rules.first()?.get()].place.clone(), said))
}

fn decision(decision: &Decision) -> String {
    format!("**{}**\n\n{}\n\n{}", decision.title, decision.ask, decision.about.as_deref().unwrap_or_default())
}

fn subject(looked: &Looked, name: &str) -> Option<(Place, String)> {
    looked.scope.subjects.iter().find_map(|subject| {
        let questionnaire = &subject.questionnaire;
        let (place, mut said) = if let Some(found) = questionnaire.question(name) {
            (&found.place, question(found))
        } else if let Some(idx) = questionnaire.trait_idx(name) {
            let of = &questionnaire.traits[idx.get()];
            (&of.place, level_list(of))
        } else {
            let of = &questionnaire.quantities[questionnaire.quantity_idx(name)?.get()];
            (&of.place, quantity(of))
        };
        if looked.is_present {
            said.push_str(&readers(name, questionnaire, &subject.rule_bases));
        }
        Some((place.clone(), said))
    })
}

/// A question, with what may be answered.
pub fn question(question: &Question) -> String {
    let mut said = format!("**{}**\n\n", question.ask);
    for more in [&question.why, &question.help].into_iter().flatten() {
        let _ = write!(said, "{more}\n\n");
    }
    match &question.kind {
        QuestionKind::Number(spec) => {
            let _ = write!(said, "A number: {}\n\n", display_span(Some(spec.min), Some(spec.max), spec));
            for band in &spec.bands {
                let span = display_span(Some(band.from), Some(band.to), spec);
                let _ = writeln!(said, "- `{}` {} ({span}, read as {})", band.id, band.label, band.reading);
            }
        }
        QuestionKind::Choice { choices, ordered } => {
            said.push_str(if *ordered { "One of these, in rising order:\n\n" } else { "One of these:\n\n" });
            choice_list(&mut said, choices);
        }
        QuestionKind::Several { choices, at_least_one } => {
            said.push_str(if *at_least_one { "At least one of these:\n\n" } else { "Any of these:\n\n" });
            choice_list(&mut said, choices);
        }
    }
    if let Some(asked) = &question.ask_if {
        let _ = write!(said, "\nAsked where `{}`\n", asked.text);
    }
    said
}

fn choice_list(said: &mut String, choices: &[Choice]) {
    for choice in choices {
        let alone = if choice.exclusive { " (only by itself)" } else { "" };
        let _ = writeln!(said, "- `{}` {}{alone}", choice.id, choice.label);
    }
}

/// A quantity, with its formula.
pub fn quantity(quantity: &Quantity) -> String {
    let unit = quantity.unit.as_deref().map_or_else(String::new, |unit| format!(" in {unit}"));
    let help = quantity.help.as_deref().unwrap_or_default();
    format!("**{}**{unit}\n\n`{}`\n\n{help}\n", quantity.name, quantity.formula)
}

/// A trait, with its levels from the highest.
pub fn level_list(of: &Trait) -> String {
    let mut said = format!("**{}**\n\n", of.name);
    if let Some(help) = &of.help {
        let _ = write!(said, "{help}\n\n");
    }
    for level in of.levels.iter().rev() {
        let when = level.when.as_ref().map_or_else(|| "otherwise".to_owned(), |when| format!("`{}`", when.text));
        let _ = writeln!(said, "- `{}` {when}", level.id);
    }
    said
}

/// Who reads a name by itself: rules, traits, quantities and the conditions of other questions.
fn readers(name: &str, questionnaire: &Questionnaire, bases: &[RuleBase]) -> String {
    let reads = |expr: &Expr| mentions(expr, name, questionnaire);
    let mut said = String::new();
    let idx = questionnaire.question_idx(name);
    let quantity = questionnaire.quantity_idx(name);
    for base in bases {
        let id = &base.decision.id;
        // A rule with levels reads by each of them what it counts.
        let is_read =
            |rule: &RuleIdx| base.with_levels(*rule).into_iter().any(|level| reads(&base.rules[level.get()].when.expr));
        let rules = base.entries().filter(is_read).map(|rule| base.entry_id(rule));
        list(&mut said, &format!("Read by rules of `{id}`"), rules);
        let costs = base.unit_costs.iter().filter(|cost| {
            cost.when.as_ref().is_some_and(|when| reads(&when.expr)) || quantity.is_some() && cost.per == quantity
        });
        list(&mut said, &format!("Read by unit costs of `{id}`"), costs.map(|cost| cost.id.as_str()));
        let dominances = base.dominance.iter().filter(|of| of.when.as_ref().is_some_and(|when| reads(&when.expr)));
        let above = dominances.map(|of| base.options[of.above.get()].id.as_str());
        list(&mut said, &format!("Read by `[[dominates]]` of `{id}`, for"), above);
    }
    let deciding = bases.iter().filter(|base| base.decision.decide_if.as_ref().is_some_and(|when| reads(&when.expr)));
    list(&mut said, "Decides whether these have to be decided", deciding.map(|base| base.decision.id.as_str()));
    let levels = |of: &Trait| of.levels.iter().filter_map(|level| level.when.as_ref()).any(|when| reads(&when.expr));
    let traits = questionnaire.traits.iter().filter(|of| levels(of)).map(|of| of.id.as_str());
    list(&mut said, "Read by traits", traits);
    let over = |of: &Quantity| idx.is_some_and(|idx| of.reads().any(|read| *read == idx));
    list(
        &mut said,
        "Read by quantities",
        questionnaire.quantities.iter().filter(|of| over(of)).map(|of| of.id.as_str()),
    );
    let asking = questionnaire.questions.iter().filter(|of| of.ask_if.as_ref().is_some_and(|when| reads(&when.expr)));
    list(&mut said, "Decides whether these are asked", asking.map(|of| of.id.as_str()));
    let leans = |of: &&Question| of.likely_when.iter().any(|odds| reads(&odds.when.expr));
    let leaning = questionnaire.questions.iter().filter(leans).map(|of| of.id.as_str());
    list(&mut said, "Says what is likely for", leaning);
    if said.is_empty() { "\nRead by nothing.\n".to_owned() } else { said }
}

fn list<'a>(said: &mut String, what: &str, names: impl Iterator<Item = &'a str>) {
    let names: Vec<&str> = names.collect();
    if names.is_empty() {
        return;
    }
    let shown: Vec<String> = names.iter().take(MAX_LISTED).map(|name| format!("`{name}`")).collect();
    let left = names.len() - shown.len();
    let more = if left > 0 { format!(" and {left} more") } else { String::new() };
    let _ = write!(said, "\n{what}: {}{more}\n", shown.join(", "));
}

/// Whether a condition names a question, trait or quantity itself.
fn mentions(expr: &Expr, name: &str, questionnaire: &Questionnaire) -> bool {
    match expr {
        Expr::Const(_) => false,
        Expr::Not(inner) => mentions(inner, name, questionnaire),
        Expr::And(parts) | Expr::Or(parts) => parts.iter().any(|part| mentions(part, name, questionnaire)),
        Expr::Atom(atom) => match atom {
            Atom::Trait { of, .. } => questionnaire.traits[of.get()].id == *name,
            Atom::Quantity { of, .. } => questionnaire.quantities[of.get()].id == *name,
            Atom::Choice { question, .. }
            | Atom::Number { question, .. }
            | Atom::Includes { question, .. }
            | Atom::IsNa { question } => questionnaire.questions[question.get()].id == *name,
        },
    }
}

fn part(scope: &Scope, of: &str, name: &str) -> Option<(Place, String)> {
    scope.subjects.iter().find_map(|subject| {
        let questionnaire = &subject.questionnaire;
        if let Some(idx) = questionnaire.trait_idx(of) {
            let of = &questionnaire.traits[idx.get()];
            let level = of.levels.iter().find(|level| level.id == *name)?;
            let when = level
                .when
                .as_ref()
                .map_or_else(|| "where no other level holds".to_owned(), |when| format!("where `{}`", when.text));
            return Some((of.place.clone(), format!("**{}** of {}\n\n{when}", level.label, of.name)));
        }
        let question = questionnaire.question(of)?;
        if let Some(spec) = question.kind.number() {
            let band = spec.bands.iter().find(|band| band.id == *name)?;
            let span = display_span(Some(band.from), Some(band.to), spec);
            let said = format!("**{}**: {span}, read as {}\n\n{}", band.label, band.reading, question.ask);
            return Some((question.place.clone(), said));
        }
        let choice = question.kind.choices().iter().find(|choice| choice.id == *name)?;
        let help = choice.help.as_deref().unwrap_or_default();
        Some((question.place.clone(), format!("**{}**\n\n{}\n\n{help}", choice.label, question.ask)))
    })
}

fn option(option: &ArchOption, base: &RuleBase, is_present: bool) -> String {
    let right = option.right_when.as_deref().map_or_else(String::new, |when| format!("\n\nRight when: {when}"));
    let own = format!("**{}**\n\n{}{right}", option.name, option.summary);
    if !is_present {
        return own;
    }
    let idx = base.option_idx(option.id.as_str());
    // A rule with levels is one rule.
    let of = |which: &dyn Fn(&Effect) -> bool| base.written_rules().filter(|rule| which(&rule.effect)).count();
    let gives = |effect: &Effect| matches!(effect, Effect::Points { points, .. } if points.iter().any(|(option, _)| Some(*option) == idx));
    let excludes =
        |effect: &Effect| idx.is_some_and(|idx| matches!(effect, Effect::Excludes(options) if options.contains(&idx)));
    let (n_points, n_vetoes) = (of(&gives), of(&excludes));
    let n = |n: usize, one: &str, more: &str| if n == 1 { format!("1 {one}") } else { format!("{n} {more}") };
    let (give, exclude) = (n(n_points, "rule gives", "rules give"), n(n_vetoes, "excludes", "exclude"));
    format!("{own}\n\n{give} it points, {exclude} it.")
}

fn criterion(criterion: &Criterion, base: &RuleBase, is_present: bool) -> String {
    let about = criterion.about.as_deref().unwrap_or_default();
    let (name, weight, low, high) = (&criterion.name, criterion.weight, criterion.scale_low, criterion.scale_high);
    if !is_present {
        return format!("**{name}**, weight {weight}\n\n{about}\n\nScale {low} to {high}.");
    }
    let total: u64 = base.criteria.iter().map(|of| u64::from(of.weight)).sum();
    let share = 100.0 * f64::from(weight) / total.max(1) as f64;
    let idx = base.criterion_idx(criterion.id.as_str());
    let counts = |rule: &&Rule| matches!(&rule.effect, Effect::Points { criterion, .. } if Some(*criterion) == idx);
    let n_rules = base.written_rules().filter(counts).count();
    let gives = if n_rules == 1 { "1 rule gives".to_owned() } else { format!("{n_rules} rules give") };
    let mut said = format!(
        "**{name}**, weight {weight} ({share:.1} %)\n\n{about}\n\nScale {low} to {high}; {gives} points on it."
    );
    let added = base.entries().filter_map(|rule| {
        let Effect::Weighs(added) = &base.rules[rule.get()].effect else { return None };
        let (_, amount) = added.iter().find(|(on, _)| Some(*on) == idx)?;
        let levels = if base.with_levels(rule).len() > 1 { " for each level" } else { "" };
        Some(format!("`{}` {amount:+}{levels}", base.entry_id(rule)))
    });
    let added: Vec<String> = added.collect();
    if !added.is_empty() {
        let shown = added.iter().take(MAX_LISTED).map(String::as_str).collect::<Vec<_>>().join(", ");
        let left = added.len().saturating_sub(MAX_LISTED);
        let more = if left > 0 { format!(" and {left} more") } else { String::new() };
        let _ = write!(said, "\n\nRules add to its weight where they hold: {shown}{more}.");
    }
    said
}

/// When a rule fires.
pub fn when(rule: &Rule) -> String {
    format!("When `{}`", rule.when.text)
}

fn rule(looked: &Looked, base: &RuleBase, name: &str) -> Option<(Place, String)> {
    let rule = &base.rules[base.rule_idx(name)?.get()];
    let option = |option: &crate::model::OptionIdx| base.options[option.get()].id.as_str();
    // In another state a criterion may have had another name; its id stands in the entry.
    let criterion = |of: &crate::model::CriterionIdx| {
        let criterion = &base.criteria[of.get()];
        if looked.is_present { criterion.name.clone() } else { format!("`{}`", criterion.id) }
    };
    let effect = match &rule.effect {
        Effect::Points { criterion: on, points } => {
            let each: Vec<String> = points.iter().map(|(of, points)| format!("`{}` {points:+}", option(of))).collect();
            format!("On {}: {}", criterion(on), each.join(", "))
        }
        Effect::Weighs(added) => {
            let one = |(on, amount): &(crate::model::CriterionIdx, i32)| {
                let declared = base.criteria[on.get()].weight;
                let declared = if looked.is_present { format!(" (declared {declared})") } else { String::new() };
                format!("{} {amount:+}{declared}", criterion(on))
            };
            format!("Weighs {}", added.iter().map(one).collect::<Vec<_>>().join(", "))
        }
        Effect::Excludes(options) => {
            let each: Vec<String> = options.iter().map(|of| format!("`{}`", option(of))).collect();
            format!("Excludes {}", each.join(", "))
        }
        Effect::Caution { text, .. } => format!("Caution: {text}"),
        Effect::Withholds { text, .. } => format!("Names no option: {text}"),
    };
    let mut said = format!("**{}**\n\n{}\n\n{effect}\n", rule.because, when(rule));
    if let Some(played) = looked.scope.known.played.filter(|_| looked.is_present) {
        let decision = &base.decision.id;
        if let Some(share) = played.shares.get(decision).and_then(|shares| shares.get(&rule.id)) {
            let _ = write!(said, "\nHolds in {} of all answers.\n", share_in_words(*share));
        }
        if let Some(scenarios) = played.fires.get(decision).and_then(|fires| fires.get(&rule.id)) {
            if scenarios.is_empty() {
                said.push_str("\nFires in no scenario.\n");
            }
            list(&mut said, "Fires in scenarios", scenarios.iter().map(ScenarioId::as_str));
        }
    }
    Some((rule.place.clone(), said))
}

/// A piece of evidence, with the day it was looked at.
pub fn evidence(evidence: &Evidence) -> String {
    let mut said = format!("**{}**\n\n", evidence.title);
    let year = evidence.year.map(|year| year.to_string());
    let source: Vec<&str> = evidence.publisher.as_deref().into_iter().chain(year.as_deref()).collect();
    let checked = evidence.checked.map_or_else(|| "never checked".to_owned(), |day| format!("checked on {day}"));
    let source = if source.is_empty() { String::new() } else { format!("{}; ", source.join(", ")) };
    let _ = write!(said, "{source}{checked}\n\n");
    for more in [&evidence.says, &evidence.limits, &evidence.method].into_iter().flatten() {
        let _ = write!(said, "{more}\n\n");
    }
    if let Some(link) = &evidence.link {
        let _ = writeln!(said, "<{link}>");
    }
    said
}

fn cited(of: &Evidence, base: &RuleBase) -> String {
    let mut said = evidence(of);
    let rules = base.rules.iter().filter(|rule| rule.evidence.contains(&of.id)).map(|rule| rule.id.as_str());
    list(&mut said, "Cited by rules", rules);
    let scenarios = base.scenarios.iter().filter(|scenario| scenario.cites.contains(&of.id));
    list(&mut said, "Cited by scenarios", scenarios.map(|scenario| scenario.id.as_str()));
    said
}

fn scenario(looked: &Looked, of: &Scenario, base: &RuleBase) -> String {
    let source = if of.independent { "independent" } else { "by the author of the rules" };
    let mut said = format!("**{}**, {source}\n", of.title.as_deref().unwrap_or(of.id.as_str()));
    let played = looked.scope.known.played.filter(|_| looked.is_present);
    if let Some(n_errors) = played.and_then(|played| played.broken.get(&base.decision.id)) {
        let _ = write!(said, "\n{}\n", not_run(*n_errors));
    }
    if let Some(result) = played.and_then(|played| played.scenarios.get(&base.decision.id)?.get(&of.id)) {
        let _ = write!(said, "\n{}\n", outcome_in_words(result, base));
        for failure in result.failures.iter().chain(&result.missed) {
            let _ = write!(said, "\n- {}: expected {}, got {}", failure.part, failure.expected, failure.got);
        }
    }
    said
}
