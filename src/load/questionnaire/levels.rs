//! Traits and their levels.

use std::ops::Range;

use super::reader::{Owner, Reader};
use crate::load::id::check_id;
use crate::load::raw::RawTrait;
use crate::model::{Condition, Expr, Level, Trait};

impl Reader<'_> {
    pub(super) fn add_trait(&mut self, raw: RawTrait, span: Range<usize>) {
        if !self.check_free(&raw.id) {
            return;
        }
        self.check_id(&raw.otherwise);
        let position = self.questionnaire.traits.len();
        let otherwise = raw.otherwise.get_ref();
        let place = self.document.place(raw.otherwise.span());
        let mut levels = vec![Level { id: otherwise.as_str().into(), label: otherwise.clone(), when: None, place }];
        for entry in raw.levels.into_iter().rev() {
            let place = self.document.place(entry.span());
            let level = entry.into_inner();
            check_id(&mut self.document, &level.id, place.span.clone());
            if let Some(first) = levels.iter().find(|l| l.id == *level.id.as_str()) {
                let title = format!("trait `{}` has the level `{}` twice", raw.id.get_ref(), level.id);
                self.document.duplicate(place.span, &first.place, title, "rename one");
                continue;
            }
            self.conditions.push((Owner::Level(position, levels.len()), level.when.clone()));
            let when = Some(Condition { text: level.when.into_inner(), expr: Expr::Const(false) });
            levels.push(Level {
                label: level.label.unwrap_or_else(|| level.id.clone()),
                id: level.id.into(),
                when,
                place,
            });
        }
        self.questionnaire.traits.push(Trait {
            id: raw.id.get_ref().as_str().into(),
            name: raw.name.unwrap_or_else(|| raw.id.get_ref().clone()),
            help: raw.help,
            levels,
            accept: self.document.accepted(raw.accept),
            place: self.head(&raw.id, &span),
        });
    }
}
