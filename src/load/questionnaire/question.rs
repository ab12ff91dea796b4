//! Questions: what may be answered, as choices or as numbers in bands.

use std::ops::Range;

use super::reader::{Owner, Reader};
use crate::load::display::display_number;
use crate::load::id::check_id;
use crate::load::raw::{Placed, RawInteger, RawQuestion};
use crate::model::{Band, Condition, Expr, NumberSpec, Question, QuestionKind};

/// The greatest number that a question may take, and with a minus the least: products of three stay exact.
const MAX_NUMBER: i64 = 1_000_000_000_000;

impl Reader<'_> {
    pub(super) fn question(&mut self, raw: RawQuestion, span: Range<usize>) {
        if !self.check_free(&raw.id) {
            return;
        }
        let Some(kind) = self.kind(&raw) else { return };
        let observe = self.observe(raw.id.get_ref(), &kind, &raw.observe);
        let holds_for = self.holds_for(raw.holds_for.as_ref());
        let likely_when = self.likely_when(raw.id.get_ref(), &kind, &raw.likely_when);
        let question = Question {
            id: raw.id.get_ref().as_str().into(),
            section: raw.section.unwrap_or_else(|| "Questions".to_owned()),
            ask: raw.ask,
            name: raw.name,
            why: raw.why,
            help: raw.help,
            kind,
            // A placeholder until all names are known: conditions may then test for `na`.
            ask_if: raw.ask_if.as_ref().map(|text| Condition { text: text.get_ref().clone(), expr: Expr::Const(true) }),
            fixed: raw.fixed,
            likely_because: raw.likely_because,
            likely_when,
            settled_by: raw.settled_by.map(|id| id.into_inner().into()),
            holds_for,
            observe,
            accept: self.document.accepted(raw.accept),
            place: self.head(&raw.id, &span),
        };
        let position = self.questionnaire.questions.len();
        for (at, of) in raw.likely_when.into_iter().enumerate() {
            self.conditions.push((Owner::LikelyWhen(position, at), of.into_inner().when));
        }
        if let Some(text) = raw.ask_if {
            self.conditions.push((Owner::Question(position), text));
        }
        self.questionnaire.questions.push(question);
    }

    fn kind(&mut self, raw: &RawQuestion) -> Option<QuestionKind> {
        let id = raw.id.get_ref();
        match (&raw.choices, &raw.integer) {
            (Some(choices), None) => {
                let choices = self.choices(id, choices)?;
                self.chosen_together(raw, &choices);
                let at_least_one = raw.at_least.is_some();
                Some(if raw.several {
                    QuestionKind::Several { choices, at_least_one }
                } else {
                    QuestionKind::Choice { choices, ordered: raw.ordered }
                })
            }
            (None, Some(integer)) => self.number(id, integer).map(QuestionKind::Number),
            (None, None) => {
                let title = format!("question `{id}` does not say what may be answered");
                self.document.error(
                    "no-answers",
                    raw.id.span(),
                    title,
                    "add `choices = [ … ]` or `integer = { min = …, max = … }`",
                );
                None
            }
            (Some(_), Some(_)) => {
                let title = format!("question `{id}` has both `choices` and `integer`");
                self.document.error("no-answers", raw.id.span(), title, "keep one of them");
                None
            }
        }
    }

    pub(super) fn likely(&mut self, likely: Option<u32>, at: Range<usize>) -> u32 {
        if likely == Some(0) {
            let help = "leave it out, or write a whole number from 1; what cannot be answered should not stand here";
            self.document.error("out-of-range", at, "`likely` is 0, which makes the answer impossible", help);
        }
        likely.unwrap_or(1).max(1)
    }

    fn number(&mut self, question: &str, raw: &Placed<RawInteger>) -> Option<NumberSpec> {
        let integer = raw.get_ref();
        let (min, max) = (integer.min.0, integer.max.0);
        if min >= max {
            let title = format!(
                "question `{question}` takes numbers from {} to {}, which is nothing to choose from",
                display_number(min),
                display_number(max)
            );
            self.document.error("out-of-range", raw.span(), title, "make `max` greater than `min`");
            return None;
        }
        if min < -MAX_NUMBER || max > MAX_NUMBER {
            let title = format!("question `{question}` takes numbers from {min} to {max}, which is too wide");
            let help = format!("stay within -{MAX_NUMBER} and {MAX_NUMBER}");
            self.document.error("out-of-range", raw.span(), title, help);
            return None;
        }
        for number in integer.suggest.iter().filter(|n| !(min..=max).contains(&n.0)) {
            let title = format!("question `{question}` suggests {}, which it does not take", number.0);
            self.document.error("out-of-range", raw.span(), title, format!("suggest numbers from {min} to {max}"));
        }
        let suggest = integer.suggest.iter().map(|n| n.0).filter(|n| (min..=max).contains(n)).collect();
        let bands = self.bands(question, integer)?;
        Some(NumberSpec { min, max, unit: integer.unit.clone(), suggest, bands })
    }

    fn bands(&mut self, question: &str, integer: &RawInteger) -> Option<Vec<Band>> {
        let mut bands: Vec<Band> = Vec::new();
        let mut from = integer.min.0;
        let last = integer.bands.len().saturating_sub(1);
        for (position, entry) in integer.bands.iter().enumerate() {
            let raw = entry.get_ref();
            check_id(&mut self.document, &raw.id, entry.span());
            let to = match raw.below {
                Some(below) => below.0.saturating_sub(1),
                None => integer.max.0,
            };
            let problem = if bands.iter().any(|b| b.id == *raw.id.as_str()) {
                Some((format!("question `{question}` has the band `{}` twice", raw.id), "rename one".to_owned()))
            } else if (position == last) != raw.below.is_none() {
                let help = "give every band but the last a `below`; the last one reaches to `max`";
                Some((format!("band `{}` of question `{question}` leaves a gap", raw.id), help.to_owned()))
            } else if to < from || to > integer.max.0 {
                let help = format!(
                    "bands rise: its `below` lies above {} and at most at {}",
                    display_number(from),
                    display_number(integer.max.0)
                );
                Some((format!("band `{}` of question `{question}` is empty or out of range", raw.id), help))
            } else if !(from..=to).contains(&raw.reading.0) {
                let help = format!("choose a reading from {} to {}", display_number(from), display_number(to));
                Some((format!("the reading {} lies outside band `{}`", display_number(raw.reading.0), raw.id), help))
            } else {
                None
            };
            if let Some((title, help)) = problem {
                self.document.error("bad-band", entry.span(), title, help);
                return None;
            }
            bands.push(Band {
                id: raw.id.as_str().into(),
                label: raw.label.clone().unwrap_or_else(|| raw.id.clone()),
                from,
                to,
                reading: raw.reading.0,
                likely: self.likely(raw.likely, entry.span()),
            });
            from = to + 1;
        }
        Some(bands)
    }
}
