//! What callers tell for audits, and transactions: members that several operations have.

use std::collections::BTreeMap;

use boathouse_wire::{Constraints, EpochSeconds, Reported};
use serde::Deserialize;

use super::{lengths, optional, refuse};
use crate::Error;

const AUDIT_CHARS_MAX: usize = 2_048;
const COLUMN_CHARS_MAX: usize = 1_024;
const ID_CHARS_MAX: usize = 255;
const CONTEXT_KEY_CHARS_MAX: usize = 128;
const CONTEXT_VALUE_CHARS_MAX: usize = 256;
const SINGLE_LINE: &str = r"[\u0020-\uD7FF\uE000-\uFFFD\uD800\uDC00-\uDBFF\uDFFF\t]*";
const TRANSACTION: &str = r"[\p{L}\p{N}\p{P}]*";

/// `AuditContext`. AWS writes it to its audit log, which is not here: it is checked and reported as ignored.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct AuditContext {
    additional_audit_context: Option<String>,
    requested_columns: Option<Vec<String>>,
    #[serde(rename = "AllColumnsRequested")]
    _all_columns_requested: Option<bool>,
}

/// `QuerySessionContext`. It is for permissions of sessions, which are not here: it is checked and reported as ignored.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct QuerySessionContext {
    query_id: Option<String>,
    #[serde(rename = "QueryStartTime")]
    _query_start_time: Option<EpochSeconds>,
    #[serde(rename = "ClusterId")]
    _cluster_id: Option<String>,
    query_authorization_id: Option<String>,
    additional_context: Option<BTreeMap<String, String>>,
}

/// The constraints of `AuditContext`.
pub(crate) fn audit_context(context: Option<&Reported<AuditContext>>) -> Result<(), Error> {
    let Some(Reported(context)) = context else {
        return Ok(());
    };
    let mut all = Constraints::naming_values();
    let text = context.additional_audit_context.as_deref();
    optional(&mut all, "auditContext.additionalAuditContext", text, 0, AUDIT_CHARS_MAX);
    let columns = context.requested_columns.as_deref().unwrap_or_default();
    let at = "auditContext.requestedColumns";
    let shown = || Some(format!("[{}]", columns.join(", ")));
    if columns.iter().any(|column| !(1..=COLUMN_CHARS_MAX).contains(&column.chars().count())) {
        let rule = format!("Member must satisfy constraint: {}", lengths(1, COLUMN_CHARS_MAX));
        all.fail(at, shown().as_deref(), &rule);
    }
    if !columns.iter().all(|column| column.chars().all(on_one_line)) {
        let rule =
            format!("Member must satisfy constraint: [Member must satisfy regular expression pattern: {SINGLE_LINE}]");
        all.fail(at, shown().as_deref(), &rule);
    }
    Ok(all.finish()?)
}

/// The constraints of `QuerySessionContext`.
pub(crate) fn session_context(context: Option<&Reported<QuerySessionContext>>) -> Result<(), Error> {
    let Some(Reported(context)) = context else {
        return Ok(());
    };
    let mut all = Constraints::naming_values();
    let ids = [("queryId", &context.query_id), ("queryAuthorizationId", &context.query_authorization_id)];
    for (member, id) in ids {
        let (at, id) = (format!("querySessionContext.{member}"), id.as_deref());
        optional(&mut all, &at, id, 1, ID_CHARS_MAX);
        all.pattern(&at, id.unwrap_or_default(), SINGLE_LINE, on_one_line);
    }
    let rule = super::MapLengths {
        key_chars_max: CONTEXT_KEY_CHARS_MAX,
        value_chars_max: CONTEXT_VALUE_CHARS_MAX,
        values_have_a_minimum: true,
    };
    super::map(&mut all, "querySessionContext.additionalContext", context.additional_context.as_ref(), &rule);
    Ok(all.finish()?)
}

/// The constraints of `TransactionId`, and its refusal: transactions were for governed tables, which AWS has given up
/// and which were never here, so that no id names one.
pub(crate) fn transaction(id: Option<&str>) -> Result<(), Error> {
    let Some(id) = id else { return Ok(()) };
    let mut all = Constraints::naming_values();
    all.length("transactionId", id, 1, ID_CHARS_MAX);
    all.pattern("transactionId", id, TRANSACTION, |c| c.is_alphanumeric() || is_punctuation(c));
    all.finish()?;
    refuse("TransactionId", true)
}

/// Characters of the model's single lines: no control characters but tabs.
fn on_one_line(c: char) -> bool {
    c == '\t' || (' '..='\u{fffd}').contains(&c) || c > '\u{ffff}'
}

/// `\p{P}` of ASCII, whose other signs are symbols; of the rest only what is clearly none is refused.
fn is_punctuation(c: char) -> bool {
    match c.is_ascii() {
        true => c.is_ascii_punctuation() && !"$+<=>^`|~".contains(c),
        false => !c.is_whitespace() && !c.is_control(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transactions_are_checked_and_then_refused() {
        for (id, expected) in [
            ("", "have length greater than or equal to 1"),
            (
                "a b",
                "Value 'a b' at 'transactionId' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\p{L}\\p{N}\\p{P}]*",
            ),
            ("a+", "regular expression pattern"),
            ("a\u{3000}", "regular expression pattern"),
            ("0d1fe8-Ä.中", "TransactionId is not supported by boathouse"),
        ] {
            let error = transaction(Some(id)).unwrap_err().to_string();
            assert!(error.contains(expected), "{id}: {error}");
        }
        assert!(transaction(None).is_ok());
    }
}
