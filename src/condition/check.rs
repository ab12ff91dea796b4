//! Names to positions: resolves a syntax tree against a questionnaire and checks that every comparison means something.

use super::error::ConditionError;
use super::nearest::closest;
use super::parser::{Node, Test, Word};
use crate::model::{
    Atom, Comparison, Expr, Interval, Named, NumberSpec, Question, QuestionIdx, QuestionKind, Questionnaire,
};

/// Resolves a tree; every error found is added to `errors`, and a placeholder takes the comparison's place.
pub(super) fn resolve(node: &Node, questionnaire: &Questionnaire, errors: &mut Vec<ConditionError>) -> Expr {
    let mut resolve_all = |nodes: &[Node]| nodes.iter().map(|n| resolve(n, questionnaire, errors)).collect();
    match node {
        Node::And(nodes) => Expr::And(resolve_all(nodes)),
        Node::Or(nodes) => Expr::Or(resolve_all(nodes)),
        Node::Not(inner) => Expr::Not(Box::new(resolve(inner, questionnaire, errors))),
        Node::Test { subject, test } => resolve_test(subject, test, questionnaire).unwrap_or_else(|error| {
            errors.push(error);
            Expr::Const(false)
        }),
    }
}

fn resolve_test(subject: &Word, test: &Test, questionnaire: &Questionnaire) -> Result<Expr, ConditionError> {
    let id = subject.text.as_str();
    if let Some(idx) = questionnaire.question_idx(id) {
        let question = &questionnaire.questions[idx.get()];
        return on_question(idx, question, (subject, test), questionnaire);
    }
    if let Some(of) = questionnaire.trait_idx(id) {
        let ids: Vec<&str> = questionnaire.traits[of.get()].levels.iter().map(|l| l.id.as_str()).collect();
        let mask = mask_of(subject, test, &Values { ids, ordered: true, what: "level", questionnaire })?;
        return Ok(Expr::Atom(Atom::Trait { of, mask }));
    }
    if questionnaire.quantity_idx(id).is_some() {
        return on_quantity(subject, test, questionnaire);
    }
    let names = questionnaire.questions.iter().map(|q| q.id.as_str());
    let names = names.chain(questionnaire.traits.iter().map(|t| t.id.as_str()));
    let names = names.chain(questionnaire.quantities.iter().map(|q| q.id.as_str()));
    let message = format!("unknown {} `{id}`", Named::Subject.words());
    Err(ConditionError { unknown: Some(Named::Subject), ..fail(subject, message, closest(id, names)) })
}

fn on_question(
    idx: QuestionIdx,
    question: &Question,
    (subject, test): (&Word, &Test),
    questionnaire: &Questionnaire,
) -> Result<Expr, ConditionError> {
    if let Test::IsNa { negated } = test {
        if question.ask_if.is_none() {
            let help = "remove this test, or give the question an `ask-if`";
            return Err(fail(
                subject,
                format!("`{}` is always asked, so it is never `na`", subject.text),
                Some(help.into()),
            ));
        }
        let atom = Expr::Atom(Atom::IsNa { question: idx });
        return Ok(if *negated { Expr::Not(Box::new(atom)) } else { atom });
    }
    match &question.kind {
        QuestionKind::Choice { choices, ordered } => {
            let ids = choices.iter().map(|c| c.id.as_str()).collect();
            let mask = mask_of(subject, test, &Values { ids, ordered: *ordered, what: "choice", questionnaire })?;
            Ok(Expr::Atom(Atom::Choice { question: idx, mask }))
        }
        QuestionKind::Several { choices, .. } => {
            let Test::Includes(value) = test else {
                let message = format!("`{}` may hold several choices at once, so it cannot be compared", subject.text);
                let help = match test {
                    Test::Compare(Comparison::Equal, value) => format!("{} includes {}", subject.text, value.text),
                    Test::Compare(Comparison::NotEqual, value) => {
                        format!("not {} includes {}", subject.text, value.text)
                    }
                    _ => format!("{} includes CHOICE", subject.text),
                };
                return Err(fail(subject, message, Some(format!("write `{help}`"))));
            };
            let ids = choices.iter().map(|c| c.id.as_str()).collect();
            let choice = position(value, subject, &Values { ids, ordered: false, what: "choice", questionnaire })?;
            Ok(Expr::Atom(Atom::Includes { question: idx, choice }))
        }
        QuestionKind::Number(spec) => {
            let intervals = intervals_of(subject, test, spec)?;
            Ok(Expr::Atom(Atom::Number { question: idx, intervals }))
        }
    }
}

