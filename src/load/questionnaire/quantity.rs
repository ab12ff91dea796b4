//! Quantities: products and quotients of numbers answered, and sums of levels and choices.

use std::ops::Range;

use super::reader::Reader;
use crate::condition::{ConditionError, closest, parse_number};
use crate::load::raw::RawQuantity;
use crate::model::{Named, Quantity, Question, QuestionKind, Questionnaire};

impl Reader<'_> {
    pub(super) fn quantity(&mut self, raw: RawQuantity, span: Range<usize>) {
        if !self.check_free(&raw.id) {
            return;
        }
        let mut quantity = Quantity {
            id: raw.id.get_ref().as_str().into(),
            name: raw.name.unwrap_or_else(|| raw.id.get_ref().clone()),
            formula: raw.formula.get_ref().clone(),
            unit: raw.unit,
            help: raw.help,
            times: 1,
            divided_by: 1,
            over: Vec::new(),
            under: Vec::new(),
            sum: Vec::new(),
            accept: self.document.accepted(raw.accept),
            place: self.head(&raw.id, &span),
        };
        match read_formula(raw.formula.get_ref(), &self.questionnaire, &mut quantity) {
            Ok(()) => self.questionnaire.quantities.push(quantity),
            Err(error) => self.document.error_in("bad-formula", &raw.formula, error, FORMULA_HELP),
        }
    }
}

/// Reads `a * b / 1000` into a quantity.
fn read_formula(text: &str, questionnaire: &Questionnaire, quantity: &mut Quantity) -> Result<(), ConditionError> {
    let words = words(text);
    let is_counted = |word: &&str| {
        let question = questionnaire.question(word);
        question.is_some_and(|question| !question.kind.choices().is_empty())
    };
    let is_single = words.len() == 1 && is_counted(&words[0].1);
    if is_single || words.iter().any(|(_, word)| *word == "+") {
        return read_sum(text, &words, questionnaire, quantity);
    }
    let mut divide = false;
    let mut expects_factor = true;
    for (start, word) in words {
        let span = start..start + word.len();
        match (word, expects_factor) {
            ("*" | "/", false) => {
                divide = word == "/";
                expects_factor = true;
            }
            ("*" | "/", true) => {
                let title = format!("expected a question or a number, found `{word}`");
                return Err(ConditionError::new(span, title, FORMULA_HELP));
            }
            (_, false) => {
                let title = format!("expected `*` or `/`, found `{word}`");
                return Err(ConditionError::new(span, title, FORMULA_HELP));
            }
            (_, true) => {
                factor(word, span, divide, questionnaire, quantity)?;
                expects_factor = false;
            }
        }
    }
    let n_read = quantity.over.len() + quantity.under.len();
    if expects_factor || n_read == 0 || n_read > 3 {
        let title = format!("a formula reads one to three questions, and this one reads {n_read}");
        return Err(ConditionError::new(0..text.len(), title, FORMULA_HELP));
    }
    Ok(())
}

/// The greatest constant, and what constants may come to together.
const MAX_CONSTANT: i64 = 1_000_000_000_000;

/// The most that a sum may come to: its diagrams have about as many nodes for each of its parts.
const MAX_SUM: usize = 200;

