use boathouse_state::{Clock, State};

use super::*;
use crate::{Error, PageRequest};

fn new() -> CatalogSettings {
    CatalogSettings::new(State::in_memory(Clock::fixed(5)).unwrap()).unwrap()
}

fn policy(text: &str) -> ResourcePolicy {
    ResourcePolicy { text: text.to_owned() }
}

fn condition(exists: Option<bool>, hash: Option<&str>) -> PolicyCondition {
    PolicyCondition { exists, hash: hash.map(str::to_owned) }
}

#[tokio::test]
async fn policies_change_on_conditions() {
    let settings = new();
    let (one, two) = (policy("{}").hash(), policy("{\"a\":1}").hash());
    assert_ne!(one, two);
    // Each step: what is put, on which condition, and whether it is let.
    for (text, condition, is_let) in [
        ("{}", condition(Some(true), None), false),
        ("{}", condition(None, Some(&one)), false),
        ("{}", condition(Some(false), None), true),
        ("{}", condition(Some(false), None), false),
        ("{\"a\":1}", condition(Some(true), Some(&two)), false),
        ("{\"a\":1}", condition(Some(true), Some(&one)), true),
        ("{}", condition(None, None), true),
    ] {
        let outcome = settings.put_policy("1/r", "", policy(text), condition.clone()).await;
        match is_let {
            true => assert_eq!(outcome.unwrap(), policy(text).hash()),
            false => assert!(matches!(outcome, Err(Error::PolicyCondition(_))), "{text} {condition:?}"),
        }
    }
    settings.put_policy("1/r", "table/db/t", policy("[]"), PolicyCondition::default()).await.unwrap();
    let all = settings.policies("1/r", PageRequest::all()).await.unwrap().items;
    assert_eq!(all.iter().map(|kept| kept.value.text.as_str()).collect::<Vec<_>>(), ["{}", "[]"]);
    assert!(settings.policies("2/r", PageRequest::all()).await.unwrap().items.is_empty());

    let wrong = settings.delete_policy("1/r", "", condition(None, Some(&two))).await;
    assert!(matches!(wrong, Err(Error::PolicyCondition(_))));
    settings.delete_policy("1/r", "", condition(None, Some(&one))).await.unwrap();
    assert!(matches!(settings.policy("1/r", "").await, Err(Error::NotFound { .. })));
}

/// A listing whose first name is empty continues after it.
#[tokio::test]
async fn pages_of_policies() {
    let settings = new();
    for resource in ["", "a", "b"] {
        settings.put_policy("1/r", resource, policy(resource), PolicyCondition::default()).await.unwrap();
    }
    let mut page = PageRequest { items_max: Some(1), token: None };
    let mut seen = Vec::new();
    loop {
        let found = settings.policies("1/r", page.clone()).await.unwrap();
        seen.extend(found.items.into_iter().map(|kept| kept.value.text));
        match found.next_token {
            Some(token) => page.token = Some(token),
            None => break,
        }
    }
    assert_eq!(seen, ["", "a", "b"]);
}

#[tokio::test]
async fn settings_are_kept_apart_by_scope() {
    let settings = new();
    assert_eq!(settings.encryption("1/r").await.unwrap(), EncryptionSettings::default());
    let passwords = Some(PasswordEncryption { sealed: true, key_id: None });
    let made = EncryptionSettings { at_rest: None, passwords };
    settings.put_encryption("1/r", made.clone()).await.unwrap();
    assert_eq!(settings.encryption("1/r").await.unwrap(), made);
    assert_eq!(settings.encryption("1/q").await.unwrap(), EncryptionSettings::default());

    assert!(settings.import("1/r").await.unwrap().is_none());
    settings.put_import("1/r", "me").await.unwrap();
    let import = settings.import("1/r").await.unwrap().unwrap();
    assert_eq!((import.value.by.as_str(), import.updated_ms), ("me", 5));

    let security = SecurityConfiguration { name: "s".to_owned(), ..SecurityConfiguration::default() };
    assert_eq!(settings.create_security("1/r", security.clone()).await.unwrap(), 5);
    assert!(matches!(settings.create_security("1/r", security.clone()).await, Err(Error::Exists { .. })));
    assert_eq!(settings.security("1/r", "s").await.unwrap().value, security);
    assert!(matches!(settings.security("2/r", "s").await, Err(Error::NotFound { .. })));
    assert_eq!(settings.securities("1/r", PageRequest::all()).await.unwrap().items.len(), 1);
    settings.delete_security("1/r", "s").await.unwrap();
    assert!(matches!(settings.delete_security("1/r", "s").await, Err(Error::NotFound { .. })));
}
