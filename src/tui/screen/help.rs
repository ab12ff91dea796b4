//! What the keys do: the keymap's rows for where the person is, then for everywhere else.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::{Reply, Screen};
use crate::tui::input::{Binding, Context, Layer};
use crate::tui::screen::reading::{draw_scrolled, scrolled};
use crate::tui::state::app::App;
use crate::tui::state::message::Msg;
use crate::tui::widget::frame::{Title, page};
use crate::tui::widget::hits::Hits;
use crate::tui::widget::text::{pad, wrap};

/// The help screen.
pub struct Help {
    of: Context,
    scroll: usize,
}

impl Help {
    /// Help for a place.
    pub fn new(of: Context) -> Self {
        Self { of, scroll: 0 }
    }

    fn lines(&self, app: &App, columns: usize) -> Vec<Line<'static>> {
        let heading = |text: &str| Line::styled(text.to_owned(), app.theme.strong);
        let name = Context::ALL.iter().find(|(c, _)| *c == self.of).map_or("", |(_, name)| name);
        let mut lines = vec![heading(name)];
        let (here, everywhere): (Vec<&Binding>, Vec<&Binding>) = self
            .of
            .bindings()
            .filter(|b| !b.help.is_empty())
            .partition(|b| !matches!(b.layer, Layer::Back | Layer::Everywhere | Layer::Always));
        here.iter().for_each(|b| lines.extend(binding_lines(app, b, columns)));
        let signs = signs(self.of);
        if !signs.is_empty() {
            lines.extend([Line::default(), heading("Signs")]);
            signs.iter().for_each(|(sign, help)| lines.extend(row_lines(app, sign, help, columns)));
        }
        lines.extend([Line::default(), heading("Everywhere")]);
        everywhere.iter().for_each(|b| lines.extend(binding_lines(app, b, columns)));
        lines.push(Line::default());
        let about =
            "Every answer is written to the answers file before the next key is read. Nothing is sent anywhere.";
        lines.extend(wrap(about, columns).into_iter().map(|l| Line::styled(l, app.theme.quiet)));
        lines
    }
}

/// Columns for the keys.
const KEYS: usize = 14;

/// One binding, its help wrapped beside its keys.
fn binding_lines(app: &App, binding: &Binding, columns: usize) -> Vec<Line<'static>> {
    row_lines(app, &binding.key_names().join(" "), binding.help, columns)
}

fn row_lines(app: &App, name: &str, help: &str, columns: usize) -> Vec<Line<'static>> {
    let help = wrap(help, columns.saturating_sub(KEYS));
    let line = |(row, text): (usize, String)| {
        let name = if row == 0 { pad(name, KEYS) } else { " ".repeat(KEYS) };
        Line::from(vec![Span::styled(name, app.theme.key), Span::raw(text)])
    };
    help.into_iter().enumerate().map(line).collect()
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
        Context::Reading
    }

    fn update(&mut self, app: &mut App, msg: &Msg) -> Reply {
        let columns = app.size.0.saturating_sub(4) as usize;
        let (n_lines, rows) = (self.lines(app, columns).len(), app.size.1.saturating_sub(4) as usize);
        scrolled(&mut self.scroll, n_lines, rows, msg)
    }

    fn view(&self, app: &App, frame: &mut Frame, area: Rect, hits: &mut Hits) {
        let title = Title { left: "Keys".to_owned(), ..Title::default() };
        let body = page(app, frame, area, hits, &title, self.context());
        draw_scrolled(frame, body, self.lines(app, body.width as usize), self.scroll);
    }
}
