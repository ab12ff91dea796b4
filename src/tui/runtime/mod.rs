//! Where the program meets the world: the start, the [`event_loop`], and everything an [`Effect`] asks for. Only what is below here
//! reads or writes anything.

mod editor;
pub mod event_loop;
mod jobs;
mod world;

use std::collections::VecDeque;
use std::io::BufWriter;
use std::path::PathBuf;
use std::time::Duration;

use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;

pub use event_loop::translate;
pub use world::World;

use self::event_loop::Loop;
use super::guard::Guard;
use super::message::{Begin, BeginAt, Effect, Msg};
use super::model::Model;
use super::theme::Theme;
use super::{Finish, Hits, Start, update, view};
use crate::load::{Library, load};
use crate::model::Subject;

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
    model.app.today = start.today.unwrap_or(model.app.today);
    let size = screen.size()?;
    update(&mut model, &Msg::Resize(size.width, size.height));
    let result = Loop { model: &mut model, world: &mut world, screen: &mut screen, hits: Hits::default() }.run(first);
    drop(guard);
    result?;
    let comparison = model.app.compared.as_ref().and_then(|compared| compared.comparison().cloned());
    Ok(Finish { interview: model.app.interview, comparison })
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
    Effect::Begin(Begin { path, questionnaire, decisions: Vec::new(), system: None })
}

fn unknown_questionnaire(id: &str, library: &Library) -> anyhow::Error {
    let known = library.subjects.iter().map(|s| s.questionnaire.id.as_str());
    let help = crate::condition::closest(id, known).unwrap_or_else(|| "`archfit list` shows them".to_owned());
    anyhow::anyhow!("unknown questionnaire `{id}`; {help}")
}

/// Takes a message in and does what follows from it, and from that; gives what is left for the terminal to do.
pub fn settle(model: &mut Model, world: &mut World, msg: Msg) -> Vec<Effect> {
    let mut left = Vec::new();
    let mut waiting = VecDeque::from([msg]);
    while let Some(msg) = waiting.pop_front() {
        for effect in update(model, &msg) {
            match effect {
                effect if is_for_the_terminal(&effect) => left.push(effect),
                effect => waiting.extend(world.perform(effect, model)),
            }
        }
    }
    left
}

/// Whether an effect acts on the terminal itself.
fn is_for_the_terminal(effect: &Effect) -> bool {
    matches!(
        effect,
        Effect::Quit | Effect::Redraw | Effect::Suspend | Effect::Mouse(_) | Effect::Edit { .. } | Effect::Copy(_)
    )
}
