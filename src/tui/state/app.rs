//! What all screens share. The answers are the state; the advice is derived from them after every change.

use std::path::PathBuf;
use std::time::SystemTime;

use super::compared::Compared;
use super::insight::Insight;
use super::interview::Interview;
use super::message::Effect;
use super::record::{Recorded, Request};
use super::sight::Sight;
use super::tuning::Tuning;
use crate::diagnostic::Diagnostic;
use crate::load::Library;
use crate::model::Day;
use crate::session::Recent;
use crate::tui::input::Keymap;
use crate::tui::theme::Theme;

/// What all screens share.
pub struct App {
    /// Everything that was loaded, with what is wrong with it.
    pub library: Library,
    /// Whether questionnaires and rule bases are still being read.
    pub is_reading: bool,
    /// What is wrong with the answers file opened last.
    pub file_findings: Vec<Diagnostic>,
    /// The file that the next interview begins in; absent: a new one in the user's state folder.
    pub begin_in: Option<PathBuf>,
    /// The interview, once one is begun or opened.
    pub interview: Option<Interview>,
    /// The people whose answers are shown side by side, if any are.
    pub compared: Option<Compared>,
    /// The project decided for, where records go.
    pub project: PathBuf,
    /// The day records are dated.
    pub today: Day,
    /// The files that the report was written to since the program began.
    pub pages: Vec<PathBuf>,
    /// The records written since the program began.
    pub recorded: Vec<Recorded>,
    /// What was looked at in the project.
    pub sight: Sight,
    /// What was worked out in the background about the interview.
    pub insight: Insight,
    /// What was solved for the numbers of the rules that are looked at.
    pub tuning: Tuning,
    /// The interviews that may be resumed, the latest first.
    pub recent: Vec<Recent>,
    /// When `recent` was read; ages are counted to it.
    pub now: SystemTime,
    /// The terminal's columns and rows.
    pub size: (u16, u16),
    /// The styles.
    pub theme: Theme,
    /// The keys in force.
    pub keymap: Keymap,
    /// Whether the terminal reports the mouse.
    pub mouse: bool,
    /// Whether the standings make way for the question.
    pub hides_standings: bool,
    /// One line to tell the person, until the next key.
    pub notice: Option<Notice>,
}

/// One line to tell the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What to tell.
    pub text: String,
    /// Whether something went wrong; such a notice stays until what it tells is mended.
    pub is_bad: bool,
}

impl Notice {
    /// Something worth knowing.
    pub fn fine(text: impl Into<String>) -> Self {
        Self { text: text.into(), is_bad: false }
    }

    /// Something that went wrong.
    pub fn bad(text: impl Into<String>) -> Self {
        Self { text: text.into(), is_bad: true }
    }
}

impl App {
    /// The state at the start.
    pub fn new(library: Library, theme: Theme, mouse: bool) -> Self {
        Self {
            library,
            is_reading: false,
            file_findings: Vec::new(),
            begin_in: None,
            interview: None,
            compared: None,
            project: PathBuf::new(),
            today: Day { year: 1970, month: 1, day: 1 },
            pages: Vec::new(),
            recorded: Vec::new(),
            sight: Sight::default(),
            insight: Insight::default(),
            tuning: Tuning::default(),
            recent: Vec::new(),
            now: SystemTime::UNIX_EPOCH,
            size: (80, 24),
            theme,
            keymap: Keymap::default(),
            mouse,
            hides_standings: false,
            notice: None,
        }
    }

    /// Everything that is wrong with files, the answers file first.
    pub fn findings(&self) -> impl Iterator<Item = &Diagnostic> {
        self.file_findings.iter().chain(&self.library.diagnostics)
    }

    /// Asks for what records are made from, once.
    pub fn ask_material(&mut self) -> Option<Effect> {
        let (interview, library) = (self.interview.as_ref()?, &self.library);
        let decisions = interview.subject.rule_bases.iter().map(|base| &base.decision.id);
        let request = |wishes| Request {
            advisor: interview.advisor(),
            file: interview.file.clone(),
            observations: std::sync::Arc::clone(interview.observations()),
            path: interview.path.clone(),
            rules: decisions.map(|id| (id.clone(), library.fingerprint(id))).collect(),
            project: self.project.clone(),
            today: self.today,
            wishes,
        };
        self.insight.ask_material(request)
    }
}
