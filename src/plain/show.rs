//! What an interview says, as lines of text: a question, the review, the standings, the weights. Pure; reads well aloud.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::engine::{Advice, Applies, DecisionAdvice, Exclusion, Known};
use crate::load::{display_answer, display_number};
use crate::model::{
    Answer, AnswerValue, AnswersFile, Criterion, OutcomeKind, Question, QuestionKind, RuleBase, Subject,
};
use crate::report::{caveat, left_to_ask, listed, withheld_texts};

/// A question with what may be answered, and what is answered now; `n_left`: how many are left to ask as things stand, this one among them.
pub fn question(
    subject: &Subject,
    position: usize,
    file: &AnswersFile,
    advice: &Advice,
    n_left: Option<usize>,
) -> String {
    let question = &subject.questionnaire.questions[position];
    let n_questions = subject.questionnaire.questions.len();
    let left = n_left.map_or_else(String::new, |n| format!("; {}", left_to_ask(n)));
    let place = format!("{}, question {} of {n_questions}{left}", question.section, position + 1);
    let mut text = format!("\n{place}\n{}\n", question.ask);
    match advice.questions[position].applies {
        Applies::Perhaps => text.push_str("Whether this applies depends on answers that are open.\n"),
        Applies::No => text.push_str("This does not apply, given the other answers; an answer is kept but not used.\n"),
        Applies::Yes => {}
    }
    possible_answers(question, &mut text);
    if let Some(answer) = file.answers.get(question.id.as_str()) {
        let _ = writeln!(text, "Your answer so far: {}.", said(answer, question));
    }
    text.truncate(text.trim_end().len());
    text
}

fn possible_answers(question: &Question, text: &mut String) {
    for (n, choice) in question.kind.choices().iter().enumerate() {
        let alone = if choice.exclusive && matches!(question.kind, QuestionKind::Several { .. }) {
            ", only by itself"
        } else {
            ""
        };
        let _ = writeln!(text, "  {}. {}{alone}", n + 1, choice.label);
    }
    match &question.kind {
        QuestionKind::Choice { .. } => {}
        QuestionKind::Several { at_least_one: true, .. } => {
            text.push_str("Several may hold, and one at least: type their numbers.\n");
        }
        QuestionKind::Several { .. } => text.push_str("Several may hold: type their numbers, or none.\n"),
        QuestionKind::Number(spec) => {
            let unit = spec.unit.as_deref().map_or_else(String::new, |unit| format!(", in {unit}"));
            let _ = writeln!(text, "A number{unit}; or a range such as 10..20.");
            for band in &spec.bands {
                let _ = writeln!(text, "  {}: {}", band.id, band.label);
            }
            if spec.bands.is_empty() && !spec.suggest.is_empty() {
                let numbers: Vec<String> = spec.suggest.iter().map(|number| display_number(*number)).collect();
                let _ = writeln!(text, "For example {}.", numbers.join(", or "));
            }
        }
    }
}

/// Why a question is asked, how to find the answer, and what may be typed.
pub fn help(question: &Question) -> String {
    let mut lines: Vec<String> = Vec::new();
    lines.extend(question.why.iter().map(|why| format!("Why this is asked: {why}")));
    lines.extend(question.help.iter().map(|help| format!("How to find out: {help}")));
    let explained = question.kind.choices().iter().enumerate();
    lines.extend(explained.filter_map(|(n, choice)| {
        let improve = choice.improve.as_ref().map(|what| format!("What to do: {what}"));
        let said =
            [choice.help.clone(), improve, choice.link.clone()].into_iter().flatten().collect::<Vec<_>>().join(" ");
        (!said.is_empty()).then(|| format!("  {}. {said}", n + 1))
    }));
    let how = match &question.kind {
        QuestionKind::Choice { .. } => {
            "Type the number of a choice, its id or its label; several numbers where it is one of them and you do not know which."
        }
        QuestionKind::Several { at_least_one: true, .. } => {
            "Type the numbers or ids of all that hold, one at least, such as 1 3."
        }
        QuestionKind::Several { .. } => "Type the numbers or ids of all that hold, such as 1 3, or none.",
        QuestionKind::Number(_) => {
            "Type a number such as 800, 10k or 1.5M, a range such as 5k..50k or 100.., or one of the words listed."
        }
    };
    lines.push(how.to_owned());
    lines.push(
        "A note follows after #, and how sure you are before it: ANSWER sure 60 # from last year's logs".to_owned(),
    );
    lines.push("Any question can be answered by its id: ID = ANSWER".to_owned());
    lines.push("Words:".to_owned());
    lines.join("\n")
}

/// An answer with what belongs to it, as a person would say it.
pub fn said(answer: &Answer, question: &Question) -> String {
    let mut text = display_answer(&answer.value, question);
    if answer.sure != 100 {
        let _ = write!(text, ", {} % sure", answer.sure);
    }
    let source = &answer.source;
    let on = source.on.map_or_else(String::new, |day| format!(", read {day}"));
    match (&source.observed, &source.from, source.on) {
        (Some(_), Some(from), _) => drop(write!(text, ", observed: {from}{on}")),
        (Some(_), None, _) => drop(write!(text, ", observed{on}")),
        (None, _, Some(day)) => drop(write!(text, ", said {day}")),
        (None, ..) => {}
    }
    if let Some(example) = &source.example {
        let _ = write!(text, ", taken from the example {example}");
    }
    if let Some(note) = &answer.note {
        let _ = write!(text, " ({note})");
    }
    for (name, vote) in &answer.votes {
        let _ = write!(text, "; {name}: {}", display_answer(vote, question));
    }
    text
}

