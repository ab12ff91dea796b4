//! What work costs the options, and the rules that steps of it come to.

use super::file::RulesFile;
use super::find::{find_criterion, find_evidence, find_option, find_options};
use crate::condition::closest;
use crate::diagnostic::{Diagnostic, Severity};
use crate::load::document::Document;
use crate::load::id::check_id;
use crate::load::questionnaire::{read_condition, resolve_alias};
use crate::load::raw::{Placed, RawCost, RawSteps};
use crate::model::{
    Accepted, Atom, Comparison, Condition, Confidence, CriterionIdx, Dominance, Effect, EvidenceId, Expr, Named,
    OptionIdx, Origin, Place, QuantityIdx, Questionnaire, Resource, Rule, RuleBase, UnitCost,
};

/// The greatest cost of one unit: sums of products stay exact.
const MAX_COST: i64 = 1_000_000_000_000;

/// How many times the least cost the greatest may be at most; beyond, it says nothing.
const MAX_SPREAD: i64 = 1_000;

/// The most steps.
const MAX_STEPS: i64 = 20;

/// The most points of a step, in either direction.
pub const MAX_STEP_POINTS: i32 = 100;

pub(super) fn read_unit_costs(file: &mut RulesFile, base: &mut RuleBase, questionnaire: &Questionnaire) {
    for (raw, _) in std::mem::take(&mut file.unit_costs) {
        let document = &mut file.document;
        let (id, span) = (raw.id.get_ref().clone(), raw.id.span());
        check_id(document, &id, span.clone());
        if let Some(first) = base.unit_costs.iter().find(|cost| cost.id == id) {
            document.duplicate(
                span,
                &first.place,
                format!("the unit cost `{id}` stands twice"),
                "rename or remove one",
            );
            continue;
        }
        let cost = read_cost(document, &id, &raw.cost);
        let options = find_options(document, &raw.options, base);
        if raw.options.is_empty() {
            let title = format!("unit cost `{id}` costs no option anything");
            document.error("no-effect-declared", span.clone(), title, "name at least one option");
        }
        let per = raw.per.as_ref().map(|name| find_quantity(document, name, questionnaire));
        let when = raw.when.as_ref().map(|text| read_condition(document, text, questionnaire));
        let evidence = raw.evidence.iter().filter_map(|cited| find_evidence(document, cited, base)).collect();
        let (Some(cost), false, false) = (cost, per == Some(None), when.as_ref().is_some_and(Option::is_none)) else {
            continue;
        };
        let (part, per, when) = (raw.part, per.flatten(), when.flatten());
        let is_same = |other: &&UnitCost| {
            other.resource == raw.resource
                && (&other.part, other.per, other.cost) == (&part, per, cost)
                && other.when.as_ref().map(|when| &when.expr) == when.as_ref().map(|when| &when.expr)
                && other.options.iter().any(|option| options.contains(option))
        };
        if let Some(first) = base.unit_costs.iter().find(is_same) {
            let title = format!("unit cost `{id}` costs an option what `{}` costs it already", first.id);
            let finding = Diagnostic::new(Severity::Warning, "said-twice", &document.place(span.clone()), title)
                .also(&first.place, "this is the other one")
                .help("remove one, or say by `part` which work each is for");
            document.findings.push(finding);
        }
        if !options.is_empty() {
            base.unit_costs.push(UnitCost {
                id,
                options,
                resource: raw.resource,
                part,
                per,
                cost,
                when,
                what: raw.what,
                evidence,
                accept: document.accepted(raw.accept),
                place: document.place(span),
            });
        }
    }
}

