//! Pictures of the real screens for the documentation. `UPDATE_DOCS=1 cargo test --test tui_pictures` draws them anew.

use std::fmt::Write as _;
use std::path::Path;

use crate::tui_harness::Tui;
use archfit::load::Locations;
use archfit::tui::state::message::{BeginAt, Effect};
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier, Style};

/// The size of one cell.
const CELL: (f64, f64) = (8.4, 18.0);

/// The colours of a terminal.
struct Palette {
    ground: &'static str,
    text: &'static str,
    /// Cyan, green, yellow, red, magenta, blue.
    colours: [&'static str; 6],
}

const DARK: Palette = Palette {
    ground: "#16161d",
    text: "#dcd7ba",
    colours: ["#7fb4ca", "#98bb6c", "#e6c384", "#ff5d62", "#d27e99", "#7e9cd8"],
};
const LIGHT: Palette = Palette {
    ground: "#fbfaf5",
    text: "#2a2a37",
    colours: ["#20718d", "#4f7a28", "#8a6000", "#c3303a", "#9c3f72", "#3657a7"],
};

impl Palette {
    fn colour(&self, style: Style) -> &'static str {
        match style.fg {
            Some(Color::Cyan) => self.colours[0],
            Some(Color::Green) => self.colours[1],
            Some(Color::Yellow) => self.colours[2],
            Some(Color::Red) => self.colours[3],
            Some(Color::Magenta) => self.colours[4],
            Some(Color::Blue) => self.colours[5],
            _ => self.text,
        }
    }

    /// What a stretch of cells is written with, and what it is written on where that is not the ground.
    fn ink_and_paper(&self, style: Style) -> (&'static str, Option<&'static str>) {
        let colour = self.colour(style);
        if style.add_modifier.contains(Modifier::REVERSED) { (self.ground, Some(colour)) } else { (colour, None) }
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
            stretch(&mut text, &run, (start, x - start, y), style, palette);
        }
    }
    text + "</svg>\n"
}

/// Writes the cells of one style in a row, from a column on: their paper, and their text where there is some.
fn stretch(text: &mut String, run: &str, (x, columns, y): (u16, u16, u16), style: Style, palette: &Palette) {
    let (left, base) = (f64::from(x) * CELL.0 + 8.0, f64::from(y) * CELL.1 + 22.0);
    let (ink, paper) = palette.ink_and_paper(style);
    let width = f64::from(columns) * CELL.0;
    if let Some(paper) = paper {
        let top = f64::from(y) * CELL.1 + 8.0;
        let _ = writeln!(
            text,
            "<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{:.1}\" fill=\"{paper}\"/>",
            CELL.1
        );
    }
    if run.trim().is_empty() {
        return;
    }
    let escaped = run.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let weight = if style.add_modifier.contains(Modifier::BOLD) { " font-weight=\"bold\"" } else { "" };
    let opacity = if style.add_modifier.contains(Modifier::DIM) { " opacity=\"0.62\"" } else { "" };
    let _ = writeln!(
        text,
        "<text xml:space=\"preserve\" x=\"{left:.1}\" y=\"{base:.1}\" textLength=\"{width:.1}\" \
         lengthAdjust=\"spacingAndGlyphs\" fill=\"{ink}\"{weight}{opacity}>{escaped}</text>"
    );
}

/// Draws the screen as it is, and keeps the pictures where that is asked for.
fn picture(tui: &Tui, name: &str, shows: &[&str]) {
    shows.iter().for_each(|text| tui.assert_shows(text));
    for (palette, shade) in [(DARK, "dark"), (LIGHT, "light")] {
        let drawn = svg(tui.cells(), &palette);
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("docs/pictures/{name}-{shade}.svg"));
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::write(path, drawn).expect("a picture");
        } else {
            assert!(path.is_file(), "draw {} with UPDATE_DOCS=1", path.display());
        }
    }
}

