//! The start and the end of the full-screen interview.

use std::ffi::OsString;
use std::io::BufWriter;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;

use super::effects::World;
use super::event_loop::Loop;
use super::guard::Guard;
use crate::load::{Library, Locations, load};
use crate::model::{Answers, Day, Subject};
use crate::team::Comparison;
use crate::tui::input::Keymap;
use crate::tui::model::Model;
use crate::tui::state::interview::Interview;
use crate::tui::state::message::{Begin, BeginAt, Effect, Msg};
use crate::tui::theme::Theme;
use crate::tui::update::update;
use crate::tui::view::view;
use crate::tui::widget::hits::Hits;

/// How the program starts.
#[derive(Clone, Debug, Default)]
pub struct Start {
    /// The answers file to open, or to begin where there is none.
    pub answers: Option<PathBuf>,
    /// Where questionnaires and rule bases were read from, to read them anew.
    pub locations: Locations,
    /// The project decided for, where records go.
    pub project: PathBuf,
    /// The day records are dated.
    pub today: Option<Day>,
    /// The questionnaire to begin with, where no file says which.
    pub questionnaire: Option<String>,
    /// The keys in force.
    pub keymap: Keymap,
    /// Whether the terminal shall report the mouse.
    pub mouse: bool,
    /// The files of the people whose answers to show side by side, perhaps with their names.
    pub people: Vec<OsString>,
}

/// How the interview ended, to be said on the main screen.
pub struct Finish {
    /// The interview, if one was begun.
    pub interview: Option<Interview>,
    /// The comparison of several people's answers, if there was one.
    pub comparison: Option<Arc<Comparison>>,
    /// The records that were written.
    pub records: Vec<PathBuf>,
    /// The pages that were written.
    pub pages: Vec<PathBuf>,
}

/// Runs the program on the terminal until the person leaves.
///
/// The first frame does not wait for the files: it is drawn while they are read.
pub fn run(start: &Start) -> anyhow::Result<Finish> {
    let theme = Theme::for_no_color(std::env::var_os("NO_COLOR").as_deref());
    let locations = start.locations.clone();
    let reading = std::thread::spawn(move || load(&locations));
    let mut world = World::new(start.locations.clone());
    #[cfg(unix)]
    super::unix::watch()?;
    let guard = Guard::new(start.mouse)?;
    // A resize before the first poll would be lost.
    crossterm::event::poll(Duration::ZERO)?;
    let mut screen = Terminal::new(CrosstermBackend::new(BufWriter::new(std::io::stdout())))?;
    let waiting = Model::reading(theme, start.mouse);
    screen.draw(|frame| drop(view(&waiting, frame)))?;
    let library = reading.join().map_err(|_| anyhow::anyhow!("the files could not be read"))?;
    let first = first_effects(start, &library)?;
    let mut model = Model::new(library, theme, start.mouse);
    model.app.project.clone_from(&start.project);
    model.app.keymap.clone_from(&start.keymap);
    model.name_findings();
    model.app.today = start.today.unwrap_or(model.app.today);
    let size = screen.size()?;
    update(&mut model, &Msg::Resize(size.width, size.height));
    let result = Loop { model: &mut model, world: &mut world, screen: &mut screen, hits: Hits::default() }.run(first);
    drop(guard);
    result?;
    world.finish().map_err(|error| anyhow::anyhow!("{error}; {}", error.help()))?;
    let comparison = model.app.compared.as_ref().and_then(|compared| compared.comparison().cloned());
    let records = model.app.recorded.into_iter().map(|record| record.path).collect();
    Ok(Finish { interview: model.app.interview, comparison, records, pages: model.app.pages })
}

/// What the start asks for, before the first key.
fn first_effects(start: &Start, library: &Library) -> anyhow::Result<Vec<Effect>> {
    let mut effects = vec![Effect::FindRecent];
    let named = match &start.questionnaire {
        Some(id) => Some(library.subject(id).ok_or_else(|| unknown_questionnaire(id, library))?),
        None => None,
    };
    match (&start.answers, named) {
        (Some(path), Some(subject)) if !path.exists() => effects.push(begin(subject, Some(path.clone()))),
        (Some(path), _) => effects.push(Effect::Open(path.clone(), BeginAt::FirstOpen)),
        (None, Some(subject)) => effects.push(begin(subject, None)),
        (None, None) if !start.people.is_empty() => effects.push(Effect::Compare(start.people.clone())),
        (None, None) => {}
    }
    Ok(effects)
}

fn begin(subject: &Subject, path: Option<PathBuf>) -> Effect {
    let questionnaire = subject.questionnaire.id.clone();
    Effect::Begin(Begin { path, questionnaire, decisions: Vec::new(), system: None, answers: Answers::default() })
}

fn unknown_questionnaire(id: &str, library: &Library) -> anyhow::Error {
    let known = library.subjects.iter().map(|s| s.questionnaire.id.as_str());
    let help = crate::condition::closest(id, known).unwrap_or_else(|| "`archfit list` shows them".to_owned());
    anyhow::anyhow!("unknown questionnaire `{id}`; {help}")
}
