//! The conditions of a file laid out: their spacing and the order of their lists. Everything else of the file stays as it is, byte for byte.

use std::ops::Range;

use toml::de::DeTable;

use crate::condition::{ConditionError, Put, layout};
use crate::load::Literal;
use crate::load::slot::{Slot, slots};
use crate::model::{QuestionKind, Questionnaire};

/// What laying out a file came to.
#[derive(Clone, Debug, Default)]
pub struct LaidOut {
    /// The stretches of the file that change, in their order, with what takes their place.
    pub edits: Vec<(Range<usize>, String)>,
    /// Conditions that cannot be read and so stay as they are: where in the file, and why.
    pub unread: Vec<(Range<usize>, ConditionError)>,
}

impl LaidOut {
    /// The file with its edits.
    pub fn apply(&self, text: &str) -> String {
        let (mut changed, mut done) = (String::with_capacity(text.len()), 0);
        for (span, new) in &self.edits {
            changed.push_str(&text[done..span.start]);
            changed.push_str(new);
            done = span.end;
        }
        changed.push_str(&text[done..]);
        changed
    }
}

/// Lays out the conditions of a file. The values of a list take the order in which the first of the questionnaires that has them all declares
/// them. `Err` says where a file stops being TOML, for then nothing in it can be found for certain.
pub fn lay_out(text: &str, questionnaires: &[&Questionnaire]) -> Result<LaidOut, Range<usize>> {
    let (_, errors) = DeTable::parse_recoverable(text);
    if let Some(error) = errors.first() {
        return Err(error.span().unwrap_or_default());
    }
    let mut laid_out = LaidOut::default();
    let found = slots(text).map_or_else(Vec::new, |(_, found)| found);
    for found in found.into_iter().filter(|found| found.slot == Slot::Condition) {
        let literal = Literal::read(text, found.span.start);
        match layout(&literal.text, |name, value| rank(questionnaires, name, value)) {
            Ok(edits) => laid_out.edits.extend(edits.into_iter().map(|(span, put)| {
                let new = match put {
                    Put::Nothing => String::new(),
                    Put::Space => " ".to_owned(),
                    Put::WordAt(from) => text[literal.in_file(&from)].to_owned(),
                };
                (literal.in_file(&span), new)
            })),
            Err(error) => laid_out.unread.push((literal.in_file(&error.span), error)),
        }
    }
    laid_out.edits.sort_by_key(|(span, _)| span.start);
    laid_out.unread.sort_by_key(|(span, _)| span.start);
    Ok(laid_out)
}

/// The declared position of a value of a name.
fn rank(questionnaires: &[&Questionnaire], name: &str, value: &str) -> Option<usize> {
    questionnaires.iter().find_map(|questionnaire| {
        if let Some(of) = questionnaire.trait_idx(name) {
            return questionnaire.traits[of.get()].levels.iter().position(|level| level.id == *value);
        }
        match &questionnaire.question(name)?.kind {
            QuestionKind::Number(spec) => spec.bands.iter().position(|band| band.id == *value),
            QuestionKind::Choice { choices, .. } | QuestionKind::Several { choices, .. } => {
                choices.iter().position(|choice| choice.id == *value)
            }
        }
    })
}
