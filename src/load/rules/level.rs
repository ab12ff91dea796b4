//! Points, or weights, for each level that something ordered reaches: one rule for each level above the lowest, so that everything else sees rules.

use crate::condition::{closest, parse};
use crate::load::document::Document;
use crate::load::questionnaire::resolve_alias;
use crate::load::raw::Placed;
use crate::model::{Condition, Effect, Origin, QuestionKind, Questionnaire, Rule};

/// The rules that a rule comes to whose points count for each level of what it names.
pub(super) fn per_level(
    document: &mut Document,
    of: &Placed<String>,
    rule: &Rule,
    questionnaire: &Questionnaire,
) -> Vec<Rule> {
    let name = resolve_alias(questionnaire, of.get_ref());
    if !matches!(rule.effect, Effect::Points { .. } | Effect::Weighs(_)) {
        let title = format!("rule `{}` counts `per-level`, and neither gives points nor weighs", rule.id);
        let help = "remove `per-level`, or give `criterion` and `points`, or `weighs`";
        document.error("bad-levels", of.span(), title, help);
        return Vec::new();
    }
    let levels = match levels(name, questionnaire) {
        Ok(levels) => levels,
        Err(why) => {
            let known = ordered(questionnaire);
            let help = closest(name, known.iter().copied())
                .unwrap_or_else(|| "name a question with `ordered = true`, a number with bands, or a trait".to_owned());
            document.error("bad-levels", of.span(), format!("`{name}` {why}"), help);
            return Vec::new();
        }
    };
    if name != of.get_ref() {
        document.old_name(of.get_ref(), name, of.span());
    }
    let reached = levels.iter().skip(1).filter_map(|level| {
        let reaches = format!("{name} >= {level}");
        let expr = parse(&reaches, questionnaire).ok()?;
        let when = rule.when.clone().at_level(Condition { text: reaches, expr });
        Some(Rule { id: format!("{}-{level}", rule.id).into(), when, origin: Origin::Level, ..rule.clone() })
    });
    reached.collect()
}

/// The levels of something ordered, the lowest first, or why it has none.
fn levels(name: &str, questionnaire: &Questionnaire) -> Result<Vec<String>, &'static str> {
    if let Some(of) = questionnaire.trait_idx(name) {
        return Ok(questionnaire.traits[of.get()].levels.iter().map(|level| level.id.to_string()).collect());
    }
    let question = questionnaire.question(name).ok_or("is no question and no trait of the questionnaire")?;
    match &question.kind {
        QuestionKind::Choice { choices, ordered: true } => {
            Ok(choices.iter().map(|choice| choice.id.to_string()).collect())
        }
        QuestionKind::Choice { .. } => Err("has choices without an order"),
        QuestionKind::Several { .. } => Err("takes several choices, which have no order"),
        QuestionKind::Number(spec) if spec.bands.len() < 2 => Err("is a number without bands"),
        QuestionKind::Number(spec) => Ok(spec.bands.iter().map(|band| band.id.to_string()).collect()),
    }
}

/// What has levels: the names that `per-level` may take.
pub fn ordered(questionnaire: &Questionnaire) -> Vec<&str> {
    let questions = questionnaire.questions.iter().map(|question| question.id.as_str());
    let traits = questionnaire.traits.iter().map(|of| of.id.as_str());
    questions.chain(traits).filter(|name| levels(name, questionnaire).is_ok()).collect()
}
