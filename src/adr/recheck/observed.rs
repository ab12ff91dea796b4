//! What time and observations do to the answers behind a record: answers that are old, answers that what is observed lies outside of,
//! and how long until what grows passes the next flip.

use super::look::Look;
use super::replays::{Made, Replays};
use crate::adr::replay::Replay;
use crate::engine::Advisor;
use crate::load::{display_answer, display_number};
use crate::model::{AnswerValue, AnswersFile, Day, Question, QuestionIdx};
use crate::observe::effect;
use crate::observe::observation::{Observation, Value, day_of_text};
use crate::observe::proposal::{Proposal, Standing, propose};
use crate::observe::trend::{Trend, trend};

/// How many steps are tried upward or downward for the next flip: each a tenth further, to about ten times the value.
const N_STEPS: u32 = 24;

/// How many times the stretch between two steps is halved.
const N_HALVES: u32 = 40;

/// Looks at the answers of one record.
pub(super) fn look(found: &mut Look, replay: &Replay, made: &Made, replays: &mut Replays, today: Day) {
    old_answers(found, replay, made, replays, today);
    let observations = found.observations;
    if observations.is_empty() {
        return;
    }
    let questionnaire = &made.subject.questionnaire;
    let advisor = Advisor::new(made.subject.clone());
    let is_used = |question: &Question| {
        made.report.answers.iter().any(|answer| answer.question == question.id && answer.settled_by.is_none())
    };
    for proposal in propose(questionnaire, observations, &made.file.answers) {
        let question = &questionnaire.questions[proposal.question.get()];
        if !is_used(question) {
            continue;
        }
        if matches!(proposal.standing, Standing::Overlaps | Standing::Contradicts) {
            outside(found, replay, made, question, &proposal);
        }
        headroom(found, replay, made, &advisor, proposal.question, &proposal);
    }
}

/// Reports answers that have stood longer than their question says, those that decide first.
fn old_answers(found: &mut Look, replay: &Replay, made: &Made, replays: &mut Replays, today: Day) {
    let recorded = found.opened.record.date.as_deref().and_then(day_of_text);
    let present = made.decision(&replay.decision).and_then(|decision| decision.winner.clone());
    let mut old: Vec<(bool, usize, String)> = Vec::new();
    for (at, question) in made.subject.questionnaire.questions.iter().enumerate() {
        let (Some(holds), Some(answer)) = (question.holds_for, made.file.answers.get(question.id.as_str())) else {
            continue;
        };
        let is_used = made.report.answers.iter().any(|said| said.question == question.id && said.settled_by.is_none());
        let Some(since) = answer.source.on.or(recorded).filter(|since| is_used && holds.is_over(*since, today)) else {
            continue;
        };
        let without = replays.with_one_as_it_was(made, question.id.as_str(), None, &replay.decision);
        let decides = without.is_some_and(|(winner, _)| winner != present.as_ref());
        let word = if decides { ", and without it another option leads" } else { "" };
        old.push((!decides, at, format!("the answer to `{}` is of {since} and holds for {holds}{word}", question.id)));
    }
    old.sort();
    for (.., message) in old {
        let help = "look whether it still holds: `archfit observe --answers FILE --write` reads what can be read; give its day as `on`";
        found.fault("old-answer", "[archfit", message, Vec::new(), help);
    }
}

/// Decides again with what was observed.
fn outside(found: &mut Look, replay: &Replay, made: &Made, question: &Question, proposal: &Proposal) {
    let mut advisor = Advisor::new(made.subject.clone());
    let after = effect::with(&made.file, &[proposal], &made.subject, true);
    let leads = effect::leads(&mut advisor, &after);
    let Some((.., lead)) = leads.into_iter().find(|(id, ..)| *id == replay.decision) else { return };
    let answered = made.file.answers.value(question.id.as_str());
    let answered = answered.map_or_else(String::new, |value| display_answer(value, question));
    let observed = display_answer(&proposal.value, question);
    let present =
        made.decision(&replay.decision).and_then(|decision| decision.winner.as_ref()).map(ToString::to_string);
    let because = vec![format!("{} from {}", proposal.observation.measure.name, proposal.observation.origin())];
    let name = lead.name.unwrap_or_else(|| "no option".to_owned());
    let said = format!("`{}`: answered {answered}, observed {observed}", question.id);
    if lead.option == present {
        let message = format!("{said}: {name} still leads, by {:.1}", lead.points);
        found.note(
            "observed-otherwise",
            None,
            "[archfit",
            message,
            because,
            "take it over with `archfit observe --answers FILE --write --replace`",
        );
    } else {
        let message = format!("{said}: {name} leads now by {:.1}", lead.points);
        let help = "take it over with `archfit observe --answers FILE --write --replace`, and decide again";
        found.fault("observed-flip", "[archfit", message, because, help);
    }
}

