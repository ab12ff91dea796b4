//! The keys of the screens: the table, with what the project's settings and the person's own say instead.

use std::path::{Path, PathBuf};

use crate::adr::Config;
use crate::tui::input::{KeySetting, Keymap};

/// The keys in force in a project; what the person says for themselves goes before what the project says.
pub fn keymap(project: &Path) -> anyhow::Result<Keymap> {
    let mut settings = of(&Config::find(project)?);
    if let Some(own) = own_file().filter(|path| path.is_file()) {
        settings.extend(of(&Config::read(&own)?));
    }
    Ok(Keymap::new(&settings)?)
}

/// The person's own settings.
fn own_file() -> Option<PathBuf> {
    Some(directories::ProjectDirs::from("", "", "archfit")?.config_dir().join("config.toml"))
}

fn of(config: &Config) -> Vec<KeySetting> {
    let path = config.path.clone().unwrap_or_default();
    let setting = |line: &crate::adr::KeyLine| KeySetting {
        path: path.clone(),
        line: line.line,
        layer: line.layer.clone(),
        action: line.action.clone(),
        keys: line.keys.clone(),
    };
    config.keys.iter().map(setting).collect()
}
