//! `QuerySchemaVersionMetadata`: the keys and values of a version.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_QuerySchemaVersionMetadata.html>

use std::collections::BTreeMap;

use boathouse_registry::{Metadata, MetadataFilter};
use serde::{Deserialize, Serialize};

use crate::shapes::SchemaId;
use crate::shapes::registry::{MetadataKeyValuePair, SchemaVersionNumber, time};
use crate::{Error, Glue, registry};

const PAGE_ITEMS_MAX: usize = 50;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    schema_id: Option<SchemaId>,
    schema_version_id: Option<String>,
    schema_version_number: Option<SchemaVersionNumber>,
    metadata_list: Option<Vec<MetadataKeyValuePair>>,
    max_results: Option<i32>,
    next_token: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    metadata_info_map: BTreeMap<String, Info>,
    schema_version_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    let id = input.schema_version_id.as_deref();
    let key = glue.version_key(input.schema_id.as_ref(), id, input.schema_version_number.as_ref())?;
    let page = registry::page_of(input.next_token, input.max_results, PAGE_ITEMS_MAX)?;
    let filters = input.metadata_list.unwrap_or_default().into_iter();
    let filters = filters.map(|pair| MetadataFilter { key: pair.metadata_key, value: pair.metadata_value });
    let (version, page) = glue.registry.metadata(&glue.scope(), &key, filters.collect(), page).await?;
    let mut metadata_info_map: BTreeMap<String, Info> = BTreeMap::new();
    // The newest value of a key comes first, those before it are the others.
    for Metadata { key, value, created_ms } in page.items.into_iter().rev() {
        let value = Value { metadata_value: value, created_time: time(created_ms) };
        match metadata_info_map.get_mut(&key) {
            Some(info) => info.other_metadata_value_list.push(value),
            None => drop(metadata_info_map.insert(key, Info { value, other_metadata_value_list: Vec::new() })),
        }
    }
    Ok(Output { metadata_info_map, schema_version_id: version.id, next_token: page.next_token })
}

/// `MetadataInfo`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Info {
    #[serde(flatten)]
    value: Value,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    other_metadata_value_list: Vec<Value>,
}

/// `OtherMetadataValueListItem`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Value {
    metadata_value: String,
    created_time: String,
}
