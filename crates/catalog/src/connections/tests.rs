use std::collections::BTreeMap;

use boathouse_state::{Clock, State};

use super::*;
use crate::{Error, PageRequest};

const SCOPE: &str = "1/r";

fn connection(name: &str, properties: &[(&str, &str)]) -> ConnectionDefinition {
    let owned = |(key, value): &(&str, &str)| ((*key).to_owned(), (*value).to_owned());
    ConnectionDefinition {
        name: name.to_owned(),
        kind: "JDBC".to_owned(),
        properties: properties.iter().map(owned).collect(),
        ..ConnectionDefinition::default()
    }
}

fn new() -> (Connections, Clock) {
    let clock = Clock::fixed(5);
    (Connections::new(State::in_memory(clock.clone()).unwrap()).unwrap(), clock)
}

async fn properties(connections: &Connections, passwords: Passwords) -> BTreeMap<String, String> {
    connections.connection(SCOPE, "c", passwords).await.unwrap().value.definition.properties
}

#[tokio::test]
async fn passwords_are_shown_as_asked() {
    let (connections, _) = new();
    let given = [("USERNAME", "u"), ("PASSWORD", "secret"), ("KAFKA_CLIENT_KEY_PASSWORD", "other")];
    connections.create(SCOPE, connection("c", &given), "me").await.unwrap();
    assert_eq!(properties(&connections, Passwords::Plain).await.len(), 3);
    assert_eq!(properties(&connections, Passwords::Hidden).await, connection("c", &[("USERNAME", "u")]).properties);

    let sealed = properties(&connections, Passwords::Sealed).await;
    let names: Vec<_> = sealed.keys().map(String::as_str).collect();
    assert_eq!(names, ["ENCRYPTED_KAFKA_CLIENT_KEY_PASSWORD", "ENCRYPTED_PASSWORD", "USERNAME"]);
    assert!(sealed.values().all(|value| !value.contains("secret") && !value.contains("other")));

    // What was read sealed can be written back, and is still the same password.
    let back = ConnectionDefinition { properties: sealed.clone(), ..connection("c", &[]) };
    connections.update(SCOPE, "c", back, "me").await.unwrap();
    assert_eq!(properties(&connections, Passwords::Sealed).await, sealed);
    assert_eq!(properties(&connections, Passwords::Plain).await, connection("c", &given).properties);

    // Another's seal stays what it is.
    let foreign = [("ENCRYPTED_PASSWORD", "AQICAHh")];
    connections.update(SCOPE, "c", connection("c", &foreign), "me").await.unwrap();
    assert_eq!(properties(&connections, Passwords::Plain).await, connection("c", &foreign).properties);
    assert!(properties(&connections, Passwords::Hidden).await.is_empty());
}

#[tokio::test]
async fn connections_are_kept_apart_by_scope() {
    let (connections, clock) = new();
    for name in ["b", "a", "c"] {
        connections.create(SCOPE, connection(name, &[]), "me").await.unwrap();
    }
    let again = connections.create(SCOPE, connection("a", &[]), "me").await;
    assert!(matches!(again, Err(Error::Exists { .. })));
    connections.create("2/r", connection("a", &[("HOST", "h")]), "you").await.unwrap();

    let mut changed = connection("b", &[]);
    (changed.kind, changed.match_criteria) = ("KAFKA".to_owned(), Some(vec!["x".to_owned(), "y".to_owned()]));
    clock.advance(std::time::Duration::from_millis(3));
    connections.update(SCOPE, "b", changed, "them").await.unwrap();
    let found = connections.connection(SCOPE, "b", Passwords::Plain).await.unwrap();
    assert_eq!((found.created_ms, found.updated_ms, found.value.last_updated_by.as_str()), (5, 8, "them"));

    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    for (request, expected) in [
        (ConnectionsRequest::default(), vec!["a", "b", "c"]),
        (ConnectionsRequest { kind: Some("KAFKA".to_owned()), ..Default::default() }, vec!["b"]),
        (ConnectionsRequest { match_criteria: words(&["y", "x"]), ..Default::default() }, vec!["b"]),
        (ConnectionsRequest { match_criteria: words(&["y", "z"]), ..Default::default() }, vec![]),
        (ConnectionsRequest { schema_version: Some(2), ..Default::default() }, vec![]),
    ] {
        let mut request = request;
        let mut names = Vec::new();
        request.page = PageRequest { items_max: Some(2), token: None };
        loop {
            let page = connections.connections(SCOPE, request.clone(), Passwords::Plain).await.unwrap();
            names.extend(page.items.into_iter().map(|kept| kept.value.definition.name));
            match page.next_token {
                Some(token) => request.page.token = Some(token),
                None => break,
            }
        }
        assert_eq!(names, expected, "{request:?}");
    }
    connections.delete(SCOPE, "a").await.unwrap();
    assert!(matches!(connections.delete(SCOPE, "a").await, Err(Error::NotFound { .. })));
    assert!(connections.connection("2/r", "a", Passwords::Plain).await.is_ok());
    let renamed = connections.update(SCOPE, "b", connection("d", &[]), "me").await;
    assert!(matches!(renamed, Err(Error::InvalidInput(_))));
}

#[tokio::test]
async fn a_test_is_noted_unless_the_connection_was_changed() {
    let (connections, clock) = new();
    connections.create(SCOPE, connection("c", &[]), "me").await.unwrap();
    let tested = connections.connection(SCOPE, "c", Passwords::Plain).await.unwrap();
    connections.validated(SCOPE, &tested).await.unwrap();
    let found = connections.connection(SCOPE, "c", Passwords::Plain).await.unwrap();
    assert_eq!((found.value.last_validated_ms, found.updated_ms), (Some(5), 5));
    clock.advance(std::time::Duration::from_millis(1));
    connections.update(SCOPE, "c", connection("c", &[("HOST", "h")]), "me").await.unwrap();
    connections.validated(SCOPE, &tested).await.unwrap();
    let found = connections.connection(SCOPE, "c", Passwords::Plain).await.unwrap();
    assert_eq!(found.value.last_validated_ms, None, "another definition was tested");
}
