use boathouse_state::{Clock, State};

use crate::{
    Compatibility, DataFormat, Error, MetadataFilter, PageRequest, SchemaInput, SchemaKey, SchemaRegistry,
    UpdateSchema, VersionKey, VersionNumber, VersionStatus,
};

const SCOPE: &str = "123456789012/us-east-1";
const INT: &str = r#"{"type":"record","name":"R","fields":[{"name":"a","type":"int"}]}"#;
const LONG: &str = r#"{"type":"record","name":"R","fields":[{"name":"a","type":"long"}]}"#;
const TEXT: &str = r#"{"type":"record","name":"R","fields":[{"name":"a","type":"string"}]}"#;

fn registry() -> SchemaRegistry {
    SchemaRegistry::new(State::in_memory(Clock::fixed(1_700_000_000_000)).unwrap()).unwrap()
}

fn key() -> SchemaKey {
    SchemaKey::new("reg", "s")
}

fn number(number: u64) -> VersionKey {
    VersionKey::Of(key(), VersionNumber::Number(number))
}

fn latest() -> VersionKey {
    VersionKey::Of(key(), VersionNumber::Latest)
}

async fn with_schema(compatibility: Compatibility) -> SchemaRegistry {
    let registry = registry();
    let input = SchemaInput {
        key: key(),
        format: DataFormat::Avro,
        compatibility,
        description: None,
        definition: Some(INT.to_owned()),
    };
    registry.create_schema(SCOPE, input, true).await.unwrap();
    registry
}

#[tokio::test]
async fn modes_decide_what_becomes_of_a_version() {
    use Compatibility::{Backward, BackwardAll, Disabled, Forward, ForwardAll, Full, FullAll, None};
    // From int to long: the new one reads the old, not the other way round.
    for (mode, status) in [
        (None, VersionStatus::Available),
        (Backward, VersionStatus::Available),
        (BackwardAll, VersionStatus::Available),
        (Forward, VersionStatus::Failure),
        (ForwardAll, VersionStatus::Failure),
        (Full, VersionStatus::Failure),
        (FullAll, VersionStatus::Failure),
    ] {
        let registry = with_schema(mode).await;
        let made = registry.register_version(SCOPE, &key(), LONG).await.unwrap();
        assert_eq!((made.version.number, made.version.status), (2, status), "{mode}");
        assert_eq!(made.failure.is_some(), status == VersionStatus::Failure);
        let schema = registry.schema(SCOPE, &key()).await.unwrap();
        let expected = if status == VersionStatus::Available { 2 } else { 1 };
        assert_eq!((schema.latest, schema.next, schema.checkpoint), (Some(expected), 3, Some(1)), "{mode}");
    }
    let registry = with_schema(Disabled).await;
    let refused = registry.register_version(SCOPE, &key(), LONG).await.unwrap_err();
    assert!(matches!(refused, Error::VersioningDisabled { .. }));
}

#[tokio::test]
async fn all_modes_compare_from_the_checkpoint_on() {
    let registry = with_schema(Compatibility::None).await;
    registry.register_version(SCOPE, &key(), TEXT).await.unwrap();
    let change = |compatibility, checkpoint| UpdateSchema {
        compatibility: Some(compatibility),
        checkpoint: Some(VersionNumber::Number(checkpoint)),
        description: None,
    };
    let bytes = TEXT.replace("string", "bytes");
    registry.update_schema(SCOPE, &key(), change(Compatibility::BackwardAll, 1)).await.unwrap();
    let failed = registry.register_version(SCOPE, &key(), &bytes).await.unwrap();
    assert_eq!((failed.version.number, failed.version.status), (3, VersionStatus::Failure));
    assert!(failed.failure.unwrap().contains("version 1"));
    let again = registry.register_version(SCOPE, &key(), &bytes).await.unwrap();
    assert_eq!(again.version, failed.version, "the same failure is not counted twice");
    registry.update_schema(SCOPE, &key(), change(Compatibility::BackwardAll, 2)).await.unwrap();
    let made = registry.register_version(SCOPE, &key(), &bytes).await.unwrap();
    assert_eq!((made.version.number, made.version.status), (4, VersionStatus::Available));
    let missing = registry.update_schema(SCOPE, &key(), change(Compatibility::Full, 3)).await.unwrap_err();
    assert!(matches!(missing, Error::VersionNumberNotFound { .. }), "a failure is no checkpoint");
}

#[tokio::test]
async fn definitions_are_found_however_they_are_written() {
    let registry = with_schema(Compatibility::None).await;
    let spaced = INT.replace(',', " ,\n ");
    let found = registry.version_by_definition(SCOPE, &key(), &spaced).await.unwrap();
    assert_eq!((found.number, found.definition.as_str()), (1, INT));
    let same = registry.register_version(SCOPE, &key(), &spaced).await.unwrap();
    assert_eq!(same.version, found);
    let missing = registry.version_by_definition(SCOPE, &key(), LONG).await.unwrap_err();
    assert!(matches!(missing, Error::DefinitionNotFound(_)));
    assert_eq!(registry.version(SCOPE, &VersionKey::Id(found.id.clone())).await.unwrap(), found);
    assert_eq!(registry.version(SCOPE, &latest()).await.unwrap(), found);
    let elsewhere = registry.version("other", &VersionKey::Id(found.id)).await.unwrap_err();
    assert!(matches!(elsewhere, Error::VersionNotFound(_)), "scopes are kept apart");
}

