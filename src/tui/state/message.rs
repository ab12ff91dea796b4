//! What happens to the program, and what it asks the world to do. Plain values: `update` reads the ones and gives the others.

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::SystemTime;

use tui_input::InputRequest;

use super::record::Written;
use super::worked::Worked;
use crate::audit::tune::Tuned;
use crate::diagnostic::Diagnostic;
use crate::load::Library;
use crate::model::{Answers, AnswersFile, DecisionId, OptionId, QuestionId, QuestionIdx, QuestionnaireId, Subject};
use crate::observe::Looked;
use crate::session::{Change, Recent};
use crate::team::{Comparison, People};
use crate::tui::input::Action;

/// Something that happened.
#[derive(Debug)]
pub enum Msg {
    /// A key of the keymap, or a click on something that stands for one.
    Do(Action),
    /// A letter of a layout that no key of the table is on.
    Unknown(char),
    /// A key while typing.
    Type(InputRequest),
    /// A text pasted in.
    Paste(String),
    /// The terminal has this many columns and rows now.
    Resize(u16, u16),
    /// An interview was begun or opened.
    Opened(Box<Opened>),
    /// The answers changed, and were written or not.
    Changed(Box<Changed>),
    /// To this question.
    GoTo(QuestionIdx),
    /// The interviews that may be resumed, and when they were looked for.
    Recent(Vec<Recent>, SystemTime),
    /// Several people's answers were read, to be looked at together; the library holds their text.
    Compared {
        /// The people.
        people: Box<People>,
        /// The library that findings about their files point into.
        library: Box<Library>,
    },
    /// What hangs on their differences, with the stamp of the answers it is about.
    Mixed(u64, Arc<Comparison>),
    /// The library was read anew.
    Reloaded(Box<Library>),
    /// A file could not be used as an answers file; the library holds its text.
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        findings: Vec<Diagnostic>,
        /// The library that the findings point into.
        library: Box<Library>,
    },
    /// There is no file yet at this path: an interview may begin in it.
    NoFile(PathBuf),
    /// The sources of the project were looked at.
    Looked(Arc<Looked>),
    /// Work in the background has come to something.
    Worked(Worked),
    /// The numbers of a decision were solved, with the stamp of the question.
    Tuned(u64, Arc<Tuned>),
    /// A line was typed for a blank.
    Typed(Blank, String),
    /// Records were written, or why not.
    Written(Result<Written, String>),
    /// The report was written to a file, or why not.
    PageWritten(Result<PathBuf, String>),
    /// The answers were kept as a scenario of this id, in this file.
    ScenarioKept(String, PathBuf),
    /// Back to asking, also what cannot change the winner.
    GoOn,
    /// Something could not be done; the text says what and what to do.
    Failed(String),
}

/// An interview as it was found or begun.
#[derive(Debug)]
pub struct Opened {
    /// The file.
    pub path: PathBuf,
    /// The questionnaire answered.
    pub questionnaire: QuestionnaireId,
    /// What the file says.
    pub file: AnswersFile,
    /// What in it does not fit the questionnaire.
    pub findings: Vec<Diagnostic>,
    /// The library, which holds the file's text for the findings to point into.
    pub library: Library,
    /// Why it could not be written, if it could not.
    pub failure: Option<String>,
    /// Where the interview begins.
    pub at: BeginAt,
    /// What there is to say about how the file came about.
    pub remarks: Vec<String>,
}

/// Where an interview begins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum BeginAt {
    /// At the first question without an answer.
    #[default]
    FirstOpen,
    /// At this question.
    Question(QuestionId),
    /// At the first of these questions, on through them and no others, and then at the priorities of these decisions.
    Agenda(Vec<QuestionId>, Vec<DecisionId>),
}

/// What became of a change.
#[derive(Debug)]
pub struct Changed {
    /// What the answers are now, in memory.
    pub file: AnswersFile,
    /// What was undone or redone; absent for a change just made, and where there was nothing to undo or redo.
    pub moved: Option<Change>,
    /// How it came about.
    pub by: ChangedBy,
    /// Where they are kept now.
    pub path: PathBuf,
    /// Whether another program had changed the file, so that its changes and the person's were put together.
    pub is_merged: bool,
    /// Whether everything is on disk.
    pub is_saved: bool,
    /// What went wrong, and the way out.
    pub failure: Option<String>,
}

/// How the answers changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangedBy {
    /// The person changed them.
    Change,
    /// The last change was taken back.
    Undo,
    /// It was made again.
    Redo,
    /// They moved to another file.
    SaveAs,
}

