//! Changes of answers: what makes another option win, what frees an excluded one, and which answers decide by themselves. Each
//! change is said in words and as a condition that a later run can check.

use schemars::JsonSchema;
use serde::Serialize;

use super::names::Names;
use crate::engine::result::analysis::MAX_CHANGES;
use crate::engine::{Analysis, Change, Flip, Flips, Span, Sufficient};
use crate::load::{display_answer, display_briefly, display_span};
use crate::model::{
    AnswerValue, ChoiceId, OptionId, Question, QuestionId, QuestionIdx, Questionnaire, RuleId, RuleIdx,
};

/// What makes an option win that does not win now.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct FlipsInfo {
    /// The option.
    pub option: OptionId,
    /// Its name.
    pub name: String,
    /// The least changes that make it win, those that move answers the least first; all have the same number of changes.
    pub ways: Vec<FlipInfo>,
    /// Whether the search was exhaustive: without a way there is none of up to three changes, with some there is no shorter one.
    pub exhaustive: bool,
    /// The first way in words, with how many more there are; or that there is none. Without final stop.
    pub said: String,
}

/// Changes that together make an option win.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct FlipInfo {
    /// The changes as a sentence without final stop.
    pub said: String,
    /// The same by the short names of the questions, where they have one.
    pub brief: String,
    /// The changes as a condition over answers.
    pub when: String,
    /// The changes one by one.
    pub changes: Vec<ChangeInfo>,
    /// The lead it would have.
    pub lead: f64,
}

/// One changed answer.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ChangeInfo {
    /// The question.
    pub question: QuestionId,
    /// The prompt.
    pub ask: String,
    /// What it asks about, in a few words; absent where its author gave none.
    pub name: Option<String>,
    /// The present answer, as a person would say it.
    pub from: Option<String>,
    /// The answer that works, as a person would say it.
    pub to: String,
    /// The same in as few words as its author gave.
    pub brief: String,
    /// The answers that work, as a condition.
    pub when: String,
}

/// A question with its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct GivenInfo {
    /// The question.
    pub question: QuestionId,
    /// The prompt.
    pub ask: String,
    /// The answer, as a person would say it.
    pub said: String,
}

/// Answers that decide by themselves, whatever all others are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SufficientInfo {
    /// The answers.
    pub answers: Vec<GivenInfo>,
    /// How many answers were given.
    pub n_given: usize,
    /// Whether it is proven that no smaller set does.
    pub smallest: bool,
    /// The same in words without final stop.
    pub said: String,
}

/// Why no option is left.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ConflictInfo {
    /// Answers that cannot be met together: with any one of them taken back, some option could be left.
    pub answers: Vec<GivenInfo>,
    /// The vetoes behind it.
    pub vetoes: Vec<ConflictVeto>,
}

/// A veto that takes part in a conflict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ConflictVeto {
    /// The rule.
    pub rule: RuleId,
    /// Why, as a sentence.
    pub because: String,
}

/// The least that would free an excluded option.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct RelaxationInfo {
    /// The option.
    pub option: OptionId,
    /// Its name.
    pub name: String,
    /// The changes in words, or that there are none; without final stop.
    pub said: String,
    /// The changes one by one.
    pub changes: Vec<ChangeInfo>,
    /// Whether an answer that the questionnaire marks as fixed would have to change.
    pub needs_fixed: bool,
}

impl Names<'_> {
    /// A question with the answer it was given.
    pub fn given(self, question: QuestionIdx) -> GivenInfo {
        let question = self.question(question);
        let said = self.said(question).unwrap_or_else(|| "open".to_owned());
        GivenInfo { question: question.id.clone(), ask: question.ask.clone(), said }
    }

    /// What makes other options win, the fewest changes first; those that nothing makes win come last.
    pub fn flips(self, analysis: &Analysis) -> Vec<FlipsInfo> {
        let info = |flips: &Flips| {
            let (option, name) = self.option(flips.option);
            let ways: Vec<_> = flips.found.iter().map(|flip| flip_info(&self.subject.questionnaire, flip)).collect();
            let said = say_ways(&ways, flips.is_exact);
            FlipsInfo { option, name, ways, exhaustive: flips.is_exact, said }
        };
        let mut found: Vec<FlipsInfo> = analysis.flips.iter().map(info).collect();
        found.sort_by_key(|flips| flips.ways.first().map_or(usize::MAX, |way| way.changes.len()));
        found
    }

    /// The answers that decide by themselves.
    pub fn sufficient(self, sufficient: &Sufficient) -> SufficientInfo {
        let n_given = self.n_given();
        let least = if sufficient.is_smallest { "no fewer do" } else { "none of them can be left out" };
        SufficientInfo {
            said: match sufficient.questions.len() {
                0 => "Nothing has to be answered: the rules decide by themselves".to_owned(),
                1 => format!("One of the {n_given} answers decides, whatever all others are"),
                n => format!("{n} of the {n_given} answers decide, whatever all others are; {least}"),
            },
            answers: sufficient.questions.iter().map(|q| self.given(*q)).collect(),
            n_given,
            smallest: sufficient.is_smallest,
        }
    }

    /// Why no option is left.
    pub fn conflict(self, conflict: &crate::engine::Conflict) -> ConflictInfo {
        let veto = |rule: &RuleIdx| ConflictVeto {
            rule: self.rule(*rule),
            because: self.base.rules[rule.get()].because.clone(),
        };
        ConflictInfo {
            answers: conflict.questions.iter().map(|q| self.given(*q)).collect(),
            vetoes: conflict.vetoes.iter().map(veto).collect(),
        }
    }

    /// What would free the excluded options.
    pub fn relaxations(self, analysis: &Analysis) -> Vec<RelaxationInfo> {
        let info = |relaxation: &crate::engine::Relaxation| {
            let changes = change_infos(&self.subject.questionnaire, &relaxation.changes);
            let (option, name) = self.option(relaxation.option);
            RelaxationInfo {
                option,
                name,
                said: match (changes.is_empty(), relaxation.needs_fixed) {
                    (false, _) => format!("if {}", said(&changes)),
                    (true, true) => "only if an answer marked as fixed changed".to_owned(),
                    (true, false) => "no answer that may change frees it".to_owned(),
                },
                changes,
                needs_fixed: relaxation.needs_fixed,
            }
        };
        analysis.relaxations.iter().map(info).collect()
    }
}

