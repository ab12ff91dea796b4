//! One line to be typed: a note, the system's name, a path.

use std::ffi::OsString;
use std::path::PathBuf;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use tui_input::Input;

use super::{Go, Reply, Screen};
use crate::model::{Answer, CriterionId, DecisionId, QuestionId};
use crate::session::Change;
use crate::tui::input::{Action, Context};
use crate::tui::state::app::{App, Notice};
use crate::tui::state::message::{BeginAt, Blank, Effect, Msg};
use crate::tui::widget::frame::window;
use crate::tui::widget::hits::Hits;
use crate::tui::widget::input_line::{input_line, paste};
use crate::tui::widget::text::{clip, wrap};

/// What the line is for.
#[derive(Clone, Debug, PartialEq)]
pub enum Purpose {
    /// A note on this answer.
    Note(QuestionId, Answer),
    /// The name of the system decided for.
    Name,
    /// The points of this criterion.
    Weight(CriterionId),
    /// The file to keep the answers in.
    SaveAs,
    /// The id of a scenario of this decision that keeps the answers.
    Scenario(DecisionId),
    /// The answers file to open.
    Open,
    /// The answers files of the people to compare.
    Compare,
    /// A blank on the screen below.
    Blank(Blank),
}

impl Purpose {
    fn title(&self) -> &'static str {
        match self {
            Self::Note(..) => "Note on this answer",
            Self::Name => "What is being decided for?",
            Self::Weight(_) => "How many points?",
            Self::SaveAs => "Write the answers to which file?",
            Self::Scenario(_) => "Keep the answers as which scenario?",
            Self::Open => "Open which answers file?",
            Self::Compare => "Whose answers side by side?",
            Self::Blank(Blank::Merged) => "Merge the answers into which file?",
            Self::Blank(Blank::Page) => "Write the page to which file?",
            Self::Blank(Blank::Title) => "Title of the record",
            Self::Blank(Blank::Deciders) => "Who decides?",
            Self::Blank(Blank::Folder) => "Into which folder?",
            Self::Blank(Blank::Template) => "Which template?",
            Self::Blank(Blank::Override(_)) => "Why does your team choose this option?",
        }
    }

    fn help(&self) -> &'static str {
        match self {
            Self::Note(..) => "Where the answer comes from, or what would settle it. It goes into the record.",
            Self::Name => "The system's name, as its users or its team say it. It goes into the record's title.",
            Self::Weight(_) => {
                "Points only count against each other: 30 is twice as much as 15. Empty: the declared points."
            }
            Self::SaveAs => "A path; `~` is your home folder. From now on every answer is written there.",
            Self::Scenario(_) => {
                "An id, such as `small-shop`. The scenario expects what comes out now; it is added to the rule base's own files."
            }
            Self::Open => "A path; `~` is your home folder. A file that is not there yet is begun.",
            Self::Compare => {
                "Answers files, set apart by blanks; NAME=FILE names a person, a folder stands for all files in it, \"quotes\" keep blanks together."
            }
            Self::Blank(Blank::Page) => {
                "The ending says the form: .html to forward, .md beside the code, .txt, or .json for programs. The page stands first, the whole report below it."
            }
            Self::Blank(Blank::Merged) => {
                "A new file that keeps every vote. What people differ on stays open in it; then you are asked for what decides, and for nothing else."
            }
            Self::Blank(Blank::Title) => "What was decided, in a few words. The file is named after it.",
            Self::Blank(Blank::Deciders) => "Names, set apart by commas.",
            Self::Blank(Blank::Folder) => {
                "A path within the project. Empty: as its settings say, or as records are found there."
            }
            Self::Blank(Blank::Template) => {
                "A file of your own in place of the shapes; docs/adr.md says what it is given. Empty: none."
            }
            Self::Blank(Blank::Override(_)) => {
                "The reason goes into the record, beside what the rules recommend. Left empty, nothing is chosen otherwise."
            }
        }
    }
}

