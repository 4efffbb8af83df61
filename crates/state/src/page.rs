//! Listings in pages, continued by opaque tokens.

use std::str::FromStr;

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

    /// How many items a page has at most, which is at least one.
    pub fn limit(&self) -> usize {
        self.items_max.unwrap_or(usize::MAX).max(1)
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
    /// The same page of other things.
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(change).collect(), next_token: self.next_token }
    }
}

/// A token that no listing of its kind gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the token is invalid")]
pub struct InvalidToken;

/// The tokens of one kind of listings: the last key of a page, behind a mark that tells them from those of others,
/// so that a token from elsewhere is refused instead of misread.
#[derive(Debug, Clone, Copy)]
pub struct Tokens(&'static str);

impl Tokens {
    /// Tokens that begin with this mark.
    pub const fn marked(mark: &'static str) -> Self {
        Self(mark)
    }

    /// The token of a key.
    pub fn encode(self, key: &[u8]) -> String {
        format!("{}{}", self.0, hex::encode(key))
    }

    /// The key the page before ended with.
    ///
    /// # Errors
    /// [`InvalidToken`].
    pub fn after(self, page: &PageRequest) -> Result<Option<Vec<u8>>, InvalidToken> {
        let Some(token) = &page.token else { return Ok(None) };
        let digits = token.strip_prefix(self.0).ok_or(InvalidToken)?;
        hex::decode(digits).map(Some).map_err(|_| InvalidToken)
    }

    /// [`Tokens::after`] where keys are written as text.
    ///
    /// # Errors
    /// [`InvalidToken`].
    pub fn after_as<K: FromStr>(self, page: &PageRequest) -> Result<Option<K>, InvalidToken> {
        let Some(key) = self.after(page)? else { return Ok(None) };
        let text = String::from_utf8(key).map_err(|_| InvalidToken)?;
        text.parse().map(Some).map_err(|_| InvalidToken)
    }

    /// Makes a page of `items`, of which one more than `limit` were fetched if there are more.
    pub fn cut<T>(self, mut items: Vec<T>, limit: usize, key: impl FnOnce(&T) -> Vec<u8>) -> Page<T> {
        if items.len() <= limit {
            return Page { items, next_token: None };
        }
        items.truncate(limit);
        let next_token = items.last().map(|last| self.encode(&key(last)));
        Page { items, next_token }
    }

    /// The part of a whole listing that is wanted. `key` tells the items apart and rises with the listing, so that a
    /// page begins where the last one ended whatever has come or gone since.
    ///
    /// # Errors
    /// [`InvalidToken`].
    pub fn part<T, K: Ord + ToString + FromStr>(
        self,
        page: &PageRequest,
        mut all: Vec<T>,
        key: impl Fn(&T) -> K,
    ) -> Result<Page<T>, InvalidToken> {
        if let Some(after) = self.after_as(page)? {
            all.retain(|item| key(item) > after);
        }
        Ok(self.cut(all, page.limit(), |last| key(last).to_string().into_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKENS: Tokens = Tokens::marked("bhp1-");

    #[test]
    fn pages_follow_each_other() {
        let all: Vec<String> = ["a", "b", "c"].map(str::to_owned).into();
        let page = |token| TOKENS.part(&PageRequest { items_max: Some(2), token }, all.clone(), String::clone);
        let first = page(None).unwrap();
        assert_eq!(first.items, ["a", "b"]);
        let second = page(first.next_token).unwrap();
        assert_eq!((second.items, second.next_token), (vec!["c".to_owned()], None));
        for token in ["x", "bhp1-zz", "bhp1-ff"] {
            assert!(matches!(page(Some(token.to_owned())), Err(InvalidToken)), "{token}");
        }
    }

    #[test]
    fn numbers_are_in_their_own_order() {
        let page = |token| TOKENS.part(&PageRequest { items_max: Some(2), token }, vec![2, 9, 10, 11], |n| *n);
        let first = page(None).unwrap();
        assert_eq!(page(first.next_token).unwrap().items, [10, 11]);
        assert!(matches!(page(Some(TOKENS.encode(b"x"))), Err(InvalidToken)));
    }
}
