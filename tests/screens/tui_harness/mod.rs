//! The screens without a terminal: keys in, the text of the screen out, with a real session in a folder of its own.

#![allow(clippy::allow_attributes, dead_code, reason = "each test file uses its own part")]

use archfit::load::{Library, Locations, load};
use archfit::tui::Model;
use archfit::tui::input::Key;
use archfit::tui::state::message::{BeginAt, Effect, Msg};
use archfit::tui::theme::Theme;
use archfit::tui::view::view;
use archfit::tui::widget::hits::Hits;
use archfit::tui::world::{World, settle, translate};
use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::layout::Position;

/// The program on a pretended terminal.
pub struct Tui {
    pub model: Model,
    pub world: World,
    pub hits: Hits,
    /// What only a terminal could have done.
    pub asked_for: Vec<Effect>,
    screen: Terminal<TestBackend>,
    pub folder: tempfile::TempDir,
}

/// The library of the fixture: one questionnaire with a question of every kind, two decisions.
pub fn kiosk() -> Library {
    let library = load(&kiosk_locations());
    assert_eq!(library.diagnostics, Vec::new());
    library
}

fn kiosk_locations() -> Locations {
    fixture("tests/fixtures/tui")
}

/// The questionnaires and rules in a folder of the package.
pub fn fixture(folder: &str) -> Locations {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    Locations {
        questionnaires: Some(root.join("questionnaires")),
        rules: Some(root.join("rules")),
        templates: Some(concat!(env!("CARGO_MANIFEST_DIR"), "/templates").into()),
        without_embedded: true,
        ..Locations::default()
    }
}

impl Tui {
    /// At the start screen.
    pub fn new(width: u16, height: u16) -> Self {
        Self::with(kiosk_locations(), width, height)
    }

    /// In a copy of the answers of the report's fixture, read by this library.
    pub fn answered(locations: Locations, width: u16, height: u16) -> Self {
        let answers = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/tui_report/answers.toml");
        let answers = std::fs::read_to_string(answers).expect("the answers are there");
        Self::reading(&answers, locations, width, height)
    }

    /// In a file with these answers, read by this library.
    pub fn reading(answers: &str, locations: Locations, width: u16, height: u16) -> Self {
        let mut tui = Self::with(locations, width, height);
        let path = tui.folder.path().join("stall.toml");
        std::fs::write(&path, answers).expect("the answers are written");
        let opened = tui.world.perform(Effect::Open(path, BeginAt::FirstOpen), &tui.model).expect("an interview");
        tui.send(opened);
        tui
    }

    /// At the start screen of another library.
    pub fn with(locations: Locations, width: u16, height: u16) -> Self {
        let library = load(&locations);
        let folder = tempfile::tempdir().expect("a folder");
        let mut tui = Self {
            model: Model::new(library, Theme::COLOUR, false),
            world: World::keeping_in(folder.path().join("state"), locations),
            hits: Hits::default(),
            asked_for: Vec::new(),
            screen: Terminal::new(TestBackend::new(width, height)).expect("a screen"),
            folder,
        };
        tui.send(Msg::Resize(width, height));
        tui
    }

    /// At the first question of a new interview, which asks in file order.
    pub fn begun(width: u16, height: u16) -> Self {
        let mut tui = Self::new(width, height);
        tui.press("Enter").in_file_order();
        tui
    }

    /// From here on in file order, at the first question.
    pub fn in_file_order(&mut self) -> &mut Self {
        self.press("o v Home Enter")
    }

    /// Takes a message in and draws.
    pub fn send(&mut self, msg: Msg) {
        let asked_for = settle(&mut self.model, &mut self.world, msg);
        self.asked_for.extend(asked_for);
        self.draw();
    }

    /// Takes in what work in the background comes to, until none goes on.
    pub fn wait(&mut self) -> &mut Self {
        while self.world.jobs.is_working() {
            if let Some(msg) = self.world.jobs.wait() {
                self.send(msg);
            }
        }
        self
    }

    fn draw(&mut self) {
        if self.asked_for.iter().any(|e| matches!(e, Effect::Quit)) {
            return;
        }
        // Drawn in full: unlike a terminal, the pretended one does not blank the second half of a wide character written over.
        self.screen.clear().expect("a screen");
        let (model, hits) = (&self.model, &mut self.hits);
        self.screen.draw(|frame| *hits = view(model, frame)).expect("a frame");
    }

