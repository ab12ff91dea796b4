//! `archfit rename`: another name for something, in every file that uses it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Context as _, anyhow, bail};

use super::context::{Context, Outcome};
use crate::audit::names::{Index, Name};
use crate::audit::rename::{Edits, WORDS, Wish, find, rename, uncovers};
use crate::files::{replace, text_of_regular};
use crate::load::slot::slots;
use crate::load::{Library, Locations, PathKind, Source, Sources, answers_of_project, load, read_answers_text};

/// Arguments of `rename`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  archfit rename option node node-service           in rules, scenarios and overrides of answers files
  archfit rename question loss may-lose             in conditions, formulas, scenarios and answers files
  archfit rename choice loss.none loss.never        a choice of a question

The old name stays valid as an alias. Records keep what they say, and are read by the alias.")]
pub struct Args {
    /// What is renamed
    #[arg(value_parser = clap::builder::PossibleValuesParser::new(WORDS.map(|(word, ..)| word)))]
    what: String,
    /// Its present name; of a choice, band or level `question.choice`
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

/// Runs `rename`.
pub fn run(args: &Args, context: &Context) -> anyhow::Result<Outcome> {
    let library = context.load();
    let mut sources = library.sources.clone();
    let unreadable = |(path, error): (PathBuf, std::io::Error)| anyhow!("cannot read `{}`: {error}", path.display());
    sources.0.extend(answers_of_project(&context.project()).map_err(unreadable)?);
    let index = Index::of(&sources);
    let wish = Wish { what: &args.what, old: &args.old, decision: args.decision.as_deref() };
    let (name, new) = (find(&index, &wish)?, new_name(args)?);
    let edits = rename(&sources, &index, &name, new)?;
    uncovers(&name, new, || load(&beneath(&name, &index, &sources, context)))?;
    for (path, n, text) in &edited(&sources, &edits) {
        if !args.dry_run {
            // A mark that some editors put first is no part of what was read.
            let now = text_of_regular(path).with_context(|| format!("cannot read `{}`", path.display()))?;
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
    let lost = lost_answers(&library, &after, &sources);
    lost.iter().for_each(|said| context.say(said));
    let worse = !lost.is_empty() || after.diagnostics.len() > library.diagnostics.len() && after.has_errors();
    context.say(if worse {
        "`archfit check` has something to say about the result"
    } else {
        "`archfit check` finds nothing new to say; `archfit diff` compares with a revision"
    });
    Ok(if worse { Outcome::Finding } else { Outcome::Fine })
}

/// Where everything is that lies below the layer in which a name is given.
fn beneath(name: &Name, index: &Index, sources: &Sources, context: &Context) -> Locations {
    let project = context.project();
    let is_in_project = |path: &PathBuf| {
        path.canonicalize().is_ok_and(|path| project.canonicalize().is_ok_and(|project| path.starts_with(project)))
    };
    let mut paths = index.definitions_of(name).filter_map(|mention| sources.get(mention.place.file).path.as_ref());
    if paths.any(is_in_project) { Locations { project: None, ..context.locations() } } else { Locations::default() }
}

/// What answers files said that was read before, and is not read any more, in words.
fn lost_answers(before: &Library, after: &Library, sources: &Sources) -> Vec<String> {
    let (mut before, mut after) = (before.clone(), after.clone());
    let unread = |source: Source, library: &mut Library| match read_answers_text(source, library) {
        Ok(read) => read.file.unread.into_iter().map(|unread| unread.said).collect(),
        Err(findings) => findings.into_iter().map(|finding| finding.title).collect::<Vec<String>>(),
    };
    let mut said = Vec::new();
    for source in sources.0.iter().filter(|source| matches!(slots(&source.text), Some((PathKind::Answers, _)))) {
        let Some(path) = &source.path else { continue };
        let was = unread(source.clone(), &mut before);
        let now = match text_of_regular(path) {
            Ok(text) => unread(Source { text, ..source.clone() }, &mut after),
            Err(error) => vec![format!("it cannot be read: {error}")],
        };
        said.extend(now.iter().filter(|now| !was.contains(now)).map(|now| format!("{}: {now}", source.name)));
    }
    said
}

/// The new name; a choice may be given with its question, which stays.
fn new_name(args: &Args) -> anyhow::Result<&str> {
    match (args.old.split_once('.'), args.new.split_once('.')) {
        (Some((of, _)), Some((question, new))) if of == question => Ok(new),
        (Some(_), Some(_)) => {
            bail!("a {} stays where it belongs; write `{}` and a new name for it alone", args.what, args.old)
        }
        _ => Ok(&args.new),
    }
}

/// The files with their edits made, by path, and how many there are.
fn edited(sources: &Sources, edits: &Edits) -> Vec<(PathBuf, usize, String)> {
    let mut by_file: BTreeMap<PathBuf, (usize, String)> = BTreeMap::new();
    for (place, new) in edits.iter().rev() {
        let source = sources.get(place.file);
        let Some(path) = &source.path else { continue };
        let (n, text) = by_file.entry(path.clone()).or_insert_with(|| (0, source.text.clone()));
        text.replace_range(place.span.clone(), new);
        *n += 1;
    }
    by_file.into_iter().map(|(path, (n, text))| (path, n, text)).collect()
}
