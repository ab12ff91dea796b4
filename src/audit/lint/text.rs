//! Findings about texts that a screen or a record cannot show as they stand.

use super::{Context, Findings};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{Effect, Place};

/// The longest text that a record or a screen shows in one piece.
const MAX_CHARS: usize = 1_200;

/// Checks every text that people read.
pub(super) fn check(context: &Context, findings: &mut Findings) {
    let questionnaire = &context.subject.questionnaire;
    let mut look = |what: String, text: &str, place: &Place| findings.found.extend(finding(&what, text, place));
    look("the questionnaire".into(), &questionnaire.title, &questionnaire.place);
    for question in &questionnaire.questions {
        let texts = [Some(&question.ask), question.why.as_ref(), question.help.as_ref(), Some(&question.section)];
        texts.into_iter().flatten().for_each(|text| look(format!("question `{}`", question.id), text, &question.place));
        for choice in question.kind.choices() {
            let texts = [Some(&choice.label), choice.help.as_ref()];
            texts.into_iter().flatten().for_each(|text| look(format!("choice `{}`", choice.id), text, &choice.place));
        }
        for band in question.kind.number().iter().flat_map(|spec| &spec.bands) {
            look(format!("band `{}`", band.id), &band.label, &question.place);
        }
    }
    for quantity in &questionnaire.quantities {
        let texts = [Some(&quantity.name), quantity.help.as_ref()];
        texts.into_iter().flatten().for_each(|text| look(format!("quantity `{}`", quantity.id), text, &quantity.place));
    }
    for of in &questionnaire.traits {
        let texts = [Some(&of.name), of.help.as_ref()].into_iter().flatten();
        let texts = texts.chain(of.levels.iter().map(|level| &level.label));
        texts.for_each(|text| look(format!("trait `{}`", of.id), text, &of.place));
    }
    for base in &context.subject.rule_bases {
        let texts = [Some(&base.decision.title), Some(&base.decision.ask), base.decision.about.as_ref()];
        texts.into_iter().flatten().for_each(|text| look("the decision".into(), text, &base.decision.place));
        for option in &base.options {
            let lists = option.costs.iter().chain(&option.first_steps).chain(option.right_when.as_ref());
            let lists = lists
                .chain(option.risks.iter().flat_map(|risk| [Some(&risk.risk), risk.mitigation.as_ref()]).flatten());
            let lists = lists.chain(option.measure.iter().flat_map(|m| [Some(&m.what), m.target.as_ref()]).flatten());
            let texts = lists.chain([&option.name, &option.summary]);
            texts.for_each(|text| look(format!("option `{}`", option.id), text, &option.place));
        }
        for criterion in &base.criteria {
            let texts = [Some(&criterion.name), criterion.about.as_ref()].into_iter().flatten();
            texts.for_each(|text| look(format!("criterion `{}`", criterion.id), text, &criterion.place));
        }
        for rule in &base.rules {
            let caution = match &rule.effect {
                Effect::Caution { text, .. } => Some(text),
                _ => None,
            };
            let texts = caution.into_iter().chain([&rule.because]).chain(rule.follow_up.as_ref());
            texts.for_each(|text| look(format!("rule `{}`", rule.id), text, &rule.place));
        }
        for evidence in &base.evidence {
            let told = [&evidence.publisher, &evidence.method, &evidence.says, &evidence.limits];
            let texts = told.into_iter().flatten().chain([&evidence.title]);
            texts.for_each(|text| look(format!("evidence `{}`", evidence.id), text, &evidence.place));
        }
        for scenario in &base.scenarios {
            let texts = scenario.title.iter().chain(&scenario.by);
            texts.for_each(|text| look(format!("scenario `{}`", scenario.id), text, &scenario.place));
        }
    }
}

fn finding(what: &str, text: &str, place: &Place) -> Option<Diagnostic> {
    let (problem, help) = if text.trim().is_empty() {
        ("is empty".to_owned(), "write a sentence, or remove the key")
    } else if let Some(c) = unshowable(text) {
        (format!("holds the character U+{:04X}, which cannot be shown", u32::from(c)), "remove it")
    } else if text.chars().count() > MAX_CHARS {
        (format!("is longer than {MAX_CHARS} characters"), "shorten it, and put the rest into documentation")
    } else {
        return None;
    };
    let finding = Diagnostic::new(Severity::Warning, "unshowable-text", place, format!("a text of {what} {problem}"));
    Some(finding.help(help))
}

fn unshowable(text: &str) -> Option<char> {
    let joins = |at: usize, c: char| {
        let beside = [text[..at].chars().next_back(), text[at + c.len_utf8()..].chars().next()];
        // Emoji and several scripts are written with joiners; between plain letters they only hide something.
        matches!(c, '\u{200c}' | '\u{200d}') && beside.iter().all(|c| c.is_some_and(|c| !c.is_ascii()))
    };
    text.char_indices().find(|(at, c)| is_unshowable(*c) && !joins(*at, *c)).map(|(_, c)| c)
}

/// Control characters but the line feed, and marks that reorder or hide text.
fn is_unshowable(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}
