//! The model's constraints that several operations share, and the pages of their listings.

use boathouse_state::PageRequest;
use boathouse_wire::Constraints;

/// The pattern of workgroups' names.
const WORKGROUP: &str = "[a-zA-Z0-9._-]{1,128}";
/// The pattern of reservations' names.
const RESERVATION: &str = "[a-zA-Z0-9._-]+";
/// The pattern of prepared statements' names.
const STATEMENT: &str = "[a-zA-Z_][a-zA-Z0-9_@:]{1,256}";
const OWNER: &str = "^[0-9]+$";
/// The least that can be reserved.
const RESERVED_DPUS_MIN: i64 = 4;
/// The least limit on what a query may scan.
const CUTOFF_BYTES_MIN: i64 = 10_000_000;

/// A required text of `min` to `max` characters.
pub(crate) fn required(all: &mut Constraints, at: &str, value: Option<&String>, min: usize, max: usize) {
    match value {
        Some(value) => drop(all.length(at, value, min, max)),
        None => drop(all.missing(at)),
    }
}

/// A text of `min` to `max` characters that may be absent.
pub(crate) fn optional(all: &mut Constraints, at: &str, value: Option<&String>, min: usize, max: usize) {
    if let Some(value) = value {
        all.length(at, value, min, max);
    }
}

/// The paging members: the token is judged before the number.
pub(crate) fn paging(all: &mut Constraints, token: Option<&String>, max_results: Option<i32>, bounds: (i32, i32)) {
    optional(all, "nextToken", token, 1, 1024);
    if let Some(max_results) = max_results {
        all.range("maxResults", max_results.into(), bounds.0.into(), bounds.1.into());
    }
}

/// The page that these members ask for.
pub(crate) fn page(token: Option<String>, max_results: Option<i32>, default: usize) -> PageRequest {
    let items_max = max_results.and_then(|max| usize::try_from(max).ok()).unwrap_or(default);
    PageRequest { items_max: Some(items_max), token }
}

/// A workgroup's name.
pub(crate) fn workgroup(all: &mut Constraints, at: &str, name: Option<&String>) {
    let Some(name) = name else { return };
    pattern(all, at, name, WORKGROUP, (1..=128).contains(&name.len()) && name.chars().all(is_name));
}

/// A workgroup's name that must be there.
pub(crate) fn required_workgroup(all: &mut Constraints, at: &str, name: Option<&String>) {
    if name.is_none() {
        all.missing(at);
    }
    workgroup(all, at, name);
}

/// A reservation's name.
pub(crate) fn reservation(all: &mut Constraints, at: &str, name: Option<&String>) {
    required(all, at, name, 1, 128);
    if let Some(name) = name.filter(|name| !name.is_empty()) {
        pattern(all, at, name, RESERVATION, name.chars().all(is_name));
    }
}

/// How many units are to be reserved.
pub(crate) fn dpus(all: &mut Constraints, at: &str, dpus: Option<i32>) -> u32 {
    match dpus {
        Some(dpus) => drop(all.range(at, dpus.into(), RESERVED_DPUS_MIN, i64::from(i32::MAX))),
        None => drop(all.missing(at)),
    }
    dpus.and_then(|dpus| u32::try_from(dpus).ok()).unwrap_or_default()
}

/// A prepared statement's name.
pub(crate) fn statement(all: &mut Constraints, at: &str, name: Option<&String>) {
    required(all, at, name, 1, 256);
    let Some(name) = name.filter(|name| !name.is_empty() && name.chars().count() <= 256) else { return };
    let first = |c: char| c.is_ascii_alphabetic() || c == '_';
    let rest = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '@' | ':');
    pattern(all, at, name, STATEMENT, name.len() > 1 && name.starts_with(first) && name.chars().all(rest));
}

/// An account of 12 digits.
pub(crate) fn owner(all: &mut Constraints, at: &str, account: Option<&String>) {
    let Some(account) = account else { return };
    all.length(at, account, 12, 12);
    pattern(all, at, account, OWNER, account.bytes().all(|byte| byte.is_ascii_digit()));
}

/// A limit on what a query may scan.
pub(crate) fn cutoff(all: &mut Constraints, at: &str, bytes: Option<i64>) {
    if let Some(bytes) = bytes {
        all.range(at, bytes, CUTOFF_BYTES_MIN, i64::MAX);
    }
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-')
}

fn pattern(all: &mut Constraints, at: &str, value: &str, pattern: &str, is_kept: bool) {
    if !is_kept {
        all.fail(at, Some(value), &format!("Member must satisfy regular expression pattern: {pattern}"));
    }
}
