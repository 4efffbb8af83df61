//! The model's constraints that come with names, pages and tags.

use boathouse_permissions::PageRequest;
use boathouse_wire::Constraints;

use crate::Error;

const NAME_CHARS_MAX: usize = 255;
const DESCRIPTION_CHARS_MAX: usize = 2_048;
const KEY_CHARS_MAX: usize = 128;
const VALUE_CHARS_MAX: usize = 256;
const VALUES_MAX: usize = 50;
const PAGE_ITEMS_MAX: usize = 1_000;
const SEARCH_PAGE_ITEMS_MAX: usize = 100;

/// A name of 1 to 255 characters, with the member it came in.
pub(crate) fn name(at: &str, name: &str) -> Result<(), Error> {
    Ok(Constraints::naming_values().length(at, name, 1, NAME_CHARS_MAX).finish()?)
}

/// A description, which may be empty.
pub(crate) fn description(text: Option<&str>) -> Result<(), Error> {
    let text = text.unwrap_or_default();
    Ok(Constraints::naming_values().length("description", text, 0, DESCRIPTION_CHARS_MAX).finish()?)
}

/// Which page of a listing is wanted.
pub(crate) fn page(token: Option<String>, max_results: Option<i32>) -> Result<PageRequest, Error> {
    page_of(token, max_results, PAGE_ITEMS_MAX)
}

/// Which page of a search is wanted.
pub(crate) fn search_page(token: Option<String>, max_results: Option<i32>) -> Result<PageRequest, Error> {
    page_of(token, max_results, SEARCH_PAGE_ITEMS_MAX)
}

fn page_of(token: Option<String>, max_results: Option<i32>, max: usize) -> Result<PageRequest, Error> {
    if let Some(wanted) = max_results {
        let max = i64::try_from(max).unwrap_or(i64::MAX);
        Constraints::naming_values().range("maxResults", i64::from(wanted), 1, max).finish()?;
    }
    let items_max = max_results.map_or(max, |wanted| usize::try_from(wanted).unwrap_or(max));
    Ok(PageRequest { items_max: Some(items_max), token: token.filter(|token| !token.is_empty()) })
}

/// A tag's key and values. The model's sets of characters are letters, digits, spaces and some signs.
pub(crate) fn tag(at: &str, key: &str, values: &[String]) -> Result<(), Error> {
    let mut all = Constraints::naming_values();
    all.length(&format!("{at}tagKey"), key, 1, KEY_CHARS_MAX);
    if !key.chars().all(|c| fits(c, "_.:/=+-@%")) {
        let rule = r"Member must satisfy regular expression pattern: ^([\p{L}\p{Z}\p{N}_.:\/=+\-@%]*)$";
        all.fail(&format!("{at}tagKey"), Some(key), rule);
    }
    Ok(tag_values(&mut all, &format!("{at}tagValues"), values, 1).finish()?)
}

/// Values of a tag, of which there are at least `min`.
pub(crate) fn tag_values<'a>(all: &'a mut Constraints, at: &str, values: &[String], min: usize) -> &'a mut Constraints {
    all.count(at, values.len(), min, VALUES_MAX);
    for (index, value) in values.iter().enumerate() {
        let at = format!("{at}.{}.member", index + 1);
        all.length(&at, value, 0, VALUE_CHARS_MAX);
        if !value.chars().all(|c| fits(c, "_.:*/=+-@%")) {
            let rule = r"Member must satisfy regular expression pattern: ^([\p{L}\p{Z}\p{N}_.:\*\/=+\-@%]*)$";
            all.fail(&at, Some(value), rule);
        }
    }
    all
}

fn fits(c: char, signs: &str) -> bool {
    c.is_alphanumeric() || c == ' ' || (!c.is_control() && c.is_whitespace()) || signs.contains(c)
}

/// The ARN of a place in S3.
pub(crate) fn location_arn(arn: &str) -> Result<(), Error> {
    let place = arn.strip_prefix("arn:").and_then(|rest| rest.split_once(":s3:::")).map(|(_, place)| place);
    match place {
        Some(place) if !place.is_empty() && !place.starts_with('/') => Ok(()),
        _ => Err(Error::InvalidInput(format!("'{arn}' is not the ARN of a place in S3."))),
    }
}

/// The ARN of a role.
pub(crate) fn role_arn(arn: &str) -> Result<(), Error> {
    let rest = arn.strip_prefix("arn:aws:iam::").and_then(|rest| rest.split_once(":role/"));
    if rest.is_some_and(|(account, _)| account.chars().all(|c| c.is_ascii_digit())) {
        return Ok(());
    }
    let rule = "Member must satisfy regular expression pattern: arn:aws:iam::[0-9]*:role/.*";
    Ok(Constraints::naming_values().fail("roleArn", Some(arn), rule).finish()?)
}

/// A member of the model that would change what the operation does and that nobody here acts on.
pub(crate) fn refuse(name: &str, given: bool) -> Result<(), Error> {
    if given { Err(Error::InvalidInput(format!("{name} is not supported by boathouse"))) } else { Ok(()) }
}
