//! Where a question's answer can be seen: measures, and how their values map to what may be answered.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Reader;
use super::reader::find_measure;
use crate::condition::closest;
use crate::load::raw::{Placed, RawObserve, RawObservedBand, RawSpokenFor};
use crate::load::words::quote;
use crate::model::measure::Shape;
use crate::model::{ChoiceId, HoldsFor, Mapping, Observe, ObservedBand, QuestionKind, Tells};

impl Reader<'_> {
    /// Reads how long answers hold.
    pub(super) fn holds_for(&mut self, raw: Option<&Placed<String>>) -> Option<HoldsFor> {
        let text = raw?;
        let read = HoldsFor::parse(text.get_ref());
        if read.is_none() {
            let title = format!("`{}` is no length of time", text.get_ref());
            let help = "write a whole number and a unit: \"90 days\", \"6 weeks\", \"6 months\" or \"2 years\"";
            self.document.error("bad-holds-for", text.span(), title, help);
        }
        read
    }

    /// Reads where an answer can be seen; what cannot be used is reported and left out.
    pub(super) fn observe(&mut self, question: &str, kind: &QuestionKind, raw: &[Placed<RawObserve>]) -> Vec<Observe> {
        raw.iter().filter_map(|entry| self.one_observe(question, kind, entry)).collect()
    }

    fn one_observe(&mut self, question: &str, kind: &QuestionKind, entry: &Placed<RawObserve>) -> Option<Observe> {
        let raw = entry.get_ref();
        let measure = find_measure(&mut self.document, &raw.measure)?;
        let mapping = match (kind, measure.shape, &raw.answers, &raw.bands) {
            (QuestionKind::Number(_), Shape::Number, None, None) => Mapping::Number,
            (QuestionKind::Choice { .. } | QuestionKind::Several { .. }, Shape::Names, Some(answers), None) => {
                Mapping::Names(self.spoken_for(question, kind, answers)?)
            }
            (QuestionKind::Choice { .. }, _, None, Some(bands)) => {
                Mapping::Bands(self.observed_bands(question, kind, bands, &raw.measure.span())?)
            }
            _ => {
                let help = help_for(kind, measure.shape);
                let title = format!("question `{question}` does not say how `{}` becomes an answer", measure.name);
                self.document.error("bad-observe", raw.measure.span(), title, help);
                return None;
            }
        };
        if raw.tells != Tells::Value && mapping != Mapping::Number {
            let title = format!("question `{question}` takes a choice, which has no greater and smaller end");
            self.document.error("bad-observe", raw.measure.span(), title, "remove `tells`");
            return None;
        }
        Some(Observe {
            measure,
            mapping,
            tells: raw.tells,
            leave_out: raw.leave_out.clone(),
            care: raw.care.clone(),
            place: self.document.place(raw.measure.span()),
        })
    }

    fn choice(&mut self, question: &str, kind: &QuestionKind, name: &str, at: Range<usize>) -> Option<ChoiceId> {
        let found = kind.choices().iter().find(|choice| choice.id == *name).map(|choice| choice.id.clone());
        if found.is_none() {
            let known: Vec<&str> = kind.choices().iter().map(|choice| choice.id.as_str()).collect();
            let help = closest(name, known.iter().copied())
                .unwrap_or_else(|| format!("the choices of `{question}` are {}", quote(&known)));
            self.document.error("bad-observe", at, format!("question `{question}` has no choice `{name}`"), help);
        }
        found
    }

    fn spoken_for(
        &mut self,
        question: &str,
        kind: &QuestionKind,
        raw: &BTreeMap<Placed<String>, RawSpokenFor>,
    ) -> Option<Vec<(String, Vec<ChoiceId>)>> {
        let mut answers = Vec::new();
        for (name, choices) in raw {
            let listed = match choices {
                RawSpokenFor::One(choice) => std::slice::from_ref(choice),
                RawSpokenFor::OneOf(choices) => choices.as_slice(),
            };
            let choices = listed.iter().map(|choice| self.choice(question, kind, choice, name.span()));
            answers.push((name.get_ref().clone(), choices.collect::<Option<Vec<_>>>()?));
        }
        if answers.iter().any(|(_, choices)| choices.is_empty()) || answers.is_empty() {
            let title = format!("question `{question}` lists names that speak for nothing");
            let at = raw.keys().next().map_or(0..0, |name| name.span());
            self.document.error("bad-observe", at, title, "write `answers = { \"name\" = \"choice\" }`");
            return None;
        }
        Some(answers)
    }

    fn observed_bands(
        &mut self,
        question: &str,
        kind: &QuestionKind,
        raw: &[Placed<RawObservedBand>],
        at: &Range<usize>,
    ) -> Option<Vec<ObservedBand>> {
        let rises = raw.windows(2).all(|pair| match (&pair[0].get_ref().below, &pair[1].get_ref().below) {
            (Some(below), Some(next)) => below.0 < next.0,
            (below, None) => below.is_some(),
            (None, Some(_)) => false,
        });
        if raw.is_empty() || !rises || raw.last().is_some_and(|last| last.get_ref().below.is_some()) {
            let title = format!("the observed bands of question `{question}` leave a gap or do not rise");
            let help = "let `below` rise, and leave it out on the last band and only there";
            self.document.error("bad-observe", at.clone(), title, help);
            return None;
        }
        let band = |band: &Placed<RawObservedBand>| {
            let answer = self.choice(question, kind, &band.get_ref().answer, band.span())?;
            Some(ObservedBand { below: band.get_ref().below.map(|below| below.0), answer })
        };
        raw.iter().map(band).collect()
    }
}

fn help_for(kind: &QuestionKind, shape: Shape) -> &'static str {
    match (kind, shape) {
        (QuestionKind::Number(_), Shape::Number) => "the number is the answer: remove `answers` and `bands`",
        (QuestionKind::Number(_), Shape::Names) => "the measure gives names, and the question takes a number",
        (QuestionKind::Several { .. }, Shape::Number) => "the measure gives a number, and the question takes names",
        (QuestionKind::Several { .. }, Shape::Names) => "write `answers = { \"name\" = \"choice\" }`",
        (QuestionKind::Choice { .. }, Shape::Number) => {
            "write `bands = [{ below = 10, answer = \"…\" }, { answer = \"…\" }]`"
        }
        (QuestionKind::Choice { .. }, Shape::Names) => {
            "write `answers = { \"name\" = \"choice\" }`, or `bands` over the number of names"
        }
    }
}