fn say_ways(ways: &[FlipInfo], is_exact: bool) -> String {
    match (ways, is_exact) {
        ([], true) => format!("no change of up to {MAX_CHANGES} answers does it"),
        ([], false) => "no such change was found; not all were tried".to_owned(),
        ([only], _) => format!("if {}", only.said),
        ([first, second], _) if first.changes.len() == 1 => format!("if {}, or if {}", first.said, second.said),
        ([first, rest @ ..], _) => {
            let more = if rest.len() == 1 { "way" } else { "ways" };
            format!("if {}; and in {} more such {more}", first.said, rest.len())
        }
    }
}

/// A flip as shown and as checked.
fn flip_info(questionnaire: &Questionnaire, flip: &Flip) -> FlipInfo {
    let changes = change_infos(questionnaire, &flip.changes);
    FlipInfo {
        said: said(&changes),
        brief: say_changes(&changes),
        when: changes.iter().map(|c| c.when.as_str()).collect::<Vec<_>>().join(" and "),
        changes,
        lead: flip.lead.points(),
    }
}

fn change_infos(questionnaire: &Questionnaire, changes: &[Change]) -> Vec<ChangeInfo> {
    changes.iter().map(|change| change_info(questionnaire, change)).collect()
}

fn said(changes: &[ChangeInfo]) -> String {
    changes.iter().map(|c| format!("\"{}\" becomes \"{}\"", c.ask, c.to)).collect::<Vec<_>>().join(" and ")
}

/// Changed answers in words: by the short name of the question, otherwise by its prompt.
pub(super) fn say_changes(changes: &[ChangeInfo]) -> String {
    let say = |change: &ChangeInfo| match &change.name {
        Some(name) => format!("{name} becomes \"{}\"", change.brief),
        None => format!("\"{}\" becomes \"{}\"", change.ask, change.brief),
    };
    changes.iter().map(say).collect::<Vec<_>>().join(" and ")
}

/// One changed answer as shown and as checked.
pub fn change_info(questionnaire: &Questionnaire, change: &Change) -> ChangeInfo {
    let question = &questionnaire.questions[change.question.get()];
    let span = span_of(change).zip(question.kind.number()).map(|(span, spec)| display_span(span.from, span.to, spec));
    ChangeInfo {
        question: question.id.clone(),
        ask: question.ask.clone(),
        name: question.name.clone(),
        from: change.from.as_ref().map(|value| display_answer(value, question)),
        to: span.clone().unwrap_or_else(|| display_answer(&change.to, question)),
        brief: span.unwrap_or_else(|| display_briefly(&change.to, question)),
        when: condition(question, change),
    }
}

/// The numbers that work. A band works as a band, by its reading: a number typed inside it has a reading of its own.
fn span_of(change: &Change) -> Option<Span> {
    change.span.filter(|_| !matches!(change.to, AnswerValue::Band(_)))
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
        let info = flip_info(questionnaire, &Flip { changes: vec![change], lead: Fit(12) });
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
                "at least 2 000 writes/s",
                "writes-per-second >= 2000",
            ),
            (
                said("writes-per-second", None, number.clone(), span(None, Some(49))),
                "below 50 writes/s",
                "writes-per-second <= 49",
            ),
            (
                said("writes-per-second", None, number.clone(), span(Some(50), Some(90))),
                "50 to 90 writes/s",
                "writes-per-second between 50 and 90",
            ),
            (said("writes-per-second", None, number, None), "2 500 writes/s", "writes-per-second == 2500"),
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
