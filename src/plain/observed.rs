//! Looking at what is here, and taking over what was observed, line by line.

use std::io::{BufRead, Write};
use std::path::Path;
use std::sync::atomic::AtomicBool;

use super::console::Console;
use super::interview::{Interview, Next};
use super::setup::PlainError;
use crate::adr::look_at_what_is_here;
use crate::diagnostic::render::counted;
use crate::load::display_answer;
use crate::model::{Day, Subject};
use crate::observe::proposal::{Proposal, Standing, propose};
use crate::observe::{Looked, Observation, say};
use crate::session::Change;

/// Looks at what is here, and says what each source told.
pub fn look<R: BufRead, W: Write>(
    project: &Path,
    today: Day,
    console: &mut Console<R, W>,
) -> Result<Vec<Observation>, PlainError> {
    console.say("Looking at what is here. Nothing is sent anywhere.")?;
    let looked = look_at_what_is_here(project, today, &AtomicBool::new(false));
    tell(&looked, console)?;
    Ok(looked.observations())
}

fn tell<R: BufRead, W: Write>(looked: &Looked, console: &mut Console<R, W>) -> Result<(), PlainError> {
    for trouble in &looked.troubles {
        console.say(trouble)?;
    }
    for source in &looked.sources {
        let kind = source.kind.map_or_else(String::new, |kind| format!(", {}", kind.word()));
        console.say(&format!("{}{kind}:", source.name))?;
        match &source.told {
            Err(why) => console.say(&format!("  says nothing: {why}"))?,
            Ok(told) => {
                for observation in &told.observations {
                    console.say(&format!("  {}", say::line(observation)))?;
                }
                for note in &told.notes {
                    console.say(&format!("  {note}"))?;
                }
            }
        }
    }
    Ok(())
}

/// What was observed that answers questions, in a sentence.
pub fn summary(subjects: &[std::sync::Arc<Subject>], observations: &[Observation]) -> String {
    let n_answers = |subject: &std::sync::Arc<Subject>| {
        propose(&subject.questionnaire, observations, &crate::model::Answers::default()).len()
    };
    match subjects.iter().map(n_answers).max().unwrap_or(0) {
        0 => "Nothing was found that answers a question.".to_owned(),
        n => format!("Found: answers to {}. At a question that shows one, type take.", counted(n, "question")),
    }
}

impl<R: BufRead, W: Write> Interview<'_, R, W> {
    /// Looks at what is here; questions show what was found from then on.
    pub(super) fn look(&mut self) -> Result<Next, PlainError> {
        self.observations = look(&self.project, self.today, self.console)?;
        let subjects = [std::sync::Arc::clone(&self.session.subject)];
        self.console.say(&summary(&subjects, &self.observations))?;
        Ok(Next::Move)
    }

    fn proposal(&self, position: usize) -> Option<Proposal> {
        let questionnaire = &self.session.subject.questionnaire;
        let proposals = propose(questionnaire, &self.observations, &self.session.file.answers);
        proposals.into_iter().find(|proposal| proposal.question.get() == position)
    }

    /// What was observed about a question; empty where nothing was.
    pub(super) fn observed(&self, position: usize) -> String {
        let Some(proposal) = self.proposal(position) else { return String::new() };
        let question = &self.session.subject.questionnaire.questions[position];
        let observation = &proposal.observation;
        let word = match proposal.standing {
            Standing::New => "Type take for it.",
            Standing::Same => "Your answer says the same.",
            Standing::Within => "It lies within your answer; type take to put it in its place.",
            Standing::Overlaps => "It reaches beyond your answer; type take to put it in its place.",
            Standing::Contradicts => "It contradicts your answer; type take to put it in its place.",
        };
        let said = display_answer(&proposal.value, question);
        let mut text = format!("\nObserved: {said} ({}, read {}). {word}", observation.origin(), observation.on);
        let limits: Vec<&str> = proposal.care.iter().chain(&observation.limits).map(String::as_str).collect();
        if !limits.is_empty() {
            text.push_str(&format!("\nNot told by it: {}.", limits.join("; ")));
        }
        text
    }

    /// Takes over what was observed about the question asked, and goes on.
    pub(super) fn take(&mut self) -> Result<Next, PlainError> {
        self.with_question(|interview, position| {
            let Some(proposal) = interview.proposal(position) else {
                return interview
                    .refuse("nothing was observed that answers this question; type look to look at what is here");
            };
            let id = interview.session.subject.questionnaire.questions[position].id.clone();
            let answer = proposal.answer(interview.session.file.answers.get(id.as_str()));
            let question = &interview.session.subject.questionnaire.questions[position];
            let taken = format!("Taken: {}.", super::show::said(&answer, question));
            interview.console.say(&taken)?;
            interview.change(Change::Answer(id, Some(answer)))?;
            interview.go_on()
        })
    }
}
