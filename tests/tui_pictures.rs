//! Pictures of the real screens for the documentation. `UPDATE_DOCS=1 cargo test --test tui_pictures` draws them anew.

mod tui_harness;

use std::fmt::Write as _;
use std::path::Path;

use archfit::load::Locations;
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier, Style};
use tui_harness::Tui;

/// The size of one cell.
const CELL: (f64, f64) = (8.4, 18.0);

/// The colours of a terminal.
struct Palette {
    ground: &'static str,
    text: &'static str,
    colours: [&'static str; 4],
}

const DARK: Palette =
    Palette { ground: "#16161d", text: "#dcd7ba", colours: ["#7fb4ca", "#98bb6c", "#e6c384", "#ff5d62"] };
const LIGHT: Palette =
    Palette { ground: "#fbfaf5", text: "#2a2a37", colours: ["#20718d", "#4f7a28", "#8a6000", "#c3303a"] };

impl Palette {
    fn colour(&self, style: Style) -> &'static str {
        match style.fg {
            Some(Color::Cyan) => self.colours[0],
            Some(Color::Green) => self.colours[1],
            Some(Color::Yellow) => self.colours[2],
            Some(Color::Red) => self.colours[3],
            _ => self.text,
        }
    }
}

/// A screen as a picture: one text per stretch of a style, stretched to its columns so that every font keeps them aligned.
fn svg(cells: &Buffer, palette: &Palette) -> String {
    let (width, height) = (f64::from(cells.area.width) * CELL.0 + 16.0, f64::from(cells.area.height) * CELL.1 + 16.0);
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\" \
         height=\"{height:.0}\" font-family=\"ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace\" \
         font-size=\"14\">\n<rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{}\"/>\n",
        palette.ground
    );
    for y in 0..cells.area.height {
        let mut x = 0;
        while x < cells.area.width {
            let style = cells[(x, y)].style();
            let start = x;
            let mut run = String::new();
            while x < cells.area.width && cells[(x, y)].style() == style {
                let symbol = cells[(x, y)].symbol();
                run.push_str(symbol);
                x += (unicode_width::UnicodeWidthStr::width(symbol) as u16).max(1);
            }
            if !run.trim().is_empty() {
                stretch(&mut text, &run, start, x - start, y, style, palette);
            }
        }
    }
    text + "</svg>\n"
}

fn stretch(text: &mut String, run: &str, x: u16, columns: u16, y: u16, style: Style, palette: &Palette) {
    let escaped = run.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let weight = if style.add_modifier.contains(Modifier::BOLD) { " font-weight=\"bold\"" } else { "" };
    let opacity = if style.add_modifier.contains(Modifier::DIM) { " opacity=\"0.62\"" } else { "" };
    let (left, base) = (f64::from(x) * CELL.0 + 8.0, f64::from(y) * CELL.1 + 22.0);
    let _ = writeln!(
        text,
        "<text xml:space=\"preserve\" x=\"{left:.1}\" y=\"{base:.1}\" textLength=\"{:.1}\" \
         lengthAdjust=\"spacingAndGlyphs\" fill=\"{}\"{weight}{opacity}>{escaped}</text>",
        f64::from(columns) * CELL.0,
        palette.colour(style),
    );
}

/// Draws the screen after some keys, and keeps the pictures where that is asked for.
fn picture(name: &str, keys: &str, shows: &str) {
    let mut tui = Tui::with(Locations::default(), 110, 34);
    tui.press("s").type_text("Order desk").press("Enter");
    tui.press(keys);
    tui.assert_shows(shows);
    for (palette, shade) in [(DARK, "dark"), (LIGHT, "light")] {
        let drawn = svg(tui.cells(), &palette);
        assert!(drawn.contains("Order desk"), "the picture shows the system's name");
        if std::env::var_os("UPDATE_DOCS").is_some() {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/pictures");
            std::fs::create_dir_all(&folder).expect("a folder");
            std::fs::write(folder.join(format!("{name}-{shade}.svg")), drawn).expect("a picture");
        }
    }
}

#[test]
fn a_picture_of_the_interview() {
    picture("interview", "Enter ↓ Enter Enter ↓ ↓ Enter ↓ ↓ Enter ↓ Enter ↓ ↓ Enter Enter ↓ Enter ↓", "answered");
}
