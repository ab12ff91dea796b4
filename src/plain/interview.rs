//! The conversation: question after question, and whatever a person says in between. Every change is on disk before the next line.

use std::collections::BTreeMap;
use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};

use super::answer::{Typed, read_sure, read_typed};
use super::command::{self, Line, Word};
use super::console::{Console, WIDTH};
use super::setup::{Ended, PlainError, Setup};
use super::show;
use crate::condition::{closest, parse_number};
use crate::engine::{Advice, Advisor, Applies, Known};
use crate::load::{Library, resolve_alias};
use crate::model::{Answer, Day, OptionIdx, OutcomeKind, Question, QuestionId, QuestionIdx};
use crate::observe::{Observation, room};
use crate::report;
use crate::session::{Change, Session, SessionError};

/// One interview being held.
pub struct Interview<'a, R, W> {
    pub(super) console: &'a mut Console<R, W>,
    pub(super) library: &'a mut Library,
    pub(super) session: Session,
    pub(super) advisor: Advisor,
    pub(super) project: PathBuf,
    pub(super) today: Day,
    pub(super) advice: Advice,
    /// What was observed.
    pub(super) observations: Vec<Observation>,
    /// The position of the question asked; `None` at the review.
    pub(super) at: Option<usize>,
    /// The positions of the only questions to ask; empty: all that are open.
    agenda: Vec<usize>,
    /// Whether the most useful question comes next, instead of the next in the file.
    pub(super) by_usefulness: bool,
    /// Where the person came from, in the order of usefulness.
    pub(super) trail: Vec<usize>,
    /// How often each question was skipped.
    pub(super) skips: BTreeMap<usize, u8>,
    is_script: bool,
    some_refused: bool,
    /// How each decision stood when it was last said.
    said: Vec<Stand>,
}

/// How a decision stands: what leads, how it comes out, and whether that is proven.
type Stand = (Option<OptionIdx>, OutcomeKind, bool);

/// Whether the conversation goes on.
pub enum Next {
    /// Ask for the next line.
    Stay,
    /// Show where the interview is now, then ask.
    Move,
    /// It is over.
    End,
}

impl<'a, R: BufRead, W: Write> Interview<'a, R, W> {
    /// An interview that stands at its first open question.
    pub fn new(setup: &Setup, library: &'a mut Library, session: Session, console: &'a mut Console<R, W>) -> Self {
        let mut advisor = Advisor::new(session.subject.clone());
        let advice = advisor.advise(&session.file);
        let position = |id: &QuestionId| session.subject.questionnaire.question_idx(id.as_str()).map(QuestionIdx::get);
        let mut agenda: Vec<usize> = setup.agenda.iter().filter_map(position).collect();
        agenda.sort_unstable();
        let mut interview = Self {
            console,
            library,
            session,
            advisor,
            project: setup.project.clone(),
            today: setup.today,
            advice,
            observations: Vec::new(),
            at: None,
            by_usefulness: agenda.is_empty() && !setup.is_script,
            trail: Vec::new(),
            skips: BTreeMap::new(),
            agenda,
            is_script: setup.is_script,
            some_refused: false,
            said: Vec::new(),
        };
        interview.at = interview.next_open(0);
        interview.said = interview.stand();
        interview
    }

    /// With what was observed already.
    pub fn knowing(self, observations: Vec<Observation>) -> Self {
        Self { observations, ..self }
    }

    /// Holds the interview to its end.
    pub fn hold(mut self) -> Result<Ended, PlainError> {
        self.greet()?;
        let mut next = Next::Move;
        while !matches!(next, Next::End) {
            if matches!(next, Next::Move) {
                self.show_place()?;
            }
            next = match self.console.ask("")? {
                Some(line) => self.hear(&line)?,
                None => Next::End,
            };
        }
        self.part()
    }

    fn greet(&mut self) -> Result<(), PlainError> {
        let questionnaire = &self.session.subject.questionnaire;
        let mut text = questionnaire.title.clone();
        if let Some(about) = &questionnaire.about {
            text = format!("{text}\n{about}");
        }
        if let Some(system) = &self.session.file.system {
            text = format!("{text}\nFor: {system}");
        }
        self.console.say(&text)?;
        for finding in self.session.findings.clone() {
            let help = finding.help.map_or_else(String::new, |help| format!("; {help}"));
            self.console.say(&format!("In the answers file: {}{help}", finding.title))?;
        }
        let path = self.session.path.display();
        self.console
            .say(&format!("Answers are kept in {path}\nType ? for help, b to go back, s to skip, q to end."))?;
        Ok(())
    }

