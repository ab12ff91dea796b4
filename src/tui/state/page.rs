//! The report as a file to forward, written by work in the background.

use std::path::PathBuf;
use std::sync::Arc;

use crate::engine::Advisor;
use crate::engine::base::steps::Cancel;
use crate::files::replace;
use crate::load::{Library, read_text};
use crate::model::{AnswersFile, Day};
use crate::observe::{Observation, room};
use crate::report::{self, Format, Origin};

/// The forms by the ending of a file's name.
const FORMS: [(&str, Format); 6] = [
    ("html", Format::Html),
    ("htm", Format::Html),
    ("md", Format::Markdown),
    ("markdown", Format::Markdown),
    ("txt", Format::Text),
    ("json", Format::Json),
];

/// A report to be written.
pub struct PageRequest {
    /// The subject, compiled.
    pub advisor: Advisor,
    /// The answers.
    pub file: AnswersFile,
    /// What was observed.
    pub observations: Arc<Vec<Observation>>,
    /// Where they are kept.
    pub answers: PathBuf,
    /// The rules' files and the templates.
    pub library: Library,
    /// The day it is dated.
    pub today: Day,
    /// Who decides, where the project says so.
    pub author: Option<String>,
    /// The file to write.
    pub path: PathBuf,
    /// Whether the file was written from here before, so that it may be written anew.
    pub is_ours: bool,
}

/// The form that a file's ending names.
pub fn form(path: &std::path::Path) -> Result<Format, String> {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    let found = FORMS.iter().find(|(name, _)| *name == ending).map(|(_, format)| *format);
    found.ok_or_else(|| "the ending of the name says which form: .html, .md, .txt or .json".to_owned())
}

/// Makes the report and writes it. Nothing where that was cancelled.
pub fn write(mut request: PageRequest, cancel: &dyn Cancel) -> Option<Result<PathBuf, String>> {
    let text = read_text(&request.answers).unwrap_or_default();
    let shown = request.answers.file_name().map(|name| name.to_string_lossy().into_owned());
    let subject = std::sync::Arc::clone(request.advisor.subject());
    let origin = Origin::new(&request.library, &subject, shown.as_deref(), &text);
    let mut report = report::build_until(&mut request.advisor, &request.file, &origin, cancel)?;
    room::tell(&mut report, &request.file, &request.observations, &request.advisor, || cancel.is_set(0));
    report.date = Some(request.today.to_string());
    report.author.clone_from(&request.author);
    Some(written(&request, &report))
}

fn written(request: &PageRequest, report: &report::Report) -> Result<PathBuf, String> {
    let path = &request.path;
    if !request.is_ours && path.symlink_metadata().is_ok() {
        return Err(format!("{} is there already and was not written from here: give another name", path.display()));
    }
    let text = report::render(report, form(path)?, &request.library.templates).map_err(|error| error.to_string())?;
    let cannot = |error| format!("cannot write {}: {error}", path.display());
    path.parent().map_or(Ok(()), std::fs::create_dir_all).map_err(cannot)?;
    replace(path, text.as_bytes()).map_err(cannot)?;
    Ok(path.clone())
}