pub(super) fn read_dominance(file: &mut RulesFile, base: &mut RuleBase, questionnaire: &Questionnaire) {
    for (raw, span) in std::mem::take(&mut file.dominates) {
        let document = &mut file.document;
        let criterion = find_criterion(document, &raw.criterion, base);
        let above = find_option(document, &raw.above, base);
        let below = find_options(document, &raw.below, base);
        let when = raw.when.as_ref().map(|text| read_condition(document, text, questionnaire));
        if below.is_empty() || above.is_some_and(|above| below.contains(&above)) {
            let title = "`dominates` names no other option";
            document.error(
                "no-effect-declared",
                span.clone(),
                title,
                "name options in `below` that are not the one in `above`",
            );
            continue;
        }
        let (Some(criterion), Some(above), false) = (criterion, above, when.as_ref().is_some_and(Option::is_none))
        else {
            continue;
        };
        let place = document.place(raw.above.span());
        base.dominance.push(Dominance { criterion, above, below, when: when.flatten(), because: raw.because, place });
    }
}

fn read_cost(document: &mut Document, id: &str, raw: &Placed<RawCost>) -> Option<[i64; 3]> {
    let cost = [raw.get_ref().low.0, raw.get_ref().expected.0, raw.get_ref().high.0];
    let [low, expected, high] = cost;
    let problem = if low < 1 {
        Some((
            format!("unit cost `{id}` goes down to {low}"),
            "write what it costs at least, from 1; leave out what costs nothing",
        ))
    } else if low > expected || expected > high {
        let title = format!("unit cost `{id}` goes from {low} over {expected} to {high}");
        Some((title, "write the least first: `{ low = …, expected = …, high = … }`, each at least the one before"))
    } else if high > MAX_COST {
        Some((
            format!("unit cost `{id}` goes up to {high}"),
            "cores cost microseconds of CPU, memory KiB; stay below 1 000 000 000 000",
        ))
    } else if high / low > MAX_SPREAD {
        let title = format!("unit cost `{id}` goes from {low} to {high}, more than {MAX_SPREAD} times as much");
        Some((title, "a range this wide says nothing: measure it, or split it by `when`"))
    } else {
        None
    };
    if let Some((title, help)) = problem {
        document.error("out-of-range", raw.span(), title, help);
        return None;
    }
    Some(cost)
}

fn find_quantity(document: &mut Document, name: &Placed<String>, questionnaire: &Questionnaire) -> Option<QuantityIdx> {
    let known = resolve_alias(questionnaire, name.get_ref());
    let found = questionnaire.quantity_idx(known);
    if found.is_some() && known != name.get_ref() {
        document.old_name(name.get_ref(), known, name.span());
    }
    if found.is_some_and(|of| !questionnaire.quantities[of.get()].sum.is_empty()) {
        let title = format!("`{}` is a sum of levels, and a unit cost needs a number of units", name.get_ref());
        let help = "name a quantity that is a product of numbers; `formula = \"a\"` makes one of a question alone";
        document.error("bad-formula", name.span(), title, help);
        return None;
    }
    if found.is_none() {
        let known = questionnaire.quantities.iter().map(|q| q.id.as_str());
        let help = closest(name.get_ref(), known).unwrap_or_else(|| {
            "name a quantity of the questionnaire; `formula = \"a\"` makes one of a question alone".into()
        });
        document.error("bad-formula", name.span(), format!("unknown quantity `{}`", name.get_ref()), help);
        document.last_is_unknown(Named::Subject, name.get_ref());
    }
    found
}

