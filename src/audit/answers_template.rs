//! An answers file to fill in by hand: every question with what may be answered, as comments, and a line for each to take the mark off.

use crate::load::display_number;
use crate::model::{NumberSpec, Question, QuestionKind, Subject};

/// The columns of a comment.
const WIDTH: usize = 100;

/// The template of a subject.
pub fn answers_template(subject: &Subject) -> String {
    let questionnaire = &subject.questionnaire;
    let mut text = comment(&format!(
        "Answers to \"{}\". Take the # off a line that begins with an id, and put the answer that holds in its place.",
        questionnaire.title
    ));
    text += &comment(
        "\"unknown\" is an answer too. A note and a doubt go with it: { value = \"...\", note = \"...\", sure = 0.6 }",
    );
    text += &format!("format = 1\nquestionnaire = \"{}\"\n# system = \"What is decided for\"\n", questionnaire.id);
    let ids: Vec<String> = subject.rule_bases.iter().map(|base| format!("\"{}\"", base.decision.id)).collect();
    text += &format!("# decisions = [{}]\n\n[answers]\n", ids.join(", "));
    let mut section = "";
    for question in &questionnaire.questions {
        if question.section != section {
            section = &question.section;
            text += &format!("\n# -------- {section}\n");
        }
        text += &entry(question);
    }
    text + &weights(subject)
}

fn entry(question: &Question) -> String {
    let mut text = format!("\n{}", comment(&question.ask));
    text += &question.help.as_deref().map(comment).unwrap_or_default();
    if let Some(condition) = &question.ask_if {
        text += &comment(&format!("Asked only if {}.", condition.text));
    }
    if let Some(decision) = &question.settled_by {
        text += &comment(&format!("Without an answer it follows the decision {decision}."));
    }
    match &question.kind {
        QuestionKind::Number(spec) => text += &numbers(spec),
        QuestionKind::Several { choices, at_least_one } => {
            let alone = choices.iter().find(|choice| choice.exclusive);
            let alone = alone.map_or_else(String::new, |choice| format!(" (`{}` only by itself)", choice.id));
            let none = if *at_least_one { "At least one of these" } else { "Any of these, or [] for none of them" };
            text += &comment(&format!("{none}{alone}:"));
        }
        QuestionKind::Choice { .. } => text += &comment("One of these, or several in [ ] where it is one of them:"),
    }
    let options = question.kind.choices().iter().map(|choice| (choice.id.as_str(), choice.label.as_str()));
    text += &table(options.collect());
    text + &format!("# {} = {}\n", question.id, example(question))
}

fn numbers(spec: &NumberSpec) -> String {
    let unit = spec.unit.as_deref().map_or_else(String::new, |unit| format!(" {unit}"));
    let (min, max) = (display_number(spec.min), display_number(spec.max));
    let more = if spec.bands.is_empty() { ":" } else { ", or one of these:" };
    let text =
        comment(&format!("A number from {min} to {max}{unit}, a range such as \"{}..{}\"{more}", spec.min, spec.max));
    text.replace(":\n", if spec.bands.is_empty() { ".\n" } else { ":\n" })
        + &table(spec.bands.iter().map(|band| (band.id.as_str(), band.label.as_str())).collect())
}

/// The ids that may be written, with what they stand for.
fn table(rows: Vec<(&str, &str)>) -> String {
    let width = rows.iter().map(|(id, _)| id.len()).max().unwrap_or(0);
    let lines: Vec<String> = rows.iter().map(|(id, label)| format!("#     {id:width$}  {label}\n")).collect();
    lines.concat()
}

/// An answer that may be given.
fn example(question: &Question) -> String {
    let first = || question.kind.choices().first().map(|choice| format!("\"{}\"", choice.id)).unwrap_or_default();
    match &question.kind {
        QuestionKind::Choice { .. } => first(),
        QuestionKind::Several { .. } => format!("[{}]", first()),
        QuestionKind::Number(spec) => {
            let suggested = || spec.suggest.first().copied().unwrap_or(spec.min).to_string();
            spec.bands.first().map_or_else(suggested, |band| format!("\"{}\"", band.id))
        }
    }
}

/// The declared weights, for those who want other ones.
fn weights(subject: &Subject) -> String {
    let mut text = format!(
        "\n{}",
        comment(
            "Priorities of your own in place of the declared ones: take the # off the next line and off those to change."
        )
    );
    text += "# [weights]\n";
    let mut seen = std::collections::BTreeSet::new();
    for criterion in subject.rule_bases.iter().flat_map(|base| &base.criteria) {
        if seen.insert(&criterion.id) {
            text += &format!("# {} = {}   # {}\n", criterion.id, criterion.weight, criterion.name);
        }
    }
    text
}

/// A text as a comment, wrapped between words.
fn comment(text: &str) -> String {
    let mut lines = String::from("#");
    let mut column = 1;
    for word in text.split_whitespace() {
        let width = word.chars().count();
        if column > 1 && column + 1 + width > WIDTH {
            lines.push_str("\n#");
            column = 1;
        }
        lines.push(' ');
        lines.push_str(word);
        column += 1 + width;
    }
    lines + "\n"
}
