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

/// A part of a listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The items, in the listing's order.
    pub items: Vec<T>,
    /// Present when there is more.
    pub next_token: Option<String>,
}

/// Tokens begin with this, so that a token from elsewhere is refused instead of misread.
const MARK: &str = "bhp1-";

impl PageRequest {
    /// The part of `items` that is wanted. `key` tells them apart and rises with the listing, so that a page
    /// begins where the last one ended whatever has come or gone since.
    pub(crate) fn cut<T>(&self, mut items: Vec<T>, key: impl Fn(&T) -> String) -> Result<Page<T>> {
        if let Some(token) = &self.token {
            let digits = token.strip_prefix(MARK).ok_or(Error::InvalidToken)?;
            let bytes = hex::decode(digits).map_err(|_| Error::InvalidToken)?;
            let after = String::from_utf8(bytes).map_err(|_| Error::InvalidToken)?;
            items.retain(|item| key(item) > after);
        }
        let limit = self.items_max.unwrap_or(usize::MAX).max(1);
        if items.len() <= limit {
            return Ok(Page { items, next_token: None });
        }
        items.truncate(limit);
        let next_token = items.last().map(|last| format!("{MARK}{}", hex::encode(key(last))));
        Ok(Page { items, next_token })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_follow_each_other() {
        let all: Vec<String> = ["a", "b", "c"].map(str::to_owned).into();
        let page = |token| PageRequest { items_max: Some(2), token }.cut(all.clone(), String::clone);
        let first = page(None).unwrap();
        assert_eq!(first.items, ["a", "b"]);
        let second = page(first.next_token).unwrap();
        assert_eq!((second.items, second.next_token), (vec!["c".to_owned()], None));
        for token in ["x", "bhp1-zz", "bhp1-ff"] {
            assert!(matches!(page(Some(token.to_owned())), Err(Error::InvalidToken)), "{token}");
        }
    }
}