/// Adds the rules that steps come to: for each option with unit costs and each step, one that holds where the greatest of these comes to
/// the step, as expected.
pub(super) fn add_steps(file: &mut RulesFile, base: &mut RuleBase, questionnaire: &Questionnaire) {
    // Unit costs that could not be read have been reported.
    let may_lack = file.document.findings.iter().any(|finding| finding.severity == Severity::Error);
    for (raw, _) in std::mem::take(&mut file.steps) {
        check_id(&mut file.document, raw.id.get_ref(), raw.id.span());
        let criterion = find_criterion(&mut file.document, &raw.criterion, base);
        let is_fine = check_steps(&mut file.document, &raw);
        let unspoken =
            raw.parts.iter().find(|part| !base.unit_costs.iter().any(|cost| has_part(cost, &raw, part.get_ref())));
        if let Some(part) = unspoken {
            if may_lack {
                continue;
            }
            let known = base.unit_costs.iter().filter_map(|cost| cost.part.as_deref());
            let help =
                closest(part.get_ref(), known).unwrap_or_else(|| "add `[[unit-cost]]` entries with this `part`".into());
            let title = format!(
                "steps `{}` look at a part that no unit cost speaks of: `{}`",
                raw.id.get_ref(),
                part.get_ref()
            );
            file.document.error("no-effect-declared", part.span(), title, help);
            continue;
        }
        if !base.unit_costs.iter().any(|cost| cost.resource == raw.resource) {
            if may_lack {
                continue;
            }
            let title = format!("steps `{}` look at what no unit cost speaks of", raw.id.get_ref());
            let help = "add `[[unit-cost]]` entries with this `resource`";
            file.document.error("no-effect-declared", raw.id.span(), title, help);
            continue;
        }
        let (Some(criterion), true) = (criterion, is_fine) else { continue };
        base.stepped.push(raw.resource);
        let place = file.document.place(raw.id.span());
        for step in 0..*raw.most.get_ref() {
            for (options, reached) in reached_alike(&raw, step, base, questionnaire) {
                let rule = step_rule(&raw, criterion, &options, (step, reached), base, &place);
                base.rules.extend(rule.filter(|rule| base.rule_idx(rule.id.as_str()).is_none()));
            }
        }
    }
}

/// Whether a unit cost belongs to a part of what steps look at.
fn has_part(cost: &UnitCost, steps: &RawSteps, part: &str) -> bool {
    cost.resource == steps.resource && cost.part.as_deref() == Some(part)
}

fn check_steps(document: &mut Document, raw: &RawSteps) -> bool {
    let n_before = document.findings.len();
    let mut within = |value: i64, low: i64, high: i64, what: &str, at: std::ops::Range<usize>| {
        if !(low..=high).contains(&value) {
            let title = format!("`{what}` of steps `{}` is {value}", raw.id.get_ref());
            document.error("out-of-range", at, title, format!("write {low} to {high}"));
        }
    };
    within(raw.from.get_ref().0, 1, 1_000_000_000, "from", raw.from.span());
    within(*raw.factor.get_ref(), 2, 1_000, "factor", raw.factor.span());
    within(*raw.most.get_ref(), 1, MAX_STEPS, "most", raw.most.span());
    within(i64::from(*raw.points.get_ref()).abs(), 1, i64::from(MAX_STEP_POINTS), "points", raw.points.span());
    document.findings.len() == n_before
}

/// What a step is reached by: the condition, and the evidence behind the costs it looks at.
struct Reached {
    text: String,
    expr: Expr,
    evidence: Vec<EvidenceId>,
}

/// The options that reach a step alike, each with the condition by which they do, in file order.
fn reached_alike(
    raw: &RawSteps,
    step: i64,
    base: &RuleBase,
    questionnaire: &Questionnaire,
) -> Vec<(Vec<OptionIdx>, Reached)> {
    let mut found: Vec<(Vec<OptionIdx>, Reached)> = Vec::new();
    for option in (0..base.options.len()).map(OptionIdx::from) {
        let Some(reached) = reached_by(raw, option, step, base, questionnaire) else { continue };
        match found.iter_mut().find(|(_, known)| known.text == reached.text) {
            Some((options, _)) => options.push(option),
            None => found.push((vec![option], reached)),
        }
    }
    found
}

/// Where a step is, in cores or MiB.
fn place_of_step(raw: &RawSteps, step: i64) -> Option<i64> {
    raw.factor.get_ref().checked_pow(step as u32)?.checked_mul(raw.from.get_ref().0)
}