    fn show_place(&mut self) -> Result<(), PlainError> {
        let n_left = self.n_left_to_ask();
        let (subject, file) = (&self.session.subject, &self.session.file);
        let text = match self.at {
            Some(position) => show::question(subject, position, file, &self.advice, n_left) + &self.observed(position),
            None => show::review(subject, file, &self.advice),
        };
        Ok(self.console.say(&text)?)
    }

    fn hear(&mut self, line: &str) -> Result<Next, PlainError> {
        match Line::parse(line) {
            Line::Empty if self.at.is_some() => self.skip(),
            Line::Empty | Line::Remark => Ok(Next::Stay),
            Line::Word(word, rest) => self.obey(word, &rest),
            Line::Set(id, text) => self.set(&id, &text),
            Line::Answer(text) => match self.at {
                Some(position) => self.answer(position, &text),
                None => self.go(&text),
            },
        }
    }

    fn obey(&mut self, word: Word, rest: &str) -> Result<Next, PlainError> {
        match word {
            Word::Help => self.help(),
            Word::Back => self.back(),
            Word::Skip => self.skip(),
            Word::Order => self.order(),
            Word::Look => self.look(),
            Word::Take => self.take(),
            Word::Unknown => self.with_question(|interview, position| interview.answer(position, "unknown")),
            Word::Undo => self.undo(),
            Word::Redo => self.redo(),
            Word::Note => self.note(rest),
            Word::Sure => self.sure(rest),
            Word::Clear => self.clear(),
            Word::Review => Ok(self.move_to(None)),
            Word::Go => self.go(rest),
            Word::Standings => self.tell(&show::standings(&self.session.subject, &self.advice)),
            Word::Weights => self.tell(&show::weights(&self.session.subject, &self.session.file)),
            Word::Weight => self.weight(rest),
            Word::Name => {
                self.change(Change::System(Some(rest.to_owned()).filter(|name| !name.is_empty())))?;
                Ok(Next::Stay)
            }
            Word::Result => self.result(),
            Word::Choose => self.choose(rest),
            Word::Adr => self.record(),
            Word::Save => self.save_as(rest),
            Word::Reload => self.reload(),
            Word::Overwrite => {
                let result = self.session.overwrite();
                self.report_saving(result)
            }
            Word::Quit => Ok(Next::End),
        }
    }

    pub(super) fn tell(&mut self, text: &str) -> Result<Next, PlainError> {
        self.console.say(text)?;
        Ok(Next::Stay)
    }

    /// Says why a line was not taken. In a script that counts: nobody is there to try again.
    pub(super) fn refuse(&mut self, text: &str) -> Result<Next, PlainError> {
        self.some_refused = true;
        self.console.say(&format!("Not taken: {text}."))?;
        Ok(Next::Stay)
    }

    fn help(&mut self) -> Result<Next, PlainError> {
        let about = match self.at {
            Some(position) => show::help(self.question(position)),
            None => "Type the number of a question to go to it. Words:".to_owned(),
        };
        self.tell(&format!("{about}\n{}", command::help()))
    }

    fn question(&self, position: usize) -> &Question {
        &self.session.subject.questionnaire.questions[position]
    }

    /// Does something to the question asked; at the review there is none.
    pub(super) fn with_question(
        &mut self,
        act: impl FnOnce(&mut Self, usize) -> Result<Next, PlainError>,
    ) -> Result<Next, PlainError> {
        match self.at {
            Some(position) => act(self, position),
            None => self.refuse("no question is asked at the review; type the number of one first"),
        }
    }

    fn answer(&mut self, position: usize, text: &str) -> Result<Next, PlainError> {
        match read_typed(text, self.question(position)) {
            Ok(typed) => {
                self.give(position, typed)?;
                if self.at == Some(position) { self.go_on() } else { Ok(Next::Stay) }
            }
            Err(message) => self.refuse(&message),
        }
    }

    /// A new value keeps the note and the votes of the one before; how sure it is starts anew.
    fn give(&mut self, position: usize, typed: Typed) -> Result<(), PlainError> {
        let id = self.question(position).id.clone();
        let mut answer =
            self.session.file.answers.get(id.as_str()).cloned().unwrap_or(Answer::plain(typed.value.clone()));
        if answer.value != typed.value || answer.source.example.is_some() {
            // What a person says instead was not observed, and what a person confirms is no example's.
            answer.source = crate::model::AnswerSource::default();
        }
        answer.value = typed.value;
        answer.sure = typed.sure.unwrap_or(100);
        answer.note = typed.note.or(answer.note);
        let taken = format!("Taken: {}.", show::taken(&answer, self.question(position)));
        self.console.say(&taken)?;
        self.change(Change::Answer(id, Some(answer)))
    }

