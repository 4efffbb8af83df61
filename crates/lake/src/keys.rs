//! Keys as paths: the one place that knows how a key is written on a file system.
//!
//! An ordinary key is its own path. What a file system cannot hold is written in components that
//! begin with [`MARK`]:
//!
//! | segment of the key | component |
//! |---|---|
//! | ordinary | itself |
//! | empty (so also a trailing `/`), `.`, `..`, with NUL, beginning with the mark | `%~` + the segment, `%` `+` `=` NUL as `%XX` |
//! | longer than a name may be | folders `%~+` + a piece each, then `%~` + the last piece |
//! | last segment of a key whose own path is a folder (`a` beside `a/b`) | `%~=` + the segment |
//!
//! Both directions are total on what they accept, and a name that is not the one its key would get is
//! no object.

use std::path::PathBuf;

use crate::{Error, Result};

/// Most bytes a key may have.
pub const KEY_BYTES_MAX: usize = 1024;
/// Most bytes the usual file systems allow in one name.
const NAME_BYTES_MAX: usize = 255;
const MARK: &str = "%~";
/// What is left of a name after the mark and the sign that may follow it.
const PIECE_BYTES_MAX: usize = NAME_BYTES_MAX - 3;

/// Which of its two paths an object takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// The key's own path.
    Plain,
    /// The path it takes when a folder stands at its own.
    Beside,
}

/// What the name of one file or folder says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Name {
    /// The (rest of the) segment, of a file or a folder.
    Segment(String),
    /// The (rest of the) last segment, of a file standing beside a folder.
    Beside(String),
    /// A piece of a segment that goes on inside this folder.
    Piece(String),
}

/// Refuses what cannot be the key of an object.
pub(crate) fn check(key: &str) -> Result<()> {
    match key.len() {
        0 => Err(Error::InvalidKey { key: String::new(), reason: "it is empty" }),
        1..=KEY_BYTES_MAX => Ok(()),
        bytes => Err(Error::KeyTooLong(bytes)),
    }
}

/// The path of a key inside its bucket's folder.
pub(crate) fn to_path(key: &str, form: Form) -> PathBuf {
    let (folders, last) = match key.rsplit_once('/') {
        Some((folders, last)) => (Some(folders), last),
        None => (None, key),
    };
    let mut path = folders.map(folder_path).unwrap_or_default();
    path.extend(segment_names(last, form));
    path
}

/// The path of a folder: all segments of `folder`, which has no trailing `/`.
pub(crate) fn folder_path(folder: &str) -> PathBuf {
    folder.split('/').flat_map(|segment| segment_names(segment, Form::Plain)).collect()
}

/// The names that stand for one segment, outermost first.
pub(crate) fn segment_names(segment: &str, form: Form) -> Vec<String> {
    if form == Form::Plain && is_ordinary(segment) {
        return vec![segment.to_owned()];
    }
    let mut pieces = vec![String::new()];
    for character in segment.chars() {
        let mut unit = String::with_capacity(4);
        match character {
            '%' | '+' | '=' | '\0' => unit.push_str(&format!("%{:02X}", u32::from(character))),
            other => unit.push(other),
        }
        if pieces.last().is_some_and(|piece| piece.len() + unit.len() > PIECE_BYTES_MAX) {
            pieces.push(String::new());
        }
        if let Some(piece) = pieces.last_mut() {
            piece.push_str(&unit);
        }
    }
    let last = pieces.len() - 1;
    let name = |(index, piece): (usize, String)| match form {
        _ if index < last => format!("{MARK}+{piece}"),
        Form::Plain => format!("{MARK}{piece}"),
        Form::Beside => format!("{MARK}={piece}"),
    };
    pieces.into_iter().enumerate().map(name).collect()
}

/// Whether a name needs [`parse_name`]'s attention at all: most do not.
pub(crate) fn is_marked(name: &str) -> bool {
    name.starts_with(MARK)
}

/// What a name on disk says; `None` for a marked name that no key leads to.
pub(crate) fn parse_name(name: &str) -> Option<Name> {
    let Some(body) = name.strip_prefix(MARK) else { return Some(Name::Segment(name.to_owned())) };
    if let Some(piece) = body.strip_prefix('+') {
        return unescape(piece).map(Name::Piece);
    }
    if let Some(segment) = body.strip_prefix('=') {
        return unescape(segment).map(Name::Beside);
    }
    unescape(body).map(Name::Segment)
}

fn is_ordinary(segment: &str) -> bool {
    !(segment.is_empty()
        || segment == "."
        || segment == ".."
        || segment.len() > NAME_BYTES_MAX
        || segment.contains('\0')
        || is_marked(segment))
}

fn unescape(text: &str) -> Option<String> {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        let code = u8::from_str_radix(rest.get(at + 1..at + 3)?, 16).ok().filter(u8::is_ascii)?;
        plain.push_str(&rest[..at]);
        plain.push(char::from(code));
        rest = &rest[at + 3..];
    }
    plain.push_str(rest);
    Some(plain)
}

#[cfg(test)]
mod tests;