/// What a name may be compared with.
struct Values<'a> {
    /// In rising order, where there is one.
    ids: Vec<&'a str>,
    ordered: bool,
    /// What they are, in a word.
    what: &'static str,
    /// Where other names have values of their own.
    questionnaire: &'a Questionnaire,
}

/// The values, in rising order, that pass a test; one bit each.
fn mask_of(subject: &Word, test: &Test, values: &Values) -> Result<u64, ConditionError> {
    let Values { ids, ordered, what, .. } = values;
    let all = if ids.len() >= 64 { u64::MAX } else { (1 << ids.len()) - 1 };
    match test {
        Test::Compare(op, value) => {
            let at = position(value, subject, values)?;
            if !ordered && !matches!(op, Comparison::Equal | Comparison::NotEqual) {
                let message =
                    format!("the choices of `{}` have no order, so `{}` means nothing", subject.text, op.symbol());
                let help = "use `==`, `!=` or `in`, or set `ordered = true` on the question if its choices rise";
                return Err(fail(value, message, Some(help.to_owned())));
            }
            let mask = (0..ids.len()).filter(|i| op.accepts(i.cmp(&at))).fold(0, |mask, i| mask | 1 << i);
            if mask == 0 || mask == all {
                let never = if mask == 0 { "never" } else { "always" };
                let message =
                    format!("`{} {} {}` {never} holds, {what} order counted", subject.text, op.symbol(), value.text);
                return Err(fail(value, message, Some(format!("the order is {}", ids.join(" < ")))));
            }
            Ok(mask)
        }
        Test::In { negated, values: listed } => {
            let mut mask = 0;
            for value in listed {
                mask |= 1 << position(value, subject, values)?;
            }
            Ok(if *negated { all & !mask } else { mask })
        }
        Test::Between(low, high) => {
            if !ordered {
                let message = format!("the choices of `{}` have no order, so `between` means nothing", subject.text);
                return Err(fail(low, message, Some("write `in […]`".to_owned())));
            }
            let (from, to) = (position(low, subject, values)?, position(high, subject, values)?);
            if from > to {
                return Err(fail(
                    low,
                    "the first value stands above the second".to_owned(),
                    Some("swap them".to_owned()),
                ));
            }
            Ok((from..=to).fold(0, |mask, i| mask | 1 << i))
        }
        Test::Includes(value) => {
            let help = format!("write `{} == {}`", subject.text, value.text);
            Err(fail(subject, format!("only one {what} of `{}` holds at a time", subject.text), Some(help)))
        }
        Test::IsNa { .. } => Err(fail(
            subject,
            format!("`{}` always has a {what}, so it is never `na`", subject.text),
            Some("test the question itself".to_owned()),
        )),
    }
}

fn position(value: &Word, subject: &Word, values: &Values) -> Result<usize, ConditionError> {
    let Values { ids, what, questionnaire, .. } = values;
    ids.iter().position(|id| *id == value.text).ok_or_else(|| {
        let help = closest(&value.text, ids.iter().copied()).unwrap_or_else(|| {
            let owners = owners(&value.text, questionnaire);
            let elsewhere = if owners.is_empty() { String::new() } else { format!("; {} has it", quote(&owners)) };
            format!("the {what}s are {}{elsewhere}", quote(ids))
        });
        fail(value, format!("`{}` has no {what} `{}`", subject.text, value.text), Some(help))
    })
}