#[tokio::test]
async fn versions_are_deleted() {
    let registry = with_schema(Compatibility::None).await;
    for definition in [LONG, TEXT, r#""int""#] {
        registry.register_version(SCOPE, &key(), definition).await.unwrap();
    }
    let delete = async |versions: &str| registry.delete_versions(SCOPE, &key(), versions).await;
    assert!(matches!(delete("1-2").await, Err(Error::FirstVersion)));
    let failures = delete("3,7").await.unwrap();
    assert_eq!(failures.iter().map(|failure| failure.number).collect::<Vec<_>>(), [7]);
    assert!(matches!(registry.version(SCOPE, &number(3)).await, Err(Error::VersionNumberNotFound { .. })));
    let checkpoint = UpdateSchema { checkpoint: Some(VersionNumber::Latest), ..UpdateSchema::default() };
    registry.update_schema(SCOPE, &key(), checkpoint).await.unwrap();
    assert!(matches!(delete("4").await, Err(Error::CheckpointVersion(4))));
    let made = registry.register_version(SCOPE, &key(), r#""long""#).await.unwrap();
    assert_eq!(made.version.number, 5, "numbers are not used again");
    let transitive = UpdateSchema { compatibility: Some(Compatibility::FullAll), ..UpdateSchema::default() };
    registry.update_schema(SCOPE, &key(), transitive).await.unwrap();
    assert!(matches!(delete("5").await, Err(Error::VersionNeeded { number: 5, .. })));
    assert_eq!(delete("2").await.unwrap().len(), 0, "before the checkpoint none is needed");
    registry.delete_schema(SCOPE, &key()).await.unwrap();
    assert!(matches!(delete("2").await, Err(Error::SchemaNotFound { .. })));
}

#[tokio::test]
async fn pages_and_scopes() {
    let registry = registry();
    for name in ["b", "a", "c"] {
        registry.create_registry(SCOPE, name, None).await.unwrap();
    }
    registry.create_registry("other", "a", None).await.unwrap();
    assert!(matches!(registry.create_registry(SCOPE, "a", None).await, Err(Error::RegistryExists(_))));
    let page = |token| PageRequest { items_max: Some(2), token };
    let first = registry.registries(SCOPE, page(None)).await.unwrap();
    let names = |items: &[crate::Registry]| items.iter().map(|one| one.name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&first.items), ["a", "b"]);
    let second = registry.registries(SCOPE, page(first.next_token)).await.unwrap();
    assert_eq!((names(&second.items), second.next_token), (vec!["c".to_owned()], None));
    assert!(matches!(registry.registries(SCOPE, page(Some("x".to_owned()))).await, Err(Error::InvalidToken)));
    registry.delete_registry(SCOPE, "a").await.unwrap();
    assert!(matches!(registry.registry(SCOPE, "a").await, Err(Error::RegistryNotFound(_))));
    registry.registry("other", "a").await.unwrap();
}

#[tokio::test]
async fn metadata() {
    let registry = with_schema(Compatibility::None).await;
    for value in ["1", "2"] {
        registry.put_metadata(SCOPE, &latest(), "k", value).await.unwrap();
    }
    let again = registry.put_metadata(SCOPE, &number(1), "k", "2").await.unwrap_err();
    assert!(matches!(again, Error::MetadataExists { .. }));
    for at in 0..8 {
        registry.put_metadata(SCOPE, &latest(), &format!("key{at}"), "v").await.unwrap();
    }
    let full = registry.put_metadata(SCOPE, &latest(), "more", "v").await.unwrap_err();
    assert!(matches!(full, Error::MetadataLimit(10)));
    let query = async |key: Option<&str>, value: Option<&str>| {
        let filter = MetadataFilter { key: key.map(str::to_owned), value: value.map(str::to_owned) };
        let (_, page) = registry.metadata(SCOPE, &latest(), vec![filter], PageRequest::default()).await.unwrap();
        page.items.len()
    };
    assert_eq!(
        (query(Some("k"), None).await, query(None, Some("v")).await, query(Some("k"), Some("2")).await),
        (2, 8, 1)
    );
    registry.remove_metadata(SCOPE, &latest(), "k", "1").await.unwrap();
    assert_eq!(query(Some("k"), None).await, 1);
    let gone = registry.remove_metadata(SCOPE, &latest(), "k", "1").await.unwrap_err();
    assert!(matches!(gone, Error::MetadataNotFound { .. }));
}

#[tokio::test]
async fn reset_empties_the_registry() {
    let state = State::in_memory(Clock::fixed(0)).unwrap();
    let registry = SchemaRegistry::new(state.clone()).unwrap();
    let input = SchemaInput {
        key: key(),
        format: DataFormat::Avro,
        compatibility: Compatibility::None,
        description: None,
        definition: Some(INT.to_owned()),
    };
    registry.create_schema(SCOPE, input.clone(), true).await.unwrap();
    registry.put_metadata(SCOPE, &latest(), "k", "v").await.unwrap();
    state.reset().await.unwrap();
    assert!(registry.registries(SCOPE, PageRequest::default()).await.unwrap().items.is_empty());
    registry.create_schema(SCOPE, input, true).await.unwrap();
}
