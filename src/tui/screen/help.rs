//! What the keys do: the keymap's rows for where the person is, then for everywhere else. What is typed filters them, and the selected
//! one can be done from here.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use tui_input::Input;

use super::{Go, Reply, Screen};
use crate::tui::input::{Action, Binding, Context, Layer};
use crate::tui::state::app::App;
use crate::tui::state::message::Msg;
use crate::tui::widget::frame::{MARGIN, Title, from_row, page};
use crate::tui::widget::hits::Hits;
use crate::tui::widget::input_line::{input_line, paste};
use crate::tui::widget::sheet::{At, GUTTER, Pen, Sheet, column, with_gutter};
use crate::tui::widget::text::width;

/// The help screen.
pub struct Help {
    of: Context,
    filter: Input,
    at: At,
}

impl Help {
    /// Help for a place.
    pub fn new(of: Context) -> Self {
        Self { of, filter: Input::default(), at: At::default() }
    }

    /// Whether each word typed stands in a row.
    fn is_shown(&self, names: &str, help: &str) -> bool {
        let text = format!("{names} {help}").to_lowercase();
        self.filter.value().to_lowercase().split_whitespace().all(|word| text.contains(word))
    }

    fn sheet(&self, app: &App, columns: u16) -> Sheet<Action> {
        let mut pen = Pen::new(&app.theme, column(columns, columns));
        let name = Context::ALL.iter().find(|(c, _)| *c == self.of).map_or("", |(_, name)| name);
        let is_here = |b: &&Binding| !matches!(b.layer, Layer::Back | Layer::Everywhere | Layer::Always);
        let shown =
            |b: &&Binding| !b.help.is_empty() && !b.keys.is_empty() && self.is_shown(&b.key_names().join(" "), b.help);
        let (here, everywhere): (Vec<&Binding>, Vec<&Binding>) =
            app.keymap.bindings(self.of).filter(shown).partition(is_here);
        rows(&mut pen, name, &here);
        let signs: Vec<_> = signs(self.of).iter().filter(|(sign, help)| self.is_shown(sign, help)).collect();
        if !signs.is_empty() {
            pen.heading("Signs");
            signs.iter().for_each(|(sign, help)| row(&mut pen, sign, help));
        }
        rows(&mut pen, "Everywhere", &everywhere);
        if self.filter.value().is_empty() {
            pen.blank();
            let about =
                "Every answer is written to the answers file before the next key is read. Nothing is sent anywhere.";
            pen.say(about, app.theme.quiet);
        } else if here.is_empty() && everywhere.is_empty() {
            pen.say("No key does that here.", app.theme.quiet);
        }
        pen.done()
    }

    fn shown(&self, app: &App) -> (Sheet<Action>, usize) {
        let columns = (app.size.0 + GUTTER).saturating_sub(2 * MARGIN);
        let sheet = self.sheet(app, columns);
        let rows = sheet.rows(columns, app.size.1.saturating_sub(4 + FILTER_ROWS) as usize);
        (sheet, rows)
    }

    fn act(&mut self, app: &App, action: Action) -> Reply {
        let (sheet, rows) = self.shown(app);
        let is_second_click = action == Action::Row(self.at.stop);
        if !is_second_click && sheet.step(&mut self.at, rows, action) {
            return Reply::none();
        }
        match action {
            Action::Accept | Action::Row(_) => match sheet.target(self.at) {
                Some(chosen) => Reply { go: Some(Go::CloseWith(Msg::Do(*chosen))), ..Reply::default() },
                None => Reply::none(),
            },
            Action::Close if !self.filter.value().is_empty() => {
                self.filter.reset();
                self.at = At::default();
                Reply::none()
            }
            Action::Close => Reply::close(),
            _ => Reply::none(),
        }
    }
}

/// The rows of the filter, a blank one included.
const FILTER_ROWS: u16 = 2;
/// Columns for the keys.
const KEYS: usize = 14;

/// Bindings under their heading, each of which can be selected.
fn rows(pen: &mut Pen<'_, Action>, heading: &str, bindings: &[&Binding]) {
    if !bindings.is_empty() {
        pen.heading(heading);
    }
    for binding in bindings {
        pen.stop(binding.action, |pen| row(pen, &binding.key_names().join(" "), binding.help));
    }
}

/// A name with its help wrapped beside it.
fn row(pen: &mut Pen<'_, Action>, name: &str, help: &str) {
    let key = pen.theme.key;
    let text = pen.theme.text;
    pen.hang(Span::styled(name.to_owned(), key), KEYS, help, text);
}

/// What the signs beside a question mean.
fn signs(of: Context) -> &'static [(&'static str, &'static str)] {
    match of {
        Context::Question | Context::Priorities => &[
            ("●", "an option's fit as things stand, from 0 to 100"),
            ("━", "as far as the open answers can still move it"),
            ("▲ ▼", "what the last change did to it"),
            ("out? or ?", "an open answer can still exclude it"),
            ("✓", "settled: no open answer changes what leads"),
            ("≈", "too close to call"),
            ("■ ▣ □", "a level that is reached, may be reached, cannot be reached"),
            ("*", "points of your own instead of the declared ones"),
        ],
        _ => &[],
    }
}

impl Screen for Help {
    fn context(&self) -> Context {
        Context::Help
    }

    fn update(&mut self, app: &mut App, msg: &Msg) -> Reply {
        match msg {
            Msg::Do(action) => return self.act(app, *action),
            Msg::Type(request) => {
                self.filter.handle(*request);
            }
            Msg::Paste(text) => paste(&mut self.filter, text),
            _ => return Reply::none(),
        }
        self.at = At::default();
        Reply::none()
    }

    fn refresh(&mut self, app: &App) {
        let (sheet, rows) = self.shown(app);
        sheet.keep(&mut self.at, rows);
    }

    fn view(&self, app: &App, frame: &mut Frame, area: Rect, hits: &mut Hits) {
        let title = Title { left: "Keys".to_owned(), ..Title::default() };
        let body = page(app, frame, area, hits, &title, self.context());
        let label = "Type to filter: ";
        frame.render_widget(Line::styled(label, app.theme.quiet), Rect { height: 1, ..body });
        let below = with_gutter(from_row(body, body.y + FILTER_ROWS));
        self.sheet(app, below.width).draw(&app.theme, frame, below, self.at, hits);
        let x = width(label) as u16;
        let field = Rect { x: body.x + x, width: body.width.saturating_sub(x).min(40), height: 1, ..body };
        input_line(app, frame, field, &self.filter);
    }
}