/// Reads `a + b + c` into a quantity.
fn read_sum(
    text: &str,
    words: &[(usize, &str)],
    questionnaire: &Questionnaire,
    quantity: &mut Quantity,
) -> Result<(), ConditionError> {
    for (position, (start, word)) in words.iter().enumerate() {
        let span = *start..start + word.len();
        if position % 2 == 1 {
            if *word != "+" {
                let title = format!("expected `+`, found `{word}`");
                return Err(ConditionError::new(span, title, SUM_HELP));
            }
            continue;
        }
        let Some(idx) = questionnaire.question_idx(word) else {
            if ["+", "*", "/"].contains(word) || parse_number(word).is_some() {
                let title = format!("expected a question, found `{word}`");
                return Err(ConditionError::new(span, title, SUM_HELP));
            }
            let help = closest(word, questionnaire.questions.iter().map(|q| q.id.as_str()));
            let message = format!("unknown {} `{word}`", Named::Question.words());
            return Err(ConditionError { span, message, help, unknown: Some(Named::Question) });
        };
        let fine = match &questionnaire.questions[idx.get()].kind {
            QuestionKind::Choice { ordered: true, .. } | QuestionKind::Several { .. } => Ok(()),
            QuestionKind::Choice { .. } => {
                Err(("has choices without an order", "write `ordered = true` on it, if its choices rise"))
            }
            QuestionKind::Number(_) => {
                Err(("is a number, and sums are of levels and of choices that hold", "ask for it in ordered choices"))
            }
        };
        fine.map_err(|(problem, help)| {
            ConditionError::new(span.clone(), format!("question `{word}` {problem}"), help)
        })?;
        if quantity.sum.contains(&idx) {
            let title = format!("question `{word}` stands twice in the sum");
            return Err(ConditionError::new(span, title, "name it once"));
        }
        quantity.sum.push(idx);
    }
    if words.len().is_multiple_of(2) {
        return Err(ConditionError::new(0..text.len(), "the sum ends with `+`", SUM_HELP));
    }
    quantity.sum.sort_unstable();
    let most: usize = quantity.addends(questionnaire).iter().map(|addend| addend.most()).sum();
    if most > MAX_SUM {
        let title = format!("the sum may come to {most}, and {MAX_SUM} is the most");
        return Err(ConditionError::new(
            0..text.len(),
            title,
            "split it into traits of fewer levels, or add fewer questions",
        ));
    }
    Ok(())
}

const SUM_HELP: &str =
    "write a sum of questions with ordered choices or with several, such as `tests + reviews + runs`";

const FORMULA_HELP: &str = "write a product or quotient, such as `requests-per-second * wait-ms / 1000`, or a sum of levels, such as `tests + reviews`";

/// The words of a formula with their places; `*`, `/` and `+` are words of their own.
fn words(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        if c.is_whitespace() || "*/+".contains(c) {
            if let Some(from) = start.take() {
                found.push((from, &text[from..at]));
            }
            if !c.is_whitespace() {
                found.push((at, &text[at..at + c.len_utf8()]));
            }
        } else {
            start.get_or_insert(at);
        }
    }
    found
}

fn factor(
    word: &str,
    span: Range<usize>,
    divide: bool,
    questionnaire: &Questionnaire,
    quantity: &mut Quantity,
) -> Result<(), ConditionError> {
    if let Some(number) = parse_number(word) {
        if !(1..=MAX_CONSTANT).contains(&number) {
            let title = format!("the constant {number} is out of range");
            return Err(ConditionError::new(span, title, "use 1 to 1 000 000 000 000"));
        }
        let constant = if divide { &mut quantity.divided_by } else { &mut quantity.times };
        return constant
            .checked_mul(number)
            .filter(|product| *product <= MAX_CONSTANT)
            .map(|product| *constant = product)
            .ok_or_else(|| ConditionError::new(span, "the constants are too large together", "use smaller constants"));
    }
    let Some(idx) = questionnaire.question_idx(word) else {
        let banded = |q: &&Question| q.kind.number().is_some_and(|spec| spec.min >= 0 && !spec.bands.is_empty());
        let numbers: Vec<String> =
            questionnaire.questions.iter().filter(banded).take(6).map(|q| format!("`{}`", q.id)).collect();
        let listed =
            (!numbers.is_empty()).then(|| format!("questions that a product can read are {}", numbers.join(", ")));
        let help = closest(word, questionnaire.questions.iter().map(|q| q.id.as_str())).or(listed);
        let message = format!("unknown {} `{word}`", Named::Question.words());
        return Err(ConditionError { span, message, help, unknown: Some(Named::Question) });
    };
    let fine = match &questionnaire.questions[idx.get()].kind {
        QuestionKind::Number(spec) if spec.min < 0 => Err("has negative numbers, which formulas do not take"),
        QuestionKind::Number(spec) if spec.bands.is_empty() => Err("has no bands, so a formula cannot read it"),
        QuestionKind::Number(_) => Ok(()),
        _ => Err("is not a number"),
    };
    fine.map_err(|problem| {
        let help = "give it `integer` with `bands`, each with a `reading`";
        ConditionError::new(span, format!("question `{word}` {problem}"), help)
    })?;
    if divide {
        quantity.under.push(idx);
    } else {
        quantity.over.push(idx);
    }
    Ok(())
}