/// The questions and traits that have a choice, band or level of this name; those of an author's mix-up are few.
fn owners<'a>(value: &str, questionnaire: &'a Questionnaire) -> Vec<&'a str> {
    let has = |question: &&Question| {
        let bands = question.kind.number().map_or(&[][..], |spec| &spec.bands);
        question.kind.choices().iter().any(|choice| choice.id == *value) || bands.iter().any(|band| band.id == *value)
    };
    let questions = questionnaire.questions.iter().filter(has).map(|question| question.id.as_str());
    let traits = questionnaire.traits.iter().filter(|of| of.levels.iter().any(|level| level.id == *value));
    let all: Vec<&str> = questions.chain(traits.map(|of| of.id.as_str())).collect();
    if all.len() > 2 { Vec::new() } else { all }
}

fn intervals_of(subject: &Word, test: &Test, spec: &NumberSpec) -> Result<Vec<Interval>, ConditionError> {
    let holding = match test {
        Test::Compare(op, value) => compare_number(*op, number_or_band(value, subject, spec)?, spec),
        Test::In { negated, values } => {
            let mut parts = Vec::new();
            for value in values {
                parts.push(number_or_band(value, subject, spec)?);
            }
            let parts = merge(parts);
            if *negated { complement(&parts, spec) } else { parts }
        }
        Test::Between(low, high) => {
            let (from, to) = (number_or_band(low, subject, spec)?, number_or_band(high, subject, spec)?);
            if from.low > to.high {
                return Err(fail(low, "the first number is above the second".to_owned(), Some("swap them".to_owned())));
            }
            vec![Interval { low: from.low, high: to.high }]
        }
        Test::Includes(value) => {
            let help = format!("write `{} == {}`", subject.text, value.text);
            return Err(fail(subject, format!("`{}` is a number", subject.text), Some(help)));
        }
        Test::IsNa { .. } => Vec::new(),
    };
    if holding.is_empty() || holding == [Interval { low: spec.min, high: spec.max }] {
        let word = if holding.is_empty() { "never" } else { "always" };
        let help = format!("the question takes {} to {}", spec.min, spec.max);
        return Err(fail(subject, format!("this comparison of `{}` {word} holds", subject.text), Some(help)));
    }
    Ok(holding)
}

fn number_or_band(value: &Word, subject: &Word, spec: &NumberSpec) -> Result<Interval, ConditionError> {
    if let Some(band) = spec.bands.iter().find(|b| b.id == *value.text.as_str()) {
        return Ok(Interval { low: band.from, high: band.to });
    }
    let Some(number) = value.number else {
        let ids: Vec<&str> = spec.bands.iter().map(|b| b.id.as_str()).collect();
        let help = closest(&value.text, ids.iter().copied()).unwrap_or_else(|| {
            if let Some(number) = written_out(&value.text) {
                format!("write `{number}`; a number may end in `k`, `M` or `G`, and has no exponent")
            } else if let Some(help) = with_unit(&value.text, spec) {
                help
            } else if ids.is_empty() {
                "write a whole number, such as 500 or 10k".to_owned()
            } else {
                format!("write a whole number or one of the bands {}", quote(&ids))
            }
        });
        return Err(fail(value, format!("`{}` is a number, and `{}` is not", subject.text, value.text), Some(help)));
    };
    if number < spec.min || number > spec.max {
        let help = format!("the question takes {} to {}", spec.min, spec.max);
        return Err(fail(value, format!("{} is out of the range of `{}`", value.text, subject.text), Some(help)));
    }
    Ok(Interval { low: number, high: number })
}

/// A whole number with an exponent, such as `1e3`, without it.
fn written_out(text: &str) -> Option<i64> {
    let (digits, exponent) = text.split_once(['e', 'E'])?;
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let exponent: usize = exponent.parse().ok()?;
    let is_whole = !whole.is_empty() && fraction.len() <= exponent && exponent <= 18;
    let zeros = "0".repeat(exponent.checked_sub(fraction.len()).filter(|_| is_whole)?);
    format!("{whole}{fraction}{zeros}").parse().ok()
}

