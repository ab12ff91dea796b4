//! The record of the decision: what may still be said about it, and its text as it would be written.

use std::path::{Path, PathBuf};

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::adr::list::Opened;
use crate::adr::{Draft, PROPOSED, Profile, file_name, link_to};
use crate::model::DecisionId;
use crate::tui::input::{Action, Context};
use crate::tui::screen::report::page::{Page, Target};
use crate::tui::state::app::{App, Notice};
use crate::tui::state::message::{Blank, Effect, Job, Msg};
use crate::tui::state::record::{self, Material, Recorded, Wishes, Writing, Written};
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
    /// What the records being written say.
    writes: Vec<String>,
    /// Where the answers go with them.
    moves: Option<PathBuf>,
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
            draft.supersedes = vec![link_to(old)];
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
            Blank::Override(_) | Blank::Merged | Blank::Page => {}
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
    pub fn write(&mut self, app: &mut App) -> Vec<Effect> {
        let Some(preview) = &self.preview else {
            app.notice = Some(Notice::fine("there is nothing to write yet"));
            return Vec::new();
        };
        if let Err(why) = &preview.text {
            app.notice = Some(Notice::bad(why.clone()));
            return Vec::new();
        }
        let draft = preview.draft.clone();
        let Some(material) = material(app) else { return Vec::new() };
        let old = earlier(material, &draft.replay.decision.as_str().into()).filter(|_| self.supersedes).cloned();
        self.writing(app, vec![draft], old)
    }

    /// Writes the records of all decisions, linked to each other.
    pub fn write_all(&mut self, app: &mut App) -> Vec<Effect> {
        let Some(material) = material(app) else { return Vec::new() };
        if self.supersedes && !material.earlier.is_empty() {
            app.notice = Some(Notice::fine("a record that supersedes another is written by itself"));
            return Vec::new();
        }
        let said = |draft: &Draft| self.as_said(material, draft, &draft.replay.decision.as_str().into());
        let drafts = material.drafts.iter().map(said).collect();
        self.writing(app, drafts, None)
    }

    /// Writes those of the drafts that do not stand there already; the answers move to where the records' readers have them.
    fn writing(&mut self, app: &mut App, mut drafts: Vec<Draft>, supersedes: Option<Opened>) -> Vec<Effect> {
        if app.interview.as_ref().is_some_and(|interview| interview.file.has_errors()) {
            let key = app.keymap.key(Context::Question, Action::Findings);
            let text =
                format!("the answers file has errors, and a record would hide them: {key} at a question shows them");
            app.notice = Some(Notice::bad(text));
            return Vec::new();
        }
        let present = drafts.iter().find_map(|draft| recorded(app, draft)).map(|path| shown(app, path));
        drafts.retain(|draft| recorded(app, draft).is_none());
        if let Some(present) = present.filter(|_| drafts.is_empty()) {
            app.notice = Some(Notice::fine(format!("written already: {present}; change something to write another")));
            return Vec::new();
        }
        let (Some(interview), Some(material)) = (&app.interview, material(app)) else { return Vec::new() };
        if self.is_writing {
            return Vec::new();
        }
        self.is_writing = true;
        self.writes = drafts.iter().map(|draft| Recorded::says(draft, &app.library.templates)).collect();
        self.moves.clone_from(&material.place_for_answers);
        let answers = self.moves.as_ref().unwrap_or(&interview.path).clone();
        let folder = material.folder.clone();
        let writing = Writing { folder, drafts, supersedes, answers, templates: app.library.templates.clone() };
        let work = Box::new(move |_: &std::sync::atomic::AtomicBool| Some(Msg::Written(record::write(writing))));
        let moving = self.moves.clone().map(Effect::SaveAs);
        moving.into_iter().chain([Effect::Work(Job { lane: "record", work })]).collect()
    }

    /// Takes in what was written, or why not.
    pub fn written(&mut self, app: &mut App, result: &Result<Written, String>) {
        self.is_writing = false;
        match result {
            Ok(written) => {
                app.notice = Some(Notice::fine(say_written(app, written, self.moves.take().as_deref())));
                let paths = written.iter().map(|(_, path)| path.clone());
                let says = std::mem::take(&mut self.writes).into_iter();
                app.recorded.extend(says.zip(paths).map(|(says, path)| Recorded { says, path }));
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

/// What was written, so short that it fits into a line: one record by its path, several by their folder.
fn say_written(app: &App, written: &Written, moved: Option<&Path>) -> String {
    let (text, folder) = match written.as_slice() {
        [(_, path)] => (format!("written to {}", shown(app, path)), None),
        several => {
            let folder = several.first().and_then(|(_, path)| path.parent());
            let place = folder.map(|folder| format!(" to {}", shown(app, folder))).unwrap_or_default();
            (format!("{} records written{place}", several.len()), folder)
        }
    };
    match moved {
        Some(answers) if folder.is_some() && answers.parent() == folder => {
            let name = answers.file_name().unwrap_or_default().display().to_string();
            format!("{text}, with the answers in {name}")
        }
        Some(answers) => format!("{text}; its answers moved to {}", shown(app, answers)),
        None => text,
    }
}

/// What records are made from, where that is known.
fn material(app: &App) -> Option<&Material> {
    app.insight.material().here()?.as_ref().ok()
}

/// The file of a record that says the same, where one was written since the program began and is still there.
fn recorded<'a>(app: &'a App, draft: &Draft) -> Option<&'a Path> {
    let says = Recorded::says(draft, &app.library.templates);
    app.recorded.iter().find(|record| record.says == says).map(|record| record.path.as_path())
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
        let text = format!("outside the project: they move to {} with the record", shown(page.app, place));
        pen.stop(Target::Answers, |pen| pen.field("Answers", NAME, &text, theme.warn));
    }
    let own = recorded(page.app, draft);
    let old =
        earlier(material, &page.base.decision.id).filter(|old| own.is_none_or(|own| !own.ends_with(&old.record.file)));
    if let Some(old) = old {
        let mark = if record.supersedes { "■ supersedes" } else { "□ stands beside" };
        let text = format!("{mark} {}, which decides this already", old.record.file);
        pen.stop(Target::Supersede, |pen| pen.field("Earlier", NAME, &text, theme.warn));
    }
    let file = material.folder.path.join(file_name(preview.number, &draft.clean_title()));
    match own {
        Some(path) => pen.stop(Target::Write, |pen| pen.field("Written", NAME, &shown(page.app, path), theme.good)),
        None => pen.stop(Target::Write, |pen| pen.field("Write", NAME, &shown(page.app, &file), theme.key)),
    }
    let said = |draft: &Draft| record.as_said(material, draft, &draft.replay.decision.as_str().into());
    let n_drafts = material.drafts.len();
    match material.drafts.iter().filter(|draft| recorded(page.app, &said(draft)).is_none()).count() {
        _ if n_drafts < 2 => {}
        0 => pen.stop(Target::WriteAll, |pen| {
            pen.field("Written", NAME, &format!("all {n_drafts} decisions"), theme.good);
        }),
        n if n == n_drafts => pen.stop(Target::WriteAll, |pen| {
            pen.field("Write", NAME, &format!("all {n} decisions, linked to each other"), theme.key);
        }),
        n => pen.stop(Target::WriteAll, |pen| {
            pen.field("Write", NAME, &format!("the {n} of {n_drafts} decisions not written yet"), theme.key);
        }),
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
