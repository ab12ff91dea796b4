//! The keys in force: the table, with what files of keys say instead.

use std::borrow::Cow;
use std::path::PathBuf;

use super::action::Action;
use super::context::Context;
use super::key::Key;
use super::layer::Binding;
use super::table::KEYMAP;
use crate::condition::closest;

/// The keys in force.
#[derive(Clone, Debug)]
pub struct Keymap {
    rows: Vec<Binding>,
}

impl Default for Keymap {
    fn default() -> Self {
        Self { rows: KEYMAP.to_vec() }
    }
}

/// What a file says about one row of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeySetting {
    /// The file.
    pub path: PathBuf,
    /// The line.
    pub line: usize,
    /// The layer's name.
    pub layer: String,
    /// The action's name.
    pub action: String,
    /// The names of the keys; none: no key does it.
    pub keys: Vec<String>,
}

/// Why a file of keys cannot be used.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{}`, line {line}: {what}; {help}", path.display())]
pub struct KeyError {
    /// The file.
    pub path: PathBuf,
    /// The line.
    pub line: usize,
    /// What is wrong.
    pub what: String,
    /// The way out.
    pub help: String,
}

impl KeySetting {
    fn refuse(&self, what: String, help: impl Into<String>) -> KeyError {
        KeyError { path: self.path.clone(), line: self.line, what, help: help.into() }
    }

    fn name(&self) -> (String, String) {
        (self.layer.clone(), self.action.clone())
    }
}

impl Keymap {
    /// The table with settings; of two about the same row the later one counts.
    pub fn new(settings: &[KeySetting]) -> Result<Self, KeyError> {
        let mut keymap = Self::default();
        for setting in settings {
            let keys = setting.keys.iter().map(|name| key(setting, name)).collect::<Result<Vec<Key>, KeyError>>()?;
            let row = keymap.rows.iter_mut().find(|row| row.name() == Some(setting.name()));
            row.ok_or_else(|| unknown(setting))?.keys = Cow::Owned(keys);
        }
        for (context, heading) in Context::ALL {
            keymap.check(context, heading, settings)?;
        }
        Ok(keymap)
    }

    /// The bindings in force at a place, the most particular first.
    pub fn bindings(&self, context: Context) -> impl Iterator<Item = &Binding> {
        context.layers().iter().flat_map(|layer| self.rows.iter().filter(move |row| row.layer == *layer))
    }

    /// What a key asks for at a place.
    pub fn action(&self, context: Context, key: Key) -> Option<Action> {
        self.bindings(context).find(|row| row.keys.contains(&key)).map(|row| row.action)
    }

    /// The key that a message names for something that can be done at a place: as the footer does.
    pub fn key(&self, context: Context, action: Action) -> String {
        let row = self.bindings(context).find(|row| row.action == action);
        row.and_then(|row| row.keys.first()).map_or_else(|| "a key of your own".to_owned(), ToString::to_string)
    }

    /// No key means two things in one place, what is typed stays text, and every place can be left.
    fn check(&self, context: Context, heading: &str, settings: &[KeySetting]) -> Result<(), KeyError> {
        let mut seen: Vec<(Key, &Binding)> = Vec::new();
        let set = |row: &Binding| settings.iter().rev().find(|setting| row.name() == Some(setting.name()));
        for row in self.bindings(context) {
            for key in row.keys.iter() {
                if let Some(setting) = set(row).filter(|_| context.is_typing() && key.is_text()) {
                    let what = format!("`{key}` is typed as text in \"{heading}\"");
                    return Err(setting.refuse(what, "take a key with Ctrl, or one that types nothing"));
                }
                let Some((_, other)) = seen.iter().find(|(taken, _)| taken == key) else {
                    seen.push((*key, row));
                    continue;
                };
                let Some(setting) = set(row).or_else(|| set(other)) else { continue };
                let means = |row: &Binding| {
                    row.name().map_or_else(String::new, |(layer, action)| format!("`{layer}.{action}`"))
                };
                let what =
                    format!("`{key}` would mean two things in \"{heading}\": {} and {}", means(other), means(row));
                return Err(setting.refuse(what, "take another key, or give the other one a key of its own here too"));
            }
        }
        let leaves = |row: &&Binding| row.action == Action::Quit && !row.keys.is_empty();
        match settings.iter().find(|setting| setting.action == "quit") {
            Some(setting) if !self.bindings(context).any(|row| leaves(&row)) => {
                Err(setting.refuse(format!("\"{heading}\" could not be left any more"), "give `always.quit` a key"))
            }
            _ => Ok(()),
        }
    }
}

