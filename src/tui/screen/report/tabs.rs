//! The tabs of the report, and the row of their names.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::tui::input::Action;
use crate::tui::state::app::App;
use crate::tui::widget::hits::Hits;
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
    // The margin at the right may be used: without it the names alone do not fit the narrowest terminal.
    let area = Rect { width: whole.right().saturating_sub(area.x), ..area };
    let (names, gap) = names(area.width as usize);
    let rule = Rect { x: whole.x, y: area.y + 1, width: whole.width, height: 1 };
    frame.render_widget(Line::styled("─".repeat(whole.width as usize), app.theme.quiet), rule);
    let mut x = area.x;
    for (position, name) in names.iter().enumerate() {
        let wide = width(name) as u16;
        let place = Rect { x, y: area.y, width: wide.min(area.right().saturating_sub(x)), height: 1 };
        let is_selected = position == tab.position();
        let digits = name.bytes().take_while(u8::is_ascii_digit).count();
        let (digit, rest) = name.split_at(digits);
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

/// The names with their numbers and the blanks between them; where not all have room, the numbers make way.
fn names(room: usize) -> (Vec<String>, usize) {
    let numbered: Vec<String> = TABS.iter().enumerate().map(|(at, (_, name))| format!("{} {name}", at + 1)).collect();
    let total = |gap: usize| numbered.iter().map(|n| width(n)).sum::<usize>() + gap * (TABS.len() - 1);
    match [3, 2, 1].into_iter().find(|gap| total(*gap) <= room) {
        Some(gap) => (numbered, gap),
        None => (TABS.iter().map(|(_, name)| (*name).to_owned()).collect(), 1),
    }
}
