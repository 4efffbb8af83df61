//! Which key belongs to which column.

use std::collections::HashMap;

use super::super::JsonOptions;
use super::scan::Slot;
use super::text::unescape;

/// Keys whose order is remembered from one object to the next.
const REMEMBERED_MAX: usize = 512;

/// Finds the field of a struct, or the column of a row, a key stands for. Objects of a file mostly have
/// the same keys in the same order, so the n-th key is first compared with the n-th of the object before.
#[derive(Debug)]
pub(super) struct Keys {
    fields: HashMap<String, usize>,
    case_insensitive: bool,
    dots: bool,
    remembered: Vec<(Vec<u8>, Option<usize>)>,
}

impl Keys {
    /// Keys of fields of these names, in this order; a field without a name has no key.
    pub(super) fn new<'a>(names: impl Iterator<Item = Option<&'a str>>, options: &JsonOptions) -> Self {
        let mut fields = HashMap::new();
        for (index, name) in names.enumerate() {
            let Some(name) = name else { continue };
            let key = options.mapping.get(&name.to_lowercase()).map_or(name, String::as_str);
            let key = if options.case_insensitive { key.to_lowercase() } else { key.to_owned() };
            // Two fields of one key: the first has it, as it is the one a reader of the table meets.
            fields.entry(key).or_insert(index);
        }
        Self { fields, case_insensitive: options.case_insensitive, dots: options.dots_in_keys, remembered: Vec::new() }
    }

    /// The field of a key, which is the `nth` of its object.
    pub(super) fn find(&mut self, raw: &[u8], escaped: bool, nth: usize) -> Option<usize> {
        if let Some((key, field)) = self.remembered.get(nth)
            && key == raw
        {
            return *field;
        }
        let key = unescape(raw, escaped);
        let mut field = self.lookup(&key);
        if field.is_none() && self.dots && key.contains('.') {
            field = self.lookup(&key.replace('.', "_"));
        }
        if nth < REMEMBERED_MAX {
            let entry = (raw.to_vec(), field);
            match self.remembered.get_mut(nth) {
                Some(old) => *old = entry,
                // Keys are looked up in order, so the next place is the end.
                None => self.remembered.push(entry),
            }
        }
        field
    }

    fn lookup(&self, key: &str) -> Option<usize> {
        if self.case_insensitive { self.fields.get(&key.to_lowercase()) } else { self.fields.get(key) }.copied()
    }
}

/// Where the values of an object's fields are.
#[derive(Debug, Default)]
pub(super) struct Slots {
    slots: Vec<Option<Slot>>,
}

impl Slots {
    /// Room for `fields` fields, none of them found yet.
    pub(super) fn reset(&mut self, fields: usize) {
        self.slots.clear();
        self.slots.resize(fields, None);
    }

    /// Notes a field's value; false when it has one already.
    pub(super) fn set(&mut self, field: usize, slot: Slot) -> bool {
        match self.slots.get_mut(field) {
            Some(place @ None) => {
                *place = Some(slot);
                true
            }
            _ => false,
        }
    }

    /// A field's value.
    pub(super) fn get(&self, field: usize) -> Option<Slot> {
        self.slots.get(field).copied().flatten()
    }
}
