//! The folder of records that a command is about, opened for reading or for changing.

use std::path::PathBuf;

use crate::adr::folder::Guard;
use crate::adr::list::{Opened, Record, pick};
use crate::adr::{Config, Folder, journal};
use crate::cli::context::Context;

/// Which folder of records.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct FolderArgs {
    /// The folder of records [default: found in the project]
    #[arg(long, value_name = "DIR")]
    pub dir: Option<PathBuf>,
}

/// A folder of records with what is in it.
pub struct Opening {
    /// The folder.
    pub folder: Folder,
    /// Its records.
    pub records: Vec<Record>,
}

impl FolderArgs {
    /// The folder that the arguments, the project's settings or its habits name.
    pub fn folder(&self, context: &Context, config: &Config) -> anyhow::Result<Folder> {
        let place = std::env::current_dir().unwrap_or_default();
        let nearest = match &self.dir {
            Some(_) => None,
            None => Folder::nearest(&context.project(), &place)?,
        };
        match nearest {
            Some(folder) => Ok(folder),
            None => Ok(config.folder(&context.project(), self.dir.as_deref())?),
        }
    }

    /// The folder and its records, for reading. Says so where a change was interrupted.
    pub fn open(&self, context: &Context) -> anyhow::Result<Opening> {
        self.open_with(context, &Config::find(&context.project())?)
    }

    /// As [`Self::open`], with settings that were read already.
    pub fn open_with(&self, context: &Context, config: &Config) -> anyhow::Result<Opening> {
        let folder = self.folder(context, config)?;
        if journal::is_pending(&folder) {
            context.say(
                "warning: a change of records was interrupted here; the next command that changes records finishes it",
            );
        }
        let records = crate::adr::list::list(&folder)?;
        Ok(Opening { folder, records })
    }

    /// The folder and its records, for changing: locked, and with what was interrupted finished.
    pub fn open_for_change(&self, context: &Context) -> anyhow::Result<(Opening, Guard)> {
        let folder = self.folder(context, &Config::find(&context.project())?)?;
        anyhow::ensure!(folder.path.is_dir(), "there is no folder `{}`", folder.path.display());
        let guard = lock(&folder, context)?;
        let records = crate::adr::list::list(&folder)?;
        Ok((Opening { folder, records }, guard))
    }
}

impl Opening {
    /// The record that a reference means.
    pub fn pick(&self, reference: &str) -> anyhow::Result<Opened> {
        Ok(pick(&self.folder, &self.records, reference)?)
    }
}

/// Locks a folder and finishes what was interrupted in it.
pub fn lock(folder: &Folder, context: &Context) -> anyhow::Result<Guard> {
    let (guard, recovered) =
        journal::enter(folder, || context.say("another archfit is writing there; waiting for it"))?;
    if let Some(recovered) = recovered {
        context.say(&recovered.to_string());
    }
    Ok(guard)
}
