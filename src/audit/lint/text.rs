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
    look("the title".into(), &questionnaire.title, &questionnaire.place);
    for question in &questionnaire.questions {
        let texts = [Some(&question.ask), question.why.as_ref(), question.help.as_ref(), Some(&question.section)];
        texts.into_iter().flatten().for_each(|text| look(format!("question `{}`", question.id), text, &question.place));
        for choice in question.kind.choices() {
            look(format!("choice `{}`", choice.id), &choice.label, &choice.place);
        }
    }
    for base in &context.subject.rule_bases {
        look("the title".into(), &base.decision.title, &base.decision.place);
        for option in &base.options {
            let lists = option.costs.iter().chain(&option.first_steps).chain(option.right_when.as_ref());
            let texts = lists.chain([&option.name, &option.summary]);
            texts.for_each(|text| look(format!("option `{}`", option.id), text, &option.place));
        }
        for criterion in &base.criteria {
            look(format!("criterion `{}`", criterion.id), &criterion.name, &criterion.place);
        }
        for rule in &base.rules {
            let caution = match &rule.effect {
                Effect::Caution { text, .. } => Some(text),
                _ => None,
            };
            let texts = caution.into_iter().chain([&rule.because]).chain(rule.follow_up.as_ref());
            texts.for_each(|text| look(format!("rule `{}`", rule.id), text, &rule.place));
        }
    }
}

fn finding(what: &str, text: &str, place: &Place) -> Option<Diagnostic> {
    let (problem, help) = if text.trim().is_empty() {
        ("is empty".to_owned(), "write a sentence, or remove the key")
    } else if let Some(c) = text.chars().find(|c| is_unshowable(*c)) {
        (format!("holds the character U+{:04X}, which cannot be shown", u32::from(c)), "remove it")
    } else if text.chars().count() > MAX_CHARS {
        (format!("is longer than {MAX_CHARS} characters"), "shorten it, and put the rest into documentation")
    } else {
        return None;
    };
    let finding = Diagnostic::new(Severity::Warning, "unshowable-text", place, format!("a text of {what} {problem}"));
    Some(finding.help(help))
}

/// Control characters but the line feed, and marks that reorder or hide text.
fn is_unshowable(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}
