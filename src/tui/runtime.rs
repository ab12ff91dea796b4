//! Where the program meets the world: the event loop, and everything an [`Effect`] asks for. The only file of the screens that
//! reads or writes anything.

use std::collections::BTreeMap;
use std::io::{BufWriter, Stdout};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, SystemTime};

use crossterm::clipboard::CopyToClipboard;
use crossterm::event::{Event, KeyEventKind, MouseButton, MouseEventKind};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Position;
use tui_input::backend::crossterm::to_input_request;

use super::guard::{self, Guard};
use super::keymap::{Action, Key};
use super::message::{Begin, Changed, ChangedBy, Effect, Job, Msg, Opened};
use super::model::Model;
use super::theme::Theme;
use super::{Finish, Hits, Start, update, view};
use crate::load::{Library, Locations, PROJECT_FOLDER, load};
use crate::model::Subject;
use crate::session::{self, Session, SessionError};

/// How long the loop waits for a key while work goes on in the background.
const WHILE_WORKING: Duration = Duration::from_millis(15);

/// How long it waits between two looks at the files, on a screen that follows them.
const WHILE_WATCHING: Duration = Duration::from_millis(500);

/// Runs the program on the terminal until the person leaves.
///
/// The first frame does not wait for the files: it is drawn while they are read.
pub fn run(start: &Start) -> anyhow::Result<Finish> {
    let theme = Theme::for_no_color(std::env::var_os("NO_COLOR").as_deref());
    let locations = start.locations.clone();
    let reading = std::thread::spawn(move || load(&locations));
    let mut world = World::new(start.locations.clone());
    #[cfg(unix)]
    super::unix::watch_for_the_end()?;
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
    Ok(Finish { interview: model.app.interview })
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
        (Some(path), _) => effects.push(Effect::Open(path.clone())),
        (None, Some(subject)) => effects.push(begin(subject, None)),
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

/// The screen that is drawn to.
type Screen = Terminal<CrosstermBackend<BufWriter<Stdout>>>;

/// The event loop.
struct Loop<'a> {
    model: &'a mut Model,
    world: &'a mut World,
    screen: &'a mut Screen,
    hits: Hits,
}

