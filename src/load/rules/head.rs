//! What is decided, and between what: the decision, its criteria and its options.

use std::collections::BTreeMap;
use std::ops::Range;

use super::file::RulesFile;
use super::find::find_criterion;
use super::rule::{MAX_POINTS, MAX_WEIGHT};
use crate::engine::base::multiple::{MAX_COMMON_SWING, common_multiple};
use crate::load::document::Document;
use crate::load::id::check_id;
use crate::load::questionnaire::{find_measure, read_condition};
use crate::load::raw::{Placed, RawBase, RawCloseCall, RawDecision, RawMeasure};
use crate::model::measure::Shape;
use crate::model::{
    ArchOption, CloseCall, Criterion, Decision, Measure, Questionnaire, Reading, Risk, RuleBase, Start, Tenths,
};

/// The most options and criteria a rule base may have.
const MAX_ENTRIES: usize = 64;

/// The lead that is too close to call where nothing is said of it.
const USUAL_CLOSE_CALL: CloseCall = CloseCall::Points(Tenths(40));

/// The greatest lead that may be called too close.
const MAX_CLOSE_CALL: f64 = 100.0;

pub(super) fn read_decision(
    document: &mut Document,
    raw: RawDecision,
    span: &Range<usize>,
    questionnaire: &Questionnaire,
) -> Decision {
    check_id(document, raw.id.get_ref(), raw.id.span());
    let close_call =
        raw.close_call.map_or(USUAL_CLOSE_CALL, |close| read_close_call(document, close.get_ref(), close.span()));
    let decide_if = raw.decide_if.as_ref().and_then(|text| read_condition(document, text, questionnaire));
    if let (None, Some(text)) = (&raw.decide_if, &raw.nothing_to_decide) {
        let title = "`nothing-to-decide` is never said: the decision does not say when it has to be made";
        document.error("no-effect-declared", text.span(), title, "add `decide-if`, or remove it");
    }
    Decision {
        place: document.place(span.start.min(raw.id.span().start)..raw.id.span().end),
        id: raw.id.into_inner().into(),
        ask: raw.ask.unwrap_or_else(|| raw.title.clone()),
        title: raw.title,
        about: raw.about,
        questionnaire: raw.questionnaire.into_inner().into(),
        decide_if,
        nothing_to_decide: raw.nothing_to_decide.map(Placed::into_inner),
        version: raw.version.unwrap_or_default(),
        close_call,
        evidence_max_age_months: raw.evidence_max_age_months,
        aliases: BTreeMap::new(),
        accept: document.accepted(raw.accept),
    }
}

/// Reads a lead in fit points, or in per cent of the leading option's fit, of which tenths are the smallest part, as leads are shown.
fn read_close_call(document: &mut Document, raw: &RawCloseCall, span: Range<usize>) -> CloseCall {
    let number = match raw {
        RawCloseCall::Points(points) => Some(*points),
        RawCloseCall::Share(text) => text.trim().strip_suffix('%').and_then(|share| share.trim().parse::<f64>().ok()),
    };
    let unit = if matches!(raw, RawCloseCall::Points(_)) { "fit points" } else { "per cent" };
    let what = match number {
        None => "`close-call` is neither a number of fit points nor a share".to_owned(),
        Some(number) if !(0.0..=MAX_CLOSE_CALL).contains(&number) => {
            format!("`close-call` is not between 0 and 100 {unit}")
        }
        Some(number) if (number * 10.0 - (number * 10.0).round()).abs() > 1e-6 => {
            "`close-call` has more than one digit after the point, and leads are shown in tenths".to_owned()
        }
        Some(number) => {
            let tenths = Tenths((number * 10.0).round() as u32);
            let is_share = matches!(raw, RawCloseCall::Share(_));
            return if is_share { CloseCall::ShareOfFit(tenths) } else { CloseCall::Points(tenths) };
        }
    };
    let help = "write 0 to 100 with at most one digit after the point, such as 4 or 1.5, or a share of the leading option's fit, such as \"10 %\"";
    document.error(if number.is_none() { "wrong-type" } else { "out-of-range" }, span, what, help);
    USUAL_CLOSE_CALL
}

/// Takes the aliases of a file over, so that what is read after them may use old names.
pub(super) fn take_aliases(file: &RulesFile, base: &mut RuleBase) {
    base.decision.aliases.extend(file.aliases.iter().map(|(old, new, _)| (old.clone(), new.clone())));
}

/// Checks the aliases of a file once everything is read.
pub(super) fn check_aliases(file: &mut RulesFile, base: &RuleBase) {
    for (old, new, span) in std::mem::take(&mut file.aliases) {
        // A name may be that of an option and of a criterion: an alias is for the one whose old name is free.
        let kinds: [&dyn Fn(&str) -> bool; 4] = [
            &|id| base.option_idx(id).is_some(),
            &|id| base.criterion_idx(id).is_some(),
            &|id| base.rule_idx(id).is_some(),
            &|id| base.decision.id == *id,
        ];
        if !kinds.iter().any(|exists| exists(&new) && !exists(&old)) {
            file.document.check_alias(&old, &new, span, |id| kinds.iter().any(|exists| exists(id)));
        }
    }
}