    fn set(&mut self, id: &str, text: &str) -> Result<Next, PlainError> {
        let questionnaire = &self.session.subject.questionnaire;
        match questionnaire.question_idx(resolve_alias(questionnaire, id)) {
            Some(position) => self.answer(position.get(), text),
            None => {
                let known = questionnaire.questions.iter().map(|question| question.id.as_str());
                let hint = closest(id, known).unwrap_or_else(|| "type review for all questions".to_owned());
                self.refuse(&format!("there is no question `{id}`; {hint}"))
            }
        }
    }

    /// Changes the answer to the question asked, where it has one.
    fn amend(&mut self, amend: impl FnOnce(&mut Answer)) -> Result<Next, PlainError> {
        self.with_question(|interview, position| {
            let id = interview.question(position).id.clone();
            let Some(mut answer) = interview.session.file.answers.get(id.as_str()).cloned() else {
                return interview.refuse("this question has no answer yet; answer it first, or type ANSWER # NOTE");
            };
            amend(&mut answer);
            interview.change(Change::Answer(id, Some(answer)))?;
            Ok(Next::Move)
        })
    }

    fn note(&mut self, text: &str) -> Result<Next, PlainError> {
        let note = Some(text.to_owned()).filter(|note| !note.is_empty());
        self.amend(|answer| answer.note = note)
    }

    fn sure(&mut self, text: &str) -> Result<Next, PlainError> {
        match read_sure(text) {
            Ok(sure) => self.amend(|answer| answer.sure = sure),
            Err(message) => self.refuse(&message),
        }
    }

    fn clear(&mut self) -> Result<Next, PlainError> {
        self.with_question(|interview, position| {
            let id = interview.question(position).id.clone();
            interview.change(Change::Answer(id, None))?;
            Ok(Next::Move)
        })
    }

    fn weight(&mut self, text: &str) -> Result<Next, PlainError> {
        let Some((name, points)) = text.split_once('=').map(|(name, points)| (name.trim(), points.trim())) else {
            return self.refuse("type weight CRITERION = POINTS, such as weight 1 = 30");
        };
        let criteria = show::criteria(&self.session.subject);
        let by_number = || name.parse::<usize>().ok().and_then(|n| criteria.get(n.checked_sub(1)?));
        let named = criteria.iter().find(|c| c.id == *name || c.name.eq_ignore_ascii_case(name)).or_else(by_number);
        let Some(criterion) = named.map(|criterion| criterion.id.clone()) else {
            let hint = closest(name, criteria.iter().map(|c| c.id.as_str()));
            let hint = hint.unwrap_or_else(|| "type weights for all criteria".to_owned());
            return self.refuse(&format!("there is no criterion `{name}`; {hint}"));
        };
        let number = parse_number(points).and_then(|points| u32::try_from(points).ok()).filter(|p| *p <= 1_000_000);
        match (points, number) {
            ("default", _) => self.change(Change::Weight(criterion, None))?,
            (_, Some(points)) => self.change(Change::Weight(criterion, Some(points)))?,
            _ => return self.refuse(&format!("`{points}` is not a whole number from 0; write points, such as 30")),
        }
        Ok(Next::Stay)
    }

    fn undo(&mut self) -> Result<Next, PlainError> {
        let undone = self.session.undo();
        self.after_history(undone, "There is nothing to take back.", "Taken back.")
    }

    fn redo(&mut self) -> Result<Next, PlainError> {
        let redone = self.session.redo();
        self.after_history(redone, "There is nothing to make again.", "Made again.")
    }

    fn after_history(
        &mut self,
        result: Result<Option<Change>, SessionError>,
        nothing: &str,
        done: &str,
    ) -> Result<Next, PlainError> {
        let change = match result {
            Ok(None) => return self.tell(nothing),
            Ok(Some(change)) => Some(change),
            Err(error) => {
                self.warn(&error)?;
                None
            }
        };
        self.console.say(done)?;
        self.think()?;
        let questionnaire = &self.session.subject.questionnaire;
        if let Some(position) =
            change.as_ref().and_then(Change::question).and_then(|q| questionnaire.question_idx(q.as_str()))
        {
            self.at = Some(position.get());
        }
        Ok(Next::Move)
    }

    fn save_as(&mut self, text: &str) -> Result<Next, PlainError> {
        if text.is_empty() {
            return self.refuse("name the file to keep the interview in, such as save docs/decisions/answers.toml");
        }
        let result = self.session.save_as(Path::new(text));
        self.report_saving(result)
    }

    fn reload(&mut self) -> Result<Next, PlainError> {
        let result = self.session.reload(self.library);
        self.report_saving(result)?;
        self.think()?;
        Ok(Next::Move)
    }

