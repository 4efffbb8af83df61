use boathouse_catalog::StorageDescriptor;

use super::*;

fn partition(day: &str, own: &[(&str, &str)], descriptors: &[(&str, &str)]) -> PartitionInput {
    let parameters = |pairs: &[(&str, &str)]| -> Parameters {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    };
    PartitionInput {
        values: vec![day.to_owned()],
        storage_descriptor: Some(StorageDescriptor {
            columns: vec![Column::new("a", "bigint")],
            location: Some(format!("s3://b/t/day={day}/")),
            parameters: Some(parameters(descriptors)),
            ..StorageDescriptor::default()
        }),
        parameters: Some(parameters(own)),
        ..PartitionInput::default()
    }
}

#[test]
fn what_is_held_is_what_was_given() {
    let usual = [("classification", "csv"), ("objectCount", "1"), ("sizeKey", "18446744073709551615")];
    let bare = PartitionInput { values: vec!["x".to_owned()], ..PartitionInput::default() };
    let read = PartitionInput { last_access_time_ms: Some(5), ..partition("4", &usual, &usual) };
    let without = PartitionInput { parameters: None, ..partition("5", &usual, &usual) };
    let inputs = [
        partition("1", &usual, &usual),
        partition("2", &[("objectCount", "01")], &[("objectCount", "01")]),
        partition("3", &[("objectCount", "1")], &[("objectCount", "2")]),
        partition("3", &[("objectCount", "1")], &[]),
        partition("3", &[("sizeKey", "-1"), ("recordCount", "")], &[("sizeKey", "-1"), ("recordCount", "")]),
        bare,
        read,
        without,
    ];
    let mut shapes = Shapes::default();
    for input in inputs {
        let held = shapes.hold(input.clone());
        assert_eq!(held.input(), input);
        let text = serde_json::to_string(&held).unwrap();
        assert_eq!(text, serde_json::to_string(&input).unwrap());
        let again = shared(&mut serde_json::Deserializer::from_str(&format!("[{text}]"))).unwrap();
        assert_eq!(again, [held]);
    }
}

#[test]
fn updates_are_written_with_their_values() {
    let input = partition("1", &[], &[]);
    let update = PartitionUpdate { values: input.values.clone(), input: input.clone() };
    let held = vec![Shapes::default().hold(input)];
    let mut text = Vec::new();
    updates::serialize(&held, &mut serde_json::Serializer::new(&mut text)).unwrap();
    assert_eq!(String::from_utf8(text.clone()).unwrap(), serde_json::to_string(&[update]).unwrap());
    assert_eq!(updates::deserialize(&mut serde_json::Deserializer::from_slice(&text)).unwrap(), held);
}

#[test]
fn neighbours_share_what_they_have_in_common() {
    let mut shapes = Shapes::default();
    let figures = |count: &str| [("classification", "csv".to_owned()), ("objectCount", count.to_owned())];
    let mut held: Vec<PlannedPartition> = (0..40)
        .map(|day| {
            let own = figures(&day.to_string());
            let own: Vec<(&str, &str)> = own.iter().map(|(name, value)| (*name, value.as_str())).collect();
            shapes.hold(partition(&day.to_string(), &own, &own))
        })
        .collect();
    assert!(held.iter().all(|one| Arc::ptr_eq(&one.rest, &held[0].rest)));
    assert!(!held[0].is_same(&held[1]), "their places and counts are their own");
    reshape(&mut held, |input| parameters(input).for_each(|all| _ = all.insert("x".to_owned(), "y".to_owned())));
    assert!(held.iter().all(|one| Arc::ptr_eq(&one.rest, &held[0].rest)));
    let input = held[7].input();
    let both = [input.parameters.unwrap(), input.storage_descriptor.unwrap().parameters.unwrap()];
    for parameters in both {
        assert_eq!((parameters["x"].as_str(), parameters["objectCount"].as_str()), ("y", "7"));
    }
}