/// What to write for a number with a unit behind it.
fn with_unit(text: &str, spec: &NumberSpec) -> Option<String> {
    let unit = spec.unit.as_deref()?;
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '_')?;
    let (number, behind) = text.split_at(end);
    let own = number.starts_with(|c: char| c.is_ascii_digit()).then_some(unit)?;
    let amount = if behind.eq_ignore_ascii_case(own) { format!("`{number}`") } else { "the number in that".to_owned() };
    Some(format!("it is counted in {unit}: write {amount}, without the unit"))
}

/// The numbers that compare as asked with an interval; a band is compared as a whole.
fn compare_number(op: Comparison, with: Interval, spec: &NumberSpec) -> Vec<Interval> {
    let below = Interval { low: spec.min, high: with.low - 1 };
    let above = Interval { low: with.high + 1, high: spec.max };
    let parts = match op {
        Comparison::Equal => vec![with],
        Comparison::NotEqual => vec![below, above],
        Comparison::Less => vec![below],
        Comparison::LessOrEqual => vec![below, with],
        Comparison::Greater => vec![above],
        Comparison::GreaterOrEqual => vec![with, above],
    };
    merge(parts)
}

/// Sorts intervals, drops empty ones and joins those that touch.
fn merge(mut parts: Vec<Interval>) -> Vec<Interval> {
    parts.retain(|i| i.low <= i.high);
    parts.sort_unstable();
    let mut merged: Vec<Interval> = Vec::new();
    for part in parts {
        match merged.last_mut() {
            Some(last) if part.low <= last.high.saturating_add(1) => last.high = last.high.max(part.high),
            _ => merged.push(part),
        }
    }
    merged
}

fn complement(parts: &[Interval], spec: &NumberSpec) -> Vec<Interval> {
    let mut gaps = Vec::new();
    let mut next = spec.min;
    for part in parts {
        gaps.push(Interval { low: next, high: part.low - 1 });
        next = part.high + 1;
    }
    gaps.push(Interval { low: next, high: spec.max });
    merge(gaps)
}

fn on_quantity(subject: &Word, test: &Test, questionnaire: &Questionnaire) -> Result<Expr, ConditionError> {
    let of = questionnaire.quantity_idx(&subject.text).expect("the caller found it");
    let quantity = &questionnaire.quantities[of.get()];
    let number = |value: &Word| {
        value.number.ok_or_else(|| {
            let message = format!("`{}` is a number, and `{}` is not", subject.text, value.text);
            fail(value, message, Some("write a whole number, such as 500 or 10k".to_owned()))
        })
    };
    let atom = |comparison, bound| Expr::Atom(Atom::Quantity { of, comparison, bound });
    match test {
        Test::Compare(op, value) => Ok(atom(*op, number(value)?)),
        Test::Between(low, high) => {
            let (low, high) = (number(low)?, number(high)?);
            Ok(Expr::And(vec![atom(Comparison::GreaterOrEqual, low), atom(Comparison::LessOrEqual, high)]))
        }
        Test::In { negated, values } => {
            let (op, join): (_, fn(Vec<Expr>) -> Expr) =
                if *negated { (Comparison::NotEqual, Expr::And) } else { (Comparison::Equal, Expr::Or) };
            Ok(join(values.iter().map(|v| number(v).map(|n| atom(op, n))).collect::<Result<_, _>>()?))
        }
        Test::IsNa { negated } => {
            let reads = quantity.over.iter().chain(&quantity.under);
            let skippable = reads.filter(|q| questionnaire.questions[q.get()].ask_if.is_some());
            let any = Expr::Or(skippable.map(|q| Expr::Atom(Atom::IsNa { question: *q })).collect());
            Ok(if *negated { Expr::Not(Box::new(any)) } else { any })
        }
        Test::Includes(_) => Err(fail(
            subject,
            format!("`{}` is a number", subject.text),
            Some("compare it with `==` or `>=`".to_owned()),
        )),
    }
}

fn fail(word: &Word, message: String, help: Option<String>) -> ConditionError {
    ConditionError { span: word.span.clone(), message, help, unknown: None }
}

fn quote(ids: &[&str]) -> String {
    ids.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ")
}
