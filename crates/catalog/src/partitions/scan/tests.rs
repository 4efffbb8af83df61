use std::collections::BTreeSet;

use boathouse_state::{Clock, State};

use crate::*;

fn input(number: usize) -> PartitionInput {
    let values = vec![(number % 50).to_string(), format!("c{}", number / 50)];
    PartitionInput { values, ..PartitionInput::default() }
}

async fn filled(count: usize) -> Catalog {
    let catalog = Catalog::new(State::in_memory(Clock::fixed(1)).unwrap()).unwrap();
    catalog.create_database(DatabaseInput::named("db")).await.unwrap();
    let partition_keys = vec![Column::new("n", "int"), Column::new("c", "string")];
    catalog.create_table("db", TableInput { partition_keys, ..TableInput::named("t") }, None).await.unwrap();
    catalog.create_partitions("db", "t", (0..count).map(input).collect()).await.unwrap();
    catalog
}

fn values(partitions: Vec<Partition>) -> Vec<Vec<String>> {
    partitions.into_iter().map(|partition| partition.values).collect()
}

#[tokio::test]
async fn partitions_come_in_the_order_of_their_types() {
    let catalog = filled(100).await;
    let all = values(catalog.partitions("db", "t", PartitionsRequest::default()).await.unwrap().items);
    let numbers: Vec<u32> = all.iter().map(|values| values[0].parse().unwrap()).collect();
    assert!(numbers.is_sorted() && numbers.len() == 100, "{numbers:?}");
}

/// Whatever is made, moved and dropped between the pages: what is there all the time is seen once.
#[tokio::test]
async fn a_scan_sees_what_stays_exactly_once() {
    for expression in [None, Some("n >= 0"), Some("c like 'c%' and n < 1000"), Some("n in (1, 2, 3, 40, 41)")] {
        let catalog = filled(1_000).await;
        let request = PartitionsRequest {
            expression: expression.map(str::to_owned),
            page: PageRequest { items_max: Some(37), token: None },
            ..PartitionsRequest::default()
        };
        let fits = |values: &Vec<String>| {
            expression != Some("n in (1, 2, 3, 40, 41)") || "1 2 3 40 41".split(' ').any(|n| n == values[0])
        };
        let all: BTreeSet<Vec<String>> = (0..1_000).map(|number| input(number).values).filter(fits).collect();
        let (mut scan, mut seen, mut changed) =
            (catalog.scan_partitions("db", "t", request), Vec::new(), BTreeSet::new());
        let mut round = 0;
        while let Some(page) = scan.next_page().await.unwrap() {
            assert!(page.len() <= 37);
            seen.extend(values(page));
            // Some far behind, some far ahead, and the last one that was seen.
            for number in [round, 999 - round] {
                let doomed = input(number).values;
                // It may have been the last one of a page.
                catalog.delete_partition("db", "t", &doomed).await.ok();
                changed.insert(doomed);
            }
            catalog.create_partition("db", "t", input(5_000 + round)).await.unwrap();
            let last = seen.last().unwrap().clone();
            if !changed.contains(&last) && catalog.delete_partition("db", "t", &last).await.is_ok() {
                changed.insert(last);
            }
            round += 1;
        }
        let distinct: BTreeSet<Vec<String>> = seen.iter().cloned().collect();
        assert_eq!(distinct.len(), seen.len(), "{expression:?}: nothing twice");
        let staying: BTreeSet<_> = all.difference(&changed).cloned().collect();
        assert!(staying.is_subset(&distinct), "{expression:?}: nothing left out");
    }
}

#[tokio::test]
async fn segments_part_what_an_expression_picks() {
    let catalog = filled(1_000).await;
    catalog
        .create_partition_index("db", "t", PartitionIndexInput { name: "i".to_owned(), keys: vec!["c".to_owned()] })
        .await
        .unwrap();
    for expression in ["", "n > 10", "c = 'c3'", "c in ('c1', 'c2') or n = 5"] {
        for total in 1..=10 {
            let ask = |segment| {
                let expression = Some(expression.to_owned());
                catalog.partitions("db", "t", PartitionsRequest { expression, segment, ..PartitionsRequest::default() })
            };
            let all = values(ask(None).await.unwrap().items);
            let mut parts = Vec::new();
            for number in 0..total {
                parts.extend(values(ask(Some(Segment { number, total })).await.unwrap().items));
            }
            parts.sort();
            let mut sorted = all.clone();
            sorted.sort();
            assert_eq!(parts, sorted, "{expression} in {total}");
        }
    }
}

#[tokio::test]
async fn tokens_of_elsewhere_are_refused() {
    let catalog = filled(10).await;
    for token in ["", "x", "bh1-", "bh1-zz", "bh1-0", "AAAA"] {
        let page = PageRequest { items_max: Some(3), token: Some(token.to_owned()) };
        let found = catalog.partitions("db", "t", PartitionsRequest { page, ..PartitionsRequest::default() }).await;
        assert!(matches!(found, Err(Error::InvalidToken)) || token == "bh1-", "{token}: {found:?}");
    }
}
