//! Changes of answers in words and as conditions that a later run can check.

use super::context::{ChangeInfo, FlipInfo};
use crate::engine::{Change, Flip, Span};
use crate::load::{display_answer, display_number};
use crate::model::{AnswerValue, ArchOption, ChoiceId, Question, Questionnaire};

/// A flip as shown and as checked.
pub fn flip_info(questionnaire: &Questionnaire, option: &ArchOption, flip: &Flip) -> FlipInfo {
    let changes: Vec<ChangeInfo> = flip.changes.iter().map(|change| change_info(questionnaire, change)).collect();
    let join = |part: fn(&ChangeInfo) -> String| changes.iter().map(part).collect::<Vec<_>>().join(" and ");
    FlipInfo {
        option: option.id.clone(),
        name: option.name.clone(),
        said: join(|c| format!("\"{}\" becomes \"{}\"", c.ask, c.to)),
        when: join(|c| c.when.clone()),
        changes,
        lead: flip.lead.points(),
    }
}

/// One changed answer as shown and as checked.
pub fn change_info(questionnaire: &Questionnaire, change: &Change) -> ChangeInfo {
    let question = &questionnaire.questions[change.question.get()];
    ChangeInfo {
        question: question.id.clone(),
        ask: question.ask.clone(),
        from: change.from.as_ref().map(|value| display_answer(value, question)),
        to: span_of(change).map_or_else(|| display_answer(&change.to, question), |span| say_span(span, question)),
        when: condition(question, change),
    }
}

/// The numbers that work. A band works as a band, by its reading: a number typed inside it has a reading of its own.
fn span_of(change: &Change) -> Option<Span> {
    change.span.filter(|_| !matches!(change.to, AnswerValue::Band(_)))
}

fn say_span(span: Span, question: &Question) -> String {
    let unit = question.kind.number().and_then(|n| n.unit.as_deref()).map_or_else(String::new, |u| format!(" {u}"));
    match (span.from, span.to) {
        (Some(from), Some(to)) if from == to => format!("{}{unit}", display_number(from)),
        (Some(from), Some(to)) => format!("{} to {}{unit}", display_number(from), display_number(to)),
        (Some(from), None) => format!("{}{unit} or more", display_number(from)),
        (None, Some(to)) => format!("{}{unit} or fewer", display_number(to)),
        (None, None) => "any number".to_owned(),
    }
}

/// The changed answer as a condition: what to watch for.
fn condition(question: &Question, change: &Change) -> String {
    let id = &question.id;
    match (&change.to, span_of(change)) {
        (_, Some(Span { from: Some(from), to: Some(to) })) if from == to => format!("{id} == {from}"),
        (_, Some(Span { from: Some(from), to: Some(to) })) => format!("{id} between {from} and {to}"),
        (_, Some(Span { from: Some(from), to: None })) => format!("{id} >= {from}"),
        (_, Some(Span { from: None, to: Some(to) })) => format!("{id} <= {to}"),
        (AnswerValue::Number(number), _) => format!("{id} == {number}"),
        (AnswerValue::Range(low, high), _) => format!("{id} between {low} and {high}"),
        (AnswerValue::Band(band), _) => format!("{id} == {band}"),
        (AnswerValue::OneOf(choices), _) if choices.len() == 1 => format!("{id} == {}", choices[0]),
        (AnswerValue::OneOf(choices), _) => {
            format!("{id} in [{}]", choices.iter().map(ChoiceId::as_str).collect::<Vec<_>>().join(", "))
        }
        (AnswerValue::Several(now), _) => several(question, change.from.as_ref(), now),
        (AnswerValue::Unknown, _) => format!("not ({id} is na)"),
    }
}

/// Which choices are added and which are dropped; all of them where nothing was said before.
fn several(question: &Question, before: Option<&AnswerValue>, now: &[ChoiceId]) -> String {
    let before = match before {
        Some(AnswerValue::Several(ids)) => Some(ids),
        _ => None,
    };
    let differs = |id: &ChoiceId| before.is_none_or(|before| before.contains(id) != now.contains(id));
    let atom = |id: &ChoiceId| {
        let includes = format!("{} includes {id}", question.id);
        if now.contains(id) { includes } else { format!("not ({includes})") }
    };
    let parts: Vec<String> = question.kind.choices().iter().map(|c| &c.id).filter(|id| differs(id)).map(atom).collect();
    parts.join(" and ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Fit;
    use crate::load::{Locations, load};
    use crate::model::BandId;

    /// What a change of the fixture's question to this value reads, said and as a condition; the condition must be one.
    fn said(question: &str, from: Option<AnswerValue>, to: AnswerValue, span: Option<Span>) -> (String, String) {
        let fixture = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/storage");
        let locations = Locations {
            questionnaires: Some(fixture.join("questionnaires")),
            rules: Some(fixture.join("rules")),
            without_embedded: true,
            ..Locations::default()
        };
        let library = load(&locations);
        let subject = library.subject("storage").unwrap();
        let questionnaire = &subject.questionnaire;
        let change = Change { question: questionnaire.question_idx(question).unwrap(), from, to, span };
        let flip = Flip { changes: vec![change], lead: Fit(12) };
        let info = flip_info(questionnaire, &subject.rule_bases[0].options[0], &flip);
        assert!(crate::condition::parse(&info.when, questionnaire).is_ok(), "{}", info.when);
        (info.changes[0].to.clone(), info.when)
    }

    fn choices(ids: &[&str]) -> Vec<ChoiceId> {
        ids.iter().map(|id| ChoiceId::from(*id)).collect()
    }

    #[test]
    fn every_kind_of_change_is_a_condition() {
        let span = |from, to| Some(Span { from, to });
        let number = AnswerValue::Number(2_500);
        let cases = [
            (said("writers", None, AnswerValue::OneOf(choices(&["several"])), None), "Several", "writers == several"),
            (
                said("reports", None, AnswerValue::OneOf(choices(&["some", "heavy"])), None),
                "The team, now and then, or Customers, every day",
                "reports in [some, heavy]",
            ),
            (
                said("writes-per-second", None, number.clone(), span(Some(2_000), None)),
                "2000 writes/s or more",
                "writes-per-second >= 2000",
            ),
            (
                said("writes-per-second", None, number.clone(), span(None, Some(49))),
                "49 writes/s or fewer",
                "writes-per-second <= 49",
            ),
            (
                said("writes-per-second", None, number.clone(), span(Some(50), Some(90))),
                "50 to 90 writes/s",
                "writes-per-second between 50 and 90",
            ),
            (said("writes-per-second", None, number, None), "2500 writes/s", "writes-per-second == 2500"),
            (
                said("writes-per-second", None, AnswerValue::Band(BandId::from("many")), None),
                "2 000 and more",
                "writes-per-second == many",
            ),
            (
                said(
                    "languages",
                    Some(AnswerValue::Several(choices(&["kv"]))),
                    AnswerValue::Several(choices(&["sql"])),
                    None,
                ),
                "SQL",
                "languages includes sql and not (languages includes kv)",
            ),
        ];
        for ((words, when), expected, condition) in cases {
            assert_eq!((words.as_str(), when.as_str()), (expected, condition));
        }
    }
}
