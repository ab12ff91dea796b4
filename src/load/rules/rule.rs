//! The rules of a rule base.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::file::RulesFile;
use super::find::{check_list, find_criterion, find_evidence, find_option, find_options};
use super::group::Groups;
use super::level::per_level;
use super::pieces::Entry;
use crate::diagnostic::Diagnostic;
use crate::load::document::Document;
use crate::load::id::check_id;
use crate::load::raw::{Placed, RawRule};
use crate::model::{
    Accepted, Condition, Confidence, CriterionIdx, Effect, Expr, OptionIdx, Origin, Place, Questionnaire, Rule,
    RuleBase, RuleId, Withheld,
};

/// The most points a rule may give.
pub const MAX_POINTS: i32 = 1_000;

/// The greatest weight a criterion may have.
pub const MAX_WEIGHT: u32 = 1_000_000;

/// Adds the rules of one file; `known` holds the ids of all files so far, each with its place.
pub(super) fn read_rules(
    file: &mut RulesFile,
    base: &mut RuleBase,
    questionnaire: &Questionnaire,
    groups: &mut Groups,
    known: &mut FxHashMap<RuleId, Place>,
) {
    for Entry { raw, at } in std::mem::take(&mut file.rules) {
        file.document.at = at;
        let errors_before = file.document.findings.len();
        let (id, span) = (raw.id.get_ref().clone(), raw.id.span());
        check_id(&mut file.document, &id, span.clone());
        if id == NOTHING_TO_DECIDE {
            let help = "give the rule another id; what `decide-if` on the decision comes to is listed under this one";
            file.document.error("bad-id", span.clone(), format!("`{id}` is a name that archfit uses itself"), help);
        }
        if let Some(first) = known.get(id.as_str()) {
            let title = format!("the rule `{id}` stands twice");
            file.document.duplicate(span.clone(), first, title, "rename or remove one");
        }
        let when = groups.condition(&mut file.document, &raw, questionnaire);
        let effect = read_effect(&mut file.document, &raw, base);
        check_list(&mut file.document, &raw.evidence);
        let evidence = raw.evidence.iter().filter_map(|cited| find_evidence(&mut file.document, cited, base)).collect();
        let is_usable = file.document.findings.len() == errors_before
            || errors_are_harmless(&file.document.findings[errors_before..]);
        if let (Some((own, when)), Some(effect), true) = (when, effect, is_usable) {
            let rule = Rule {
                place: file.document.place(span.clone()),
                id: id.into(),
                when,
                own,
                group: raw.group.map(Placed::into_inner),
                effect,
                because: raw.because,
                cause: raw.cause,
                evidence,
                confidence: raw.confidence,
                follow_up: raw.follow_up,
                origin: Origin::Written,
                accept: file.document.accepted(raw.accept),
            };
            known.insert(rule.id.clone(), rule.place.clone());
            let rules = match &raw.per_level {
                Some(of) => per_level(&mut file.document, of, &rule, questionnaire),
                None => vec![rule],
            };
            for rule in rules {
                if rule.origin == Origin::Level
                    && let Some(first) = known.insert(rule.id.clone(), rule.place.clone())
                {
                    let title = format!("the rule `{}`, which counts one of the levels here, stands already", rule.id);
                    file.document.duplicate(span.clone(), &first, title, "rename one of them");
                    continue;
                }
                base.rules.push(rule);
            }
        }
    }
    file.document.at = 0;
}

/// Missing evidence, old names and what is said twice do not make a rule unusable; everything else does.
fn errors_are_harmless(findings: &[Diagnostic]) -> bool {
    findings.iter().all(|finding| ["unknown-evidence", "old-name", "said-twice"].contains(&finding.code))
}

fn read_effect(document: &mut Document, raw: &RawRule, base: &RuleBase) -> Option<Effect> {
    let id = raw.id.get_ref();
    let (gives, excludes) = (raw.points.is_some() || raw.criterion.is_some(), raw.excludes.is_some());
    if let (Some(added), false, false, None, None) = (&raw.weighs, gives, excludes, &raw.caution, &raw.out_of_scope) {
        return read_weighs(document, raw, added, base);
    }
    match (gives || raw.weighs.is_some(), excludes, raw.caution.is_some(), &raw.out_of_scope) {
        (true, false, false, None) if raw.weighs.is_none() => read_points(document, raw, base),
        (false, false, false, Some(text)) => Some(withholds(Withheld::OutOfScope, text.get_ref(), base)),
        (false, true, false, None) => {
            let excluded = find_options(document, raw.excludes.as_deref().unwrap_or_default(), base);
            if excluded.is_empty() {
                // Names that are not known have been reported; only an empty list says nothing by itself.
                let says_nothing = raw.excludes.as_ref().is_some_and(Vec::is_empty);
                if !says_nothing {
                    return None;
                }
                document.error(
                    "no-effect-declared",
                    raw.id.span(),
                    format!("veto `{id}` excludes nothing"),
                    "name at least one option",
                );
                return None;
            }
            Some(Effect::Excludes(excluded))
        }
        (false, false, true, None) => {
            let options = find_options(document, raw.options.as_deref().unwrap_or_default(), base);
            Some(Effect::Caution { text: raw.caution.clone().unwrap_or_default(), options })
        }
        (false, false, false, None) => {
            let help = "add `criterion` and `points`, or `weighs`, or `excludes`, or `caution`, or `out-of-scope`";
            document.error("no-effect-declared", raw.id.span(), format!("rule `{id}` says nothing that follows"), help);
            None
        }
        _ => {
            let help = "split it: one rule gives points, another weighs, excludes or cautions";
            document.error("several-effects", raw.id.span(), format!("rule `{id}` does more than one thing"), help);
            None
        }
    }
}

