//! Pages of listings that are short enough to be made whole.

use boathouse_catalog::PageRequest;

use crate::Error;

/// Tokens begin with this, so that a token of another listing's making is refused.
const MARK: &str = "after:";

/// The part of `items` that a page asks for, and the token of the next. Items are told apart by `key`.
pub(crate) fn cut<T>(
    mut items: Vec<T>,
    page: PageRequest,
    key: impl Fn(&T) -> &str,
) -> Result<(Vec<T>, Option<String>), Error> {
    if let Some(token) = page.token {
        let invalid = || Error::InvalidInput("Invalid NextToken.".to_owned());
        let last = token.strip_prefix(MARK).ok_or_else(invalid)?;
        let at = items.iter().position(|item| key(item) == last).ok_or_else(invalid)?;
        items.drain(..=at);
    }
    let limit = page.items_max.unwrap_or(usize::MAX);
    if items.len() <= limit {
        return Ok((items, None));
    }
    items.truncate(limit);
    let token = items.last().map(|last| format!("{MARK}{}", key(last)));
    Ok((items, token))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_follow_each_other() {
        let all: Vec<String> = ["a", "b", "c"].map(str::to_owned).into();
        let page = |token: Option<&str>| PageRequest { items_max: Some(2), token: token.map(str::to_owned) };
        let (first, token) = cut(all.clone(), page(None), String::as_str).unwrap();
        assert_eq!((first.len(), token.as_deref()), (2, Some("after:b")));
        let (second, token) = cut(all.clone(), page(token.as_deref()), String::as_str).unwrap();
        assert_eq!((second, token), (vec!["c".to_owned()], None));
        assert!(cut(all, page(Some("x")), String::as_str).is_err());
    }
}
