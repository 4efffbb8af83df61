//! The model's constraints of `ViewDefinitionInput`.

use boathouse_wire::Constraints;

use super::{NAME_CHARS_MAX, VIEW_TEXT_CHARS_MAX, choice, optional};
use crate::shapes::view::{SubObjectStatistics, ViewDefinition, ViewRepresentation};

const ARN_CHARS_MIN: usize = 20;
const ARN_CHARS_MAX: usize = 2_048;
const REPRESENTATIONS_MAX: usize = 10;
const SUB_OBJECTS_MAX: usize = 10;
const SUB_OBJECT_VERSIONS_MAX: usize = 250;
const PIPELINE_INFO_MAX: usize = 50;
const SOURCES: &[&str] = &["HIVE_PARQUET", "HIVE_ORC", "HIVE_CSV", "HIVE_JSON", "PLAIN_PARQUET", "ICEBERG"];

pub(super) fn check(all: &mut Constraints, at: &str, view: Option<&ViewDefinition>) {
    let Some(view) = view else { return };
    optional(all, &format!("{at}.definer"), view.definer.as_deref(), ARN_CHARS_MIN, ARN_CHARS_MAX);
    optional(all, &format!("{at}.viewVersionToken"), view.view_version_token.as_deref(), 1, NAME_CHARS_MAX);
    choice(all, &format!("{at}.lastRefreshType"), view.last_refresh_type.as_deref(), &["FULL", "INCREMENTAL"]);
    if let Some(id) = view.view_version_id {
        all.range(&format!("{at}.viewVersionId"), id, -1, i64::MAX);
    }
    if let Some(texts) = &view.representations {
        all.count(&format!("{at}.representations"), texts.len(), 1, REPRESENTATIONS_MAX);
        texts.iter().enumerate().for_each(|(index, text)| {
            representation(all, &format!("{at}.representations.{}.member", index + 1), text);
        });
    }
    if let Some(objects) = &view.sub_objects {
        all.count(&format!("{at}.subObjects"), objects.len(), 0, SUB_OBJECTS_MAX);
        for (index, arn) in objects.iter().enumerate() {
            all.length(&format!("{at}.subObjects.{}.member", index + 1), arn, ARN_CHARS_MIN, ARN_CHARS_MAX);
        }
    }
    if let Some(ids) = &view.sub_object_version_ids {
        all.count(&format!("{at}.subObjectVersionIds"), ids.len(), 0, SUB_OBJECT_VERSIONS_MAX);
    }
    if let Some(statistics) = &view.sub_objects_statistics {
        all.count(&format!("{at}.subObjectsStatistics"), statistics.len(), 0, SUB_OBJECT_VERSIONS_MAX);
        for (index, one) in statistics.iter().enumerate() {
            source(all, &format!("{at}.subObjectsStatistics.{}.member", index + 1), one);
        }
    }
    if let Some(info) = &view.spark_pipeline_info {
        all.count(&format!("{at}.sparkPipelineInfo"), info.len(), 0, PIPELINE_INFO_MAX);
    }
}

fn representation(all: &mut Constraints, at: &str, text: &ViewRepresentation) {
    choice(all, &format!("{at}.dialect"), text.dialect.as_deref(), &["REDSHIFT", "ATHENA", "SPARK"]);
    optional(all, &format!("{at}.dialectVersion"), text.dialect_version.as_deref(), 1, NAME_CHARS_MAX);
    let (original, expanded) = (text.view_original_text.as_deref(), text.view_expanded_text.as_deref());
    optional(all, &format!("{at}.viewOriginalText"), original, 0, VIEW_TEXT_CHARS_MAX);
    optional(all, &format!("{at}.viewExpandedText"), expanded, 0, VIEW_TEXT_CHARS_MAX);
    optional(all, &format!("{at}.validationConnection"), text.validation_connection.as_deref(), 1, NAME_CHARS_MAX);
}

fn source(all: &mut Constraints, at: &str, one: &SubObjectStatistics) {
    choice(all, &format!("{at}.sourceType"), one.source_type.as_deref(), SOURCES);
}
