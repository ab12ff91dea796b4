//! What every full screen has around its body: a title line above, one line for a notice and one for the keys below.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::hits::Hits;
use super::text::{fit, width};
use crate::tui::input::{Action, Binding, Context, Keymap};
use crate::tui::state::app::App;

/// Blank columns at the left and the right.
pub const MARGIN: u16 = 2;

/// The keys that the footer names: those of a place, some with another word than the keymap's.
#[derive(Clone, Debug)]
pub struct Keys {
    context: Context,
    words: Vec<(Action, &'static str)>,
}

impl From<Context> for Keys {
    fn from(context: Context) -> Self {
        Self { context, words: Vec::new() }
    }
}

impl Keys {
    /// The same, with the word that an action has just here; no word: not named.
    #[must_use]
    pub fn with(mut self, action: Action, word: &'static str) -> Self {
        self.words.push((action, word));
        self
    }

    /// Each key named, with its word and what it asks for.
    fn named(&self, keymap: &Keymap) -> Vec<(String, &'static str, Action)> {
        let word = |b: &Binding| self.words.iter().find(|(action, _)| *action == b.action).map_or(b.short, |(_, w)| w);
        let key = |b: &Binding| b.keys.first().map(ToString::to_string);
        let named = keymap.bindings(self.context).filter_map(|b| Some((key(b)?, word(b), b.action)));
        named.filter(|(_, word, _)| !word.is_empty()).collect()
    }
}

/// Draws title, notice and footer; gives the area between them.
pub fn page(app: &App, frame: &mut Frame, area: Rect, hits: &mut Hits, title: &Title, keys: impl Into<Keys>) -> Rect {
    let row = |y: u16| Rect { x: area.x + MARGIN, y, width: area.width.saturating_sub(2 * MARGIN), height: 1 };
    title_line(app, frame, row(area.y), title);
    rule(app, frame, Rect { y: area.y + 1, height: 1, ..area });
    rule(app, frame, Rect { y: area.bottom() - 2, height: 1, ..area });
    if let Some(notice) = &app.notice {
        notice_line(app, frame, area, &notice.text, notice.is_bad);
    }
    footer(app, frame, area, hits, keys);
    Rect {
        x: area.x + MARGIN,
        y: area.y + 2,
        width: area.width.saturating_sub(2 * MARGIN),
        height: area.height.saturating_sub(4),
    }
}

/// Puts lines below each other into an area, as many as fit; gives how many those are.
pub fn put_lines(frame: &mut Frame, area: Rect, lines: impl IntoIterator<Item = Line<'static>>) -> u16 {
    let mut n_rows = 0;
    for line in lines.into_iter().take(area.height as usize) {
        frame.render_widget(line, Rect { y: area.y + n_rows, height: 1, ..area });
        n_rows += 1;
    }
    n_rows
}

/// What is left of an area from a row on.
pub fn from_row(area: Rect, y: u16) -> Rect {
    Rect { y, height: area.bottom().saturating_sub(y), ..area }
}

/// What the title line says.
#[derive(Clone, Debug, Default)]
pub struct Title {
    /// At the left.
    pub left: String,
    /// Behind it, standing back.
    pub about: String,
    /// At the right.
    pub right: String,
}

fn title_line(app: &App, frame: &mut Frame, area: Rect, title: &Title) {
    let columns = area.width as usize;
    let right = fit(&title.right, columns / 2);
    let room = columns.saturating_sub(width(&right) + 1);
    let left = fit(&title.left, room);
    let about = fit(&title.about, room.saturating_sub(width(&left) + 2));
    let line =
        Line::from(vec![Span::styled(left, app.theme.strong), Span::raw("  "), Span::styled(about, app.theme.quiet)]);
    frame.render_widget(line, Rect { width: room as u16, ..area });
    frame.render_widget(Line::styled(right, app.theme.quiet).right_aligned(), area);
}

/// A rule across.
pub fn rule(app: &App, frame: &mut Frame, area: Rect) {
    frame.render_widget(Line::styled("─".repeat(area.width as usize), app.theme.quiet), area);
}

fn notice_line(app: &App, frame: &mut Frame, area: Rect, text: &str, is_bad: bool) {
    let style = if is_bad { app.theme.bad } else { app.theme.warn };
    let text = fit(text, (area.width as usize).saturating_sub(6));
    let place = Rect {
        x: area.x + MARGIN,
        y: area.bottom() - 2,
        width: (width(&text) as u16 + 2).min(area.width.saturating_sub(MARGIN)),
        height: 1,
    };
    frame.render_widget(Line::styled(format!(" {text} "), style), place);
}

/// The keys in force, in the last row: as many as fit; help and the way back always do.
pub fn footer(app: &App, frame: &mut Frame, area: Rect, hits: &mut Hits, keys: impl Into<Keys>) {
    let last = Rect { y: area.bottom().saturating_sub(1), height: area.height.min(1), ..area };
    frame.render_widget(ratatui::widgets::Clear, last);
    let area = Rect { x: last.x + MARGIN, width: last.width.saturating_sub(2 * MARGIN), ..last };
    let mut shown = keys.into().named(&app.keymap);
    let columns = |(key, short, _): &(String, &str, Action)| width(key) + 1 + width(short) + 2;
    while shown.iter().map(columns).sum::<usize>() > area.width as usize + 2 {
        let may_go = |(_, _, action): &(String, &str, Action)| !matches!(action, Action::Help | Action::Close);
        let Some(dropped) = shown.iter().rposition(may_go) else { break };
        shown.remove(dropped);
    }
    let mut x = area.x;
    for (key, short, action) in shown {
        let wide = (width(&key) + 1 + width(short)) as u16;
        let place = Rect { x, width: wide.min(area.right().saturating_sub(x)), ..area };
        let spans = vec![Span::styled(key, app.theme.key), Span::raw(" "), Span::styled(short, app.theme.quiet)];
        frame.render_widget(Line::from(spans), place);
        hits.add(place, action);
        x += wide + 2;
    }
}

/// A box in the middle for what lies over a screen; gives its inside.
pub fn window(app: &App, frame: &mut Frame, area: Rect, title: &str, size: (u16, u16)) -> Rect {
    use ratatui::widgets::{Block, BorderType, Clear};
    let width = size.0.saturating_add(4).min(area.width.saturating_sub(2));
    let height = size.1.saturating_add(2).min(area.height.saturating_sub(2));
    let place = Rect { x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 2, width, height };
    frame.render_widget(Clear, place);
    let title = Line::styled(format!(" {} ", fit(title, (width as usize).saturating_sub(6))), app.theme.strong);
    let block = Block::bordered().border_type(BorderType::Rounded).border_style(app.theme.quiet).title(title);
    frame.render_widget(block, place);
    Rect {
        x: place.x + 2,
        y: place.y + 1,
        width: place.width.saturating_sub(4),
        height: place.height.saturating_sub(2),
    }
}
