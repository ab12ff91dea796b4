//! Findings about unit costs: an option that has none where others have, costs without evidence, and costs that are multiplied by the number
//! of something else than they are of.

use super::conflicts::never_true;
use super::context::{Context, Findings};
use crate::diagnostic::{Diagnostic, Severity};
use crate::engine::meaning::diagram::FALSE;
use crate::model::{OptionIdx, Quantity, Questionnaire, Resource, RuleBase, UnitCost};

/// Checks the unit costs of every rule base.
pub(super) fn check(context: &Context, findings: &mut Findings) {
    for (base, decision) in context.subject.rule_bases.iter().zip(&context.compiled.decisions) {
        for resource in [Resource::Cores, Resource::Memory] {
            without_costs(base, resource, findings);
        }
        for (cost, comes_about) in base.unit_costs.iter().zip(&decision.costs) {
            wrong_quantity(context, base, cost, findings);
            far_off(base, cost, findings);
            if let (Some(when), FALSE) = (&cost.when, *comes_about) {
                let title = format!("unit cost `{}` never counts: no answers satisfy its `when`", cost.id);
                findings.report(&cost.accept, never_true(context, when, &cost.place, title));
            }
        }
        for cost in base.unit_costs.iter().filter(|cost| cost.evidence.is_empty()) {
            let title = format!("unit cost `{}` cites no evidence", cost.id);
            let finding = Diagnostic::new(Severity::Warning, "no-evidence", &cost.place, title)
                .help("cite the measurement, if only `kind = \"opinion\"` with who holds it");
            findings.report(&cost.accept, finding);
        }
    }
}

/// Options of whose need nothing is known, while something is of that of others: steps take no point from them.
fn without_costs(base: &RuleBase, resource: Resource, findings: &mut Findings) {
    let speaks = |option: OptionIdx| {
        base.unit_costs.iter().any(|cost| cost.resource == resource && cost.options.contains(&option))
    };
    let options = || (0..base.options.len()).map(OptionIdx::from);
    if !options().any(speaks) {
        return;
    }
    let what = if resource == Resource::Cores { "cores" } else { "memory" };
    for option in options().filter(|option| !speaks(*option)) {
        let option = &base.options[option.get()];
        let title = format!("no unit cost says what `{}` needs of {what}, while others have some", option.id);
        let finding = Diagnostic::new(Severity::Warning, "no-unit-cost", &option.place, title)
            .note("its need is shown as not known, and no step takes a point from it")
            .help(format!("add a `[[unit-cost]]` with `resource = \"{what}\"`, or accept this with a reason"));
        findings.report(&option.accept, finding);
    }
}

/// What is counted by a quantity: its unit's noun in the singular, and what it is a rate of.
fn counted(quantity: &Quantity) -> Option<(String, Option<&str>)> {
    let unit = quantity.unit.as_deref()?;
    let (noun, of) = unit.split_once('/').map_or((unit, None), |(noun, of)| (noun, Some(of.trim())));
    let noun = singular(noun.trim());
    noun.chars().all(char::is_alphabetic).then_some((noun, of))
}

fn singular(noun: &str) -> String {
    let noun = noun.to_lowercase();
    match noun.strip_suffix("ies") {
        Some(stem) => format!("{stem}y"),
        None => noun.strip_suffix('s').unwrap_or(&noun).to_owned(),
    }
}

/// The words of what a cost is of, in the singular.
fn words(cost: &UnitCost) -> Vec<String> {
    cost.what.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(singular).collect()
}

/// What a cost is of: a noun behind "one" that some quantity counts.
fn of_one<'a>(words: &'a [String], questionnaire: &Questionnaire) -> Option<&'a str> {
    const ENDS: [&str; 9] = ["of", "for", "from", "through", "by", "that", "with", "in", "to"];
    words.first().filter(|word| ["one", "a", "an"].contains(&word.as_str()))?;
    let is_counted = |word: &&str| questionnaire.quantities.iter().any(|of| is_of(of, word));
    words[1..].iter().map(String::as_str).take_while(|word| !ENDS.contains(word)).find(is_counted)
}

/// Whether a quantity counts this.
fn is_of(quantity: &Quantity, noun: &str) -> bool {
    counted(quantity).is_some_and(|(known, _)| known == noun)
}

