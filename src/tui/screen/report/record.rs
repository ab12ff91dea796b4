//! The record of the decision: what may still be said about it, and its text as it would be written.

use std::path::{Path, PathBuf};

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::page::{Page, Target};
use crate::adr::{Draft, PROPOSED, Profile, file_name};
use crate::model::DecisionId;
use crate::tui::insight::Found;
use crate::tui::message::{Effect, Job, Msg};
use crate::tui::model::{App, Interview, Notice};
use crate::tui::record::{self, Material};
use crate::tui::screen::field::Part;
use crate::tui::widget::sheet::{Pen, Sheet};
use crate::tui::widget::text::wrap;

/// What a person says about records, and what came of it.
#[derive(Default)]
pub struct Record {
    titles: Vec<(DecisionId, String)>,
    status: usize,
    deciders: Vec<String>,
    profile: Option<Profile>,
    is_writing: bool,
    written: Vec<(DecisionId, PathBuf)>,
    preview: Option<Preview>,
}

/// The text of a record, and what it was made for.
struct Preview {
    stamp: u64,
    draft: Draft,
    number: u32,
    text: Result<String, String>,
}

/// The statuses a new record may have.
const STATUSES: [&str; 3] = [PROPOSED, "accepted", "rejected"];

impl Record {
    /// Makes the text anew, where anything it is made from has changed.
    pub fn follow(&mut self, app: &App, decision: &DecisionId) {
        let (Some(interview), Some(Ok(material))) = (&app.interview, app.insight.material().here()) else {
            self.preview = None;
            return;
        };
        let Some(draft) = self.draft(app, interview, material, decision) else {
            self.preview = None;
            return;
        };
        let is_same = |p: &Preview| {
            let edits = |d: &Draft| (d.title.clone(), d.status.clone(), d.deciders.clone(), d.profile);
            p.stamp == app.insight.stamp()
                && p.number == material.number
                && edits(&p.draft) == edits(&draft)
                && p.draft.replay.decision == draft.replay.decision
        };
        if !self.preview.as_ref().is_some_and(is_same) {
            let text = draft.text(material.number, &app.library.templates).map_err(|error| error.to_string());
            let (stamp, number) = (app.insight.stamp(), material.number);
            self.preview = Some(Preview { stamp, draft, number, text });
        }
    }

    fn draft(&self, app: &App, interview: &Interview, material: &Material, decision: &DecisionId) -> Option<Draft> {
        let base = interview.subject.rule_base(decision.as_str())?;
        let mut draft = Draft::new(&material.report, decision.as_str(), &interview.file, base, app.today)?;
        if let Some((_, title)) = self.titles.iter().find(|(id, _)| id == decision) {
            draft.title.clone_from(title);
        }
        STATUSES[self.status].clone_into(&mut draft.status);
        draft.deciders.clone_from(&self.deciders);
        draft.profile = self.profile.or(material.folder.convention).unwrap_or_default();
        draft.replay.answers.clone_from(&material.answers);
        Some(draft)
    }

    /// What a part says now, to be typed over.
    pub fn part(&self, part: &Part) -> String {
        match (part, &self.preview) {
            (Part::Title, Some(preview)) => preview.draft.title.clone(),
            (Part::Deciders, _) => self.deciders.join(", "),
            _ => String::new(),
        }
    }

    /// Takes in a part that was typed. An empty title brings the proposed one back.
    pub fn typed(&mut self, decision: &DecisionId, part: &Part, text: &str) {
        match part {
            Part::Title => {
                self.titles.retain(|(id, _)| id != decision);
                if !text.is_empty() {
                    self.titles.push((decision.clone(), text.to_owned()));
                }
            }
            Part::Deciders => {
                let names = text.split([',', ';']).map(str::trim).filter(|name| !name.is_empty());
                self.deciders = names.map(str::to_owned).collect();
            }
            Part::Override(_) | Part::Merged => {}
        }
    }

    /// To the next status.
    pub fn next_status(&mut self) {
        self.status = (self.status + 1) % STATUSES.len();
    }

    /// To the next shape.
    pub fn next_profile(&mut self) {
        let present = self.preview.as_ref().map_or(Profile::default(), |p| p.draft.profile);
        let at = Profile::ALL.iter().position(|p| *p == present).unwrap_or(0);
        self.profile = Some(Profile::ALL[(at + 1) % Profile::ALL.len()]);
    }

    /// Writes the record, unless that is under way.
    pub fn write(&mut self, app: &mut App) -> Option<Effect> {
        let (Some(interview), Some(preview)) = (&app.interview, &self.preview) else {
            app.notice = Some(Notice::fine("there is nothing to write yet"));
            return None;
        };
        let Some(Ok(material)) = app.insight.material().here() else { return None };
        if self.is_writing {
            return None;
        }
        if let Err(why) = &preview.text {
            app.notice = Some(Notice::bad(why.clone()));
            return None;
        }
        self.is_writing = true;
        let (folder, draft, path) = (material.folder.clone(), preview.draft.clone(), interview.path.clone());
        let templates = app.library.templates.clone();
        let work = Box::new(move |_: &std::sync::atomic::AtomicBool| {
            Some(match record::write(&folder, draft, &path, &templates) {
                Ok(path) => Msg::Written(Ok(path)),
                Err(why) => Msg::Written(Err(why)),
            })
        });
        Some(Effect::Work(Job { lane: "record", work }))
    }