fn key(setting: &KeySetting, name: &str) -> Result<Key, KeyError> {
    let help = "write one character, `Ctrl-D`, `F2`, or a name such as `Enter`, `Space` or `Right`";
    Key::named(name).ok_or_else(|| setting.refuse(format!("`{name}` is no key"), help))
}

fn unknown(setting: &KeySetting) -> KeyError {
    let names: Vec<(String, String)> = KEYMAP.iter().filter_map(Binding::name).collect();
    let here: Vec<&str> = names.iter().filter(|(l, _)| *l == setting.layer).map(|(_, a)| a.as_str()).collect();
    let (what, help) = if here.is_empty() {
        let places = names.iter().map(|(layer, _)| layer.as_str());
        (format!("there is no place `{}`", setting.layer), closest(&setting.layer, places))
    } else {
        let what = format!("`{}` has no action `{}`", setting.layer, setting.action);
        (what, closest(&setting.action, here.into_iter()))
    };
    setting.refuse(what, help.unwrap_or_else(|| "docs/keys.md has the names".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::input::key::control;

    fn set(settings: &[(&str, &[&str])]) -> Result<Keymap, String> {
        let setting = |(line, (name, keys)): (usize, &(&str, &[&str]))| {
            let (layer, action) = name.split_once('.').unwrap();
            KeySetting {
                path: "archfit.toml".into(),
                line: line + 1,
                layer: layer.to_owned(),
                action: action.to_owned(),
                keys: keys.iter().map(|key| (*key).to_owned()).collect(),
            }
        };
        let settings: Vec<KeySetting> = settings.iter().enumerate().map(setting).collect();
        Keymap::new(&settings).map_err(|error| error.to_string())
    }

    #[test]
    fn no_key_means_two_things_in_one_place_and_every_place_can_be_left() {
        let keymap = Keymap::default();
        for (context, heading) in Context::ALL {
            let mut seen = std::collections::BTreeMap::new();
            for binding in keymap.bindings(context) {
                for key in binding.keys.iter() {
                    let first = seen.insert(key.to_string(), binding.action);
                    assert_eq!(first, None, "{key} in `{heading}` is bound twice");
                }
            }
            assert_eq!(keymap.action(context, control('c')), Some(Action::Quit), "{heading}");
        }
    }

    #[test]
    fn every_row_has_a_name_of_its_own_and_every_key_is_read_back() {
        let mut names: Vec<_> = KEYMAP.iter().filter_map(Binding::name).collect();
        let n_names = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), n_names);
        for key in KEYMAP.iter().flat_map(|row| row.keys.iter()) {
            assert_eq!(Key::named(&key.to_string()), Some(*key));
        }
    }

    #[test]
    fn a_key_that_is_set_takes_the_place_of_the_usual_ones() {
        let keymap = set(&[("answer.unknown", &["F2", "Ctrl-D"])]).unwrap();
        let key = |name| Key::named(name).unwrap();
        assert_eq!(keymap.action(Context::Question, key("F2")), Some(Action::Unknown));
        assert_eq!(keymap.action(Context::Question, key("Ctrl-D")), Some(Action::Unknown));
        assert_eq!(keymap.action(Context::Question, key("d")), None);
        // As docs/keys.md has it.
        assert!(
            set(&[("answer.unknown", &["F2"]), ("list.down", &["Down", "Ctrl-N"]), ("question.number", &[])]).is_ok()
        );
    }

    #[test]
    fn what_cannot_be_set_is_refused_at_its_line_with_a_way_out() {
        let refused = |settings: &[(&str, &[&str])]| set(settings).unwrap_err();
        let conflict = refused(&[("list.down", &["j"]), ("answer.unknown", &["n"])]);
        assert!(
            conflict.starts_with("`archfit.toml`, line 2: `n` would mean two things in \"A question\""),
            "{conflict}"
        );
        assert!(refused(&[("answer.unknwon", &["u"])]).contains("did you mean `unknown`?"));
        assert!(refused(&[("anser.unknown", &["u"])]).contains("there is no place `anser`; did you mean `answer`?"));
        assert!(refused(&[("answer.unknown", &["Strg-D"])]).contains("`Strg-D` is no key"));
        assert!(refused(&[("typing.close", &["x"])]).contains("is typed as text"));
        assert!(refused(&[("always.quit", &[])]).contains("could not be left any more"));
    }
}
