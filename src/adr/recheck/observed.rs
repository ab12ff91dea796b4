//! What time and observations do to the answers behind a record: answers that are old, answers that what is observed lies outside of,
//! and how long until what grows passes the next flip.

use super::look::Look;
use super::replays::{Made, Replays};
use crate::adr::replay::Replay;
use crate::engine::Advisor;
use crate::load::display_answer;
use crate::model::{Day, Question, QuestionIdx};
use crate::observe::effect;
use crate::observe::headroom::Headroom;
use crate::observe::observation::day_of_text;
use crate::observe::proposal::{Proposal, Standing, propose};

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
        old_observation(found, question, &proposal, today);
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
        if let Some(on) = answer.source.on.filter(|on| is_used && on.is_ahead_of(today)) {
            let message = format!("the answer to `{}` is of {on}, and today is {today}", question.id);
            let help =
                "correct its day in the answers file, or the clock of this machine: by it the answer never grows old";
            found.fault_by(
                "date-ahead",
                made.spot_of_answer(question.id.as_str()),
                "[archfit",
                message,
                Vec::new(),
                help,
            );
        }
        let Some(since) = answer.source.on.or(recorded).filter(|since| is_used && holds.is_over(*since, today)) else {
            continue;
        };
        let without = replays.with_one_as_it_was(made, question.id.as_str(), None, &replay.decision);
        let decides = without.is_some_and(|(leaders, _)| match &present {
            Some(winner) => !leaders.contains(winner),
            None => !leaders.is_empty(),
        });
        let word = if decides { ", and without it another option leads" } else { "" };
        old.push((!decides, at, format!("the answer to `{}` is of {since} and holds for {holds}{word}", question.id)));
    }
    old.sort();
    for (.., message) in old {
        let help = "look whether it still holds: `archfit observe --answers FILE --write` reads what can be read; give its day as `on`";
        found.fault("old-answer", "[archfit", message, Vec::new(), help);
    }
}

/// Reports what was observed so long ago, or on a day so far ahead, that it says nothing of today: who only ever sends the same file compares
/// nothing.
fn old_observation(found: &mut Look, question: &Question, proposal: &Proposal, today: Day) {
    let observation = &proposal.observation;
    let on = observation.to.unwrap_or(observation.on);
    let what = format!("`{}` from {}, for `{}`,", observation.measure.name, observation.source, question.id);
    if on.is_ahead_of(today) {
        let message = format!("{what} is of {on}, and today is {today}");
        let help = "correct the day in the observations, or the clock of this machine";
        found.fault("date-ahead", "[archfit", message, Vec::new(), help);
    } else if let Some(holds) = question.holds_for.filter(|holds| holds.is_over(on, today)) {
        let message = format!("{what} is of {on}, and an answer holds for {holds}");
        let help = "observe again, and look whether what writes the observations still runs";
        found.fault("old-observation", "[archfit", message, Vec::new(), help);
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
    let observations = found.observations;
    let Some(room) = Headroom::find(advisor, &made.file, question, observations, (proposal, &replay.decision)) else {
        return;
    };
    let because = vec![format!("{}, several observations", proposal.observation.measure.name)];
    let help = "decide again before that, or see what slows the growth";
    found.note("headroom", None, "[archfit", format!("`{}`: {room}", question.id), because, help);
}
