//! A key, and how it is named.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// A key, without the modifiers that only tell how it was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    code: KeyCode,
    control: bool,
}

/// A key by its code.
pub(super) const fn key(code: KeyCode) -> Key {
    Key { code, control: false }
}

/// A key by its character.
pub(super) const fn char(c: char) -> Key {
    key(KeyCode::Char(c))
}

/// A character with Ctrl.
pub(super) const fn control(c: char) -> Key {
    Key { code: KeyCode::Char(c), control: true }
}

/// Keys with names of their own, the name that is shown first.
const NAMED: [(&[&str], KeyCode); 15] = [
    (&["↑", "Up"], KeyCode::Up),
    (&["↓", "Down"], KeyCode::Down),
    (&["←", "Left"], KeyCode::Left),
    (&["→", "Right"], KeyCode::Right),
    (&["Enter"], KeyCode::Enter),
    (&["Esc"], KeyCode::Esc),
    (&["Tab"], KeyCode::Tab),
    (&["Shift-Tab"], KeyCode::BackTab),
    (&["PgUp"], KeyCode::PageUp),
    (&["PgDn"], KeyCode::PageDown),
    (&["Home"], KeyCode::Home),
    (&["End"], KeyCode::End),
    (&["Del"], KeyCode::Delete),
    (&["Backspace"], KeyCode::Backspace),
    (&["Space"], KeyCode::Char(' ')),
];

impl Key {
    /// A key by its name, as help shows it or in letters: `d`, `Ctrl-D`, `F2`, `→` or `Right`.
    pub fn named(name: &str) -> Option<Self> {
        if let Some(letter) = name.strip_prefix("Ctrl-") {
            return only(letter).filter(char::is_ascii_alphabetic).map(|letter| control(letter.to_ascii_lowercase()));
        }
        if let Some((_, code)) =
            NAMED.iter().find(|(names, _)| names.iter().any(|known| known.eq_ignore_ascii_case(name)))
        {
            return Some(key(*code));
        }
        if let Some(number) = name.strip_prefix(['F', 'f']).and_then(|number| number.parse::<u8>().ok()) {
            return (1..=12).contains(&number).then(|| key(KeyCode::F(number)));
        }
        only(name).filter(|c| !c.is_control() && !c.is_whitespace()).map(char)
    }

    /// The letter of a layout other than the Latin one, such as `\u{439}` where `q` lies.
    pub fn of_another_layout(self) -> Option<char> {
        match self.code {
            KeyCode::Char(letter) if !letter.is_ascii() && letter.is_alphabetic() => Some(letter),
            _ => None,
        }
    }

    /// Whether it is typed as a part of a text.
    pub fn is_text(self) -> bool {
        !self.control && matches!(self.code, KeyCode::Char(_))
    }
}

/// The character of a text of one.
fn only(text: &str) -> Option<char> {
    let mut chars = text.chars();
    chars.next().filter(|_| chars.next().is_none())
}

impl From<KeyEvent> for Key {
    fn from(event: KeyEvent) -> Self {
        let control = event.modifiers.contains(KeyModifiers::CONTROL);
        // With Ctrl, terminals differ in the case they report.
        let code = match event.code {
            KeyCode::Char(c) if control => KeyCode::Char(c.to_ascii_lowercase()),
            KeyCode::BackTab => KeyCode::BackTab,
            code => code,
        };
        Self { code, control }
    }
}

impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.control {
            f.write_str("Ctrl-")?;
        }
        if let Some((names, _)) = NAMED.iter().find(|(_, code)| *code == self.code) {
            return f.write_str(names[0]);
        }
        match self.code {
            KeyCode::Char(c) if self.control => write!(f, "{}", c.to_ascii_uppercase()),
            KeyCode::Char(c) => write!(f, "{c}"),
            KeyCode::F(n) => write!(f, "F{n}"),
            other => write!(f, "{other:?}"),
        }
    }
}
