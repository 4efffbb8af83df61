//! Scans that arrive as they left, and bytes that no scan is written as.

use std::sync::Arc;

use datafusion::datasource::source::DataSourceExec;
use datafusion::physical_plan::{ExecutionPlan, collect};
use datafusion_proto::physical_plan::AsExecutionPlan;
use datafusion_proto::protobuf::PhysicalPlanNode;
use serde_json::{Value, json};

use super::super::lake_files::LakeFiles;
use super::super::testing::{Fixture, LAZY, PARQUET, parse_columns, partition, serde, show};
use super::super::{RowFormat, TableLayout};
use super::LakePhysicalCodec;
use super::carried::{arrived, carried};
use super::step::LakeScan;

const LINES: &str = "1|a\n2|b\n";

/// A scan of two files of two partitions.
async fn scan(fixture: &Fixture, format: RowFormat) -> Arc<dyn ExecutionPlan> {
    for day in ["x", "y"] {
        fixture.put(&format!("t/{day}/a"), LINES).await;
    }
    let layout = TableLayout {
        name: "db.t".to_owned(),
        format,
        columns: parse_columns("i:int;s:string"),
        partition_keys: parse_columns("day:string"),
        bucketing: None,
    };
    let days = ["x", "y"].map(|day| partition(&format!("s3://b/t/{day}"), &[day], None));
    let frame = fixture.read_from(layout, days.to_vec()).unwrap();
    frame.create_physical_plan().await.unwrap()
}

fn files(plan: &dyn ExecutionPlan) -> LakeFiles {
    let source = plan.downcast_ref::<DataSourceExec>().unwrap().data_source();
    source.downcast_ref::<LakeFiles>().unwrap().clone()
}

#[tokio::test]
async fn rows_are_the_same() {
    let fixture = Fixture::new();
    let plan = scan(&fixture, serde(LAZY, &[("field.delim", "|")]).unwrap()).await;
    let codec = LakePhysicalCodec::new();
    let node = PhysicalPlanNode::try_from_physical_plan(Arc::clone(&plan), &codec).unwrap();
    let other = Fixture::over(Arc::clone(&fixture.store)).session.task_ctx();
    let found = node.try_into_physical_plan(&other, &codec).unwrap();
    let rows = show(&collect(Arc::clone(&found), Arc::clone(&other)).await.unwrap());
    assert_eq!(rows, show(&collect(plan, other).await.unwrap()));
    assert_eq!(rows, "1|a|x ; 2|b|x ; 1|a|y ; 2|b|y");
    assert!(files(found.as_ref()).apart);
}

/// The engine's form has 32 bits for a limit.
#[tokio::test]
async fn limits_and_versions_arrive() {
    let fixture = Fixture::new();
    let mut files = files(scan(&fixture, serde(LAZY, &[]).unwrap()).await.as_ref());
    let limit = usize::try_from(u64::from(u32::MAX) + 6).unwrap();
    files.config.limit = Some(limit);
    files.config.preserve_order = true;
    let codec = LakePhysicalCodec::new();
    let plan: Arc<dyn ExecutionPlan> = DataSourceExec::from_data_source(files.clone());
    let node = PhysicalPlanNode::try_from_physical_plan(plan, &codec).unwrap();
    let found = node.try_into_physical_plan(&fixture.session.task_ctx(), &codec).unwrap();
    let found = self::files(found.as_ref());
    assert_eq!((found.config.limit, found.config.preserve_order), (Some(limit), true));
    let tags = |files: &LakeFiles| -> Vec<_> {
        files.config.file_groups.iter().flat_map(|group| group.iter()).map(|file| file.object_meta.clone()).collect()
    };
    assert_eq!(tags(&found), tags(&files));
    assert_eq!(found.recipe, files.recipe);
}

#[tokio::test]
async fn strange_scans_are_refused() {
    let fixture = Fixture::new();
    let context = fixture.session.task_ctx();
    let csv = serde("org.apache.hadoop.hive.serde2.OpenCSVSerde", &[]).unwrap();
    for (format, place, value, expected) in [
        (serde(LAZY, &[]), "/limit", json!(1), None),
        (serde(LAZY, &[]), "/limit", json!(-1), Some("no scan of files")),
        (serde(LAZY, &[]), "/more", json!(1), Some("no scan of files")),
        (serde(LAZY, &[]), "/versions", json!([]), Some("other versions than files")),
        (serde(LAZY, &[]), "/recipe/columns", json!([]), Some("0 columns are read of 2")),
        (serde(LAZY, &[]), "/recipe/columns/0/hive", json!("row"), Some("row")),
        (serde(LAZY, &[]), "/recipe/columns/0/position", json!(1), Some("'s' cannot be at place 1")),
        (serde(LAZY, &[]), "/recipe/columns/0/position", json!(1_u64 << 40), Some("'i' cannot be at place")),
        (serde(LAZY, &[]), "/recipe/width", json!(u32::MAX), Some("records of 4294967295 columns")),
        (serde(LAZY, &[]), "/recipe/format/LazySimple/field_delimiter", json!(""), Some("field.delim")),
        (serde(LAZY, &[]), "/recipe/format", json!({"Regex": {"pattern": "("}}), Some("no scan of files")),
        (Ok(csv), "/recipe/format/OpenCsv/quote", json!(92), Some("three different characters")),
        (serde(PARQUET, &[]), "/hint", json!([{"column": "z", "descending": true, "nulls_first": true}]), None),
        (serde(PARQUET, &[]), "/hint", json!([{"column": "i", "descending": true, "nulls_first": true}]), None),
    ] {
        let session = fixture.session.state_ref();
        session.write().config_mut().options_mut().execution.collect_statistics = false;
        let on_its_way = carried(&files(scan(&fixture, format.unwrap()).await.as_ref())).unwrap();
        let scan = on_its_way.downcast_ref::<LakeScan>().unwrap();
        let mut changed: Value = serde_json::from_slice(&scan.bytes).unwrap();
        match (changed.pointer_mut(place), place.strip_prefix('/')) {
            (Some(old), _) => *old = value.clone(),
            (None, Some(name)) => changed[name] = value.clone(),
            (None, None) => unreachable!(),
        }
        let bytes = serde_json::to_vec(&changed).unwrap();
        let error = arrived(&bytes, scan.carrier.as_ref(), &context).err().map(|error| error.to_string());
        match (error, expected) {
            (None, None) => {}
            (Some(error), Some(expected)) => assert!(error.contains(expected), "{place} {value}: {error}"),
            (error, _) => panic!("{place} {value}: {error:?}"),
        }
    }
}
