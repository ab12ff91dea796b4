//! Reports through templates. A template that misspells a name or never ends gives an error that names its line.

use std::fmt;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, ErrorKind, UndefinedBehavior};
use serde::Serialize;
use serde_json::Value;

use super::build::Report;
use super::filters;
use super::tame::{Place, tame};
use crate::load::Files;

/// The most bytes a template may have; the shipped ones have a tenth of it.
const MAX_TEMPLATE: usize = 128 * 1024;

/// The stack that templates are read and rendered on. The library's own limit does not cover every way of nesting; within
/// [`MAX_TEMPLATE`] this one does.
const STACK: usize = 256 * 1024 * 1024;

/// How many steps a template may take; the shipped ones need a few thousand.
const FUEL: u64 = 2_000_000;

/// The thread that templates are rendered on. A panic there is turned into an error, so nobody need hear of it.
pub const TEMPLATE_THREAD: &str = "template";

/// What a report may be written as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For a terminal of 80 columns.
    #[default]
    Text,
    /// For a file beside the code.
    Markdown,
    /// For programs.
    Json,
    /// For people without a terminal: one file, light and dark, printable.
    Html,
}

/// Why a text could not be rendered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenderError {
    /// The template's file.
    pub template: String,
    /// The line, where it is known.
    pub line: Option<usize>,
    /// What is wrong there.
    pub what: String,
    /// The way out.
    pub help: String,
}

impl std::error::Error for RenderError {}

impl fmt::Display for RenderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "template `{}`", self.template)?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        write!(f, ": {}; {}", self.what, self.help)
    }
}

/// A report as text. JSON needs no template and never fails.
pub fn render(report: &Report, format: Format, templates: &Files) -> Result<String, RenderError> {
    let name = match format {
        Format::Json => return Ok(json(report)),
        Format::Text => "report.txt",
        Format::Markdown => "report.md",
        Format::Html => "report.html",
    };
    render_template(name, report, templates)
}

fn json(report: &Report) -> String {
    let mut text = serde_json::to_string_pretty(report).unwrap_or_default();
    text.push('\n');
    text
}

/// Renders a named template over a value. What the value says is made harmless for the kind of text that the name's ending tells.
pub fn render_template(name: &str, value: &impl Serialize, templates: &Files) -> Result<String, RenderError> {
    render_with(name, value, &[], templates)
}

/// As [`render_template`], with more fields that are put in as they are.
pub(crate) fn render_with(
    name: &str,
    value: &impl Serialize,
    as_they_are: &[(&str, &str)],
    templates: &Files,
) -> Result<String, RenderError> {
    let is_html = has_ending(name, "html");
    let mut value = serde_json::to_value(value).unwrap_or(Value::Null);
    tame(&mut value, if has_ending(name, "md") { Place::Markdown } else { Place::Plain });
    if let Value::Object(fields) = &mut value {
        fields.extend(as_they_are.iter().map(|(field, text)| ((*field).to_owned(), Value::from(*text))));
    }
    fenced(name, templates, || render_value(name, value, is_html, templates))
}

/// Runs the template library so that nothing a template holds can end the program.
fn fenced(
    name: &str,
    templates: &Files,
    work: impl FnOnce() -> Result<String, RenderError> + Send,
) -> Result<String, RenderError> {
    let failed = |what: String, help: &str| RenderError {
        template: templates.get(name).map_or_else(|| name.to_owned(), |source| source.name.clone()),
        line: None,
        what,
        help: help.to_owned(),
    };
    let too_large = templates.values().find(|source| source.text.len() > MAX_TEMPLATE);
    if let Some(source) = too_large {
        let what = format!("`{}` has {} bytes, and {MAX_TEMPLATE} are allowed", source.name, source.text.len());
        return Err(failed(what, "split it into templates that include each other"));
    }
    let broken =
        || failed("the template library gave up on it".to_owned(), "simplify it, or leave out what was added last");
    std::thread::scope(|scope| {
        let thread =
            std::thread::Builder::new().name(TEMPLATE_THREAD.to_owned()).stack_size(STACK).spawn_scoped(scope, work);
        let thread = thread.map_err(|error| failed(format!("it cannot be rendered: {error}"), "try again"))?;
        thread.join().map_err(|_| broken())?
    })
}

