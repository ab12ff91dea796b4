//! `archfit rename`: another name for something, in every file that uses it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use super::context::{Context, Outcome};
use crate::audit::rename::{Renaming, Text, TextEdit, What, rename};
use crate::files::replace;
use crate::load::{Library, PathKind, kind_of, read_text};

/// Arguments of `rename`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  archfit rename option node node-service           in rules, scenarios and overrides of answers files
  archfit rename question loss may-lose             in conditions, formulas, scenarios and answers files
  archfit rename choice loss.none loss.never        a choice of a question

The old name stays valid as an alias. Records keep what they say, and are read by the alias.")]
pub struct Args {
    /// What is renamed
    #[arg(value_enum)]
    what: Kind,
    /// Its present name; of a choice `question.choice`
    old: String,
    /// The new name
    new: String,
    /// The decision it belongs to, where several have something of that name
    #[arg(long, value_name = "ID")]
    decision: Option<String>,
    /// Show what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
}

/// What can be renamed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Kind {
    Question,
    Choice,
    Option,
    Criterion,
    Rule,
    Decision,
}

/// Runs `rename`.
pub fn run(args: &Args, context: &Context) -> anyhow::Result<Outcome> {
    let library = context.load();
    let renaming = renaming(args)?;
    let answers = answers_files(&context.project())?;
    let edits = rename(&library, &answers, &renaming)?;
    let mut by_file: BTreeMap<PathBuf, Vec<TextEdit>> = BTreeMap::new();
    edits.into_iter().for_each(|edit| by_file.entry(edit.path.clone()).or_default().push(edit));
    let mut changed = Vec::new();
    for (path, edits) in &by_file {
        let text = text_of(path, &library, &answers).context("edits are of files that were read")?;
        changed.push((path, edits.len(), edited(text, edits)));
    }
    for (path, n, text) in &changed {
        if !args.dry_run {
            // A mark that some editors put first is no part of what was read.
            let now = std::fs::read_to_string(path).with_context(|| format!("cannot read `{}`", path.display()))?;
            let mark = if now.starts_with('\u{feff}') { "\u{feff}" } else { "" };
            replace(path, format!("{mark}{text}").as_bytes())
                .with_context(|| format!("cannot write `{}`", path.display()))?;
        }
        let places = if *n == 1 { "1 place".to_owned() } else { format!("{n} places") };
        let verb = if args.dry_run { "would change" } else { "changed" };
        context.say(&format!("{verb} {places} in {}", path.display()));
    }
    if args.dry_run {
        return Ok(Outcome::Fine);
    }
    let after = context.load();
    let worse = after.diagnostics.len() > library.diagnostics.len() && after.has_errors();
    context.say(if worse {
        "`archfit check` has something to say about the result"
    } else {
        "`archfit check` finds nothing new to say; `archfit diff` compares with a revision"
    });
    Ok(if worse { Outcome::Finding } else { Outcome::Fine })
}

fn renaming(args: &Args) -> anyhow::Result<Renaming> {
    let what = match args.what {
        Kind::Question => What::Question,
        Kind::Choice => What::Choice,
        Kind::Option => What::Option,
        Kind::Criterion => What::Criterion,
        Kind::Rule => What::Rule,
        Kind::Decision => What::Decision,
    };
    let mut new = args.new.as_str();
    if let (What::Choice, Some((question, choice))) = (&what, new.split_once('.')) {
        if args.old.split_once('.').map(|(of, _)| of) != Some(question) {
            bail!("a choice stays with its question; write `{}` and a new name for the choice alone", args.old);
        }
        new = choice;
    }
    let decision = args.decision.as_deref().map(Into::into);
    Ok(Renaming { what, old: args.old.clone(), new: new.to_owned(), decision })
}

/// The answers files of a project, those that version control ignores left out.
fn answers_files(project: &Path) -> anyhow::Result<Vec<Text>> {
    let mut found = Vec::new();
    for entry in ignore::WalkBuilder::new(project).sort_by_file_path(Path::cmp).build().filter_map(Result::ok) {
        let path = entry.path();
        let is_toml = path.extension().is_some_and(|extension| extension == "toml");
        if is_toml && path.is_file() && matches!(kind_of(path), Ok(Some(PathKind::Answers))) {
            let text = read_text(path).with_context(|| format!("cannot read `{}`", path.display()))?;
            found.push(Text { path: path.to_owned(), text });
        }
    }
    Ok(found)
}

fn text_of<'t>(path: &Path, library: &'t Library, answers: &'t [Text]) -> Option<&'t str> {
    let source = library.sources.0.iter().find(|source| source.path.as_deref() == Some(path));
    let answer = || answers.iter().find(|text| text.path == path).map(|text| text.text.as_str());
    source.map(|source| source.text.as_str()).or_else(answer)
}

fn edited(text: &str, edits: &[TextEdit]) -> String {
    let mut text = text.to_owned();
    edits.iter().rev().for_each(|edit| text.replace_range(edit.span.clone(), &edit.text));
    text
}
