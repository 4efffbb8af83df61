//! Partitions held small: lakes have hundreds of thousands of them, and nearly all that is said of one is said of the
//! others, too.

use std::sync::Arc;

use boathouse_catalog::{Column, Parameters, PartitionInput, PartitionUpdate};
use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Parameters that count a partition's own objects.
const FIGURES: [&str; 4] = ["averageRecordSize", "objectCount", "recordCount", "sizeKey"];
/// Definitions that the next partition is compared with.
const SHAPES_MAX: usize = 16;

/// A partition as it is or shall be. It is written as the [`PartitionInput`] that it stands for.
#[derive(Debug, Clone)]
pub struct PlannedPartition {
    /// One value for each partition key.
    pub values: Vec<String>,
    location: Option<Box<str>>,
    /// Of [`FIGURES`], those that parameters and descriptor have alike; `None` are as `rest` says.
    figures: [Option<u64>; FIGURES.len()],
    /// When it was read and analyzed last, as far as somebody has said so.
    times: Option<Box<(Option<i64>, Option<i64>)>>,
    /// Everything else, which it shares with its neighbours.
    rest: Arc<PartitionInput>,
}

impl PlannedPartition {
    /// The partition in full.
    pub fn input(&self) -> PartitionInput {
        let mut input = PartitionInput::clone(&self.rest);
        input.values.clone_from(&self.values);
        if let Some((accessed, analyzed)) = self.times.as_deref() {
            (input.last_access_time_ms, input.last_analyzed_time_ms) = (*accessed, *analyzed);
        }
        if let Some(descriptor) = &mut input.storage_descriptor {
            descriptor.location = self.location.as_deref().map(str::to_owned);
        }
        for (name, figure) in FIGURES.iter().zip(self.figures) {
            let Some(figure) = figure else { continue };
            let own = input.parameters.as_mut();
            let descriptors = input.storage_descriptor.as_mut().and_then(|descriptor| descriptor.parameters.as_mut());
            for parameters in own.into_iter().chain(descriptors) {
                parameters.insert((*name).to_owned(), figure.to_string());
            }
        }
        input
    }

    /// Where its data is.
    pub fn location(&self) -> Option<&str> {
        self.location.as_deref()
    }

    /// Its columns, when it says what they are.
    pub fn columns(&self) -> Option<&[Column]> {
        Some(&self.rest.storage_descriptor.as_ref()?.columns)
    }

    /// Whether the definitions are the same, whenever they were read.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.location == other.location
            && self.figures == other.figures
            && (Arc::ptr_eq(&self.rest, &other.rest) || self.rest == other.rest)
    }

    /// The same definition with the times of another one.
    pub(crate) fn with_times_of(self, other: &Self) -> Self {
        Self { times: other.times.clone(), ..self }
    }
}

impl PartialEq for PlannedPartition {
    fn eq(&self, other: &Self) -> bool {
        self.values == other.values && self.times == other.times && self.is_same(other)
    }
}

/// The definitions that partitions share.
#[derive(Debug, Default)]
pub(crate) struct Shapes(Vec<Arc<PartitionInput>>);

impl Shapes {
    /// A partition, and what it has in common with those before it.
    pub fn hold(&mut self, mut input: PartitionInput) -> PlannedPartition {
        let values = std::mem::take(&mut input.values);
        let times = (input.last_access_time_ms.take(), input.last_analyzed_time_ms.take());
        let location = input.storage_descriptor.as_mut().and_then(|descriptor| descriptor.location.take());
        PlannedPartition {
            values,
            location: location.map(String::into_boxed_str),
            figures: FIGURES.map(|name| take_figure(&mut input, name)),
            times: (times != (None, None)).then(|| Box::new(times)),
            rest: self.shared(input),
        }
    }

    fn shared(&mut self, rest: PartitionInput) -> Arc<PartitionInput> {
        if let Some(place) = self.0.iter().position(|known| **known == rest) {
            self.0.swap(0, place);
        } else {
            self.0.truncate(SHAPES_MAX - 1);
            self.0.insert(0, Arc::new(rest));
        }
        Arc::clone(&self.0[0])
    }
}

/// Takes out a number that stands in both maps alike, and that is written as numbers are.
fn take_figure(input: &mut PartitionInput, name: &str) -> Option<u64> {
    let own = input.parameters.as_mut()?;
    let descriptors = input.storage_descriptor.as_mut()?.parameters.as_mut()?;
    let text = own.get(name).filter(|text| descriptors.get(name) == Some(text))?;
    let figure = text.parse::<u64>().ok().filter(|figure| figure.to_string() == *text)?;
    own.remove(name);
    descriptors.remove(name);
    Some(figure)
}

/// Changes what many partitions share, each definition once.
pub(crate) fn reshape(partitions: &mut [PlannedPartition], change: impl Fn(&mut PartitionInput)) {
    let mut last: Option<(Arc<PartitionInput>, Arc<PartitionInput>)> = None;
    for partition in partitions {
        if let Some((before, after)) = &last
            && Arc::ptr_eq(before, &partition.rest)
        {
            partition.rest = Arc::clone(after);
            continue;
        }
        let mut changed = PartitionInput::clone(&partition.rest);
        change(&mut changed);
        let before = std::mem::replace(&mut partition.rest, Arc::new(changed));
        last = Some((before, Arc::clone(&partition.rest)));
    }
}

/// The parameters of a partition and of its descriptor.
pub(crate) fn parameters(input: &mut PartitionInput) -> impl Iterator<Item = &mut Parameters> {
    let descriptors = input.storage_descriptor.as_mut().map(|it| it.parameters.get_or_insert_default());
    [Some(input.parameters.get_or_insert_default()), descriptors].into_iter().flatten()
}

impl Serialize for PlannedPartition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.input().serialize(serializer)
    }
}

/// Reads partitions that share what they can.
pub(crate) fn shared<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<PlannedPartition>, D::Error> {
    deserializer.deserialize_seq(Held(|input: PartitionInput| input))
}

/// Partitions to be replaced, each written with the values that it is found by.
pub(crate) mod updates {
    use super::*;

    #[derive(Serialize)]
    struct Update<'a> {
        values: &'a [String],
        input: PartitionInput,
    }

    pub fn serialize<S: Serializer>(partitions: &[PlannedPartition], serializer: S) -> Result<S::Ok, S::Error> {
        let update = |partition: &'_ PlannedPartition| partition.input();
        serializer.collect_seq(
            partitions.iter().map(|partition| Update { values: &partition.values, input: update(partition) }),
        )
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<PlannedPartition>, D::Error> {
        deserializer
            .deserialize_seq(Held(|update: PartitionUpdate| PartitionInput { values: update.values, ..update.input }))
    }
}

/// Holds each item of a list as it is read.
struct Held<T>(fn(T) -> PartitionInput);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Held<T> {
    type Value = Vec<PlannedPartition>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a list of partitions")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let (mut shapes, mut held) = (Shapes::default(), Vec::new());
        while let Some(item) = items.next_element()? {
            held.push(shapes.hold((self.0)(item)));
        }
        Ok(held)
    }
}

#[cfg(test)]
mod tests;
