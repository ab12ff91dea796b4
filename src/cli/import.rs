//! `archfit import`: questionnaires and rule bases made of models that others wrote.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use super::context::{Context, Outcome};
use crate::files::{folder_of, replace};
use crate::import::lens::{Defect, Names, files, read};
use crate::load::{PROJECT_FOLDER, Source, fingerprint_of_bytes, is_id, read_text};

/// Arguments of `import`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// A custom lens of the AWS Well-Architected Tool (JSON)
    Lens {
        /// The lens
        file: PathBuf,
        /// The questionnaire's id [default: made of the lens's name]
        #[arg(long, value_name = "ID")]
        id: Option<String>,
        /// Where the lens can be read, for the evidence
        #[arg(long, value_name = "URL")]
        link: Option<String>,
        /// Take the place of what an earlier import wrote
        #[arg(long)]
        replace: bool,
    },
}

/// Runs `import`. Something wrong in the source is a finding.
pub fn run(args: &Args, context: &Context) -> anyhow::Result<Outcome> {
    let What::Lens { file, id, link, replace } = &args.what;
    let text = read_text(file).with_context(|| format!("cannot read `{}`", file.display()))?;
    let source = Source { name: file.display().to_string(), path: None, text };
    let (lens, mut defects) = match read(&source.text) {
        Ok(read) => read,
        Err(defect) => {
            say(&[defect], &source, context);
            bail!("`{}` cannot be imported", file.display());
        }
    };
    let id = id.clone().unwrap_or_else(|| slug::slugify(&lens.name));
    if !is_id(&id) {
        bail!("`{id}` cannot be the questionnaire's id; give another one with `--id`");
    }
    let layer = context.project().join(PROJECT_FOLDER);
    let map = layer.join(format!("lenses/{id}.toml"));
    let mut names = Names::of(&lens, names_before(&map)?);
    let written = files(&lens, &id, &names, link.as_deref());
    if let Some((there, _)) = written.files.iter().find(|(path, _)| layer.join(path).exists() && !replace) {
        bail!("`{}` is there already; `--replace` writes it anew and keeps its ids", layer.join(there).display());
    }
    for (path, _) in &written.files {
        refuse_what_was_edited(&layer.join(path), names.written.get(path))?;
    }
    names.written = written.files.iter().map(|(path, text)| (path.clone(), fingerprint_of_bytes(text))).collect();
    let mut files: Vec<(PathBuf, String)> =
        written.files.into_iter().map(|(path, text)| (layer.join(path), text)).collect();
    let head = "# The ids that an import gave to the parts of a lens; the next import keeps them.\n";
    files.push((map, format!("{head}{}", toml::to_string(&names)?)));
    for (path, text) in &files {
        save(path, text)?;
        context.say(&format!("wrote {}", path.display()));
    }
    defects.extend(written.defects);
    defects.sort_by_key(|defect| defect.at);
    say(&defects, &source, context);
    if !written.has_rules {
        context.say("no rule base is made: it takes two pillars, or two questions of one, whose risks can differ");
    }
    context.say("next: `archfit check`; what is not yet checked against its source says so");
    Ok(if defects.is_empty() { Outcome::Fine } else { Outcome::Finding })
}

/// The ids that an earlier import gave.
fn names_before(map: &Path) -> anyhow::Result<Names> {
    if !map.exists() {
        return Ok(Names::default());
    }
    let text = read_text(map).with_context(|| format!("cannot read `{}`", map.display()))?;
    toml::from_str(&text).with_context(|| format!("`{}` does not say which ids were given", map.display()))
}

/// Refuses to write over a file in which something was changed since it was imported.
fn refuse_what_was_edited(path: &Path, imported: Option<&String>) -> anyhow::Result<()> {
    if !path.exists() {
        return Ok(());
    }
    let at = path.display();
    let text = read_text(path).with_context(|| format!("cannot read `{at}`"))?;
    if imported != Some(&fingerprint_of_bytes(&text)) {
        bail!(
            "`{at}` was edited since it was imported, and `--replace` would lose that; \
             move it out of this folder, import again, and take over from it what you added"
        );
    }
    Ok(())
}

/// Says what is wrong, each at its line and column.
fn say(defects: &[Defect], source: &Source, context: &Context) {
    for defect in defects {
        let at = source.position(defect.at);
        context.say(&format!("{}:{}:{}: {}", source.name, at.line, at.column, defect.said));
    }
}

fn save(path: &Path, text: &str) -> anyhow::Result<()> {
    let write = || {
        std::fs::create_dir_all(folder_of(path))?;
        replace(path, text.as_bytes())
    };
    write().with_context(|| format!("cannot write `{}`", path.display()))
}
