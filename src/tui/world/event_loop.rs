//! The event loop: waits for what happens, takes it in, draws, and does what only the terminal can.

use std::io::{BufWriter, Stdout};
use std::time::Duration;

use crossterm::event::{Event, KeyEventKind, MouseButton, MouseEventKind};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Position;
use tui_input::backend::crossterm::to_input_request;

use super::clipboard::copy;
use super::editor::edit;
use super::effects::World;
use super::guard;
use super::settle::settle;
use crate::tui::input::{Action, Key};
use crate::tui::model::Model;
use crate::tui::state::app::Notice;
use crate::tui::state::message::{Effect, Msg};
use crate::tui::update::update;
use crate::tui::view::view;
use crate::tui::widget::hits::Hits;

/// How long the loop waits for a key while work goes on in the background.
const WHILE_WORKING: Duration = Duration::from_millis(15);

/// How long it waits between two looks at the files, on a screen that follows them.
const WHILE_WATCHING: Duration = Duration::from_millis(500);

/// The screen that is drawn to.
type Screen = Terminal<CrosstermBackend<BufWriter<Stdout>>>;

/// The event loop.
pub struct Loop<'a> {
    /// Everything the program knows.
    pub model: &'a mut Model,
    /// What effects act on.
    pub world: &'a mut World,
    /// What is drawn to.
    pub screen: &'a mut Screen,
    /// What clicks stand for in the frame drawn last.
    pub hits: Hits,
}

impl Loop<'_> {
    /// Does these effects, and then whatever is asked for until the person leaves.
    pub fn run(mut self, first: Vec<Effect>) -> anyhow::Result<()> {
        for effect in first {
            if let Some(msg) = self.world.perform(effect, self.model) {
                self.take(msg)?;
            }
        }
        loop {
            self.draw()?;
            let Some(msg) = self.wait()? else { continue };
            if self.take(msg)? {
                return Ok(());
            }
        }
    }

    fn draw(&mut self) -> anyhow::Result<()> {
        let _nobody_else_draws = guard::drawing();
        if guard::was_away() {
            self.redraw()?;
        }
        let (model, hits) = (&*self.model, &mut self.hits);
        self.screen.draw(|frame| *hits = view(model, frame))?;
        Ok(())
    }

    /// Waits for the next thing that happens; nothing where it means nothing.
    fn wait(&mut self) -> anyhow::Result<Option<Msg>> {
        loop {
            if let Some(msg) = self.world.jobs.finished() {
                return Ok(Some(msg));
            }
            let is_watching = self.model.top().watches_files();
            let patience = match (self.world.jobs.is_working(), is_watching) {
                (true, _) => Some(WHILE_WORKING),
                (false, true) => Some(WHILE_WATCHING),
                (false, false) => None,
            };
            if patience.is_none_or(|patience| matches!(crossterm::event::poll(patience), Ok(true) | Err(_))) {
                return Ok(translate(self.model, &self.hits, &crossterm::event::read()?));
            }
            if is_watching && let Some(msg) = self.world.reload_if_changed(&self.model.app.library) {
                return Ok(Some(msg));
            }
        }
    }

    /// Takes a message in, with all that follows from it; gives whether to leave.
    fn take(&mut self, msg: Msg) -> anyhow::Result<bool> {
        for effect in settle(self.model, self.world, msg) {
            match effect {
                Effect::Quit => return Ok(true),
                Effect::Redraw => self.redraw()?,
                Effect::Suspend => self.suspend(),
                Effect::Mouse(on) => guard::set_mouse(on)?,
                Effect::Copy(text) => copy(&text)?,
                Effect::Edit { path, line } => {
                    let done = away(|| edit(&path, line))?;
                    let msg = self.world.edited(&path, done, self.model);
                    self.take(msg)?;
                }
                _ => {}
            }
        }
        Ok(false)
    }

    /// Forgets what the terminal shows, so that the next frame is drawn in full.
    fn redraw(&mut self) -> anyhow::Result<()> {
        // Not `clear`: it asks the terminal where the cursor is and fails where there is no reply.
        let size = self.screen.size()?;
        self.screen.resize(ratatui::layout::Rect::new(0, 0, size.width, size.height))?;
        update(self.model, &Msg::Resize(size.width, size.height));
        Ok(())
    }

    /// Stops the program until the shell resumes it.
    fn suspend(&mut self) {
        #[cfg(unix)]
        if crate::tui::world::unix::suspend() {
            return;
        }
        self.model.app.notice = Some(Notice::fine("no shell is there to resume the program"));
    }
}

/// Gives the terminal back, does something, and takes it over again.
fn away<T>(something: impl FnOnce() -> T) -> anyhow::Result<T> {
    guard::give_back();
    let done = something();
    guard::take()?;
    Ok(done)
}

/// What an event of the terminal means where the person is.
pub fn translate(model: &Model, hits: &Hits, event: &Event) -> Option<Msg> {
    match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => {
            let context = model.top().context();
            let pressed = Key::from(*key);
            match model.app.keymap.action(context, pressed) {
                Some(action) => Some(Msg::Do(action)),
                None if context.is_typing() => to_input_request(event).map(Msg::Type),
                None => pressed.of_another_layout().map(Msg::Unknown),
            }
        }
        Event::Paste(text) => Some(Msg::Paste(text.clone())),
        Event::Resize(width, height) => Some(Msg::Resize(*width, *height)),
        Event::Mouse(mouse) => match mouse.kind {
            MouseEventKind::Down(MouseButton::Left) => hits.at(Position::new(mouse.column, mouse.row)).map(Msg::Do),
            MouseEventKind::ScrollUp => Some(Msg::Do(Action::Up)),
            MouseEventKind::ScrollDown => Some(Msg::Do(Action::Down)),
            _ => None,
        },
        _ => None,
    }
}