/// The report on an example after some keys, each of which may set off work.
fn report_of(example: &str, height: u16, keys: &str) -> Tui {
    let mut tui = Tui::with(Locations::default(), 110, height);
    let path = tui.folder.path().join(example);
    std::fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/examples").join(example), &path).expect("a copy");
    let opened = tui.world.perform(Effect::Open(path, BeginAt::FirstOpen), &tui.model).expect("an interview");
    tui.send(opened);
    tui.press("r").wait();
    for key in keys.split(' ') {
        tui.press(key).wait();
    }
    tui
}

#[test]
fn a_picture_of_the_interview() {
    let mut tui = Tui::with(Locations::default(), 110, 34);
    tui.press("s").type_text("Order desk").press("Enter");
    tui.press("Enter").in_file_order().press("↓ Enter Enter ↓ ↓ Enter ↓ ↓ Enter ↓ Enter ↓ ↓ Enter Enter ↓ Enter ↓");
    picture(&tui, "interview", &["Order desk", "answered"]);
}

#[test]
fn a_picture_of_the_result() {
    picture(&report_of("chat-product.toml", 38, "1"), "result", &["Corner chat", "Standings"]);
}

#[test]
fn a_picture_of_how_robust_it_is() {
    picture(&report_of("chat-product.toml", 38, "7"), "robust", &["Each weight alone", "ahead"]);
}

/// The rules of a decision after one of them was edited, with that one unfolded.
fn edited_rules() -> Tui {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = tempfile::tempdir().expect("a folder");
    let rules = files.path().join("rules");
    std::fs::create_dir_all(rules.join("realtime-transport")).expect("a folder");
    for file in ["decision", "rules", "scenarios", "thresholds"].map(|name| format!("realtime-transport/{name}.toml")) {
        std::fs::copy(root.join("rules").join(&file), rules.join(file)).expect("a copy");
    }
    std::fs::copy(root.join("rules/evidence.toml"), rules.join("evidence.toml")).expect("a copy");
    let mut tui = Tui::with(Locations { rules: Some(rules.clone()), ..Locations::default() }, 110, 38);
    let path = tui.folder.path().join("chat-product.toml");
    std::fs::copy(root.join("docs/examples/chat-product.toml"), &path).expect("a copy");
    let opened = tui.world.perform(Effect::Open(path, BeginAt::FirstOpen), &tui.model).expect("an interview");
    tui.send(opened);
    tui.press("R d d ↓ ↓ Enter");
    let file = rules.join("realtime-transport/rules.toml");
    let text = std::fs::read_to_string(&file).expect("rules");
    let edited = text.replace(
        "sse-with-post = 3, websocket = 4, long-polling = 1",
        "sse-with-post = 6, websocket = 4, long-polling = 1",
    );
    assert_ne!(edited, text);
    std::fs::write(&file, edited).expect("an edit");
    let read = tui.world.perform(Effect::Reload, &tui.model).expect("the files");
    tui.send(read);
    tui
}

#[test]
fn a_picture_of_the_rules() {
    picture(&edited_rules(), "rules", &["What the last edit changed", "Fires when"]);
}

/// The map over the two axes that say the most.
fn map() -> Tui {
    report_of("auction-night.toml", 23, "8")
}

#[test]
fn a_picture_of_the_map() {
    picture(&map(), "map", &["This is where your answers are"]);
}

#[test]
fn cells_in_reverse_are_drawn_on_their_colour() {
    let map = map();
    let reversed = |cell: &&ratatui::buffer::Cell| cell.style().add_modifier.contains(Modifier::REVERSED);
    assert!(map.cells().content().iter().filter(reversed).count() > 20, "the map has coloured cells");
    let drawn = svg(map.cells(), &DARK);
    let papers = drawn.lines().filter(|line| line.starts_with("<rect x=")).count();
    assert!(papers > 2, "{drawn}");
    assert!(drawn.contains(&format!("fill=\"{}\"", DARK.ground)), "letters on a colour are written in the ground's");
}