/// Says how long until the next flip is reached, where several observations tell growth.
fn headroom(found: &mut Look, replay: &Replay, made: &Made, advisor: &Advisor, at: QuestionIdx, proposal: &Proposal) {
    let question = &made.subject.questionnaire.questions[at.get()];
    if question.kind.number().is_none() {
        return;
    }
    let Some(grown) = trend(&points(found.observations, &proposal.observation)) else { return };
    let winner = |number: i64| winner_with(advisor, &made.file, question, number, &replay.decision);
    let Some(flip) = next_flip(question, grown, &winner) else { return };
    let Some((days, soonest, latest)) = grown.days_until(flip as f64) else { return };
    let latest = latest.map_or_else(|| "never".to_owned(), weeks);
    let message = format!(
        "`{}`: at the growth of the last {} the flip at {} is reached in about {} (between {} and {latest})",
        question.id,
        weeks(grown.days),
        display_number(flip),
        weeks(days),
        weeks(soonest),
    );
    let because = vec![format!("{}, several observations", proposal.observation.measure.name)];
    found.note(
        "headroom",
        None,
        "[archfit",
        message,
        because,
        "decide again before that, or see what slows the growth",
    );
}

/// The days and values of a measure's observations from the same source; the greater end of a range.
fn points(observations: &[Observation], like: &Observation) -> Vec<(i64, f64)> {
    // What two systems were asked on different days is no growth of either.
    let is_same = |observation: &&Observation| {
        observation.measure == like.measure && stem(&observation.source) == stem(&like.source)
    };
    let same = observations.iter().filter(is_same);
    let point = |observation: &Observation| match observation.value {
        Value::Number(_, high) => Some((observation.to.unwrap_or(observation.on).number(), high)),
        Value::Names(_) => None,
    };
    same.filter_map(point).collect()
}

/// What the names of a source share from month to month: `ops/access-2026-11.log` and `ops/access.log and 3 more` are `ops/access`.
fn stem(source: &str) -> &str {
    let start = source.rfind('/').map_or(0, |at| at + 1);
    let end = source[start..]
        .find(|c: char| c.is_ascii_digit() || matches!(c, '.' | ' '))
        .map_or(source.len(), |at| start + at);
    source[..end].trim_end_matches(['-', '_'])
}

/// The nearest number in the direction of growth at which another option leads.
fn next_flip(question: &Question, grown: Trend, winner: &dyn Fn(i64) -> Option<usize>) -> Option<i64> {
    let spec = question.kind.number()?;
    let start = (grown.value.round() as i64).clamp(spec.min, spec.max);
    let present = winner(start);
    let factor = if grown.slope > 0.0 { 1.1 } else { 1.0 / 1.1 };
    let mut same = start;
    for step in 1..=N_STEPS {
        let far = (grown.value * f64::powi(factor, step as i32)).round() as i64;
        let far = far.clamp(spec.min, spec.max);
        if winner(far) == present {
            same = far;
            continue;
        }
        let mut other = far;
        for _ in 0..N_HALVES {
            let middle = same + (other - same) / 2;
            if middle == same || middle == other {
                break;
            }
            if winner(middle) == present { same = middle } else { other = middle }
        }
        return Some(other);
    }
    None
}

fn winner_with(
    advisor: &Advisor,
    file: &AnswersFile,
    question: &Question,
    number: i64,
    decision: &str,
) -> Option<usize> {
    let mut changed = file.clone();
    changed.answers = changed.answers.with(&question.id, AnswerValue::Number(number));
    let considered = advisor.consider_alone(&changed);
    considered.situation(decision)?.winner().map(crate::model::OptionIdx::get)
}

/// Days as people say them.
fn weeks(days: i64) -> String {
    match days {
        ..14 => format!("{days} days"),
        14..=120 => format!("{} weeks", (days + 3) / 7),
        _ => format!("{} months", (days + 15) / 30),
    }
}

#[cfg(test)]
mod tests {
    use super::{stem, weeks};

    #[test]
    fn a_source_is_the_same_from_month_to_month() {
        for name in ["ops/access.log", "ops/access-2026-11.log.gz", "ops/access.log and 3 more"] {
            assert_eq!(stem(name), "ops/access", "{name}");
        }
        assert_ne!(stem("web.log"), stem("api.log"));
    }

    #[test]
    fn days_are_said_as_people_say_them() {
        assert_eq!((weeks(1), weeks(63), weeks(150)), ("1 days".into(), "9 weeks".into(), "5 months".into()));
    }
}
