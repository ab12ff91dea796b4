//! The record of the decision: what may still be said about it, and its text as it would be written.

use std::path::{Path, PathBuf};

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::adr::list::Opened;
use crate::adr::{Draft, PROPOSED, Profile, file_name, link_to};
use crate::diagnostic::Severity;
use crate::model::DecisionId;
use crate::tui::screen::report::page::{Page, Target};
use crate::tui::state::app::{App, Notice};
use crate::tui::state::message::{Blank, Effect, Job, Msg};
use crate::tui::state::record::{self, Material, Wishes, Writing, Written};
use crate::tui::state::worked::Found;
use crate::tui::widget::sheet::{Pen, Sheet};
use crate::tui::widget::text::wrap;

/// What a person says about records, and what came of it.
#[derive(Default)]
pub struct Record {
    titles: Vec<(DecisionId, String)>,
    /// Absent: as the settings say.
    status: Option<String>,
    deciders: Option<Vec<String>>,
    profile: Option<Profile>,
    /// Whether the record supersedes the one that decides the same already.
    supersedes: bool,
    is_writing: bool,
    written: Written,
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
        let Some(Ok(material)) = app.insight.material().here() else {
            self.preview = None;
            return;
        };
        let Some(draft) = material.drafts.iter().find(|draft| draft.replay.decision == *decision.as_str()) else {
            self.preview = None;
            return;
        };
        let draft = self.as_said(material, draft, decision);
        let is_same = |p: &Preview| {
            let edits = |d: &Draft| (d.title.clone(), d.status.clone(), d.deciders.clone(), d.profile);
            let surroundings = |d: &Draft| {
                (d.supersedes.clone(), d.replay.answers.clone(), d.template.as_ref().map(|own| own.text.clone()))
            };
            p.stamp == app.insight.stamp()
                && p.number == material.number
                && edits(&p.draft) == edits(&draft)
                && surroundings(&p.draft) == surroundings(&draft)
                && p.draft.replay.decision == draft.replay.decision
        };
        if !self.preview.as_ref().is_some_and(is_same) {
            let text = draft.text(material.number, &app.library.templates).map_err(|error| error.to_string());
            let (stamp, number) = (app.insight.stamp(), material.number);
            self.preview = Some(Preview { stamp, draft, number, text });
        }
    }

    /// A draft with what the person says about it. A shape that is chosen goes before a template.
    fn as_said(&self, material: &Material, draft: &Draft, decision: &DecisionId) -> Draft {
        let mut draft = draft.clone();
        if let Some((_, title)) = self.titles.iter().find(|(id, _)| id == decision) {
            draft.title.clone_from(title);
        }
        draft.status = self.status.clone().unwrap_or(draft.status);
        draft.deciders = self.deciders.clone().unwrap_or(draft.deciders);
        if let Some(profile) = self.profile {
            draft.profile = profile;
            draft.template = None;
        }
        if self.supersedes
            && let Some(old) = earlier(material, decision)
        {
            draft.supersedes = link_to(old).into_iter().collect();
        }
        draft.replay.answers.clone_from(&material.answers);
        draft
    }

    /// What a part says now, to be typed over.
    pub fn part(&self, app: &App, part: &Blank) -> String {
        let wish = |path: &Option<PathBuf>| path.as_ref().map(|path| path.display().to_string()).unwrap_or_default();
        match (part, &self.preview) {
            (Blank::Title, Some(preview)) => preview.draft.title.clone(),
            (Blank::Deciders, Some(preview)) => preview.draft.deciders.join(", "),
            (Blank::Folder, _) => wish(&app.insight.wishes().folder),
            (Blank::Template, _) => wish(&app.insight.wishes().template),
            _ => String::new(),
        }
    }

    /// Takes in a part that was typed. An empty title brings the proposed one back.
    pub fn typed(&mut self, app: &mut App, decision: &DecisionId, part: &Blank, text: &str) {
        let wishes = app.insight.wishes().clone();
        let wish = Some(PathBuf::from(text)).filter(|_| !text.is_empty());
        match part {
            Blank::Title => {
                self.titles.retain(|(id, _)| id != decision);
                if !text.is_empty() {
                    self.titles.push((decision.clone(), text.to_owned()));
                }
            }
            Blank::Deciders => {
                let names = text.split([',', ';']).map(str::trim).filter(|name| !name.is_empty());
                self.deciders = Some(names.map(str::to_owned).collect());
            }
            Blank::Folder => app.insight.set_wishes(Wishes { folder: wish, ..wishes }),
            Blank::Template => {
                self.profile = None;
                app.insight.set_wishes(Wishes { template: wish, ..wishes });
            }
            Blank::Override(_) | Blank::Merged => {}
        }
    }

    /// To the next status.
    pub fn next_status(&mut self) {
        let present = self.preview.as_ref().map_or(PROPOSED, |preview| preview.draft.status.as_str());
        let next = STATUSES.iter().position(|status| *status == present).map_or(0, |at| at + 1);
        self.status = Some(STATUSES[next % STATUSES.len()].to_owned());
    }

    /// To the next shape.
    pub fn next_profile(&mut self) {
        let present = self.preview.as_ref().map(|p| &p.draft).filter(|draft| draft.template.is_none());
        let at = present.and_then(|draft| Profile::ALL.iter().position(|p| *p == draft.profile));
        self.profile = Some(Profile::ALL[at.map_or(0, |at| at + 1) % Profile::ALL.len()]);
    }

    /// Supersedes what decides the same, or stands beside it.
    pub fn next_supersede(&mut self) {
        self.supersedes = !self.supersedes;
    }

    /// Writes the record, unless that is under way.
    pub fn write(&mut self, app: &mut App) -> Option<Effect> {
        let Some(preview) = &self.preview else {
            app.notice = Some(Notice::fine("there is nothing to write yet"));
            return None;
        };
        if let Err(why) = &preview.text {
            app.notice = Some(Notice::bad(why.clone()));
            return None;
        }
        let draft = preview.draft.clone();
        let material = app.insight.material().here()?.as_ref().ok()?;
        let old = earlier(material, &draft.replay.decision.as_str().into()).filter(|_| self.supersedes).cloned();
        self.writing(app, vec![draft], old)
    }

    /// Writes the records of all decisions, linked to each other.
    pub fn write_all(&mut self, app: &mut App) -> Option<Effect> {
        let material = app.insight.material().here()?.as_ref().ok()?;
        if self.supersedes && !material.earlier.is_empty() {
            app.notice = Some(Notice::fine("a record that supersedes another is written by itself"));
            return None;
        }
        let said = |draft: &Draft| self.as_said(material, draft, &draft.replay.decision.as_str().into());
        let drafts = material.drafts.iter().map(said).collect();
        self.writing(app, drafts, None)
    }

    fn writing(&mut self, app: &mut App, drafts: Vec<Draft>, supersedes: Option<Opened>) -> Option<Effect> {
        let (interview, material) = (app.interview.as_ref()?, app.insight.material().here()?.as_ref().ok()?);
        if app.file_findings.iter().any(|finding| finding.severity == Severity::Error) {
            app.notice = Some(Notice::bad("the answers file has errors, and a record would hide them: press ! there"));
            return None;
        }
        if self.is_writing {
            return None;
        }
        self.is_writing = true;
        let (folder, answers) = (material.folder.clone(), interview.path.clone());
        let writing = Writing { folder, drafts, supersedes, answers, templates: app.library.templates.clone() };
        let work = Box::new(move |_: &std::sync::atomic::AtomicBool| Some(Msg::Written(record::write(writing))));
        Some(Effect::Work(Job { lane: "record", work }))
    }

    /// Takes in what was written, or why not.
    pub fn written(&mut self, app: &mut App, result: &Result<Written, String>) {
        self.is_writing = false;
        match result {
            Ok(written) => {
                let paths: Vec<String> = written.iter().map(|(_, path)| shown(app, path)).collect();
                app.notice = Some(Notice::fine(format!("written to {}", paths.join(", "))));
                self.written.extend(written.iter().cloned());
                self.supersedes = false;
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

/// Moves the answers file to where the record's readers have it too.
pub fn keep_answers(app: &App) -> Option<Effect> {
    let material = app.insight.material().here()?.as_ref().ok()?;
    material.place_for_answers.clone().map(Effect::SaveAs)
}

/// The last record in force that makes a decision already.
fn earlier<'a>(material: &'a Material, decision: &DecisionId) -> Option<&'a Opened> {
    material.earlier.iter().rev().find(|(id, _)| id == decision).map(|(_, old)| old)
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
    let shape = match &draft.template {
        Some(own) => format!("as {}", own.name),
        None => shape(draft.profile).to_owned(),
    };
    let template = draft.template.as_ref().map_or("none of your own", |_| "your own");
    pen.stop(Target::Blank(Blank::Title), |pen| pen.field("Title", NAME, &draft.title, theme.text));
    pen.stop(Target::Status, |pen| pen.field("Status", NAME, &draft.status, theme.text));
    pen.stop(Target::Blank(Blank::Deciders), |pen| pen.field("Deciders", NAME, &deciders, deciders_style));
    pen.stop(Target::Profile, |pen| pen.field("Shape", NAME, &shape, theme.text));
    pen.stop(Target::Blank(Blank::Template), |pen| pen.field("Template", NAME, template, theme.quiet));
    pen.stop(Target::Blank(Blank::Folder), |pen| {
        let folder = format!("{} ({})", shown(page.app, &material.folder.path), material.folder.found);
        pen.field("Folder", NAME, &folder, theme.text);
    });
    if let Some(place) = &material.place_for_answers {
        let text = format!("outside the project: Enter moves them to {}", shown(page.app, place));
        pen.stop(Target::Answers, |pen| pen.field("Answers", NAME, &text, theme.warn));
    }
    if let Some(old) = earlier(material, &page.base.decision.id) {
        let mark = if record.supersedes { "■ supersedes" } else { "□ stands beside" };
        let text = format!("{mark} {}, which decides this already", old.record.file);
        pen.stop(Target::Supersede, |pen| pen.field("Earlier", NAME, &text, theme.warn));
    }
    let file = material.folder.path.join(file_name(preview.number, &draft.clean_title()));
    pen.stop(Target::Write, |pen| pen.field("Write", NAME, &shown(page.app, &file), theme.key));
    if material.drafts.len() > 1 {
        let text = format!("all {} decisions, linked to each other", material.drafts.len());
        pen.stop(Target::WriteAll, |pen| pen.field("Write", NAME, &text, theme.key));
    }
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
