//! `SearchTables`: the tables of all databases that have these properties.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_SearchTables.html>

use boathouse_catalog::{Comparator, Field, SearchFilter, SearchRequest, SearchSort};
use boathouse_wire::Constraints;
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime};
use serde::{Deserialize, Serialize};

use crate::{Error, Glue, checks, shapes};

const PAGE_ITEMS_MAX: usize = 1_000;
const VALUE_CHARS_MAX: usize = 1_024;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: Option<String>,
    next_token: Option<String>,
    filters: Option<Vec<Predicate>>,
    search_text: Option<String>,
    sort_criteria: Option<Vec<Criterion>>,
    max_results: Option<i32>,
    resource_share_type: Option<String>,
    /// Changes of views are done when they are answered here, so no table has a status.
    #[serde(rename = "IncludeStatusDetails")]
    _include_status_details: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Predicate {
    key: Option<String>,
    value: Option<String>,
    comparator: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Criterion {
    field_name: Option<String>,
    sort: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    table_list: Vec<shapes::Table>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    check(&input)?;
    let page = checks::page(input.next_token, input.max_results, PAGE_ITEMS_MAX)?;
    glue.check_catalog(input.catalog_id.as_deref())?;
    let share = input.resource_share_type.as_deref();
    // Nobody shares tables with this account.
    if share == Some("FOREIGN") {
        return Ok(Output { table_list: Vec::new(), next_token: None });
    }
    checks::refuse("ResourceShareType FEDERATED", share == Some("FEDERATED"))?;
    let filters = input.filters.unwrap_or_default().into_iter().map(Predicate::filter).collect::<Result<_, _>>()?;
    let sort = input.sort_criteria.unwrap_or_default().into_iter().next().map(Criterion::sort).transpose()?;
    let request = SearchRequest { filters, text: input.search_text, sort, page };
    let page = glue.catalog.search_tables(request).await?;
    let mut table_list = Vec::with_capacity(page.items.len());
    for table in page.items {
        table_list.push(shapes::Table::new(glue.with_columns_if_there(table).await?, glue.account()));
    }
    Ok(Output { table_list, next_token: page.next_token })
}

fn check(input: &Input) -> Result<(), Error> {
    let mut all = Constraints::naming_values();
    for (number, filter) in input.filters.iter().flatten().enumerate() {
        let at = format!("filters.{}.member", number + 1);
        checks::optional(&mut all, &format!("{at}.key"), filter.key.as_deref(), 1, VALUE_CHARS_MAX);
        checks::optional(&mut all, &format!("{at}.value"), filter.value.as_deref(), 1, VALUE_CHARS_MAX);
        let allowed = ["EQUALS", "GREATER_THAN", "LESS_THAN", "GREATER_THAN_EQUALS", "LESS_THAN_EQUALS"];
        checks::choice(&mut all, &format!("{at}.comparator"), filter.comparator.as_deref(), &allowed);
    }
    checks::optional(&mut all, "searchText", input.search_text.as_deref(), 1, VALUE_CHARS_MAX);
    if let Some(criteria) = &input.sort_criteria {
        all.count("sortCriteria", criteria.len(), 0, 1);
        for criterion in criteria {
            let at = "sortCriteria.1.member";
            checks::optional(&mut all, &format!("{at}.fieldName"), criterion.field_name.as_deref(), 1, VALUE_CHARS_MAX);
            checks::choice(&mut all, &format!("{at}.sort"), criterion.sort.as_deref(), &["ASC", "DESC"]);
        }
    }
    let allowed = ["FOREIGN", "ALL", "FEDERATED"];
    checks::choice(&mut all, "resourceShareType", input.resource_share_type.as_deref(), &allowed);
    Ok(all.finish()?)
}

impl Predicate {
    fn filter(self) -> Result<SearchFilter, Error> {
        let (Some(key), Some(value)) = (self.key, self.value) else {
            return Err(Error::InvalidInput("A filter needs a Key and a Value.".to_owned()));
        };
        let comparator = match self.comparator.as_deref() {
            Some("GREATER_THAN") => Comparator::GreaterThan,
            Some("LESS_THAN") => Comparator::LessThan,
            Some("GREATER_THAN_EQUALS") => Comparator::GreaterThanEquals,
            Some("LESS_THAN_EQUALS") => Comparator::LessThanEquals,
            _ => Comparator::Equals,
        };
        let field = Field::named(&key);
        if field.is_time() {
            let ms = time(&value).ok_or_else(|| {
                Error::InvalidInput(format!("The value '{value}' of the filter {key} is not a time."))
            })?;
            return Ok(SearchFilter::Time { field, comparator, ms });
        }
        if comparator != Comparator::Equals {
            let text = format!("The filter {key} is no time, and only times have comparators other than EQUALS.");
            return Err(Error::InvalidInput(text));
        }
        Ok(SearchFilter::Text { field, value })
    }
}

impl Criterion {
    fn sort(self) -> Result<SearchSort, Error> {
        let Some(name) = self.field_name else {
            return Err(Error::InvalidInput("A sort criterion needs a FieldName.".to_owned()));
        };
        Ok(SearchSort { field: Field::named(&name), is_descending: self.sort.as_deref() == Some("DESC") })
    }
}

/// Milliseconds since the epoch of a time that is seconds since it, or ISO 8601; without a zone it is in UTC.
fn time(text: &str) -> Option<i64> {
    const SECONDS_MAX: f64 = 1e12;
    if let Ok(seconds) = text.parse::<f64>() {
        #[expect(clippy::cast_possible_truncation, reason = "the range was looked at")]
        return (seconds.abs() < SECONDS_MAX).then(|| (seconds * 1_000.0).round() as i64);
    }
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Some(time.timestamp_millis());
    }
    let plain = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f"]
        .into_iter()
        .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok());
    let plain = plain.or_else(|| text.parse::<NaiveDate>().ok().map(|date| date.and_time(NaiveTime::MIN)));
    plain.map(|time| time.and_utc().timestamp_millis())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_understood() {
        for (text, wanted) in [
            ("1700000000", Some(1_700_000_000_000)),
            ("1700000000.5", Some(1_700_000_000_500)),
            ("2023-11-14T22:13:20Z", Some(1_700_000_000_000)),
            ("2023-11-14T23:13:20+01:00", Some(1_700_000_000_000)),
            ("2023-11-14 22:13:20.250", Some(1_700_000_000_250)),
            ("1970-01-02", Some(86_400_000)),
            ("yesterday", None),
            ("1e300", None),
            ("NaN", None),
        ] {
            assert_eq!(time(text), wanted, "{text}");
        }
    }
}