fn render_value(name: &str, value: Value, is_html: bool, templates: &Files) -> Result<String, RenderError> {
    let mut environment = environment();
    // A broken template is only an error where it is asked for: by name here, or by another one while that is rendered.
    let mut broken = Vec::new();
    for (file, source) in templates {
        if let Err(error) = environment.add_template(file, &source.text) {
            broken.push((file, error));
        }
    }
    if let Some((_, error)) = broken.iter().find(|(file, _)| *file == name) {
        return Err(explain(error, name, templates));
    }
    let template = environment.get_template(name).map_err(|error| explain(&error, name, templates))?;
    match template.render(Serde(value)) {
        Ok(text) if is_html => Ok(text),
        Ok(text) => Ok(finish(&text)),
        Err(error) => {
            let wants_broken = matches!(error.kind(), ErrorKind::TemplateNotFound | ErrorKind::BadInclude);
            let cause = broken.first().filter(|_| wants_broken).map_or(&error, |(_, error)| error);
            Err(explain(cause, name, templates))
        }
    }
}

fn environment<'a>() -> Environment<'a> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    // Without it, errors do not know which part of the template they are about.
    environment.set_debug(true);
    if let Ok(syntax) = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build() {
        environment.set_syntax(syntax);
    }
    environment.set_auto_escape_callback(
        |name| {
            if has_ending(name, "html") { AutoEscape::Html } else { AutoEscape::None }
        },
    );
    filters::add(&mut environment);
    environment
}

fn has_ending(name: &str, ending: &str) -> bool {
    std::path::Path::new(name).extension().is_some_and(|e| e.eq_ignore_ascii_case(ending))
}

/// No spaces at line ends, no two empty lines in a row, one line end at the end: what linters of Markdown ask for.
fn finish(text: &str) -> String {
    let mut finished = String::with_capacity(text.len());
    let mut n_empty = 0;
    for line in text.lines().map(str::trim_end) {
        n_empty = if line.is_empty() { n_empty + 1 } else { 0 };
        if n_empty < 2 && !(finished.is_empty() && line.is_empty()) {
            finished.push_str(line);
            finished.push('\n');
        }
    }
    finished.truncate(finished.trim_end().len());
    finished.push('\n');
    finished
}

/// Turns minijinja's words into an error that names the template's file and line, and a way out.
fn explain(error: &minijinja::Error, asked: &str, templates: &Files) -> RenderError {
    let name = error.name().unwrap_or(asked);
    let template = templates.get(name).map_or_else(|| name.to_owned(), |source| source.name.clone());
    let detail = error.detail().map(|detail| format!(" ({detail})")).unwrap_or_default();
    let (what, help) = match error.kind() {
        ErrorKind::UndefinedError => (
            format!("`{}` is not defined", expression(error, name, templates)),
            "check its spelling; docs/adr.md lists the names that templates may use",
        ),
        ErrorKind::OutOfFuel => {
            ("the template takes too many steps".to_owned(), "look for a loop or an include without end")
        }
        ErrorKind::TemplateNotFound => (
            format!("there is no such template{detail}"),
            "put it into the project's archfit/templates or name its folder with --templates",
        ),
        kind => (format!("{kind}{detail}"), "mend the template; it is written in minijinja's language"),
    };
    RenderError { template, line: error.line(), what, help: help.to_owned() }
}

/// The text of the template that an error is about; its line where that is not known.
fn expression<'a>(error: &minijinja::Error, name: &str, templates: &'a Files) -> &'a str {
    let text = templates.get(name).map_or("", |source| source.text.as_str());
    let part = error.range().and_then(|range| text.get(range)).filter(|part| !part.is_empty());
    part.or_else(|| text.lines().nth(error.line()?.checked_sub(1)?)).map_or("a name", str::trim)
}
