//! JSON texts: reading and writing.

mod cursor;
mod write;

use std::borrow::Cow;

pub(crate) use cursor::{Cursor, Wrong, parse};
pub(crate) use write::{canonical, text_of};

/// A document, borrowing from its text where it can.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Json<'a> {
    Null,
    Bool(bool),
    /// As it is written.
    Number(Cow<'a, str>),
    Text(Cow<'a, str>),
    Array(Vec<Json<'a>>),
    /// Members in the order of the text, perhaps with names twice.
    Object(Vec<(Cow<'a, str>, Json<'a>)>),
}

impl Json<'_> {
    /// Each name once: at the place of its first mention, with the value of its last.
    pub(crate) fn deduplicated(self) -> Self {
        match self {
            Self::Array(elements) => Self::Array(elements.into_iter().map(Self::deduplicated).collect()),
            Self::Object(members) => {
                let mut places = std::collections::HashMap::new();
                let mut kept: Vec<(Cow<'_, str>, Self)> = Vec::with_capacity(members.len());
                for (name, value) in members {
                    let value = value.deduplicated();
                    match places.get(&name).and_then(|place: &usize| kept.get_mut(*place)) {
                        Some(member) => member.1 = value,
                        None => {
                            places.insert(name.clone(), kept.len());
                            kept.push((name, value));
                        }
                    }
                }
                Self::Object(kept)
            }
            other => other,
        }
    }

    /// Without the text it was read from.
    pub(crate) fn into_owned(self) -> Json<'static> {
        match self {
            Self::Null => Json::Null,
            Self::Bool(value) => Json::Bool(value),
            Self::Number(text) => Json::Number(Cow::Owned(text.into_owned())),
            Self::Text(text) => Json::Text(Cow::Owned(text.into_owned())),
            Self::Array(elements) => Json::Array(elements.into_iter().map(Self::into_owned).collect()),
            Self::Object(members) => Json::Object(
                members.into_iter().map(|(name, value)| (Cow::Owned(name.into_owned()), value.into_owned())).collect(),
            ),
        }
    }
}