/// An effect against all options.
pub(super) fn withholds(why: Withheld, text: &str, base: &RuleBase) -> Effect {
    let options = (0..base.options.len()).map(OptionIdx::from).collect();
    Effect::Withholds { why, text: text.to_owned(), options }
}

/// The rule that a decision's `decide-if` comes to: where it fails, nothing is to be decided.
pub(super) fn add_decide_if(base: &mut RuleBase) {
    let Some(condition) = &base.decision.decide_if else { return };
    let because = base.decision.nothing_to_decide.clone();
    let because = because.unwrap_or_else(|| "With these answers there is nothing to decide here.".to_owned());
    let rule = Rule {
        id: NOTHING_TO_DECIDE.into(),
        when: Condition {
            text: format!("not ({})", condition.text),
            expr: Expr::Not(Box::new(condition.expr.clone())),
        },
        own: None,
        group: None,
        effect: withholds(Withheld::NothingToDecide, &because, base),
        cause: None,
        because,
        evidence: Vec::new(),
        confidence: Confidence::High,
        follow_up: None,
        origin: Origin::DecideIf,
        accept: Accepted::default(),
        place: base.decision.place.clone(),
    };
    base.rules.push(rule);
}

/// The id of the rule that a decision's `decide-if` comes to.
const NOTHING_TO_DECIDE: &str = "nothing-to-decide";

/// What a rule adds to weights.
fn read_weighs(
    document: &mut Document,
    raw: &RawRule,
    added: &BTreeMap<Placed<String>, i32>,
    base: &RuleBase,
) -> Option<Effect> {
    let id = raw.id.get_ref();
    let mut weighs: Vec<(CriterionIdx, i32)> = Vec::new();
    for (criterion, amount) in added {
        let Some(idx) = find_criterion(document, criterion, base) else { continue };
        let name = criterion.get_ref();
        let title = format!("rule `{id}` adds {amount} to the weight of `{name}`");
        if *amount == 0 {
            document.error("zero-points", criterion.span(), format!("{title}, which says nothing"), "leave it out");
        } else if amount.unsigned_abs() > MAX_WEIGHT {
            document.error("out-of-range", criterion.span(), title, format!("add -{MAX_WEIGHT} to {MAX_WEIGHT}"));
        } else if weighs.iter().any(|(known, _)| *known == idx) {
            document.error("duplicate-id", criterion.span(), format!("{title} twice"), "keep one of the two names");
        } else {
            weighs.push((idx, *amount));
        }
    }
    weighs.sort_unstable_by_key(|(criterion, _)| *criterion);
    if added.is_empty() {
        let title = format!("rule `{id}` adds to no weight");
        let help = "name at least one criterion, such as `weighs = { running-cost = 10 }`";
        document.error("no-effect-declared", raw.id.span(), title, help);
    }
    (!weighs.is_empty()).then_some(Effect::Weighs(weighs))
}

fn read_points(document: &mut Document, raw: &RawRule, base: &RuleBase) -> Option<Effect> {
    let id = raw.id.get_ref();
    let (Some(criterion), Some(points)) = (&raw.criterion, &raw.points) else {
        let missing = if raw.points.is_none() { "points" } else { "criterion" };
        let title = format!("rule `{id}` needs both `criterion` and `points`");
        document.error("missing-key", raw.id.span(), title, format!("add `{missing} = …`"));
        return None;
    };
    let criterion = find_criterion(document, criterion, base);
    let mut given = Vec::new();
    for (option, points) in points {
        let idx = find_option(document, option, base);
        if points.abs() > MAX_POINTS {
            let title = format!("rule `{id}` gives {points} points");
            document.error(
                "out-of-range",
                option.span(),
                title,
                format!("give -{MAX_POINTS} to {MAX_POINTS}; usual are -3 to 3"),
            );
        } else if *points == 0 {
            let title = format!("rule `{id}` gives `{}` 0 points, which says nothing", option.get_ref());
            document.error(
                "zero-points",
                option.span(),
                title,
                "leave the option out; to say a sentence without points, write a `caution`",
            );
        } else if let Some(idx) = idx {
            if given.iter().any(|(known, _)| *known == idx) {
                let title = format!("rule `{id}` gives points to `{}` twice", base.options[idx.get()].id);
                document.error("duplicate-id", option.span(), title, "keep one of the two names");
            }
            given.push((idx, *points));
        }
    }
    given.sort_by_key(|(option, _)| *option);
    if points.is_empty() {
        let title = format!("rule `{id}` gives no option any points");
        document.error("no-effect-declared", raw.id.span(), title, "name at least one option in `points`");
    }
    criterion.filter(|_| !given.is_empty()).map(|criterion| Effect::Points { criterion, points: given })
}