    /// Takes in that a record was written, or why not.
    pub fn written(&mut self, app: &mut App, decision: &DecisionId, result: &Result<PathBuf, String>) {
        self.is_writing = false;
        match result {
            Ok(path) => {
                app.notice = Some(Notice::fine(format!("written to {}", shown(app, path))));
                self.written.push((decision.clone(), path.clone()));
                app.insight.forget_material();
            }
            Err(why) => app.notice = Some(Notice::bad(why.clone())),
        }
    }

    /// The text of the record, for the clipboard.
    pub fn text(&self) -> Option<&str> {
        self.preview.as_ref()?.text.as_deref().ok()
    }
}

/// A path as seen from the project, where it lies in it.
fn shown(app: &App, path: &Path) -> String {
    path.strip_prefix(&app.project).unwrap_or(path).display().to_string()
}

/// The page.
pub fn sheet(page: &Page, record: &Record) -> Sheet<Target> {
    let mut pen = page.pen();
    let theme = pen.theme;
    let material = page.app.insight.material();
    match (material, &record.preview) {
        (Found::Here(Err(why)), _) => pen.say(why, theme.bad),
        (Found::Here(Ok(_)), None) => pen.say("No option is left, so there is nothing to record.", theme.text),
        (Found::Here(Ok(material)), Some(preview)) => {
            form(page, record, &mut pen, material, preview);
            pen.blank();
            pen.line(Line::styled("─".repeat(pen.columns), theme.quiet));
            match &preview.text {
                Ok(text) => markdown(&mut pen, text),
                Err(why) => pen.say(why, theme.bad),
            }
        }
        (Found::Working | Found::NotAsked, _) => pen.say("Being written up …", theme.quiet),
    }
    pen.done()
}

/// Columns of the names in the form.
const NAME: usize = 9;

fn form(page: &Page, record: &Record, pen: &mut Pen<Target>, material: &Material, preview: &Preview) {
    let theme = pen.theme;
    let draft = &preview.draft;
    let deciders = if draft.deciders.is_empty() { "nobody is named".to_owned() } else { draft.deciders.join(", ") };
    let deciders_style = if draft.deciders.is_empty() { theme.quiet } else { theme.text };
    pen.stop(Target::Part(Part::Title), |pen| pen.field("Title", NAME, &draft.title, theme.text));
    pen.stop(Target::Status, |pen| pen.field("Status", NAME, &draft.status, theme.text));
    pen.stop(Target::Part(Part::Deciders), |pen| pen.field("Deciders", NAME, &deciders, deciders_style));
    pen.stop(Target::Profile, |pen| pen.field("Shape", NAME, shape(draft.profile), theme.text));
    let file = material.folder.path.join(file_name(preview.number, &draft.clean_title()));
    pen.stop(Target::Write, |pen| {
        pen.field("Write to", NAME, &shown(page.app, &file), theme.key);
        pen.field("", NAME, &material.folder.found, theme.quiet);
    });
    for (_, path) in record.written.iter().filter(|(id, _)| *id == page.base.decision.id) {
        pen.field("Written", NAME, &shown(page.app, path), theme.good);
    }
}

/// A shape in words.
fn shape(profile: Profile) -> &'static str {
    match profile {
        Profile::Madr4 => "madr4: MADR 4, with front matter",
        Profile::Madr4Minimal => "madr4-minimal: MADR 4, with what nobody may leave out",
        Profile::Nygard => "nygard: context, decision, consequences",
        Profile::Universal => "universal: what every tool reads",
        Profile::YStatement => "y-statement: one sentence",
    }
}

/// Markdown as it is, with its structure set off.
fn markdown(pen: &mut Pen<Target>, text: &str) {
    let theme = pen.theme;
    let mut in_front = false;
    let mut in_block = false;
    for (at, line) in text.lines().enumerate() {
        let is_fence = line.starts_with("```") || line.starts_with("<!--") || line.ends_with("-->");
        let edge = line == "---" && (at == 0 || in_front);
        let style: Style = match () {
            () if edge || in_front || in_block || is_fence => theme.quiet,
            () if line.starts_with("# ") => theme.accent,
            () if line.starts_with('#') => theme.strong,
            () => theme.text,
        };
        if edge {
            in_front = at == 0;
        }
        if line.starts_with("```") || line.starts_with("<!--") && !line.ends_with("-->") {
            in_block = !in_block;
        } else if in_block && line.ends_with("-->") {
            in_block = false;
        }
        let indent = line.len() - line.trim_start().len();
        let hang = if line.trim_start().starts_with("* ") { indent + 2 } else { indent };
        let lines = wrap(line, pen.columns.saturating_sub(hang).max(1));
        if lines.is_empty() {
            pen.line(Line::default());
        }
        for (row, text) in lines.into_iter().enumerate() {
            let before = if row == 0 { indent } else { hang };
            pen.line(Line::from(vec![Span::raw(" ".repeat(before)), Span::styled(text, style)]));
        }
    }
}