/// The most points an answers file may give to a criterion.
const MAX_POINTS: u32 = 1_000_000;

/// The field.
pub struct Field {
    purpose: Purpose,
    input: Input,
}

impl Field {
    /// A field that starts with a text.
    pub fn new(purpose: Purpose, text: &str) -> Self {
        Self { purpose, input: Input::new(text.to_owned()) }
    }

    fn done(&self, app: &mut App) -> Reply {
        let text = self.input.value().trim().to_owned();
        let some = Some(text.clone()).filter(|t| !t.is_empty());
        match &self.purpose {
            Purpose::Note(question, answer) => {
                let answer = Answer { note: some, ..answer.clone() };
                Reply::close().and(Effect::Change(Change::Answer(question.clone(), Some(answer))))
            }
            Purpose::Name => Reply::close().and(Effect::Change(Change::System(some))),
            Purpose::Weight(criterion) => {
                let change = |points| Reply::close().and(Effect::Change(Change::Weight(criterion.clone(), points)));
                match text.parse::<u32>() {
                    _ if text.is_empty() => change(None),
                    Ok(points) if points <= MAX_POINTS => change(Some(points)),
                    _ => {
                        app.notice = Some(Notice::bad(format!("type a whole number from 0 to {MAX_POINTS}")));
                        Reply::none()
                    }
                }
            }
            Purpose::SaveAs | Purpose::Open | Purpose::Compare | Purpose::Blank(Blank::Merged | Blank::Page)
                if text.is_empty() =>
            {
                app.notice = Some(Notice::bad("type a path, or leave the field with Esc"));
                Reply::none()
            }
            Purpose::Scenario(_) if text.is_empty() => {
                app.notice = Some(Notice::bad("type an id, or leave the field with Esc"));
                Reply::none()
            }
            Purpose::Scenario(decision) => Reply::close().and(Effect::KeepScenario(decision.clone(), text)),
            Purpose::SaveAs => Reply::close().and(Effect::SaveAs(PathBuf::from(text))),
            Purpose::Blank(blank) => {
                Reply { go: Some(Go::CloseWith(Msg::Typed(blank.clone(), text))), ..Reply::default() }
            }
            Purpose::Open => Reply::close().and(Effect::Open(PathBuf::from(text), BeginAt::FirstOpen)),
            Purpose::Compare => {
                Reply::close().and(Effect::Compare(words(&text).into_iter().map(OsString::from).collect()))
            }
        }
    }
}

impl Screen for Field {
    fn context(&self) -> Context {
        Context::Field
    }

    fn update(&mut self, app: &mut App, msg: &Msg) -> Reply {
        match msg {
            Msg::Do(Action::Accept) => return self.done(app),
            Msg::Do(Action::Close) => return Reply::close(),
            Msg::Type(request) => {
                self.input.handle(*request);
            }
            Msg::Paste(text) => paste(&mut self.input, text),
            _ => {}
        }
        Reply::none()
    }

    fn view(&self, app: &App, frame: &mut Frame, area: Rect, _hits: &mut Hits) {
        let columns = 64.min(area.width.saturating_sub(8));
        let help = wrap(self.purpose.help(), columns as usize);
        let inside = window(app, frame, area, self.purpose.title(), (columns, help.len() as u16 + 3));
        input_line(app, frame, Rect { height: 1.min(inside.height), ..inside }, &self.input);
        let help = clip(help, inside.height.saturating_sub(2) as usize, columns as usize);
        for (row, line) in help.into_iter().enumerate() {
            let place = Rect { y: inside.y + 2 + row as u16, height: 1, ..inside };
            frame.render_widget(Line::styled(line, app.theme.quiet), place);
        }
    }

    fn is_overlay(&self) -> bool {
        true
    }
}

/// The words of a line: set apart by blanks, but for those between quotes.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            c if c.is_whitespace() && !quoted => words.push(String::new()),
            c => words.last_mut().expect("there is a word").push(c),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}
