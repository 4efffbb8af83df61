//! What holds of any layout: the order in which objects came makes no difference, a second crawl writes nothing, and
//! rows may stand in any order.

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample::select;

use super::house::{House, configured, request};
use crate::{Configuration, Plan};

const TEXTS: &[&str] = &[
    "id,name,amt\n1,a,1.5\n2,b,2.5\n",
    "id,name,amt\n1,a,x\n2,b,2.5\n",
    "id,name,amt,extra\n1,a,1.5,x\n",
    "paris,fr\nrome,it\n",
    "id|name\n1|a\n",
    "{\"id\":1,\"name\":\"a\"}\n",
    "{\"id\":5000000000,\"year\":3}\n{\"id\":1}\n",
    "{\"s\":{\"x\":1},\"l\":[1]}\n",
    "[{\"a\":1}]\n",
    "one word",
    "",
];

type Layout = Vec<(String, &'static str)>;

fn layouts() -> impl Strategy<Value = Layout> {
    let folder = select(vec!["a", "b", "B b", "year=1", "year=2", "Year=2", "id=1", "2024"]);
    let key = (vec(folder, 0..4), 0..3usize).prop_map(|(folders, n)| format!("x/{}/f{n}", folders.join("/")));
    let key = key.prop_map(|key| key.replace("//", "/"));
    btree_map(key, select(TEXTS), 1..14).prop_map(|files| files.into_iter().collect())
}

fn configurations() -> impl Strategy<Value = Configuration> {
    (any::<[bool; 3]>(), proptest::option::of(1..5usize)).prop_map(|([combine, inherit, merge], table_level)| {
        Configuration {
            combine_compatible_schemas: combine,
            partitions_inherit: inherit,
            merge_new_columns: merge,
            table_level,
            ..Configuration::default()
        }
    })
}

async fn house_of(files: &[(String, &str)]) -> House {
    let house = House::new().await;
    for (key, text) in files {
        house.put(key, text).await;
    }
    house
}

async fn plan_of(files: &[(String, &str)], configuration: Configuration) -> Plan {
    house_of(files).await.crawlers.plan(&configured(&["x/"], configuration)).await.unwrap()
}

fn block_on<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_objects_makes_no_difference(
        (files, shuffled) in layouts().prop_flat_map(|files| (Just(files.clone()), Just(files).prop_shuffle())),
        configuration in configurations(),
    ) {
        let (one, other) = block_on(async {
            (plan_of(&files, configuration).await, plan_of(&shuffled, configuration).await)
        });
        prop_assert_eq!(one, other);
    }

    #[test]
    fn a_second_crawl_writes_nothing(files in layouts(), configuration in configurations()) {
        let (first, second) = block_on(async {
            let house = house_of(&files).await;
            let crawl = configured(&["x/"], configuration);
            let (first, _) = house.crawl(&crawl).await.unwrap();
            house.state.clock().advance(std::time::Duration::from_secs(60));
            (first, house.crawlers.plan(&crawl).await.unwrap())
        });
        prop_assert!(second.is_empty(), "{:#?}\nthen\n{:#?}", first.diff_lines(), second.diff_lines());
    }

    #[test]
    fn the_order_of_rows_makes_no_difference(
        rows in vec(("[0-9]{1,3}", "[a-c]{0,2}", "([0-9]\\.[0-9]|true|-|)"), 1..6).prop_shuffle(),
        seed in any::<bool>(),
    ) {
        let text = |rows: &mut dyn Iterator<Item = &(String, String, String)>| {
            rows.fold("id,name,what\n".to_owned(), |text, (id, name, what)| format!("{text}{id},{name},{what}\n"))
        };
        let (straight, backwards) = (text(&mut rows.iter()), text(&mut rows.iter().rev()));
        let key = if seed { "x/t/f" } else { "x/t/year=1/f" }.to_owned();
        let (one, other) = block_on(async {
            let mut lines = Vec::new();
            for text in [&straight, &backwards] {
                let house = house_of(&[(key.clone(), text)]).await;
                house.crawl(&request(&["x/"])).await.unwrap();
                lines.push((house.tables().await, house.lines().await));
            }
            (lines.remove(0), lines.remove(0))
        });
        prop_assert_eq!(one.1, other.1);
        let parameters = |tables: &[boathouse_catalog::Table]| tables.iter().map(|t| t.parameters.clone()).collect::<Vec<_>>();
        prop_assert_eq!(parameters(&one.0), parameters(&other.0));
    }
}
