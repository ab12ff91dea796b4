//! `archfit new`: a questionnaire or rule base to begin from.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use super::check::day;
use super::context::{Context, Outcome, relative};
use crate::audit::answers_template::answers_template;
use crate::audit::starter;
use crate::files::folder_of;
use crate::load::{PROJECT_FOLDER, is_id, schema::schemas};

/// Arguments of `new`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Begin a rule base from a small example that passes its tests
    RuleBase {
        /// The decision's id: letters, digits, `-` and `_`
        name: String,
        /// The questionnaire it reads [default: a new one of the same name]
        #[arg(long, value_name = "ID")]
        questionnaire: Option<String>,
    },
    /// Begin an answers file by hand: every question with what may be answered, as comments
    Answers {
        /// The questionnaire answered
        questionnaire: String,
        /// The file to write
        #[arg(default_value = "answers.toml")]
        file: PathBuf,
        /// Begin like this scenario: its answers stand in the file, marked as taken from it until you confirm or change them
        #[arg(long, value_name = "SCENARIO")]
        like: Option<String>,
    },
    /// Begin a questionnaire from a small example
    Questionnaire {
        /// The questionnaire's id: letters, digits, `-` and `_`
        name: String,
    },
}

/// Runs `new`.
pub fn run(args: &Args, context: &Context) -> anyhow::Result<Outcome> {
    let (name, files) = match &args.what {
        What::Answers { questionnaire, file, like } => return answers(questionnaire, file, like.as_deref(), context),
        What::Questionnaire { name } => (name, starter::questionnaire(name)),
        What::RuleBase { name, questionnaire } => (name, rule_base(name, questionnaire.as_deref(), context)?),
    };
    if !is_id(name) {
        bail!("`{name}` cannot be an id; use letters, digits, `-` and `_`, such as `message-broker`");
    }
    let layer = relative(context.project()).join(PROJECT_FOLDER);
    write(&layer, &files, context)?;
    let shown = shown(&layer);
    context.say(&format!("next: edit the files, then run `archfit check {shown}` and `archfit test {shown}`"));
    Ok(Outcome::Fine)
}

fn answers(questionnaire: &str, file: &Path, like: Option<&str>, context: &Context) -> anyhow::Result<Outcome> {
    let library = context.load();
    let Some(subject) = library.subject(questionnaire) else {
        bail!("there is no questionnaire `{questionnaire}`; `archfit list` shows them");
    };
    if file.exists() {
        bail!("`{}` is there already; choose another name, or remove it first", shown(file));
    }
    let (text, next) = match like {
        Some(like) => (super::scenario::begun_like(like, questionnaire, &library)?, "confirm or change its answers"),
        None => (answers_template(subject), "answer what you can in it"),
    };
    save(file, &text)?;
    let shown = shown(file);
    context.say(&format!("wrote {shown}\nnext: {next}, then run `archfit {shown}`"));
    Ok(Outcome::Fine)
}

fn rule_base(name: &str, questionnaire: Option<&str>, context: &Context) -> anyhow::Result<Vec<(String, String)>> {
    let today = day(None);
    let Some(wanted) = questionnaire else {
        let mut files = starter::questionnaire(name);
        files.extend(starter::rule_base(name, name, today));
        return Ok(files);
    };
    let library = context.load();
    let Some(subject) = library.subject(wanted) else {
        bail!("there is no questionnaire `{wanted}`; `archfit list` shows them");
    };
    starter::rule_base_for(name, &subject.questionnaire, today)
        .with_context(|| format!("the questionnaire `{wanted}` has no question that a rule could read"))
}

/// Writes files that are not there yet, and the schemas that editors check them by.
fn write(layer: &Path, files: &[(String, String)], context: &Context) -> anyhow::Result<()> {
    let paths: Vec<PathBuf> = files.iter().map(|(path, _)| layer.join(path)).collect();
    if let Some(taken) = paths.iter().find(|path| path.exists()) {
        bail!("`{}` is there already; choose another name, or remove it first", shown(taken));
    }
    for (path, (_, text)) in paths.iter().zip(files) {
        save(path, text)?;
        context.say(&format!("wrote {}", shown(path)));
    }
    schemas().iter().try_for_each(|(name, text)| save(&layer.join("schemas").join(name), text))?;
    write_layout(layer, context)
}

/// How Taplo, and the editors built on it, lay out the files; left alone where the project says so itself. By its own habit it spreads
/// the arrays inside of a scenario over many lines.
const LAYOUT: &str = "\
[[rule]]
include = [\"archfit/**/*.toml\"]

[rule.formatting]
array_auto_collapse = false
array_auto_expand = false
inline_table_expand = false
";

fn write_layout(layer: &Path, context: &Context) -> anyhow::Result<()> {
    let project = folder_of(layer);
    let names = [".taplo.toml", "taplo.toml"].map(|name| project.join(name));
    if names.iter().any(|path| path.exists()) {
        return Ok(());
    }
    save(&names[0], LAYOUT)?;
    context.say(&format!("wrote {}", shown(&names[0])));
    Ok(())
}

fn save(path: &Path, text: &str) -> anyhow::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make `{}`", folder.display()))?;
    }
    std::fs::write(path, text).with_context(|| format!("cannot write `{}`", path.display()))
}

/// A path as people type it.
fn shown(path: &Path) -> String {
    path.strip_prefix(".").unwrap_or(path).display().to_string()
}
