//! What was looked at: the sources of the project, read in the background, beside whatever the person does meanwhile.

use std::path::Path;
use std::sync::Arc;

use super::message::{Effect, Job, Msg};
use super::worked::Found;
use crate::adr::look_at_what_is_here;
use crate::diagnostic::render::counted;
use crate::load::Library;
use crate::model::{Answers, Day, Subject};
use crate::observe::proposal::propose;
use crate::observe::{Looked, Observation};

/// The lane of looking.
const LOOK: &str = "look";

/// What was looked at.
#[derive(Debug, Default)]
pub struct Sight {
    found: Found<Arc<Looked>>,
    observations: Arc<Vec<Observation>>,
}

impl Sight {
    /// Looks at what is there in a project.
    pub fn look(&mut self, project: &Path, today: Day) -> Effect {
        self.found = Found::Working;
        let project = project.to_owned();
        let work = Box::new(move |cancel: &std::sync::atomic::AtomicBool| {
            Some(Msg::Looked(Arc::new(look_at_what_is_here(&project, today, cancel))))
        });
        Effect::Work(Job { lane: LOOK, work })
    }

    /// Stops looking; what was found before is forgotten too.
    pub fn stop(&mut self) -> Effect {
        *self = Self::default();
        Effect::Stop(&[LOOK])
    }

    /// Takes in what was found.
    pub fn take(&mut self, looked: &Arc<Looked>) {
        self.observations = Arc::new(looked.observations());
        self.found = Found::Here(Arc::clone(looked));
    }

    /// What was found, as far as it is there.
    pub fn found(&self) -> &Found<Arc<Looked>> {
        &self.found
    }

    /// Everything that was observed.
    pub fn observations(&self) -> &Arc<Vec<Observation>> {
        &self.observations
    }

    /// What was found, in a sentence.
    pub fn summary(&self, library: &Library) -> String {
        let Found::Here(looked) = &self.found else { return String::new() };
        let sources = counted(looked.n_telling(), "source");
        match library.subjects.iter().map(|subject| self.n_answers(subject)).max().unwrap_or(0) {
            0 => format!("{sources} found, and nothing that answers a question"),
            n => format!("found in {sources}: answers to {}", counted(n, "question")),
        }
    }

    fn n_answers(&self, subject: &Subject) -> usize {
        propose(&subject.questionnaire, &self.observations, &Answers::default()).len()
    }
}
