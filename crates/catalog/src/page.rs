//! Listings in pages, continued by opaque tokens.

use crate::{Error, Result};

/// Which part of a listing is wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageRequest {
    /// At most this many items; `None` is all there are.
    pub items_max: Option<usize>,
    /// Where the page before ended: its `next_token`.
    pub token: Option<String>,
}

impl PageRequest {
    /// Everything in one page.
    pub fn all() -> Self {
        Self::default()
    }

    pub(crate) fn limit(&self) -> usize {
        self.items_max.unwrap_or(usize::MAX).max(1)
    }

    /// The key the page before ended with.
    pub(crate) fn after(&self) -> Result<Option<Vec<u8>>> {
        self.token.as_deref().map(decode).transpose()
    }

    /// [`PageRequest::after`] where keys are text.
    pub(crate) fn after_text(&self) -> Result<Option<String>> {
        self.after()?.map(|key| String::from_utf8(key).map_err(|_| Error::InvalidToken)).transpose()
    }
}

/// A part of a listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The items, in the listing's order.
    pub items: Vec<T>,
    /// Present when there may be more.
    pub next_token: Option<String>,
}

impl<T> Page<T> {
    /// Makes a page of `items`, of which one more than `limit` were fetched if there are more.
    pub(crate) fn cut(mut items: Vec<T>, limit: usize, key: impl FnOnce(&T) -> Vec<u8>) -> Self {
        if items.len() <= limit {
            return Self { items, next_token: None };
        }
        items.truncate(limit);
        let next_token = items.last().map(|last| encode(&key(last)));
        Self { items, next_token }
    }

    /// The same page of other things.
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(change).collect(), next_token: self.next_token }
    }
}

/// Tokens begin with this, so that a token from elsewhere is refused instead of misread.
const MARK: &str = "bh1-";

pub(crate) fn encode(key: &[u8]) -> String {
    format!("{MARK}{}", hex::encode(key))
}

pub(crate) fn decode(token: &str) -> Result<Vec<u8>> {
    let digits = token.strip_prefix(MARK).ok_or(Error::InvalidToken)?;
    hex::decode(digits).map_err(|_| Error::InvalidToken)
}
