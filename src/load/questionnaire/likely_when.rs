//! Odds that hang on other answers.

use super::reader::{Reader, allowed_ids};
use crate::engine::meaning::order::{questions_of, reads};
use crate::load::raw::{Placed, RawLikelyWhen};
use crate::load::words::quote;
use crate::model::{Condition, Expr, LikelyWhen, QuestionIdx, QuestionKind};

impl Reader<'_> {
    /// The odds of a question that hang on others; their conditions follow once all names are known. What cannot be meant is reported and
    /// changes nothing.
    pub(super) fn likely_when(
        &mut self,
        question: &str,
        kind: &QuestionKind,
        raw: &[Placed<RawLikelyWhen>],
    ) -> Vec<LikelyWhen> {
        raw.iter().map(|entry| self.one_likely_when(question, kind, entry)).collect()
    }

    fn one_likely_when(&mut self, question: &str, kind: &QuestionKind, entry: &Placed<RawLikelyWhen>) -> LikelyWhen {
        let raw = entry.get_ref();
        let ids = allowed_ids(kind);
        let mut likely = vec![None; ids.len()];
        for (id, weight) in &raw.likely {
            let Some(at) = ids.iter().position(|known| *known == id.get_ref()) else {
                let title = format!("question `{question}` has no answer `{}`", id.get_ref());
                self.document.error("unknown-value", id.span(), title, format!("its answers: {}", quote(&ids)));
                continue;
            };
            let of_several = matches!(kind, QuestionKind::Several { .. });
            let is_exclusive = of_several && kind.choices()[at].exclusive;
            let most = if of_several { 99 } else { u32::MAX };
            if is_exclusive {
                let title =
                    format!("`{}` holds only by itself, so its odds follow from those of the others", id.get_ref());
                self.document.error("out-of-range", id.span(), title, "give the odds of the other choices");
            } else if (1..=most).contains(weight.get_ref()) {
                likely[at] = Some(*weight.get_ref());
            } else if of_several {
                let title = format!("`{}` cannot hold in {} of a hundred", id.get_ref(), weight.get_ref());
                let help = "where several may hold, say in how many of a hundred the choice does: 1 to 99";
                self.document.error("out-of-range", weight.span(), title, help);
            } else {
                let help = "write a whole number from 1; what cannot be answered should not stand here";
                let title = "`likely` is 0, which makes the answer impossible";
                self.document.error("out-of-range", weight.span(), title, help);
            }
        }
        if raw.likely.is_empty() {
            let help = format!("name at least one of {}", quote(&ids));
            self.document.error("missing-key", entry.span(), "these odds say nothing", help);
        }
        // Until it is read, and where it cannot be, it has no text.
        let when = Condition { text: String::new(), expr: Expr::Const(false) };
        LikelyWhen { when, likely, because: raw.because.clone(), place: self.document.place(raw.when.span()) }
    }

    /// Reports odds that hang on the very answer that they are the odds of.
    pub(super) fn check_likely_when(&mut self) {
        let mut found = Vec::new();
        for (position, question) in self.questionnaire.questions.iter().enumerate() {
            for (at, of) in question.likely_when.iter().enumerate() {
                let mut steps = Vec::new();
                reads(&of.when.expr, &self.questionnaire, &mut steps);
                if questions_of(steps, &self.questionnaire).contains(&QuestionIdx::from(position)) {
                    found.push((position, at, of.place.span.clone()));
                }
            }
        }
        for (position, at, span) in found {
            let question = &mut self.questionnaire.questions[position];
            question.likely_when[at].when = Condition { text: String::new(), expr: Expr::Const(false) };
            let title = format!("the odds of question `{}` cannot hang on its own answer", question.id);
            self.document.error("condition-cycle", span, title, "read other questions, or traits made of others");
        }
    }
}
