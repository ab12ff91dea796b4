//! `archfit adr index`: a list of records in a file of the team's own.

use std::path::{Path, PathBuf};

use anyhow::Context as _;

use super::folder::FoldersArgs;
use crate::adr::Folder;
use crate::adr::index::{START, STOP, graph, lines, part, put};
use crate::cli::context::{Context, Outcome};
use crate::files;

/// Arguments of `adr index`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file, with a place for the list between two markers; made where it does not exist [default: stdout]
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// Change nothing; fail where the list is out of date
    #[arg(long, requires = "file")]
    check: bool,
    /// Add a graph of which record supersedes which, in Mermaid
    #[arg(long)]
    graph: bool,
    #[command(flatten)]
    folders: FoldersArgs,
}

/// Runs `adr index`.
pub fn run(args: &Args, context: &Context) -> anyhow::Result<Outcome> {
    let openings = args.folders.open_whole(context)?;
    let mut list = String::new();
    for opening in &openings {
        // The links of several folders lead from one place: the file, or where archfit runs.
        let here = (!opening.name.is_empty()).then_some(Path::new("index.md"));
        let lines = lines(&opening.folder, &opening.records, args.file.as_deref().or(here));
        list += &if opening.name.is_empty() { lines } else { part(&opening.name, &lines) };
    }
    let n_records: usize = openings.iter().map(|opening| opening.records.len()).sum();
    anyhow::ensure!(n_records > 0 || !args.check, "there is no record, so nothing was checked");
    if args.graph {
        openings.iter().for_each(|opening| list += &graph(&opening.folder, &opening.records));
    }
    let Some(file) = &args.file else {
        context.print(&list)?;
        return Ok(Outcome::Fine);
    };
    let shown = file.display().to_string();
    // A README among records breaks tools that read every file of the folder.
    let is_readme = file.file_name().is_some_and(|name| name.eq_ignore_ascii_case("readme.md"));
    let is_in = |folder: &Folder| folder.relative(file).is_some_and(|path| !path.contains('/'));
    let is_among = openings.iter().any(|opening| is_in(&opening.folder));
    anyhow::ensure!(!(is_readme && is_among), "a README.md among records breaks other tools; name another file");
    let before = match files::text_of_regular(file) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => return Err(error).with_context(|| format!("cannot read `{shown}`")),
    };
    let empty = format!("# Decisions\n\n{START}\n{STOP}\n");
    let after = put(before.as_deref().unwrap_or(&empty), &list, &shown)?;
    if before.as_deref() == Some(&after) {
        return Ok(Outcome::Fine);
    }
    if args.check {
        context.print(&format!("{shown} is out of date; run `archfit adr index {shown}`\n"))?;
        return Ok(Outcome::Finding);
    }
    files::replace(file, after.as_bytes()).with_context(|| format!("cannot write `{shown}`"))?;
    context.print(&format!("{shown}\n"))?;
    Ok(Outcome::Fine)
}
