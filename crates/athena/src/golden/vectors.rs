//! The messages of `.metadata` that were seen at Athena, to the byte.

use serde_json::json;

use super::house::House;

/// The engine's id in them; its place and time are those of each run.
const SEEN_ID: &str = "20260917_085516_00349_2tzvk";
/// No row of an integer column `i`.
const SELECT: &str = "0a1b32303236303931375f3038353531365f30303334395f32747a766b221d0a04686976652201692a01693207696e746567\
                      6572380a400048035000";
/// Two rows of an `UPDATE`, after the id. `INSERT` has as many letters.
const UPDATE: &str = "12065550444154451802\
                      22220a04686976652204726f77732a04726f77733206626967696e743813400048035000";

async fn metadata(house: &House, sql: &str) -> Vec<u8> {
    let id = house.start(&json!(sql)).await.unwrap();
    let found = house.results(&id).await;
    let (_, bytes, _) = found.into_iter().find(|(key, ..)| key.ends_with(".metadata")).unwrap();
    bytes
}

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

#[tokio::test]
async fn messages_that_were_seen() {
    let house = House::new().await;
    let mut found = metadata(&house, "SELECT 1 AS i WHERE false").await;
    // The same second of the clock as that of the vector.
    assert_eq!(&found[2..18], &SEEN_ID.as_bytes()[..16]);
    found[2..29].copy_from_slice(SEEN_ID.as_bytes());
    assert_eq!((found.len(), found), (60, bytes(SELECT)));

    house.must("CREATE EXTERNAL TABLE t (n int) LOCATION 's3://data/t/'").await;
    let found = metadata(&house, "INSERT INTO t VALUES 1, 2").await;
    let seen = String::from_utf8_lossy(&bytes(UPDATE)).replace("UPDATE", "INSERT").into_bytes();
    assert_eq!((found.len(), &found[29..]), (75, seen.as_slice()));
}
