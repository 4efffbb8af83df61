//! A table's parameters to its projected partitions.

use std::collections::BTreeMap;

use boathouse_catalog::Clock;
use boathouse_formats::read::TableLayout;
use boathouse_schema::{HiveType, S3Uri};

use super::date_format::{DateFormat, Field};
use super::now::{Moment, Unit};
use super::{DateKey, InjectedKey, IntegerKey, KeyValues, ListedKey, ProjectedPartitions, Template, external};
use crate::Failure;

/// Whether a table's partitions are projected.
pub(in crate::tables) fn is_enabled(parameters: &BTreeMap<String, String>) -> bool {
    parameters.get("projection.enabled").is_some_and(|value| value.trim().eq_ignore_ascii_case("true"))
}

impl ProjectedPartitions {
    /// The partitions that a table's parameters describe.
    pub(in crate::tables) fn of(
        layout: &TableLayout,
        location: S3Uri,
        parameters: &BTreeMap<String, String>,
        clock: Clock,
    ) -> boathouse_formats::Result<Self> {
        let name = layout.name.clone();
        let settings = Settings {
            table: &name,
            values: parameters.iter().map(|(key, value)| (key.to_lowercase(), value.as_str())).collect(),
        };
        let keys = settings.keys(layout).map_err(external)?;
        let template = settings.template(layout).map_err(external)?;
        Ok(Self { keys, template, name, layout: layout.clone(), location, clock })
    }
}

struct Settings<'a> {
    table: &'a str,
    /// By name in lower case.
    values: BTreeMap<String, &'a str>,
}

