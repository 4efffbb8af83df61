//! `make_set_digest`, `merge_set_digest` and what is asked of set digests.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, Int16Array, Int64Array};
use boathouse_functions::{
    Aggregate, AggregateOverload, Bound, Bytes, Category, Double, Example, Function, I64, Kernel, Overload, kernel,
    rows1, rows2,
};
use boathouse_types::{Result, Type};
use datafusion::logical_expr::AggregateUDF;

use super::digesting::{Digest, Digesting, Slot};
use super::set::SetDigest;
use crate::columns::{bytes, column, longs, maps, texts};
use crate::engine::{Folding, Rows, TrinoAggregate};
use crate::xxhash::hashes;

pub(crate) const MAKE_SET_DIGEST: Aggregate = Aggregate {
    name: "make_set_digest",
    aliases: &[],
    category: Category::SetDigest,
    description: "A set digest of the values.",
    examples: &[Example { sql: "SELECT cardinality(make_set_digest(x)) FROM (VALUES 1, 2, 1) t(x)", result: "2" }],
    overloads: &[AggregateOverload {
        signature: "<T> make_set_digest(T) -> SetDigest",
        returns: None,
        function: make_set_digest,
    }],
    order_sensitive: false,
};

pub(crate) const MERGE_SET_DIGEST: Aggregate = Aggregate {
    name: "merge_set_digest",
    aliases: &[],
    category: Category::SetDigest,
    description: "Set digests joined into one.",
    examples: &[Example {
        sql: "SELECT cardinality(merge_set_digest(x)) FROM (SELECT make_set_digest(y) x FROM (VALUES 1, 2) t(y)) u",
        result: "2",
    }],
    overloads: &[AggregateOverload {
        signature: "merge_set_digest(SetDigest) -> SetDigest",
        returns: None,
        function: |b| {
            Ok(TrinoAggregate::of_body("merge_set_digest", b, Folding::body(Digesting::<SetDigest>::merging())))
        },
    }],
    order_sensitive: false,
};

pub(crate) const CARDINALITY: Function = Function {
    name: "cardinality",
    category: Category::SetDigest,
    description: "How many different values went into a set digest.",
    examples: &[Example { sql: "(SELECT cardinality(make_set_digest(x)) FROM (VALUES 1, 2, 1) t(x))", result: "2" }],
    overloads: &[Overload {
        signature: "cardinality(SetDigest) -> bigint",
        returns: None,
        kernel: |bound| Ok(rows1::<Bytes, I64>(&bound.returns, |a| Ok(Some(SetDigest::read(a)?.cardinality())))),
    }],
    fallible: true,
    ..Function::DEFAULT
};

pub(crate) const INTERSECTION_CARDINALITY: Function = Function {
    name: "intersection_cardinality",
    category: Category::SetDigest,
    description: "How many values two set digests have in common.",
    examples: &[Example {
        sql: "(SELECT intersection_cardinality(make_set_digest(x), make_set_digest(y)) \
              FROM (VALUES (1, 2), (2, 3)) t(x, y))",
        result: "1",
    }],
    overloads: &[Overload {
        signature: "intersection_cardinality(SetDigest, SetDigest) -> bigint",
        returns: None,
        kernel: |bound| {
            Ok(rows2::<Bytes, Bytes, I64>(&bound.returns, |a, b| {
                Ok(Some(SetDigest::read(a)?.intersection(&SetDigest::read(b)?)?))
            }))
        },
    }],
    fallible: true,
    ..Function::DEFAULT
};

pub(crate) const JACCARD_INDEX: Function = Function {
    name: "jaccard_index",
    category: Category::SetDigest,
    description: "The share of values two set digests have in common.",
    examples: &[Example {
        sql: "(SELECT jaccard_index(make_set_digest(x), make_set_digest(x)) FROM (VALUES 1, 2) t(x))",
        result: "1.0",
    }],
    overloads: &[Overload {
        signature: "jaccard_index(SetDigest, SetDigest) -> double",
        returns: None,
        kernel: |bound| {
            Ok(rows2::<Bytes, Bytes, Double>(&bound.returns, |a, b| {
                Ok(Some(SetDigest::read(a)?.jaccard(&SetDigest::read(b)?)))
            }))
        },
    }],
    fallible: true,
    ..Function::DEFAULT
};

pub(crate) const HASH_COUNTS: Function = Function {
    name: "hash_counts",
    category: Category::SetDigest,
    description: "The hashes a set digest holds, and how often each came.",
    examples: &[Example {
        sql: "(SELECT hash_counts(make_set_digest(x)) FROM (VALUES 1, 1) t(x))",
        result: "{19144387141682250=2}",
    }],
    overloads: &[Overload {
        signature: "hash_counts(SetDigest) -> map(bigint,smallint)",
        returns: None,
        kernel: hash_counts,
    }],
    fallible: true,
    ..Function::DEFAULT
};

/// Whole numbers go in as they are, texts as their bytes, values of other types as their hash.
fn make_set_digest(bound: &Bound) -> Result<Arc<AggregateUDF>> {
    let data_type = bound.argument(0)?.clone();
    let input = move |values: &[ArrayRef], mut rows: Rows<'_, Slot<SetDigest>>| {
        let column = column(values, 0)?;
        let text = if data_type.is_text() { Some(texts(values, 0)?) } else { None };
        let numbers = match &data_type {
            whole if whole.is_integer() => longs(values, 0)?.values().to_vec(),
            Type::Date => {
                let days = arrow::compute::cast(column, &arrow_schema::DataType::Int32)?;
                longs(&[days], 0)?.values().to_vec()
            }
            _ if text.is_some() => Vec::new(),
            other => hashes(other, column)?.into_iter().map(|hash| hash as i64).collect(),
        };
        rows.each_valid(column.as_ref(), |state, row| {
            let digest = state.get_or_insert_with(|| Box::new(SetDigest::new()));
            match text {
                Some(text) => digest.add_bytes(text.value(row).as_bytes()),
                None => digest.add(numbers[row]),
            }
            Ok(())
        })
    };
    Ok(TrinoAggregate::of_body("make_set_digest", bound, Folding::body(Digesting::whole(input))))
}

fn hash_counts(bound: &Bound) -> Result<Kernel> {
    let returns = bound.returns.clone();
    Ok(kernel(move |call| {
        let rows = call.rows_to_compute();
        let column = call.array(0)?;
        let digests = bytes(std::slice::from_ref(&column), 0)?;
        let (mut keys, mut counts, mut lengths, mut valid) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for row in 0..rows {
            valid.push(digests.is_valid(row));
            let start = keys.len();
            if digests.is_valid(row) {
                for (hash, count) in SetDigest::read(digests.value(row))?.hash_counts() {
                    keys.push(hash);
                    counts.push(count);
                }
            }
            lengths.push(keys.len() - start);
        }
        let (keys, counts) = (Arc::new(Int64Array::from(keys)), Arc::new(Int16Array::from(counts)));
        call.finish(maps(&returns, keys, counts, lengths, valid)?)
    }))
}