impl Loop<'_> {
    fn run(mut self, first: Vec<Effect>) -> anyhow::Result<()> {
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
        let (model, hits) = (&*self.model, &mut self.hits);
        self.screen.draw(|frame| *hits = view(model, frame))?;
        Ok(())
    }

    /// Waits for the next thing that happens; nothing where it means nothing.
    fn wait(&mut self) -> anyhow::Result<Option<Msg>> {
        loop {
            if let Some(msg) = self.world.finished() {
                return Ok(Some(msg));
            }
            let is_watching = self.model.top().watches_files();
            let patience = match (self.world.is_working(), is_watching) {
                (true, _) => Some(WHILE_WORKING),
                (false, true) => Some(WHILE_WATCHING),
                (false, false) => None,
            };
            if patience.is_none_or(|patience| matches!(crossterm::event::poll(patience), Ok(true) | Err(_))) {
                return Ok(translate(self.model, &self.hits, &crossterm::event::read()?));
            }
            if is_watching && let Some(msg) = self.world.reload_if_changed() {
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
                Effect::Suspend => self.suspend()?,
                Effect::Mouse(on) => guard::set_mouse(on)?,
                Effect::Copy(text) => {
                    crossterm::execute!(std::io::stdout(), CopyToClipboard::to_clipboard_from(text))?;
                }
                Effect::Edit { path, line } => {
                    let done = self.away(|| edit(&path, line))?;
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

    /// Gives the terminal back, does something, and takes it over again.
    fn away<T>(&mut self, something: impl FnOnce() -> T) -> anyhow::Result<T> {
        guard::give_back();
        let done = something();
        guard::take(self.model.app.mouse)?;
        self.redraw()?;
        Ok(done)
    }

    #[cfg(unix)]
    fn suspend(&mut self) -> anyhow::Result<()> {
        self.away(super::unix::stop)
    }

    #[cfg(not(unix))]
    fn suspend(&mut self) -> anyhow::Result<()> {
        self.redraw()
    }
}

/// What an event of the terminal means where the person is.
pub fn translate(model: &Model, hits: &Hits, event: &Event) -> Option<Msg> {
    match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => {
            let context = model.top().context();
            match context.action(Key::from(*key)) {
                Some(action) => Some(Msg::Do(action)),
                None if context.is_typing() => to_input_request(event).map(Msg::Type),
                None => None,
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

/// Takes a message in and does what follows from it, and from that; gives what is left for the terminal to do.
pub fn settle(model: &mut Model, world: &mut World, msg: Msg) -> Vec<Effect> {
    let mut left = Vec::new();
    let mut waiting = std::collections::VecDeque::from([msg]);
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

/// Opens a file in the person's editor, at a line, and waits until that is closed.
fn edit(path: &Path, line: usize) -> std::io::Result<()> {
    let set = |name| std::env::var(name).ok().filter(|v| !v.trim().is_empty());
    let fallback = if cfg!(windows) { "notepad" } else { "vi" };
    let command = set("VISUAL").or_else(|| set("EDITOR")).unwrap_or_else(|| fallback.to_owned());
    let mut words = command.split_whitespace();
    let program = words.next().unwrap_or(fallback);
    let mut editor = std::process::Command::new(program);
    editor.args(words).args(line_arguments(program, path, line));
    let status = editor.status().map_err(|error| std::io::Error::other(format!("cannot run `{program}`: {error}")))?;
    if status.success() { Ok(()) } else { Err(std::io::Error::other(format!("`{program}` ended with {status}"))) }
}

/// How an editor is told the line.
fn line_arguments(program: &str, path: &Path, line: usize) -> Vec<std::ffi::OsString> {
    let name = Path::new(program).file_stem().and_then(|n| n.to_str()).unwrap_or_default();
    let at = || std::ffi::OsString::from(format!("{}:{line}", path.display()));
    match name {
        "vi" | "vim" | "nvim" | "nano" | "emacs" | "emacsclient" | "kak" | "micro" | "ed" | "joe" => {
            vec![format!("+{line}").into(), path.into()]
        }
        "hx" | "helix" | "subl" | "zed" => vec![at()],
        "code" | "codium" | "cursor" => vec!["--wait".into(), "--goto".into(), at()],
        _ => vec![path.into()],
    }
}

/// What effects act on: the interview's file and the work in the background.
pub struct World {
    /// Where interviews without a file of their own are kept.
    state_folder: Option<PathBuf>,
    /// Where questionnaires and rule bases are read from.
    locations: Locations,
    /// What their files were when they were last read.
    seen: Seen,
    session: Option<Session>,
    jobs: BTreeMap<&'static str, Arc<AtomicBool>>,
    n_working: usize,
    done: (Sender<Option<Msg>>, Receiver<Option<Msg>>),
}

impl World {
    /// A world without an interview, which keeps interviews in the user's state folder.
    pub fn new(locations: Locations) -> Self {
        Self { state_folder: session::state_folder(), ..Self::keeping_in(PathBuf::new(), locations) }
    }

    /// As [`World::new`], with another state folder than the user's.
    pub fn keeping_in(folder: PathBuf, locations: Locations) -> Self {
        Self {
            state_folder: Some(folder),
            seen: Seen::now(&locations),
            locations,
            session: None,
            jobs: BTreeMap::new(),
            n_working: 0,
            done: channel(),
        }
    }

    /// Does what does not need the terminal; gives what came of it.
    pub fn perform(&mut self, effect: Effect, model: &Model) -> Option<Msg> {
        match effect {
            Effect::Begin(begin) => Some(self.begin(&begin, &model.app.library)),
            Effect::Open(path) => Some(self.open(&expand_home(&path), model.app.library.clone())),
            Effect::Change(change) => {
                self.change(ChangedBy::Change, &model.app.library, |s| s.apply(change).map(|()| None))
            }
            Effect::Undo => self.change(ChangedBy::Undo, &model.app.library, Session::undo),
            Effect::Redo => self.change(ChangedBy::Redo, &model.app.library, Session::redo),
            Effect::SaveAs(path) => {
                let path = expand_home(&path);
                self.change(ChangedBy::SaveAs, &model.app.library, |s| s.save_as(&path).map(|()| None))
            }
            Effect::FindRecent => {
                let found = self.state_folder.as_deref().map(session::recent_in);
                Some(Msg::Recent(found.unwrap_or_default(), SystemTime::now()))
            }
            Effect::Work(job) => {
                self.work(job);
                None
            }
            Effect::Reload => Some(self.reload()),
            Effect::Quit
            | Effect::Suspend
            | Effect::Redraw
            | Effect::Mouse(_)
            | Effect::Edit { .. }
            | Effect::Copy(_) => None,
        }
    }

    fn begin(&mut self, begin: &Begin, library: &Library) -> Msg {
        let Some(subject) = library.subject(begin.questionnaire.as_str()) else {
            return Msg::Failed(format!("there is no questionnaire `{}`", begin.questionnaire));
        };
        let created = match (&begin.path, &self.state_folder) {
            (Some(path), _) => Session::create(Some(path), subject),
            (None, Some(folder)) => Session::create_in(folder, subject),
            (None, None) => Err(SessionError::NoStateFolder),
        };
        match created {
            Ok(mut session) => {
                let chosen = session.apply(session::Change::Decisions(begin.decisions.clone()));
                let named = session.apply(session::Change::System(begin.system.clone()));
                self.opened(session, library.clone(), chosen.and(named).err())
            }
            Err(error) => Msg::Failed(said(&error)),
        }
    }

    fn open(&mut self, path: &Path, mut library: Library) -> Msg {
        if !path.exists() {
            return Msg::NoFile(path.to_owned());
        }
        match Session::open(path, &mut library) {
            Ok(session) => self.opened(session, library, None),
            Err(SessionError::Unreadable { path, findings }) => {
                Msg::Unreadable { path, findings, library: Box::new(library) }
            }
            Err(error) => Msg::Failed(said(&error)),
        }
    }

    fn opened(&mut self, session: Session, library: Library, failure: Option<SessionError>) -> Msg {
        let opened = Opened {
            path: session.path.clone(),
            questionnaire: session.subject.questionnaire.id.clone(),
            file: session.file.clone(),
            findings: session.findings.clone(),
            library,
            failure: failure.map(|error| said(&error)),
        };
        self.session = Some(session);
        Msg::Opened(Box::new(opened))
    }

    fn change(
        &mut self,
        by: ChangedBy,
        library: &Library,
        make: impl FnOnce(&mut Session) -> Result<Option<session::Change>, SessionError>,
    ) -> Option<Msg> {
        let session = self.session.as_mut()?;
        let mut result = make(session);
        let is_merged = matches!(result, Err(SessionError::ChangedOnDisk { .. }));
        if is_merged {
            // What another program wrote is taken in and the change put on top, so that neither side's work is lost.
            result = session.reload(&mut library.clone()).map(|()| None);
        }
        let (moved, failure) = match result {
            Ok(moved) => (moved, None),
            Err(error) => (None, Some(said(&error))),
        };
        let (file, path) = (session.file.clone(), session.path.clone());
        let is_saved = session.is_saved();
        Some(Msg::Changed(Box::new(Changed { file, moved, by, path, is_merged, is_saved, failure })))
    }

    /// Reads an edited file again: the answers, or the library.
    fn edited(&mut self, path: &Path, done: std::io::Result<()>, model: &Model) -> Msg {
        if let Err(error) = done {
            return Msg::Failed(error.to_string());
        }
        if self.session.as_ref().is_some_and(|s| s.path == path) {
            return self.open(path, model.app.library.clone());
        }
        self.reload()
    }

    /// Reads questionnaires and rule bases anew; the interview goes on with the new ones unless they have errors.
    fn reload(&mut self) -> Msg {
        self.seen = Seen::now(&self.locations);
        let library = load(&self.locations);
        if let Some(session) = self.session.as_mut().filter(|_| !library.has_errors())
            && let Some(subject) = library.subject(session.subject.questionnaire.id.as_str())
        {
            session.subject = Arc::clone(subject);
        }
        Msg::Reloaded(Box::new(library))
    }

    /// As [`World::reload`], where a file changed since it was last read.
    fn reload_if_changed(&mut self) -> Option<Msg> {
        (Seen::now(&self.locations) != self.seen).then(|| self.reload())
    }

    fn work(&mut self, job: Job) {
        let cancel = Arc::new(AtomicBool::new(false));
        if let Some(before) = self.jobs.insert(job.lane, Arc::clone(&cancel)) {
            before.store(true, Ordering::Relaxed);
        }
        let done = self.done.0.clone();
        self.n_working += 1;
        std::thread::spawn(move || {
            let result = (job.work)(&cancel).filter(|_| !cancel.load(Ordering::Relaxed));
            let _ = done.send(result);
        });
    }

    /// The result of work that has ended, if any has.
    pub fn finished(&mut self) -> Option<Msg> {
        while let Ok(result) = self.done.1.try_recv() {
            self.n_working -= 1;
            if result.is_some() {
                return result;
            }
        }
        None
    }

    /// Waits for the next piece of work to end; its result, if it has one.
    pub fn wait(&mut self) -> Option<Msg> {
        let result = self.done.1.recv().ok()?;
        self.n_working -= 1;
        result
    }

    /// Whether work goes on.
    pub fn is_working(&self) -> bool {
        self.n_working > 0
    }
}

/// The files of the library on disk, with what tells that one changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Seen(BTreeMap<PathBuf, (u64, Option<SystemTime>)>);

impl Seen {
    /// How deep folders are looked into: `rules/<decision>/<file>`, below the project's folder.
    const DEPTH: usize = 4;

    fn now(locations: &Locations) -> Self {
        let mut seen = Self::default();
        let own = locations.project.as_ref().map(|project| project.join(PROJECT_FOLDER));
        let folders = [&locations.questionnaires, &locations.rules, &locations.templates, &own];
        folders.into_iter().flatten().for_each(|folder| seen.look(folder, Self::DEPTH));
        seen
    }

    fn look(&mut self, path: &Path, depth: usize) {
        let Ok(about) = std::fs::metadata(path) else { return };
        if !about.is_dir() {
            self.0.insert(path.to_owned(), (about.len(), about.modified().ok()));
        } else if depth > 0 {
            let entries = std::fs::read_dir(path).into_iter().flatten().filter_map(Result::ok);
            entries.for_each(|entry| self.look(&entry.path(), depth - 1));
        }
    }
}

/// An error with the way out of it, in one line.
fn said(error: &SessionError) -> String {
    format!("{error}; {}", error.help())
}

/// A path with `~` in front as the home folder.
fn expand_home(path: &Path) -> PathBuf {
    let home = || directories::BaseDirs::new().map(|dirs| dirs.home_dir().to_owned());
    match path.strip_prefix("~") {
        Ok(rest) => home().map_or_else(|| path.to_owned(), |home| home.join(rest)),
        Err(_) => path.to_owned(),
    }
}