/// Reports a cost that is multiplied by the number of something else than it says it is of, and one of cores whose quantity is no rate of a
/// second.
fn wrong_quantity(context: &Context, base: &RuleBase, cost: &UnitCost, findings: &mut Findings) {
    let questionnaire = &context.subject.questionnaire;
    let words = words(cost);
    let per = cost.per.map(|of| &questionnaire.quantities[of.get()]);
    let own = per.and_then(counted);
    let said = per.map_or("nothing".to_owned(), |of| format!("`{}`", of.id));
    let mut report = |title: String, note: String, help: String| {
        let finding = Diagnostic::new(Severity::Warning, "wrong-quantity", &cost.place, title).note(note).help(help);
        findings.report(&cost.accept, finding);
    };
    if let (Some((noun, Some(of))), Resource::Cores) = (&own, cost.resource)
        && !["s", "sec", "second"].contains(of)
    {
        report(
            format!("unit cost `{}` is of cores, and {said} does not count by the second", cost.id),
            format!("{said} counts {noun}s a {of}; a cost is the microseconds of CPU for each unit a second"),
            format!("write `per` with a quantity of {noun}s a second, such as `formula = \"… / 60\"`"),
        );
        return;
    }
    let Some(noun) = of_one(&words, questionnaire) else { return };
    let meant: Vec<&Quantity> = questionnaire.quantities.iter().filter(|quantity| is_of(quantity, noun)).collect();
    if own.as_ref().is_some_and(|(own, _)| words.contains(own)) {
        stock_or_rate(questionnaire, cost, (&words, own), &mut report);
        return;
    }
    // A word such as "event" may be the team's own for what is counted here, as in other costs.
    let says_so_too = |other: &&UnitCost| {
        let is_other = other.id != cost.id && other.per == cost.per && other.resource == cost.resource;
        is_other && of_one(&self::words(other), questionnaire) == Some(noun)
    };
    if base.unit_costs.iter().any(|other| says_so_too(&other)) {
        return;
    }
    let named: Vec<String> = meant.iter().map(|of| format!("`{}`", of.id)).collect();
    report(
        format!("unit cost `{}` is of one {noun}, and is multiplied by {said}", cost.id),
        match &own {
            Some((own, _)) => format!("{said} counts {own}s; {noun}s are counted by {}", named.join(", ")),
            None => format!("{noun}s are counted by {}", named.join(", ")),
        },
        format!("write `per = \"{}\"`, or say in `what` what one unit is", meant[0].id),
    );
}

/// Reports what is at once where cores need what comes in a second, and the other way around for memory; only where the other is counted too.
fn stock_or_rate(
    questionnaire: &Questionnaire,
    cost: &UnitCost,
    (words, own): (&[String], Option<(String, Option<&str>)>),
    report: &mut impl FnMut(String, String, String),
) {
    let Some((noun, of)) = own else { return };
    let Some(per) = cost.per.map(|per| &questionnaire.quantities[per.get()].id) else { return };
    let is_rate = of.is_some();
    // "for one request a second more" says which of them is meant.
    let says_a_second = words.iter().any(|word| word == "second");
    if is_rate == (cost.resource == Resource::Cores)
        || says_a_second
        || of_one(words, questionnaire) != Some(noun.as_str())
    {
        return;
    }
    let other = questionnaire
        .quantities
        .iter()
        .find(|other| counted(other).is_some_and(|(known, of)| known == noun && of.is_some() != is_rate));
    let Some(other) = other else { return };
    let (what, how) = match cost.resource {
        Resource::Cores => ("cores", "a second"),
        Resource::Memory => ("memory", "at once"),
    };
    report(
        format!("unit cost `{}` is of {what} for one {noun}, and `{per}` does not count {noun}s {how}", cost.id),
        format!("`{}` does", other.id),
        format!("write `per = \"{}\"`, or say in `what` what one unit is", other.id),
    );
}

/// How many times the greatest cost of all others for the same unit is far off: a figure in another unit, such as nanoseconds.
const FAR_OFF: i64 = 100;

/// Reports a cost far off all others for a unit of the same.
fn far_off(base: &RuleBase, cost: &UnitCost, findings: &mut Findings) {
    let is_alike = |other: &&UnitCost| {
        other.id != cost.id && (other.resource, &other.part, other.per) == (cost.resource, &cost.part, cost.per)
    };
    let others: Vec<&UnitCost> = base.unit_costs.iter().filter(is_alike).collect();
    let (Some(most), Some(least)) =
        (others.iter().map(|of| of.cost[1]).max(), others.iter().map(|of| of.cost[1]).min())
    else {
        return;
    };
    let expected = cost.cost[1];
    // One other may itself be the one that is wrong.
    let is_far = expected / FAR_OFF >= most || least / FAR_OFF >= expected;
    if others.len() < 2 || cost.per.is_none() || !is_far {
        return;
    }
    let unit = if cost.resource == Resource::Cores { "microseconds of CPU" } else { "KiB" };
    let title = format!("unit cost `{}` expects {expected}, far from all others for the same unit", cost.id);
    let finding = Diagnostic::new(Severity::Note, "outlier", &cost.place, title)
        .note(format!("the others expect {least} to {most}; costs are {unit}"))
        .help("write the figure in that unit, or accept this with the reason why it differs so much");
    findings.report(&cost.accept, finding);
}
