//! Findings with excerpts of the files they are about, for people.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Patch, Renderer, Snippet};
use rayon::prelude::*;

use super::layout::Layout;
use crate::diagnostic::harmless::same_length;
use crate::diagnostic::source::Indexed;
use crate::diagnostic::{Diagnostic, Label, Severity, Sources};
use crate::model::FileId;

pub(super) fn render(findings: &[Diagnostic], sources: &Sources, layout: Layout) -> String {
    let shown = shown_sources(findings, sources);
    let sources = &Indexed::new(&shown);
    let renderer = if layout.colour { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.term_width(layout.width).decor_style(DecorStyle::Unicode);
    let drawn = findings.par_iter().map(|finding| renderer.render(&groups(finding, sources)) + "\n\n");
    drawn.collect::<Vec<String>>().concat()
}

fn groups<'a>(finding: &'a Diagnostic, sources: &Indexed<'a>) -> Vec<Group<'a>> {
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
        for spots in neighbourhoods(finding, file, &source.text) {
            let lines = Lines::around(spots.iter().map(|spot| spot.span.clone()), sources, file);
            let annotations = spots.iter().map(|spot| {
                let kind = if spot.position == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
                let annotation = kind.span(lines.within(&spot.span));
                if spot.text.is_empty() { annotation } else { annotation.label(spot.text) }
            });
            group = group.element(lines.snippet().path(&source.name).annotations(annotations));
        }
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
                let lines = Lines::around([place.span.clone()].into_iter(), sources, place.file);
                let patch = Patch::new(lines.within(&place.span), text.as_str());
                way_out = way_out.element(lines.snippet().path(&source.name).patch(patch));
            }
            vec![group, way_out]
        }
        (None, Some(help)) => vec![group.element(Level::HELP.message(help))],
        (None, None) => vec![group],
    }
}

/// A place that a finding points at.
struct Spot<'a> {
    /// Which of the finding's labels it is; the first is the main one.
    position: usize,
    span: Range<usize>,
    text: &'a str,
}

/// Places with more lines than this between them are shown in excerpts of their own.
const N_BETWEEN: usize = 100;

/// The places of one file, those that stand near each other together; what holds the main place comes first.
fn neighbourhoods<'a>(finding: &'a Diagnostic, file: FileId, text: &str) -> Vec<Vec<Spot<'a>>> {
    let labels = finding.labels.iter().enumerate().filter(|(_, label)| label.place.file == file);
    let mut spots: Vec<Spot> =
        labels.map(|(position, label)| Spot { position, span: one_line(label, text), text: &label.text }).collect();
    spots.sort_by_key(|spot| spot.span.start);
    let mut found: Vec<Vec<Spot>> = Vec::new();
    let mut end = 0;
    for spot in spots {
        let between = end.min(spot.span.start)..spot.span.start;
        let apart = memchr::memchr_iter(b'\n', &text.as_bytes()[between]).nth(N_BETWEEN).is_some();
        end = end.max(spot.span.end);
        match found.last_mut() {
            Some(near) if !apart => near.push(spot),
            _ => found.push(vec![spot]),
        }
    }
    for near in &mut found {
        near.sort_by_key(|spot| spot.position);
    }
    found.sort_by_key(|near| near[0].position);
    found
}

/// The lines of a file that an excerpt is made of: to draw one takes as long as the text that it is drawn from.
struct Lines<'a> {
    text: &'a str,
    /// The byte of the file at which they start.
    start: usize,
    /// The number of the first of them.
    first: usize,
}

/// How many lines are taken before and after those that are pointed at.
const N_AROUND: usize = 2;

impl<'a> Lines<'a> {
    /// The lines of these spans, those between them, and some around.
    fn around(spans: impl Iterator<Item = Range<usize>> + Clone, sources: &Indexed<'a>, file: FileId) -> Self {
        let text = sources.get(file).text.as_str();
        let from = spans.clone().map(|span| span.start).min().unwrap_or(0).min(text.len());
        let to = spans.map(|span| span.end).max().unwrap_or(0).clamp(from, text.len());
        let mut ends_before = memchr::memrchr_iter(b'\n', &text.as_bytes()[..from]);
        let start = ends_before.nth(N_AROUND).map_or(0, |at| at + 1);
        let mut ends_after = memchr::memchr_iter(b'\n', &text.as_bytes()[to..]);
        let end = ends_after.nth(N_AROUND).map_or(text.len(), |at| to + at + 1);
        Self { text: &text[start..end], start, first: sources.position(file, start).line }
    }

    /// A span of the file, as one of these lines.
    fn within(&self, span: &Range<usize>) -> Range<usize> {
        span.start.saturating_sub(self.start)..span.end.saturating_sub(self.start)
    }

    fn snippet<T: Clone>(&self) -> Snippet<'a, T> {
        Snippet::source(self.text).line_start(self.first)
    }
}

/// The files that findings point into as they may be shown, places unmoved.
fn shown_sources(findings: &[Diagnostic], sources: &Sources) -> Sources {
    let mut shown = sources.clone();
    let files: BTreeSet<FileId> = findings.iter().flat_map(files_of).collect();
    for file in files {
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
fn one_line(label: &Label, text: &str) -> Range<usize> {
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