impl Settings<'_> {
    fn wrong(&self, text: &str) -> Failure {
        Failure::engine("HIVE_METASTORE_ERROR", None, &format!("Table {} {text}", self.table))
    }

    fn of(&self, key: &str, what: &str) -> Option<&str> {
        self.values.get(&format!("projection.{key}.{what}")).copied()
    }

    fn needed(&self, key: &str, what: &str) -> Result<&str, Failure> {
        self.of(key, what).ok_or_else(|| {
            self.wrong(&format!(
                "is configured for partition projection, but the partition column {key} lacks the property \
                 projection.{key}.{what}"
            ))
        })
    }

    fn invalid(&self, key: &str, what: &str, value: &str) -> Failure {
        let value = format!("projection.{key}.{what} = '{value}'");
        self.wrong(&format!("is configured for partition projection, but the property is invalid: {value}"))
    }

    fn keys(&self, layout: &TableLayout) -> Result<Vec<KeyValues>, Failure> {
        let names = layout.partition_keys.iter().map(|(name, _)| name.as_str());
        let missing: Vec<&str> = names.filter(|name| self.of(name, "type").is_none()).collect();
        if !missing.is_empty() {
            return Err(self.wrong(&format!(
                "is configured for partition projection, but the following partition columns are missing projection \
                 configuration: [{}]",
                missing.join(", ")
            )));
        }
        layout.partition_keys.iter().map(|(name, data_type)| self.key(name, data_type)).collect()
    }

    fn key(&self, name: &str, data_type: &HiveType) -> Result<KeyValues, Failure> {
        let kind = self.needed(name, "type")?.trim();
        let is_text = matches!(data_type, HiveType::String | HiveType::Varchar(_) | HiveType::Char(_));
        let is_whole = matches!(data_type, HiveType::TinyInt | HiveType::SmallInt | HiveType::Int | HiveType::BigInt);
        let is_time = matches!(data_type, HiveType::Date | HiveType::Timestamp);
        let (values, fits) = match kind.to_lowercase().as_str() {
            "enum" => (KeyValues::Listed(ListedKey::parse(self.needed(name, "values")?)), is_text || is_whole),
            "integer" => (KeyValues::Integer(self.integer(name)?), is_text || is_whole),
            "date" => (KeyValues::Date(self.date(name, data_type)?), is_text || is_time || is_whole),
            "injected" => (KeyValues::Injected(InjectedKey { name: name.to_owned() }), is_text),
            _ => return Err(self.invalid(name, "type", kind)),
        };
        if !fits {
            let text =
                format!("cannot have the projection type {kind} for the partition column {name} of type {data_type}");
            return Err(self.wrong(&text));
        }
        Ok(values)
    }

    fn range(&self, name: &str) -> Result<(&str, &str), Failure> {
        let range = self.needed(name, "range")?;
        match range.split_once(',') {
            Some((first, last)) if !last.contains(',') => Ok((first.trim(), last.trim())),
            _ => Err(self.invalid(name, "range", range)),
        }
    }

    /// A number that must be above zero.
    fn count(&self, name: &str, what: &str) -> Result<Option<i64>, Failure> {
        let Some(text) = self.of(name, what) else { return Ok(None) };
        match text.trim().parse::<i64>() {
            Ok(count) if count > 0 => Ok(Some(count)),
            _ => Err(self.invalid(name, what, text)),
        }
    }

    fn integer(&self, name: &str) -> Result<IntegerKey, Failure> {
        let (first, last) = self.range(name)?;
        let invalid = || self.invalid(name, "range", self.of(name, "range").unwrap_or_default());
        let least: i64 = first.parse().map_err(|_| invalid())?;
        let most: i64 = last.parse().map_err(|_| invalid())?;
        if least > most {
            return Err(invalid());
        }
        let digits = self.count(name, "digits")?.unwrap_or(1);
        // No whole number has more digits than this.
        let digits = usize::try_from(digits).ok().filter(|digits| *digits <= 64);
        let digits = digits.ok_or_else(|| self.invalid(name, "digits", self.of(name, "digits").unwrap_or_default()))?;
        Ok(IntegerKey { least, most, interval: self.count(name, "interval")?.unwrap_or(1), digits })
    }

    fn date(&self, name: &str, data_type: &HiveType) -> Result<DateKey, Failure> {
        let pattern = self.needed(name, "format")?;
        let format =
            DateFormat::parse(pattern).map_err(|why| self.invalid(name, "format", &format!("{pattern}: {why}")))?;
        let (first, last) = self.range(name)?;
        let moment = |text: &str| {
            let invalid = || self.invalid(name, "range", self.of(name, "range").unwrap_or_default());
            Moment::parse(text, &format).ok_or_else(invalid)
        };
        let (first, last) = (moment(first)?, moment(last)?);
        let interval = self.count(name, "interval")?;
        let unit = match self.of(name, "interval.unit") {
            Some(text) => Some(Unit::parse(text).ok_or_else(|| self.invalid(name, "interval.unit", text))?),
            None => None,
        };
        let own = match format.precision() {
            Some(Field::Month) => Some(Unit::Months(1)),
            Some(Field::Day) => Unit::parse("DAYS"),
            _ => None,
        };
        // What has neither days nor months for its smallest field must say how far apart its values are.
        let (interval, unit) = match (interval, unit, own) {
            (interval, Some(unit), Some(_)) => (interval.unwrap_or(1), unit),
            (interval, None, Some(own)) => (interval.unwrap_or(1), own),
            (Some(interval), Some(unit), None) => (interval, unit),
            (None, ..) => return Err(self.needed(name, "interval").err().unwrap_or_else(|| self.wrong("is invalid"))),
            (_, None, None) => {
                return Err(self.needed(name, "interval.unit").err().unwrap_or_else(|| self.wrong("is invalid")));
            }
        };
        Ok(DateKey { name: name.to_owned(), data_type: data_type.clone(), format, first, last, interval, unit })
    }

    fn template(&self, layout: &TableLayout) -> Result<Option<Template>, Failure> {
        let Some(text) = self.values.get("storage.location.template") else { return Ok(None) };
        let invalid = |why: &str| {
            self.wrong(&format!(
                "is configured for partition projection, but its storage.location.template '{text}' {why}"
            ))
        };
        let template = Template::parse(text).ok_or_else(|| invalid("is not closed"))?;
        let names = layout.partition_keys.iter().map(|(name, _)| name.as_str());
        let missing: Vec<&str> = names.clone().filter(|name| !template.keys().any(|key| key == *name)).collect();
        if !missing.is_empty() {
            return Err(invalid(&format!("is missing the partition columns: [{}]", missing.join(", "))));
        }
        if let Some(unknown) = template.keys().find(|key| !names.clone().any(|name| name == *key)) {
            return Err(invalid(&format!("names '{unknown}', which is no partition column")));
        }
        if text.trim().parse::<S3Uri>().is_err() {
            return Err(invalid("is no location in S3"));
        }
        Ok(Some(template))
    }
}
