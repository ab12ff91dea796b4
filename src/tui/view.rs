//! The whole screen from the model: the screens from the topmost full one up, and where a click would land. Changes nothing.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::model::Model;
use super::widget::frame::footer;
use super::widget::hits::Hits;
use super::widget::text::wrap;

/// The smallest terminal everything fits in.
pub const MIN_SIZE: (u16, u16) = (60, 18);

/// Draws the model and says what clicks would stand for.
pub fn view(model: &Model, frame: &mut Frame) -> Hits {
    let area = frame.area();
    let mut hits = Hits::default();
    if area.width < MIN_SIZE.0 || area.height < MIN_SIZE.1 {
        too_small(model, frame, area);
        return hits;
    }
    let from = model.screens.iter().rposition(|s| !s.is_overlay()).unwrap_or(0);
    for screen in &model.screens[from..] {
        hits.clear();
        screen.view(&model.app, frame, area, &mut hits);
        if screen.is_overlay() {
            // The keys of the screen below are not in force.
            footer(&model.app, frame, area, &mut hits, screen.context());
        }
    }
    hits
}

/// What is said where nothing fits; every answer is on disk, so there is nothing to worry about.
fn too_small(model: &Model, frame: &mut Frame, area: Rect) {
    let (width, height) = MIN_SIZE;
    let text = format!(
        "archfit needs {width} columns and {height} rows; here are {} and {}. Until then only q and Ctrl-C do anything.",
        area.width, area.height
    );
    let unsaved = model.app.interview.as_ref().and_then(|interview| interview.unsaved.as_ref());
    let mut lines = wrap(&text, area.width as usize);
    lines.extend(unsaved.into_iter().flat_map(|why| wrap(why, area.width as usize)));
    let top = area.height.saturating_sub(lines.len() as u16) / 2;
    for (row, line) in lines.iter().enumerate() {
        let y = area.y + top + row as u16;
        if y < area.bottom() {
            let place = Rect { y, height: 1, ..area };
            frame.render_widget(Line::styled(line.clone(), model.app.theme.text).centered(), place);
        }
    }
}
