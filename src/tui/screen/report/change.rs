//! What would change the result: whether it is settled, the least changes that turn it over, and what is still open.

use ratatui::text::Span;

use crate::engine::{Analysis, Change, Flips, Outlook, Proof, Settled, Stake};
use crate::load::display_answer;
use crate::model::{AnswerValue, QuestionIdx};
use crate::report::{change_info, say_gain};
use crate::tui::screen::report::page::{Page, Target};
use crate::tui::widget::sheet::{Pen, Sheet};

/// How many ways to make an option win are shown of each.
const N_FLIPS: usize = 2;

/// The page.
pub fn sheet(page: &Page) -> Sheet<Target> {
    let mut pen = page.pen();
    if let Some(outlook) = page.interview.outlook(page.advice) {
        settled(page, &mut pen, outlook);
    }
    if let Some(analysis) = page.analysis(&mut pen) {
        conflict(page, &mut pen, analysis);
        flips(page, &mut pen, analysis);
        sufficient(page, &mut pen, analysis);
    }
    growth(page, &mut pen);
    if let Some(outlook) = page.interview.outlook(page.advice) {
        open(page, &mut pen, outlook);
    }
    pen.done()
}

fn settled(page: &Page, pen: &mut Pen<Target>, outlook: &Outlook) {
    let theme = pen.theme;
    match &outlook.settled {
        Settled::Proven(certificate) => {
            pen.say("Settled: no answer that is open can change the winner.", theme.good);
            for rival in &certificate.rivals {
                let name = page.name(rival.rival);
                let text = match &rival.proof {
                    Proof::Excluded => format!("{name} is excluded, whatever is answered."),
                    Proof::Bound(bound) if bound.can_move.0 == 0 => {
                        format!("It is ahead of {name} by {}, and no open answer moves that.", bound.ahead)
                    }
                    Proof::Bound(bound) => {
                        let veto = if bound.can_move >= bound.ahead { ", or else a veto holds against it" } else { "" };
                        format!(
                            "It is ahead of {name} by {}; all open answers together can take off {} at most{veto}.",
                            bound.ahead, bound.can_move
                        )
                    }
                    Proof::Cases { question, .. } => {
                        let ask = &page.interview.question(*question).ask;
                        format!("It is ahead of {name} by {}, in every case of \"{ask}\".", rival.ahead)
                    }
                };
                pen.point(&text, theme.text);
            }
        }
        Settled::Open(example) => {
            let said = page.report.settled.as_ref().and_then(|settled| settled.counterexample.as_ref());
            if let Some(level) = said.filter(|_| example.winner.is_some() && example.answers.0.is_empty()) {
                pen.say(&format!("Not settled. {}.", level.said), theme.warn);
                return;
            }
            pen.say("Not settled: open answers can still change the winner.", theme.warn);
            let then = match example.winner {
                Some(winner) => format!(
                    "These answers are enough for {} to be level or ahead, the other open ones as they are expected:",
                    page.name(winner)
                ),
                None => "With these answers no option would be left:".to_owned(),
            };
            pen.say(&then, theme.text);
            for (id, answer) in &example.answers.0 {
                let Some(question) = page.interview.subject.questionnaire.question_idx(id.as_str()) else { continue };
                let asked = page.interview.question(question);
                let text = format!("{} {}", asked.ask, display_answer(&answer.value, asked));
                pen.stop(Target::Question(question, Some(answer.value.clone())), |pen| pen.point(&text, theme.text));
            }
        }
        Settled::NotDecided => {
            pen.say("Whether open answers can change the winner was not decided within the budget.", theme.warn);
        }
        Settled::NoOption => pen.say("No option is left, whatever else is answered.", theme.bad),
    }
}

/// How long the decision holds at the growth that several observations tell.
fn growth(page: &Page, pen: &mut Pen<Target>) {
    let theme = pen.theme;
    let mut rooms = page.app.insight.rooms(&page.advice.decision).peekable();
    if rooms.peek().is_some() {
        pen.heading("How long it holds");
    }
    for room in rooms {
        let question = page.interview.question(room.question);
        let flip = AnswerValue::Number(room.headroom.flip);
        let target = Target::Question(room.question, Some(flip));
        pen.stop(target, |pen| pen.point(&room.said(question), theme.warn));
    }
}

/// A change of an answer, to be tried with one key.
fn change(page: &Page, pen: &mut Pen<Target>, change: &Change) {
    let theme = pen.theme;
    let info = change_info(&page.interview.subject.questionnaire, change);
    let from = info.from.map_or_else(|| "open".to_owned(), |from| format!("now {from}"));
    pen.stop(Target::Question(change.question, Some(change.to.clone())), |pen| {
        pen.hang(Span::styled("→", theme.accent), 2, &format!("{} {} ({from})", info.ask, info.to), theme.text);
    });
}

