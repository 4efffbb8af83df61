//! The items a path is about.

use std::borrow::Cow;

use crate::document::Json;

use super::number::Number;

/// An item of a sequence.
#[derive(Debug, Clone)]
pub(crate) enum Item<'d> {
    /// A part of a document.
    Node(&'d Json<'d>),
    /// A value made on the way.
    Made(Json<'static>),
    Number(Number),
    /// A value of an SQL type that JSON does not have: its type's name and its text.
    Typed(&'static str, Cow<'d, str>),
}

/// An item by its kind.
pub(super) enum Kind<'i> {
    Null,
    Bool(bool),
    Text(&'i str),
    Number(Number),
    /// A number no type holds.
    Huge,
    Array(&'i [Json<'i>]),
    Object,
    Typed,
}

impl<'d> Item<'d> {
    pub(super) fn kind(&self) -> Kind<'_> {
        match self {
            Self::Number(number) => Kind::Number(*number),
            Self::Typed(..) => Kind::Typed,
            Self::Node(json) => kind_of(json),
            Self::Made(json) => kind_of(json),
        }
    }

    /// The name Trino's errors have for it.
    pub(super) fn type_name(&self) -> &'static str {
        match self.kind() {
            Kind::Null => "NULL",
            Kind::Bool(_) => "BOOLEAN",
            Kind::Text(_) => "STRING",
            Kind::Number(_) | Kind::Huge => "NUMBER",
            Kind::Array(_) => "ARRAY",
            Kind::Object => "OBJECT",
            Kind::Typed => "DATETIME",
        }
    }

    /// The elements of an array; nothing for anything else.
    pub(super) fn elements(&self) -> Option<Vec<Item<'d>>> {
        match self {
            Self::Node(Json::Array(elements)) => Some(elements.iter().map(Item::Node).collect()),
            Self::Made(Json::Array(elements)) => Some(elements.iter().cloned().map(Item::Made).collect()),
            _ => None,
        }
    }

    /// The members of an object; nothing for anything else.
    pub(super) fn members(&self) -> Option<Vec<(String, Item<'d>)>> {
        match self {
            Self::Node(Json::Object(members)) => {
                Some(members.iter().map(|(name, value)| (name.clone().into_owned(), Item::Node(value))).collect())
            }
            Self::Made(Json::Object(members)) => Some(
                members.iter().map(|(name, value)| (name.clone().into_owned(), Item::Made(value.clone()))).collect(),
            ),
            _ => None,
        }
    }

    /// A member of an object; the outer nothing is for anything else.
    pub(super) fn member(&self, name: &str) -> Option<Option<Item<'d>>> {
        match self {
            Self::Node(Json::Object(members)) => {
                Some(members.iter().find(|(known, _)| known == name).map(|(_, value)| Item::Node(value)))
            }
            Self::Made(Json::Object(members)) => {
                Some(members.iter().find(|(known, _)| known == name).map(|(_, value)| Item::Made(value.clone())))
            }
            _ => None,
        }
    }

    /// As JSON; nothing for what it has no value for.
    pub(crate) fn to_json(&self) -> Option<Json<'static>> {
        match self {
            Self::Node(json) => Some((*json).clone().into_owned()),
            Self::Made(json) => Some(json.clone()),
            Self::Number(number) => number.to_json().map(|text| Json::Number(Cow::Owned(text))),
            Self::Typed(..) => None,
        }
    }
}

fn kind_of<'i>(json: &'i Json<'i>) -> Kind<'i> {
    match json {
        Json::Null => Kind::Null,
        Json::Bool(value) => Kind::Bool(*value),
        Json::Text(text) => Kind::Text(text),
        Json::Number(text) => Number::of_json(text).map_or(Kind::Huge, Kind::Number),
        Json::Array(elements) => Kind::Array(elements),
        Json::Object(_) => Kind::Object,
    }
}