pub(super) fn read_criteria(file: &mut RulesFile, base: &mut RuleBase) {
    for (raw, _) in std::mem::take(&mut file.criteria) {
        let (id, span) = (raw.id.get_ref().clone(), raw.id.span());
        check_id(&mut file.document, &id, span.clone());
        let [low, high] = raw.scale.get_ref()[..] else {
            let title = format!("the scale of criterion `{id}` has {} numbers", raw.scale.get_ref().len());
            let help = "write two: the points that count as 0 and as 100, such as `scale = [-2, 4]`";
            file.document.error("wrong-type", raw.scale.span(), title, help);
            continue;
        };
        if let Some(first) = base.criterion_idx(&id) {
            let title = format!("the criterion `{id}` stands twice");
            file.document.duplicate(span, &base.criteria[first.get()].place, title, "rename or remove one");
            continue;
        }
        let problem = if low >= high || low < -100_000 || high > 100_000 {
            let title = format!("the scale of criterion `{id}` goes from {low} to {high}");
            Some((
                "out-of-range",
                raw.scale.span(),
                title,
                "write the points that count as 0 and as 100, the lower ones first",
            ))
        } else if raw.weight.get_ref() > &MAX_WEIGHT {
            let title = format!("the weight of criterion `{id}` is above {MAX_WEIGHT}");
            Some(("out-of-range", raw.weight.span(), title, "only the shares of the weights count: write smaller ones"))
        } else if base.criteria.len() >= MAX_ENTRIES {
            Some((
                "too-many",
                span.clone(),
                format!("there are more than {MAX_ENTRIES} criteria"),
                "merge some of them",
            ))
        } else {
            None
        };
        if let Some((code, span, title, help)) = problem {
            file.document.error(code, span, title, help);
            continue;
        }
        base.criteria.push(Criterion {
            place: file.document.place(span),
            name: raw.name.unwrap_or_else(|| id.clone()),
            id: id.into(),
            about: raw.about,
            weight: *raw.weight.get_ref(),
            scale_low: low,
            scale_high: high,
            accept: file.document.accepted(raw.accept),
        });
    }
}

pub(super) fn check_swings(document: &mut Document, base: &RuleBase) {
    let swings: Vec<i64> = base.criteria.iter().map(Criterion::swing).collect();
    if common_multiple(&swings).is_none() {
        let title = format!(
            "the swings of the criteria have no common multiple below {MAX_COMMON_SWING}, so scores cannot be exact"
        );
        let help = "choose rounder scales: swings such as 10, 12 or 20 share their factors";
        document.error("swings", base.decision.place.span.clone(), title, help);
    }
}

/// What is to be measured first; where it can be read is left out if it cannot be used.
fn read_measure(document: &mut Document, raw: RawMeasure) -> Measure {
    let reading = read_reading(document, &raw);
    Measure { what: raw.what, target: raw.target, reading }
}

fn read_reading(document: &mut Document, raw: &RawMeasure) -> Option<Reading> {
    let bounds = [&raw.at_most, &raw.at_least].map(|bound| bound.as_ref().map(|bound| *bound.get_ref()));
    let Some(name) = &raw.observe else {
        if let Some(bound) = raw.at_most.as_ref().or(raw.at_least.as_ref()) {
            let title = format!("nothing says where \"{}\" can be read", raw.what);
            let help = "add `observe = \"…\"` with a measure of docs/observe.md, or say the value in `target` alone";
            document.error("bad-reading", bound.span(), title, help);
        }
        return None;
    };
    let measure = find_measure(document, name)?;
    if measure.shape != Shape::Number {
        let title = format!("`{}` gives names, and what is to be measured is a number", measure.name);
        document.error("bad-reading", name.span(), title, "name a measure that is a number");
        return None;
    }
    let [at_most, at_least] = bounds;
    let turned = at_most.zip(at_least).is_some_and(|(most, least)| least > most);
    if turned || bounds.iter().flatten().any(|bound| !bound.is_finite()) {
        let title = format!("no number reaches what \"{}\" is to come to", raw.what);
        document.error("bad-reading", name.span(), title, "give `at-most`, `at-least`, or both in this order of size");
        return None;
    }
    Some(Reading { measure, at_most, at_least })
}

pub(super) fn read_options(file: &mut RulesFile, base: &mut RuleBase) {
    for (raw, _) in std::mem::take(&mut file.options) {
        let (id, span) = (raw.id.get_ref().clone(), raw.id.span());
        check_id(&mut file.document, &id, span.clone());
        if let Some(first) = base.option_idx(&id) {
            let first = &base.options[first.get()].place;
            let title = format!("the option `{id}` stands twice");
            file.document.duplicate(span, first, title, "rename or remove one");
            continue;
        }
        if base.options.len() >= MAX_ENTRIES {
            file.document.error(
                "too-many",
                span,
                format!("there are more than {MAX_ENTRIES} options"),
                "merge some of them",
            );
            continue;
        }
        let mut starting = Vec::new();
        for (criterion, start) in raw.base {
            let (points, cause) = match start {
                RawBase::Points(points) => (points, None),
                RawBase::Caused { points, cause } => (points, Some(cause)),
            };
            let criterion = find_criterion(&mut file.document, &criterion, base);
            if let Some(criterion) = criterion.filter(|_| points != 0) {
                starting.push(Start { criterion, points: points.clamp(-MAX_POINTS, MAX_POINTS), cause });
            }
        }
        starting.sort_by_key(|start| start.criterion);
        base.options.push(ArchOption {
            place: file.document.place(span),
            id: id.into(),
            name: raw.name,
            summary: raw.summary,
            advice: raw.advice,
            price: raw.price,
            right_when: raw.right_when,
            costs: raw.costs,
            risks: raw.risks.into_iter().map(|r| Risk { risk: r.risk, mitigation: r.mitigation }).collect(),
            first_steps: raw.first_steps,
            measure: raw.measure.into_iter().map(|measure| read_measure(&mut file.document, measure)).collect(),
            base: starting,
            accept: file.document.accepted(raw.accept),
        });
    }
}