    pub(super) fn report_saving(&mut self, result: Result<(), SessionError>) -> Result<Next, PlainError> {
        match result {
            Ok(()) => self.tell(&format!("Answers are kept in {}", self.session.path.display())),
            Err(error) => {
                self.some_refused = true;
                self.warn(&error)?;
                Ok(Next::Stay)
            }
        }
    }

    /// Makes a change, on disk too, and says what follows from it.
    pub(super) fn change(&mut self, change: Change) -> Result<(), PlainError> {
        if let Err(error) = self.session.apply(change) {
            self.warn(&error)?;
        }
        self.think()
    }

    /// The answers are safe in memory: the person is told, and goes on.
    fn warn(&mut self, error: &SessionError) -> Result<(), PlainError> {
        let words = match error {
            SessionError::ChangedOnDisk { .. } => "; type reload for that, or overwrite to write over it",
            _ => "",
        };
        Ok(self.console.say(&format!("Not saved: {error}; {}{words}.", error.help()))?)
    }

    /// Asks the engine anew, and says where a decision turned.
    fn think(&mut self) -> Result<(), PlainError> {
        self.advice = self.advisor.advise(&self.session.file);
        let now = self.stand();
        for (n, made) in self.advice.decisions.iter().enumerate() {
            if let Some(base) = self.session.subject.rule_base(made.decision.as_str())
                && self.said.get(n) != Some(&now[n])
            {
                self.console.say(&format!("{}: {}", base.decision.title, show::verdict(base, made)))?;
            }
        }
        self.said = now;
        Ok(())
    }

    fn stand(&self) -> Vec<Stand> {
        self.advice.decisions.iter().map(|made| (made.winner, made.outcome, made.proven)).collect()
    }

    pub(super) fn move_to(&mut self, at: Option<usize>) -> Next {
        self.at = at;
        Next::Move
    }

    fn back(&mut self) -> Result<Next, PlainError> {
        if let (true, Some(before)) = (self.by_usefulness, self.trail.pop()) {
            return Ok(self.move_to(Some(before)));
        }
        let before = self.at.unwrap_or(self.advice.questions.len());
        let applies = |position: &usize| self.advice.questions[*position].applies != Applies::No;
        match (0..before).rev().find(applies) {
            Some(position) => Ok(self.move_to(Some(position))),
            None => self.tell("This is the first question."),
        }
    }

    pub(super) fn first_open(&self, from: usize) -> Option<usize> {
        if !self.agenda.is_empty() {
            let asked = |n: &&usize| self.advice.questions[**n].applies != Applies::No;
            return self.agenda.iter().filter(|n| **n >= from).find(asked).copied();
        }
        let states = self.advice.questions.iter().enumerate().skip(from);
        states.filter(|(_, state)| state.applies != Applies::No).find(|(_, s)| s.known == Known::Open).map(|(n, _)| n)
    }

    fn go(&mut self, text: &str) -> Result<Next, PlainError> {
        let questionnaire = &self.session.subject.questionnaire;
        let n_questions = questionnaire.questions.len();
        let by_id = || questionnaire.question_idx(resolve_alias(questionnaire, text)).map(QuestionIdx::get);
        let by_number = text.parse::<usize>().ok().and_then(|n| n.checked_sub(1)).filter(|n| *n < n_questions);
        match by_number.or_else(by_id) {
            Some(position) => Ok(self.move_to(Some(position))),
            None => {
                self.refuse(&format!("`{text}` is no question; type a number from 1 to {n_questions}, or ? for help"))
            }
        }
    }

    /// Ends the interview: what could not be written so far is tried once more, and what is kept where is said.
    fn part(mut self) -> Result<Ended, PlainError> {
        self.session.save().map_err(SessionError::at_the_end)?;
        let n_answers = self.session.file.answers.0.len();
        if n_answers > 0 {
            let (file, observations) = (&self.session.file, &self.observations);
            let page = report::farewell(&mut self.advisor, file, WIDTH, |report, advisor| {
                room::tell(report, file, observations, advisor, || false);
            });
            self.console.say_as_it_is(&format!("\n{page}\n"))?;
        }
        let path = self.session.path.display();
        let text = match n_answers {
            0 if !self.session.path.exists() => "Nothing was answered, and nothing was written.".to_owned(),
            1 => format!("1 answer is saved. To go on: archfit interview {path}"),
            n => format!("{n} answers are saved. To go on: archfit interview {path}"),
        };
        self.session.finish()?;
        // A command to be copied is not broken.
        self.console.say_as_it_is(&text)?;
        Ok(if self.is_script && self.some_refused { Ended::SomeRefused } else { Ended::Fine })
    }
}
