//! An answers file as a command opens it: what does not fit is said, in it and in the rule bases.

use std::path::Path;

use super::context::Context;
use crate::files::folder_of;
use crate::load::{Library, Locations, ReadAnswers, has_own, read_answers};

/// Reads an answers file and says on stderr what does not fit, in it and in the rule bases.
pub(super) fn open_answers(path: &Path, library: &mut Library, context: &Context) -> anyhow::Result<ReadAnswers> {
    warn_of_broken_files(library, context);
    say_of_other_rules(path, context);
    match read_answers(path, library) {
        Ok(read) => {
            context.say_findings(&read.findings, &library.sources);
            // Advice for other weights would be taken for advice for these.
            anyhow::ensure!(
                read.refused_weight.is_none(),
                "`{}` has weights that cannot be used; mend them first",
                path.display()
            );
            Ok(read)
        }
        Err(findings) => {
            context.say_findings(&findings, &library.sources);
            anyhow::bail!("`{}` cannot be used", path.display())
        }
    }
}

/// Says where a part of the project, in which the answers lie, has rules of its own: a recheck of its records goes by those.
fn say_of_other_rules(path: &Path, context: &Context) {
    let real = |folder: &Path| std::fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    let (project, folder) = (real(&context.project()), real(folder_of(path)));
    let own = Locations::rules_of(&folder);
    if folder.starts_with(&project) && own != project && own.starts_with(&project) && has_own(&own) {
        let part = own.strip_prefix(&project).unwrap_or(&own).display();
        context.say(&format!(
            "warning: `{part}` has rules of its own, and these are not they; `--project` with that folder decides by them"
        ));
    }
}

/// Says on stderr where questionnaires and rule bases have errors.
pub(super) fn warn_of_broken_files(library: &Library, context: &Context) {
    if library.has_errors() {
        context.say("warning: questionnaires or rule bases have errors and are used as far as they can be read; `archfit check` shows them");
    }
}
