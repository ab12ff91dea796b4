//! `archfit fmt`: lays out the conditions of questionnaires, rule bases and answers files. The rest is left to formatters of TOML.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use similar::TextDiff;

use super::context::{Context, Outcome};
use super::targets::Targets;
use crate::audit::layout::{LaidOut, lay_out};
use crate::diagnostic::render::counted;
use crate::diagnostic::{Diagnostic, Severity, Source, Sources};
use crate::files::{replace, text_of_regular};
use crate::load::{Library, load};
use crate::model::{Place, Questionnaire};

/// What some editors put before the text of a file.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Arguments of `fmt`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files, or folders of them; `-` reads standard input and writes to standard output [default: those of the project]
    paths: Vec<PathBuf>,
    /// Change nothing; name the files that would change, and end with 1 if there are any
    #[arg(long)]
    check: bool,
    /// Change nothing; show what would change
    #[arg(long)]
    diff: bool,
}

/// Runs `fmt`.
pub fn run(args: &Args, context: &Context) -> anyhow::Result<Outcome> {
    if args.paths.iter().any(|path| path.as_os_str() == "-") {
        if args.paths.len() > 1 {
            bail!("`-` stands alone: one text is read, and one written");
        }
        return from_input(args, context);
    }
    let targets = Targets::new(&args.paths, context)?;
    let library = targets.load();
    let mut is_fine = true;
    let (mut n_changed, mut n_files) = (0, 0);
    for (source, path) in targets.files(&library)? {
        n_files += 1;
        let Some(laid_out) = read(&source, &library, context) else {
            is_fine = false;
            continue;
        };
        is_fine &= laid_out.unread.is_empty();
        let new = laid_out.apply(&source.text);
        if new == source.text {
            continue;
        }
        n_changed += 1;
        if args.diff {
            context.print(&difference(&source.name, &source.text, &new))?;
        } else if args.check {
            context.print(&format!("{}\n", source.name))?;
        } else {
            write(&path, &source.text, &new)?;
            context.say(&format!("laid out {}", source.name));
        }
    }
    if n_files == 0 {
        bail!(
            "there is no questionnaire, rule base or answers file to lay out; name one, or run this in their project"
        );
    }
    let would = if args.check || args.diff { "would change" } else { "changed" };
    context.say(&format!("{}, {n_changed} {would}", counted(n_files, "file")));
    is_fine &= n_changed == 0 || !(args.check || args.diff);
    Ok(if is_fine { Outcome::Fine } else { Outcome::Finding })
}

/// Standard input, for editors.
fn from_input(args: &Args, context: &Context) -> anyhow::Result<Outcome> {
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes).context("cannot read standard input")?;
    let text = String::from_utf8(bytes).context("standard input is not UTF-8 text")?;
    // The mark that some editors put first is no part of what is read, and stays.
    let (mark, text) = text.strip_prefix(BYTE_ORDER_MARK).map_or(("", text.as_str()), |text| (BYTE_ORDER_MARK, text));
    let source = Source { name: "<stdin>".to_owned(), path: None, text: text.to_owned() };
    let Some(laid_out) = read(&source, &load(&context.locations()), context) else { return Ok(Outcome::Finding) };
    let new = laid_out.apply(&source.text);
    let is_changed = new != source.text;
    if args.diff {
        context.print(&difference(&source.name, &source.text, &new))?;
    } else if !args.check {
        context.print_as_it_is(&format!("{mark}{new}"))?;
    }
    let is_fine = laid_out.unread.is_empty() && !(is_changed && (args.check || args.diff));
    Ok(if is_fine { Outcome::Fine } else { Outcome::Finding })
}

/// A file laid out; what cannot be read is said. `None` where it is not TOML.
fn read(source: &Source, library: &Library, context: &Context) -> Option<LaidOut> {
    let result = lay_out(&source.text, &questionnaires(source, library));
    let mut sources = Sources::default();
    let file = sources.add(source.clone());
    let finding = |code, span, title: String, help: &str| {
        Diagnostic::new(Severity::Error, code, &Place { file, span }, title).help(help)
    };
    let findings: Vec<Diagnostic> = match &result {
        Err(span) => {
            vec![finding(
                "syntax",
                span.clone(),
                "the file is not TOML, so it stays as it is".into(),
                "see `archfit check`",
            )]
        }
        Ok(laid_out) => laid_out
            .unread
            .iter()
            .map(|(span, error)| {
                let help = error.help.as_deref().unwrap_or("see `archfit check`");
                finding("bad-condition", span.clone(), format!("{}; the condition stays as it is", error.message), help)
            })
            .collect(),
    };
    context.say_findings(&findings, &sources);
    result.ok()
}

/// The questionnaire that a file reads or is, before all others.
fn questionnaires<'a>(source: &Source, library: &'a Library) -> Vec<&'a Questionnaire> {
    let is_own = |questionnaire: &Questionnaire| {
        let subject = library.subject(questionnaire.id.as_str());
        let bases = subject.iter().flat_map(|subject| &subject.rule_bases);
        let mut files = bases.flat_map(|base| library.files_of(&base.decision.id));
        source.path.is_some() && files.any(|file| library.sources.get(*file).path == source.path)
    };
    let mut all: Vec<&Questionnaire> = library.subjects.iter().map(|subject| &subject.questionnaire).collect();
    all.sort_by_key(|questionnaire| !is_own(questionnaire));
    all
}

/// Writes a file that has not changed since it was read.
fn write(path: &Path, before: &str, new: &str) -> anyhow::Result<()> {
    let mend = || {
        let now = text_of_regular(path)?;
        let mark = now.strip_suffix(before).filter(|mark| matches!(*mark, "" | BYTE_ORDER_MARK));
        let mark = mark.context("it has changed since it was read: run this again")?;
        replace(path, format!("{mark}{new}").as_bytes()).map_err(anyhow::Error::from)
    };
    mend().with_context(|| format!("cannot lay out `{}`", path.display()))
}

/// What changes, as a patch.
fn difference(name: &str, before: &str, after: &str) -> String {
    let diff = TextDiff::from_lines(before, after);
    diff.unified_diff().context_radius(1).header(&format!("a/{name}"), &format!("b/{name}")).to_string()
}
