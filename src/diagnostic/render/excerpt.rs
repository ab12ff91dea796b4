//! Findings with excerpts of the files they are about, for people.

use std::borrow::Cow;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Patch, Renderer, Snippet};

use super::layout::Layout;
use crate::diagnostic::harmless::same_length;
use crate::diagnostic::{Diagnostic, Label, Severity, Sources};
use crate::model::FileId;

pub(super) fn render(findings: &[Diagnostic], sources: &Sources, layout: Layout) -> String {
    let sources = &shown_sources(findings, sources);
    let renderer = if layout.colour { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.term_width(layout.width).decor_style(DecorStyle::Unicode);
    let mut text = String::new();
    for finding in findings {
        text.push_str(&renderer.render(&groups(finding, sources)));
        text.push_str("\n\n");
    }
    text
}

fn groups<'a>(finding: &'a Diagnostic, sources: &'a Sources) -> Vec<Group<'a>> {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let mut group = Group::with_title(level.primary_title(&finding.title).id(finding.code));
    for file in files_of(finding) {
        let source = sources.get(file);
        // A file that could not be read has nothing to show an excerpt of.
        if source.text.is_empty() {
            group = group.element(Origin::path(&source.name));
            continue;
        }
        let labels = finding.labels.iter().enumerate().filter(|(_, label)| label.place.file == file);
        let annotations = labels.map(|(position, label)| {
            let kind = if position == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
            let annotation = kind.span(one_line(label, &source.text));
            if label.text.is_empty() { annotation } else { annotation.label(&label.text) }
        });
        group = group.element(Snippet::source(&source.text).path(&source.name).annotations(annotations));
    }
    for note in &finding.notes {
        group = group.element(Level::NOTE.message(note));
    }
    match (&finding.fix, &finding.help) {
        (Some(fix), help) => {
            let help = help.as_deref().unwrap_or("change it like this");
            let mut way_out = Group::with_title(Level::HELP.secondary_title(help));
            for (place, text) in &fix.edits {
                let source = sources.get(place.file);
                let patch = Patch::new(place.span.clone(), text.as_str());
                way_out = way_out.element(Snippet::source(&source.text).path(&source.name).patch(patch));
            }
            vec![group, way_out]
        }
        (None, Some(help)) => vec![group.element(Level::HELP.message(help))],
        (None, None) => vec![group],
    }
}

/// The files that findings point into as they may be shown, places unmoved.
fn shown_sources(findings: &[Diagnostic], sources: &Sources) -> Sources {
    let mut shown = sources.clone();
    for file in findings.iter().flat_map(files_of) {
        let source = &mut shown.0[file.0 as usize];
        if let Cow::Owned(text) = same_length(&source.text) {
            source.text = text;
        }
    }
    shown
}

/// The files a finding points into, the main one first.
fn files_of(finding: &Diagnostic) -> Vec<FileId> {
    let mut files: Vec<FileId> = Vec::new();
    for label in &finding.labels {
        if !files.contains(&label.place.file) {
            files.push(label.place.file);
        }
    }
    files
}

/// A label's span, cut to its last line: an entry is pointed at by its id, not drawn around as a whole.
fn one_line(label: &Label, text: &str) -> std::ops::Range<usize> {
    let mut end = label.place.span.end.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let mut start = label.place.span.start.min(end);
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    match text[start..end].trim_end().rfind('\n') {
        Some(line_end) => start + line_end + 1..end,
        None => start..end,
    }
}