/// Something the world is asked to do; only the runtime does it.
pub enum Effect {
    /// Leave.
    Quit,
    /// Begin an interview.
    Begin(Begin),
    /// Open an answers file.
    Open(PathBuf, BeginAt),
    /// Read several people's answers: files, perhaps with names, and folders of them.
    Compare(Vec<OsString>),
    /// Make one answers file from several people's, and open it.
    Merge(Box<Merge>),
    /// Change the answers and write them.
    Change(Change),
    /// Take the last change back and write.
    Undo,
    /// Make it again and write.
    Redo,
    /// Write the answers to this file from now on.
    SaveAs(PathBuf),
    /// Keep the answers as a scenario of this decision, under this id.
    KeepScenario(DecisionId, String),
    /// Stop until the shell resumes the program.
    Suspend,
    /// Draw everything anew.
    Redraw,
    /// Let the terminal report the mouse, or not.
    Mouse(bool),
    /// Open a file in the person's editor, at a line.
    Edit {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// Read questionnaires and rule bases anew.
    Reload,
    /// Send a text to the terminal's clipboard.
    Copy(String),
    /// Look for interviews that may be resumed.
    FindRecent,
    /// Work in the background; the next job of the same lane cancels it.
    Work(Job),
    /// Stop the work under way in these lanes: nobody wants what it comes to any more.
    Stop(&'static [&'static str]),
}

/// How an interview begins.
#[derive(Clone, Debug, PartialEq)]
pub struct Begin {
    /// The file; absent: a new one in the user's state folder.
    pub path: Option<PathBuf>,
    /// The questionnaire.
    pub questionnaire: QuestionnaireId,
    /// The decisions to make; empty: all.
    pub decisions: Vec<DecisionId>,
    /// What is decided for.
    pub system: Option<String>,
    /// What is answered from the start.
    pub answers: Answers,
}

/// The answers of several people as one file, to be made.
#[derive(Clone, Debug)]
pub struct Merge {
    /// Where it goes.
    pub path: PathBuf,
    /// What is answered.
    pub subject: Arc<Subject>,
    /// What it says.
    pub file: AnswersFile,
    /// What people still have to settle.
    pub agenda: Vec<QuestionId>,
    /// The decisions whose priorities they have to settle too.
    pub priorities: Vec<DecisionId>,
    /// What could not be kept as it was.
    pub remarks: Vec<String>,
}

/// A blank on the screen below, to be filled in by typing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Blank {
    /// The title of the record.
    Title,
    /// Who decides.
    Deciders,
    /// The folder of the record.
    Folder,
    /// The template of the record.
    Template,
    /// Why the team chooses this option instead of the recommended one.
    Override(OptionId),
    /// The file that several people's answers are merged into.
    Merged,
    /// The file that the report goes to.
    Page,
}

/// What is worked out in the background, and told by a message unless it was cancelled.
pub type Work = Box<dyn FnOnce(&AtomicBool) -> Option<Msg> + Send>;

/// Work that takes longer than a frame.
pub struct Job {
    /// What it is about; a new job cancels the one before it in the same lane.
    pub lane: &'static str,
    /// The work: looks at the flag now and then and gives nothing once it is set.
    pub work: Work,
}

impl std::fmt::Debug for Effect {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Quit => f.write_str("Quit"),
            Self::Begin(begin) => f.debug_tuple("Begin").field(begin).finish(),
            Self::Open(path, at) => f.debug_tuple("Open").field(path).field(at).finish(),
            Self::Compare(people) => f.debug_tuple("Compare").field(people).finish(),
            Self::Merge(merge) => f.debug_tuple("Merge").field(&merge.path).finish(),
            Self::Change(change) => f.debug_tuple("Change").field(change).finish(),
            Self::Undo => f.write_str("Undo"),
            Self::Redo => f.write_str("Redo"),
            Self::SaveAs(path) => f.debug_tuple("SaveAs").field(path).finish(),
            Self::KeepScenario(decision, id) => f.debug_tuple("KeepScenario").field(decision).field(id).finish(),
            Self::Suspend => f.write_str("Suspend"),
            Self::Redraw => f.write_str("Redraw"),
            Self::Mouse(on) => f.debug_tuple("Mouse").field(on).finish(),
            Self::Edit { path, line } => write!(f, "Edit({}:{line})", path.display()),
            Self::Reload => f.write_str("Reload"),
            Self::Copy(text) => f.debug_tuple("Copy").field(text).finish(),
            Self::FindRecent => f.write_str("FindRecent"),
            Self::Work(job) => write!(f, "Work({})", job.lane),
            Self::Stop(lanes) => f.debug_tuple("Stop").field(lanes).finish(),
        }
    }
}