fn reached_by(
    raw: &RawSteps,
    option: OptionIdx,
    step: i64,
    base: &RuleBase,
    questionnaire: &Questionnaire,
) -> Option<Reached> {
    let threshold = place_of_step(raw, step)?.checked_mul(raw.resource.per_unit())?;
    let looks_at = |cost: &&UnitCost| {
        let parts = &raw.parts;
        parts.is_empty() || parts.iter().any(|part| has_part(cost, raw, part.get_ref()))
    };
    let of_option = base.unit_costs.iter().filter(|c| c.resource == raw.resource && c.options.contains(&option));
    let costs: Vec<&UnitCost> = of_option.filter(looks_at).collect();
    let (texts, parts): (Vec<String>, Vec<Expr>) =
        costs.iter().filter_map(|cost| reaches(cost, threshold, questionnaire)).unzip();
    if parts.is_empty() {
        return None;
    }
    let mut evidence: Vec<_> = costs.iter().flat_map(|cost| cost.evidence.clone()).collect();
    evidence.sort();
    evidence.dedup();
    Some(Reached { text: texts.join(" or "), expr: Expr::Or(parts), evidence })
}

fn step_rule(
    raw: &RawSteps,
    criterion: CriterionIdx,
    options: &[OptionIdx],
    (step, reached): (i64, Reached),
    base: &RuleBase,
    place: &Place,
) -> Option<Rule> {
    let at = place_of_step(raw, step)?;
    let first = &base.options[options.first()?.get()].id;
    let needed = format!("{} {}.", needs(options, base), amount(raw.resource, at));
    Some(Rule {
        id: format!("{}-{first}-{}", raw.id.get_ref(), step + 1).into(),
        when: Condition { text: reached.text, expr: reached.expr },
        own: None,
        group: None,
        effect: Effect::Points { criterion, points: options.iter().map(|o| (*o, *raw.points.get_ref())).collect() },
        because: format!("{} {needed}", raw.because),
        cause: Some(needed),
        evidence: reached.evidence,
        confidence: Confidence::Medium,
        follow_up: None,
        origin: Origin::Step,
        accept: Accepted::new(),
        place: place.clone(),
    })
}

/// "A needs", "A and B need", "A, B and two more need".
fn needs(options: &[OptionIdx], base: &RuleBase) -> String {
    let name = |option: &OptionIdx| base.options[option.get()].name.as_str();
    match options {
        [only] => format!("{} needs", name(only)),
        [one, two] => format!("{} and {} need", name(one), name(two)),
        [one, two, rest @ ..] => format!("{}, {} and {} more need", name(one), name(two), rest.len()),
        [] => String::new(),
    }
}

/// How much is needed at a step, in words.
fn amount(resource: Resource, at: i64) -> String {
    match (resource, at) {
        (Resource::Cores, 1) => "a core or more".to_owned(),
        (Resource::Cores, at) => format!("{at} cores or more"),
        (Resource::Memory, at) if at >= 1024 => format!("{} GiB or more", at / 1024),
        (Resource::Memory, at) => format!("{at} MiB or more"),
    }
}

/// Where one unit cost comes to a threshold by itself, as expected.
fn reaches(cost: &UnitCost, threshold: i64, questionnaire: &Questionnaire) -> Option<(String, Expr)> {
    let expected = cost.cost[1];
    let reached = match cost.per {
        Some(of) => {
            let bound = threshold / expected + i64::from(threshold % expected != 0);
            let text = format!("{} >= {bound}", questionnaire.quantities[of.get()].id);
            Some((text, Expr::Atom(Atom::Quantity { of, comparison: Comparison::GreaterOrEqual, bound })))
        }
        None if expected >= threshold => Some(("always".to_owned(), Expr::Const(true))),
        None => None,
    }?;
    Some(match &cost.when {
        Some(when) => (format!("({} and {})", when.text, reached.0), Expr::And(vec![when.expr.clone(), reached.1])),
        None => reached,
    })
}
