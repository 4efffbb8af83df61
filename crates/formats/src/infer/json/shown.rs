//! Values of JSON as evidence shows them, where their text is not at hand.

use std::collections::BTreeSet;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::path::RECORD_COLUMN;
use crate::infer::shown::Shown;

/// Puts a value behind what is shown already. Texts stand in quotes, unless they are all of it.
pub(super) struct Put<'a> {
    pub shown: &'a mut Shown,
    pub is_inner: bool,
}

impl Put<'_> {
    fn inner(&mut self) -> Put<'_> {
        Put { shown: self.shown, is_inner: true }
    }

    fn scalar(self, value: impl fmt::Display) {
        self.shown.push_all(value);
    }
}

impl<'de> DeserializeSeed<'de> for Put<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if self.shown.is_full() {
            return deserializer.deserialize_ignored_any(IgnoredAny).map(drop);
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Put<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        self.shown.push("{");
        let mut fields = 0;
        while let Some(name) = map.next_key::<String>()? {
            self.shown.push_comma(fields);
            self.inner().scalar(format_args!("\"{name}\":"));
            map.next_value_seed(self.inner())?;
            fields += 1;
        }
        self.shown.push("}");
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<(), A::Error> {
        self.shown.push("[");
        let mut count = 0;
        // The comma is there before it is known that an item follows.
        loop {
            let mut item = Shown::default();
            if items.next_element_seed(Put { shown: &mut item, is_inner: true })?.is_none() {
                break;
            }
            self.shown.push_comma(count);
            self.inner().scalar(item.finish());
            count += 1;
        }
        self.shown.push("]");
        Ok(())
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.scalar(value);
        Ok(())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        self.scalar(value);
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        self.scalar(value);
        Ok(())
    }

    fn visit_f64<E>(self, value: f64) -> Result<(), E> {
        self.scalar(value);
        Ok(())
    }

    fn visit_str<E>(self, value: &str) -> Result<(), E> {
        match self.is_inner {
            true => self.scalar(format_args!("\"{value}\"")),
            false => self.scalar(value),
        }
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.scalar("null");
        Ok(())
    }
}

/// The wanted fields of a row that is an object, or the row itself.
pub(super) struct Values {
    /// Names of columns, in lower case.
    pub names: BTreeSet<String>,
}

impl Values {
    fn one<E>(self, put: impl FnOnce(Put<'_>) -> Result<(), E>) -> Result<Vec<(String, String)>, E> {
        let mut shown = Shown::default();
        put(Put { shown: &mut shown, is_inner: false })?;
        Ok(vec![(RECORD_COLUMN.to_owned(), shown.finish())])
    }
}

impl<'de> Visitor<'de> for Values {
    type Value = Vec<(String, String)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut values = Vec::new();
        while let Some(name) = map.next_key::<String>()? {
            let name = name.to_lowercase();
            if !self.names.contains(&name) {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            let mut shown = Shown::default();
            map.next_value_seed(Put { shown: &mut shown, is_inner: false })?;
            values.push((name, shown.finish()));
        }
        Ok(values)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Self::Value, A::Error> {
        self.one(|put| put.visit_seq(items))
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<Self::Value, E> {
        self.one(|put| put.visit_bool(value))
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<Self::Value, E> {
        self.one(|put| put.visit_i64(value))
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Self::Value, E> {
        self.one(|put| put.visit_u64(value))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Self::Value, E> {
        self.one(|put| put.visit_f64(value))
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<Self::Value, E> {
        self.one(|put| put.visit_str(value))
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Self::Value, E> {
        self.one(|put| put.visit_unit())
    }
}
