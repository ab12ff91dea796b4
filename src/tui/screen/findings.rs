//! What is wrong with the files that were read, with the place and the way out. Opened by itself where files are broken.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use super::{Reply, Screen};
use crate::diagnostic::render::counted;
use crate::diagnostic::{Diagnostic, Severity};
use crate::tui::input::{Action, Context};
use crate::tui::state::app::{App, Notice};
use crate::tui::state::message::{Effect, Msg};
use crate::tui::widget::frame::{Title, page};
use crate::tui::widget::hits::Hits;
use crate::tui::widget::list;
use crate::tui::widget::text::{fit, width, wrap};

/// The screen.
#[derive(Clone, Copy, Debug, Default)]
pub struct FindingsScreen {
    selected: usize,
}

/// The line of the file that a finding is about.
fn excerpt(app: &App, finding: &Diagnostic) -> Option<String> {
    let place = &finding.labels.first()?.place;
    let text = &app.library.sources.get(place.file).text;
    let start = text.get(..place.span.start)?.rfind('\n').map_or(0, |at| at + 1);
    let line = text.get(start..)?.lines().next()?;
    Some(line.replace('\t', "    "))
}

fn severity_word(app: &App, severity: Severity) -> Span<'static> {
    match severity {
        Severity::Error => Span::styled("error  ", app.theme.bad),
        Severity::Warning => Span::styled("warning", app.theme.warn),
        Severity::Note => Span::styled("note   ", app.theme.quiet),
    }
}

/// The lines of one finding.
fn lines(app: &App, finding: &Diagnostic, is_selected: bool, columns: usize) -> Vec<Line<'static>> {
    let indent = 10;
    let text = columns.saturating_sub(indent);
    let style = if is_selected { app.theme.selected } else { app.theme.text };
    let marker = if is_selected { "› " } else { "  " };
    let mut lines = Vec::new();
    for (row, title) in wrap(&finding.title, text).into_iter().enumerate() {
        let head = if row == 0 {
            vec![Span::styled(marker, app.theme.accent), severity_word(app, finding.severity), Span::raw(" ")]
        } else {
            vec![Span::raw(" ".repeat(indent))]
        };
        lines.push(Line::from([head, vec![Span::styled(title, style)]].concat()));
    }
    let mut detail = |text: String, style| {
        lines.push(Line::from(vec![Span::raw(" ".repeat(indent)), Span::styled(text, style)]));
    };
    let (start, _) = app.library.sources.span(finding.place());
    let name = &app.library.sources.get(finding.place().file).name;
    detail(tail(&format!("{name}:{}:{}", start.line, start.column), text), app.theme.quiet);
    if let Some(excerpt) = excerpt(app, finding).filter(|e| !e.trim().is_empty()) {
        detail(fit(&format!("│ {}", excerpt.trim_end()), text), app.theme.text);
    }
    for note in &finding.notes {
        wrap(note, text).into_iter().for_each(|l| detail(l, app.theme.text));
    }
    if let Some(help) = &finding.help {
        wrap(help, text).into_iter().for_each(|l| detail(l, app.theme.good));
    }
    lines.push(Line::default());
    lines
}

/// The end of a text that fits, since the end of a path tells more than its start.
fn tail(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut rest = text;
    while width(rest) + 1 > columns && !rest.is_empty() {
        rest = &rest[rest.chars().next().map_or(0, char::len_utf8)..];
    }
    format!("…{rest}")
}

impl Screen for FindingsScreen {
    fn context(&self) -> Context {
        Context::Findings
    }

    fn update(&mut self, app: &mut App, msg: &Msg) -> Reply {
        let Msg::Do(action) = msg else { return Reply::none() };
        let findings: Vec<&Diagnostic> = app.findings().collect();
        if list::step(&mut self.selected, findings.len(), 5, *action) {
            return Reply::none();
        }
        match action {
            Action::Close => Reply::close(),
            Action::Reload => Reply::effect(Effect::Reload),
            Action::Editor | Action::Accept => {
                let Some(finding) = findings.get(self.selected) else { return Reply::none() };
                let line = app.library.sources.span(finding.place()).0.line;
                match app.library.sources.get(finding.place().file).path.clone() {
                    Some(path) => Reply::effect(Effect::Edit { path, line }),
                    None => {
                        let title = "this file is built in; put a file of the same name under archfit/ to replace it";
                        app.notice = Some(Notice::fine(title));
                        Reply::none()
                    }
                }
            }
            _ => Reply::none(),
        }
    }

    fn view(&self, app: &App, frame: &mut Frame, area: Rect, hits: &mut Hits) {
        let findings: Vec<&Diagnostic> = app.findings().collect();
        let count = |severity| findings.iter().filter(|f| f.severity == severity).count();
        let title = Title {
            left: "Findings".to_owned(),
            about: "about the files that were read".to_owned(),
            right: format!(
                "{}, {}",
                counted(count(Severity::Error), "error"),
                counted(count(Severity::Warning), "warning")
            ),
        };
        let body = page(app, frame, area, hits, &title, self.context());
        if findings.is_empty() {
            frame.render_widget(Line::styled("Nothing is wrong.", app.theme.good), body);
            frame.set_cursor_position(body.as_position());
            return;
        }
        let columns = body.width as usize;
        let blocks: Vec<Vec<Line>> =
            findings.iter().enumerate().map(|(i, f)| lines(app, f, i == self.selected, columns)).collect();
        let heights: Vec<usize> = blocks.iter().map(Vec::len).collect();
        let shown = list::window(&heights, self.selected, body.height as usize);
        let mut y = body.y;
        for (row, block) in blocks.into_iter().enumerate().skip(shown.start).take(shown.len()) {
            let top = y;
            if row == self.selected {
                frame.set_cursor_position(Position::new(body.x, y));
            }
            for line in block {
                if y < body.bottom() {
                    frame.render_widget(line, Rect { y, height: 1, ..body });
                    y += 1;
                }
            }
            hits.add(Rect { y: top, height: y - top, ..body }, Action::Row(row));
        }
    }

    fn watches_files(&self) -> bool {
        true
    }

    fn refresh(&mut self, app: &App) {
        self.selected = self.selected.min(app.findings().count().saturating_sub(1));
    }
}
