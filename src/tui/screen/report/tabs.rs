//! The tabs of the report, and the row of their names.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::tui::keymap::Action;
use crate::tui::model::App;
use crate::tui::view::Hits;
use crate::tui::widget::text::width;

/// The tabs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// What is recommended.
    Outcome,
    /// Where the fit points come from.
    Reasons,
    /// The rules that fire or may fire.
    Rules,
    /// What speaks against every other option.
    WhyNot,
    /// What to mind, to measure and to begin with.
    Risks,
    /// What would change the outcome.
    Change,
    /// How far weights and unknowns may move.
    Robust,
    /// What wins over two questions or traits.
    Map,
    /// The decision record.
    Record,
}

/// The tabs with their names, in order.
pub const TABS: [(Tab, &str); 9] = [
    (Tab::Outcome, "Result"),
    (Tab::Reasons, "Reasons"),
    (Tab::Rules, "Rules"),
    (Tab::WhyNot, "Why not"),
    (Tab::Risks, "Risks"),
    (Tab::Change, "Changes"),
    (Tab::Robust, "Robust"),
    (Tab::Map, "Map"),
    (Tab::Record, "ADR"),
];

impl Tab {
    /// Its position in the row.
    pub fn position(self) -> usize {
        TABS.iter().position(|(tab, _)| *tab == self).unwrap_or(0)
    }
}

/// The rows of the tabs above a page.
pub const TAB_ROWS: u16 = 2;

/// The tabs in one row, with a rule below that is heavy under the selected one.
pub fn draw(app: &App, frame: &mut Frame, area: Rect, whole: Rect, tab: Tab, hits: &mut Hits) {
    let with_name = |position: usize| format!("{} {}", position + 1, TABS[position].1);
    let number = |position: usize| format!("{}", position + 1);
    let all: Vec<String> = (0..TABS.len()).map(with_name).collect();
    let total = |gap: usize| all.iter().map(|n| width(n)).sum::<usize>() + gap * (all.len() - 1);
    let room = area.width as usize;
    let (names, gap) = match (total(3) <= room, total(2) <= room, total(1) <= room) {
        (true, ..) => (all, 3),
        (_, true, _) => (all, 2),
        (.., true) => (all, 1),
        // Where not all names fit, only the selected tab has one.
        _ => {
            let name = |at: usize| if at == tab.position() { with_name(at) } else { number(at) };
            ((0..TABS.len()).map(name).collect(), 3)
        }
    };
    let rule = Rect { x: whole.x, y: area.y + 1, width: whole.width, height: 1 };
    frame.render_widget(Line::styled("─".repeat(whole.width as usize), app.theme.quiet), rule);
    let mut x = area.x;
    for (position, name) in names.iter().enumerate() {
        let wide = width(name) as u16;
        let place = Rect { x, y: area.y, width: wide.min(area.right().saturating_sub(x)), height: 1 };
        let is_selected = position == tab.position();
        let (digit, rest) = name.split_at(1);
        let line = if is_selected {
            Line::styled(name.clone(), app.theme.selected)
        } else {
            Line::from(vec![
                Span::styled(digit.to_owned(), app.theme.key),
                Span::styled(rest.to_owned(), app.theme.quiet),
            ])
        };
        frame.render_widget(line, place);
        if is_selected {
            let under = Rect { y: place.y + 1, ..place };
            frame.render_widget(Line::styled("━".repeat(place.width as usize), app.theme.selected), under);
        }
        hits.add(place, Action::Digit(position as u8 + 1));
        x += wide + gap as u16;
    }
}