fn conflict(page: &Page, pen: &mut Pen<Target>, analysis: &Analysis) {
    let theme = pen.theme;
    let Some(conflict) = &analysis.conflict else { return };
    pen.heading("These answers cannot be met together");
    for question in &conflict.questions {
        answer(page, pen, *question);
    }
    for veto in &conflict.vetoes {
        pen.hang(Span::styled("veto", theme.bad), 6, &page.base.rules[veto.get()].because, theme.quiet);
    }
    pen.heading("The least that would free each option");
    for relaxation in &analysis.relaxations {
        pen.say(page.name(relaxation.option), theme.strong);
        match (relaxation.changes.is_empty(), relaxation.needs_fixed) {
            (true, true) => pen.point("an answer marked as fixed would have to change", theme.quiet),
            (true, false) => pen.point("no answer that may change frees it", theme.quiet),
            _ => relaxation.changes.iter().for_each(|c| change(page, pen, c)),
        }
    }
}

/// A question with its present answer.
fn answer(page: &Page, pen: &mut Pen<Target>, question: QuestionIdx) {
    let theme = pen.theme;
    let asked = page.interview.question(question);
    let said = page.interview.answer(question).map_or_else(|| "open".to_owned(), |a| display_answer(&a.value, asked));
    pen.stop(Target::Question(question, None), |pen| pen.point(&format!("{} {said}", asked.ask), theme.text));
}

fn flips(page: &Page, pen: &mut Pen<Target>, analysis: &Analysis) {
    let theme = pen.theme;
    if analysis.flips.is_empty() {
        return;
    }
    pen.heading("The least changes that make another option win");
    let (mut found, none): (Vec<&Flips>, Vec<&Flips>) = analysis.flips.iter().partition(|f| !f.found.is_empty());
    found.sort_by_key(|flips| flips.found[0].changes.len());
    for flips in found {
        pen.say(page.name(flips.option), theme.strong);
        for (at, flip) in flips.found.iter().take(N_FLIPS).enumerate() {
            if at > 0 {
                pen.say("or", theme.quiet);
            }
            flip.changes.iter().for_each(|c| change(page, pen, c));
        }
        if flips.found.len() > N_FLIPS {
            pen.say(&format!("and {} more", flips.found.len() - N_FLIPS), theme.quiet);
        }
    }
    for flips in none {
        let text = if flips.is_exact {
            format!(
                "{}: no change of up to {} answers",
                page.name(flips.option),
                crate::engine::result::analysis::MAX_CHANGES
            )
        } else {
            format!("{}: none was found; not all were tried", page.name(flips.option))
        };
        pen.say(&text, theme.quiet);
    }
}

fn sufficient(page: &Page, pen: &mut Pen<Target>, analysis: &Analysis) {
    let theme = pen.theme;
    let Some(sufficient) = &analysis.sufficient else { return };
    let n_given = page.interview.file.answers.0.len();
    pen.heading("What decides already");
    let smallest = if sufficient.is_smallest { "no smaller set does" } else { "none of them can be left out" };
    let text = match sufficient.questions.len() {
        0 => "Nothing has to be answered: the rules decide by themselves.".to_owned(),
        1 => format!("One of the {n_given} answers decides, whatever all others are."),
        n => format!("{n} of the {n_given} answers decide, whatever all others are; {smallest}."),
    };
    pen.say(&text, theme.text);
    sufficient.questions.iter().for_each(|question| answer(page, pen, *question));
}

fn open(page: &Page, pen: &mut Pen<Target>, outlook: &Outlook) {
    let theme = pen.theme;
    let with = |stake: Stake| -> Vec<QuestionIdx> {
        let all = outlook.stakes.iter().enumerate().filter(|(_, s)| **s == stake);
        all.map(|(at, _)| QuestionIdx::from(at)).collect()
    };
    let named = [
        (Stake::Winner, "Open, and able to change the winner"),
        (Stake::NotDecided, "Open; whether they can change the winner was not decided"),
        (Stake::LeadOnly, "Open, and able to change leads only"),
    ];
    for (stake, heading) in named {
        let questions = with(stake);
        if !questions.is_empty() {
            pen.heading(heading);
            questions.iter().for_each(|question| {
                let ask = page.interview.question(*question).ask.clone();
                pen.stop(Target::Question(*question, None), |pen| pen.point(&ask, theme.text));
            });
        }
    }
    let n_irrelevant = with(Stake::Irrelevant).len();
    if n_irrelevant > 0 {
        pen.blank();
        let text = match n_irrelevant {
            1 => "One open question is proven irrelevant for this decision.".to_owned(),
            n => format!("{n} open questions are proven irrelevant for this decision."),
        };
        pen.say(&text, theme.quiet);
    }
    investigate(page, pen);
}

/// The one question most worth investigating.
fn investigate(page: &Page, pen: &mut Pen<Target>) {
    let found = page.found.here().and_then(Option::as_ref).and_then(|a| a.chances.as_ref()?.investigate.as_ref());
    let Some(found) = found else { return };
    let theme = pen.theme;
    let asked = page.interview.question(found.question);
    pen.heading("Most worth finding out before you decide");
    pen.stop(Target::Question(found.question, None), |pen| {
        pen.point(&asked.ask, theme.text);
        let gain = say_gain(found.gain).replace(" %", "\u{a0}%");
        pen.hang(Span::raw(""), 2, &gain, theme.quiet);
    });
}
