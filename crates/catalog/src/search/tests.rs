use boathouse_state::{Clock, State};

use super::*;
use crate::{Column, DatabaseInput, StorageDescriptor, TableInput};

async fn catalog() -> Catalog {
    let catalog = Catalog::new(State::in_memory(Clock::fixed(1_700_000_000_000)).unwrap()).unwrap();
    for (database, name, parameter, description) in [
        ("sea", "customer-link", "parquet", "People who sail"),
        ("sea", "xxlinkyy", "csv", "Nobody"),
        ("land", "xx-link-yy", "parquet", "Horses"),
        ("land", "alpha", "csv", "First of all"),
    ] {
        let _ = catalog.create_database(DatabaseInput::named(database)).await;
        let mut input = TableInput::named(name);
        input.description = Some(description.to_owned());
        input.parameters.insert("classification".to_owned(), parameter.to_owned());
        input.last_access_time_ms = (name == "alpha").then_some(1_600_000_000_000);
        let columns = vec![Column { name: format!("col_{parameter}"), ..Column::default() }];
        input.storage_descriptor = Some(StorageDescriptor { columns, ..StorageDescriptor::default() });
        catalog.create_table(database, input, None).await.unwrap();
    }
    catalog
}

fn names(page: &Page<Table>) -> Vec<&str> {
    page.items.iter().map(|table| table.name.as_str()).collect()
}

fn filter(field: &str, value: &str) -> SearchFilter {
    SearchFilter::Text { field: Field::named(field), value: value.to_owned() }
}

fn time(field: &str, comparator: Comparator, ms: i64) -> SearchFilter {
    SearchFilter::Time { field: Field::named(field), comparator, ms }
}

#[tokio::test]
async fn filters_and_texts_pick() {
    use Comparator::*;
    let catalog = catalog().await;
    let all = ["alpha", "xx-link-yy", "customer-link", "xxlinkyy"].as_slice();
    let cases: &[(Vec<SearchFilter>, Option<&str>, &[&str])] = &[
        (vec![], None, all),
        (vec![filter("Name", "link")], None, &["xx-link-yy", "customer-link"]),
        (vec![filter("Name", "LINK"), filter("DatabaseName", "sea")], None, &["customer-link"]),
        (vec![filter("name", "customer-link")], None, &["customer-link"]),
        (vec![filter("Classification", "csv")], None, &["alpha", "xxlinkyy"]),
        (vec![time("CreateTime", GreaterThan, 1_700_000_000_000)], None, &[]),
        (vec![time("CreateTime", GreaterThanEquals, 1_700_000_000_000)], None, all),
        (vec![time("CreateTime", Equals, 1_700_000_000_000)], None, all),
        (vec![time("UpdateTime", LessThan, 1_700_000_000_001)], None, all),
        (vec![time("LastAccessTime", LessThanEquals, 1_600_000_000_000)], None, &["alpha"]),
        (vec![], Some("horse"), &["xx-link-yy"]),
        (vec![], Some("link sea"), &["customer-link", "xxlinkyy"]),
        (vec![], Some("\"link\""), &["xx-link-yy", "customer-link"]),
        (vec![], Some("\"first of all\""), &["alpha"]),
        (vec![], Some("col_CSV"), &["alpha", "xxlinkyy"]),
        (vec![], Some("absent"), &[]),
    ];
    for (number, (filters, text, wanted)) in cases.iter().enumerate() {
        let request =
            SearchRequest { filters: filters.clone(), text: text.map(str::to_owned), ..SearchRequest::default() };
        let page = catalog.search_tables(request).await.unwrap();
        assert_eq!(names(&page), *wanted, "case {number}");
    }
}

#[tokio::test]
async fn orders_hold_across_pages() {
    let catalog = catalog().await;
    type Sort = Option<(&'static str, bool)>;
    let cases: &[(Sort, &[&str])] = &[
        (None, &["alpha", "xx-link-yy", "customer-link", "xxlinkyy"]),
        (Some(("Name", false)), &["alpha", "customer-link", "xx-link-yy", "xxlinkyy"]),
        (Some(("Name", true)), &["xxlinkyy", "xx-link-yy", "customer-link", "alpha"]),
        (Some(("classification", true)), &["xx-link-yy", "customer-link", "alpha", "xxlinkyy"]),
        (Some(("LastAccessTime", true)), &["alpha", "xx-link-yy", "customer-link", "xxlinkyy"]),
    ];
    for (sort, wanted) in cases {
        for size in 1..=5 {
            let (mut found, mut token) = (Vec::new(), None);
            loop {
                let page = PageRequest { items_max: Some(size), token: token.take() };
                let sort = sort.map(|(name, is_descending)| SearchSort { field: Field::named(name), is_descending });
                let request = SearchRequest { sort, page, ..SearchRequest::default() };
                let page = catalog.search_tables(request).await.unwrap();
                found.extend(names(&page).into_iter().map(str::to_owned));
                token = page.next_token;
                if token.is_none() {
                    break;
                }
            }
            assert_eq!(found, *wanted, "{sort:?} in pages of {size}");
        }
    }
    let page = PageRequest { items_max: None, token: Some("bh1-00".to_owned()) };
    let request = SearchRequest { page, ..SearchRequest::default() };
    assert!(matches!(catalog.search_tables(request).await, Err(Error::InvalidToken)));
}