    /// Presses keys, named as help names them and set apart by blanks.
    pub fn press(&mut self, keys: &str) -> &mut Self {
        for name in keys.split_whitespace() {
            self.event(&Event::Key(event_of(name)));
        }
        self
    }

    /// Types a text, character by character.
    pub fn type_text(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            self.event(&Event::Key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE)));
        }
        self
    }

    /// Clicks on the first place where a text stands.
    pub fn click(&mut self, text: &str) -> &mut Self {
        let place = self.place_of(text);
        let kind = MouseEventKind::Down(MouseButton::Left);
        self.event(&Event::Mouse(MouseEvent { kind, column: place.x, row: place.y, modifiers: KeyModifiers::NONE }));
        self
    }

    pub fn event(&mut self, event: &Event) {
        if let Some(msg) = translate(&self.model, &self.hits, event) {
            self.send(msg);
        }
    }

    pub fn resize(&mut self, width: u16, height: u16) {
        self.screen.backend_mut().resize(width, height);
        self.send(Msg::Resize(width, height));
    }

    /// The text of the screen.
    pub fn text(&self) -> String {
        let buffer = self.screen.backend().buffer();
        let mut text = String::new();
        for y in 0..buffer.area.height {
            let mut line = String::new();
            let mut x = 0;
            while x < buffer.area.width {
                let symbol = buffer[(x, y)].symbol();
                line.push_str(symbol);
                x += (unicode_width::UnicodeWidthStr::width(symbol) as u16).max(1);
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }

    /// The cells of the screen.
    pub fn cells(&self) -> &ratatui::buffer::Buffer {
        self.screen.backend().buffer()
    }

    pub fn assert_shows(&self, text: &str) {
        assert!(self.text().contains(text), "`{text}` is not on the screen:\n{}", self.text());
    }

    pub fn assert_hides(&self, text: &str) {
        assert!(!self.text().contains(text), "`{text}` is on the screen:\n{}", self.text());
    }

    fn place_of(&self, text: &str) -> Position {
        let screen = self.text();
        let found = screen.lines().enumerate().find_map(|(y, line)| {
            let at = line.find(text)?;
            Some(Position::new(unicode_width::UnicodeWidthStr::width(&line[..at]) as u16, y as u16))
        });
        found.unwrap_or_else(|| panic!("`{text}` is not on the screen:\n{screen}"))
    }

    /// Where the real cursor is.
    pub fn cursor(&mut self) -> Position {
        use ratatui::backend::Backend;
        self.screen.backend_mut().get_cursor_position().expect("a cursor")
    }

    /// What the answers file says.
    pub fn on_disk(&self) -> String {
        let path = &self.model.app.interview.as_ref().expect("an interview").path;
        std::fs::read_to_string(path).unwrap_or_default()
    }

    pub fn wants(&self, wanted: fn(&Effect) -> bool) -> bool {
        self.asked_for.iter().any(wanted)
    }
}

/// The key of a name such as `↓`, `Enter`, `Ctrl-R`, `x`.
fn event_of(name: &str) -> KeyEvent {
    let (modifiers, rest) = match name.strip_prefix("Ctrl-") {
        Some(rest) => (KeyModifiers::CONTROL, rest.to_lowercase()),
        None => (KeyModifiers::NONE, name.to_owned()),
    };
    let named = [
        KeyCode::Up,
        KeyCode::Down,
        KeyCode::Left,
        KeyCode::Right,
        KeyCode::Enter,
        KeyCode::Esc,
        KeyCode::Tab,
        KeyCode::PageUp,
        KeyCode::PageDown,
        KeyCode::Home,
        KeyCode::End,
        KeyCode::Delete,
        KeyCode::Backspace,
        KeyCode::Char(' '),
    ];
    let code = named.into_iter().find(|code| Key::from(KeyEvent::from(*code)).to_string() == rest);
    let code = code.unwrap_or_else(|| {
        let mut characters = rest.chars();
        match (characters.next(), characters.next()) {
            (Some(c), None) => KeyCode::Char(c),
            _ => panic!("`{name}` is no key"),
        }
    });
    KeyEvent::new(code, modifiers)
}
