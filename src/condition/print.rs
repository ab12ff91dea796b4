//! Conditions back to text: an expression as an author would write it. [`super::parse`] reads it back to the same meaning.

use crate::model::{Atom, Expr, Interval, NumberSpec, QuestionIdx, QuestionKind, Questionnaire};

/// A condition as text.
pub fn print(expr: &Expr, questionnaire: &Questionnaire) -> String {
    let join = |parts: &[Expr], word: &str, empty: &str| {
        if parts.is_empty() {
            return empty.to_owned();
        }
        let each = parts.iter().map(|part| {
            let text = print(part, questionnaire);
            if matches!(part, Expr::And(_) | Expr::Or(_)) { format!("({text})") } else { text }
        });
        each.collect::<Vec<_>>().join(&format!(" {word} "))
    };
    match expr {
        Expr::Const(true) => "always".to_owned(),
        Expr::Const(false) => "never".to_owned(),
        Expr::Not(inner) => format!("not ({})", print(inner, questionnaire)),
        Expr::And(parts) => join(parts, "and", "always"),
        Expr::Or(parts) => join(parts, "or", "never"),
        Expr::Atom(atom) => print_atom(atom, questionnaire),
    }
}

fn print_atom(atom: &Atom, questionnaire: &Questionnaire) -> String {
    let id = |question: &QuestionIdx| questionnaire.questions[question.get()].id.as_str();
    match atom {
        Atom::Choice { question, mask } => {
            let kind = &questionnaire.questions[question.get()].kind;
            let choices: Vec<&str> = kind.choices().iter().map(|c| c.id.as_str()).collect();
            let rises = matches!(kind, QuestionKind::Choice { ordered: true, .. });
            print_mask(id(question), *mask, &choices, rises)
        }
        Atom::Number { question, intervals } => match questionnaire.questions[question.get()].kind.number() {
            Some(spec) => print_intervals(id(question), intervals, spec),
            None => "never".to_owned(),
        },
        Atom::Includes { question, choice } => {
            let kind = &questionnaire.questions[question.get()].kind;
            format!("{} includes {}", id(question), kind.choices()[*choice].id)
        }
        Atom::IsNa { question } => format!("{} is na", id(question)),
        Atom::Trait { of, mask } => {
            let of = &questionnaire.traits[of.get()];
            let levels: Vec<&str> = of.levels.iter().map(|l| l.id.as_str()).collect();
            print_mask(of.id.as_str(), *mask, &levels, true)
        }
        Atom::Quantity { of, comparison, bound } => {
            format!("{} {} {bound}", questionnaire.quantities[of.get()].id, comparison.symbol())
        }
    }
}

/// A set of choices or levels: `==`, `>=`, `<=` or `!=` where that says it, a list otherwise.
fn print_mask(id: &str, mask: u64, names: &[&str], rises: bool) -> String {
    let inside: Vec<usize> = (0..names.len()).filter(|at| mask >> at & 1 == 1).collect();
    let outside: Vec<usize> = (0..names.len()).filter(|at| mask >> at & 1 == 0).collect();
    let is_run = rises && inside.windows(2).all(|pair| pair[0] + 1 == pair[1]);
    match (inside.as_slice(), outside.as_slice()) {
        ([only], _) => format!("{id} == {}", names[*only]),
        ([first, .., last], _) if is_run && last + 1 == names.len() => format!("{id} >= {}", names[*first]),
        ([0, .., last], _) if is_run => format!("{id} <= {}", names[*last]),
        (_, [only]) => format!("{id} != {}", names[*only]),
        _ => format!("{id} in [{}]", inside.iter().map(|at| names[*at]).collect::<Vec<_>>().join(", ")),
    }
}

fn print_intervals(id: &str, intervals: &[Interval], spec: &NumberSpec) -> String {
    let one = |interval: &Interval| match (interval.low == spec.min, interval.high == spec.max) {
        (_, true) => format!("{id} >= {}", interval.low),
        (true, false) => format!("{id} <= {}", interval.high),
        (false, false) if interval.low == interval.high => format!("{id} == {}", interval.low),
        (false, false) => format!("{id} between {} and {}", interval.low, interval.high),
    };
    intervals.iter().map(one).collect::<Vec<_>>().join(" or ")
}