/// An answer as it was taken in: on a question that a decision settles, "don't know" means to follow that decision.
pub fn taken(answer: &Answer, question: &Question) -> String {
    match (&answer.value, &question.settled_by) {
        (AnswerValue::Unknown, Some(decision)) => format!("follows the decision {decision}"),
        _ => said(answer, question),
    }
}

/// All questions with their answers.
pub fn review(subject: &Subject, file: &AnswersFile, advice: &Advice) -> String {
    let asked = || advice.questions.iter().filter(|state| state.applies != Applies::No);
    let n_answered = asked().filter(|state| state.known != Known::Open).count();
    let mut text = format!("\nReview: {n_answered} of {} questions are answered.\n", asked().count());
    let mut section = "";
    for (position, question) in subject.questionnaire.questions.iter().enumerate() {
        if question.section != section {
            section = &question.section;
            let _ = writeln!(text, "{section}");
        }
        let state = advice.questions[position];
        let answer = match file.answers.get(question.id.as_str()) {
            Some(answer) if state.applies == Applies::No => format!("does not apply; kept: {}", said(answer, question)),
            Some(answer) => said(answer, question),
            None if state.applies == Applies::No => "does not apply".to_owned(),
            None if state.known == Known::Settled => "derived: settled by another decision".to_owned(),
            None => "open".to_owned(),
        };
        let _ = writeln!(text, "  {}. {}: {answer}", position + 1, question.ask);
    }
    text.push_str(
        "Type a number to go to its question, result for the recommendation,\nadr to write the record, ? for all words, or q to end.",
    );
    text
}

/// How the options of all decisions stand.
pub fn standings(subject: &Subject, advice: &Advice) -> String {
    let of = |made: &DecisionAdvice| Some(standings_of(subject.rule_base(made.decision.as_str())?, made));
    let idle = advice.nothing_to_decide.iter().filter_map(|id| {
        let base = subject.rule_base(id.as_str())?;
        let because = base.decision.nothing_to_decide.as_deref().unwrap_or_default();
        Some(format!("{}: nothing to decide. {because}", base.decision.title))
    });
    advice.decisions.iter().filter_map(of).chain(idle).collect::<Vec<_>>().join("\n")
}

fn standings_of(base: &RuleBase, made: &DecisionAdvice) -> String {
    let mut text = format!("{}: {}", base.decision.title, verdict(base, made));
    for standing in &made.standings {
        let name = &base.options[standing.option.get()].name;
        let range = if standing.low == standing.high {
            String::new()
        } else {
            format!(", can still be {} to {}", standing.low, standing.high)
        };
        let _ = match &standing.excluded {
            Exclusion::Certain(rules) => {
                let why: Vec<&str> = rules.iter().map(|rule| base.rules[rule.get()].because.as_str()).collect();
                write!(text, "\n  {name}: excluded. {}", why.join(" "))
            }
            Exclusion::Possible(_) => write!(text, "\n  {name}: {}{range}; may yet be excluded", standing.fit),
            Exclusion::No => write!(text, "\n  {name}: {}{range}", standing.fit),
        };
    }
    text
}

/// How a decision comes out, in a sentence.
pub fn verdict(base: &RuleBase, made: &DecisionAdvice) -> String {
    let name = |option: Option<crate::model::OptionIdx>| {
        option.map_or("nothing", |option| base.options[option.get()].name.as_str())
    };
    let settled = match (made.outcome_proven, made.proven) {
        (true, _) => " No open answer can change that.",
        (false, true) => " No open answer can change what leads.",
        (false, false) => "",
    };
    let verdict = match (made.outcome, made.runner_up) {
        (OutcomeKind::NoOption, _) => "no option is left; every one is excluded.".to_owned(),
        (OutcomeKind::NothingToDecide, _) => "there is nothing to decide.".to_owned(),
        (OutcomeKind::OutOfScope, _) => format!("out of scope. {}", withheld_texts(base, made)),
        (OutcomeKind::CloseCall, _) if !made.level.is_empty() => {
            let names: Vec<&str> = made.level.iter().map(|option| name(Some(*option))).collect();
            format!("{} are level.", listed(&names))
        }
        (OutcomeKind::CloseCall, _) => {
            format!("too close to call between {} and {}.{settled}", name(made.winner), name(made.runner_up))
        }
        (OutcomeKind::Recommended, None) => format!("{} is the only option left.{settled}", name(made.winner)),
        (OutcomeKind::Recommended, Some(_)) => {
            let (winner, second) = (name(made.winner), name(made.runner_up));
            format!("{winner} leads, {} ahead of {second}.{settled}", made.lead)
        }
    };
    [Some(verdict), caveat(base, made)].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// The criteria of all decisions, each once.
pub fn criteria(subject: &Subject) -> Vec<&Criterion> {
    let mut seen = BTreeSet::new();
    subject.rule_bases.iter().flat_map(|base| &base.criteria).filter(|criterion| seen.insert(&criterion.id)).collect()
}

/// The weights, and how to change them.
pub fn weights(subject: &Subject, file: &AnswersFile) -> String {
    let mut text = "Weights, in points; what counts is each one's share of the sum.\n".to_owned();
    for (n, criterion) in criteria(subject).iter().enumerate() {
        let own = file.weights.get(&criterion.id);
        let _ = match own {
            Some(own) => writeln!(text, "  {}. {}: {own}, yours; declared {}", n + 1, criterion.name, criterion.weight),
            None => writeln!(text, "  {}. {}: {}", n + 1, criterion.name, criterion.weight),
        };
        if let Some(about) = &criterion.about {
            let _ = writeln!(text, "     {about}");
        }
    }
    text.push_str("Type weight NUMBER = POINTS, such as weight 1 = 30; weight 1 = default takes it back.");
    text
}
