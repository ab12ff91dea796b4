//! Single values in a table that is edited in place.

use toml_edit::{Item, TableLike, Value};

/// Sets or removes a value; what stands around it stays.
pub(super) fn set(table: &mut dyn TableLike, key: &str, value: Option<Value>) {
    match (table.get_mut(key), value) {
        (None, None) => {}
        (Some(_), None) => drop(table.remove(key)),
        (Some(Item::Value(old)), Some(mut new)) => {
            *new.decor_mut() = old.decor().clone();
            *old = new;
        }
        (_, Some(new)) => drop(table.insert(key, Item::Value(new))),
    }
}
