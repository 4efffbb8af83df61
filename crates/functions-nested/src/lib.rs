//! Array, map, row and lambda functions, TRY.

mod args;
mod array;
mod build;
mod construct;
mod lambda;
mod map;
mod value;

#[cfg(test)]
mod tests;

use boathouse_functions::Function;

/// Every scalar function of this crate, in order of name.
pub const SCALARS: &[&Function] = &[
    &construct::array::FUNCTION,
    &construct::field::FUNCTION,
    &construct::row::FUNCTION,
    &construct::try_::FUNCTION,
    &lambda::matches::ALL,
    &lambda::matches::ANY,
    &lambda::call::APPLY,
    &array::sets::DISTINCT,
    &array::sets::EXCEPT,
    &array::histogram::FUNCTION,
    &array::sets::INTERSECT,
    &array::join::FUNCTION,
    &array::extreme::MAX,
    &array::extreme::MIN,
    &array::position::FUNCTION,
    &array::remove::FUNCTION,
    &array::sort::FUNCTION,
    &array::sets::UNION,
    &array::overlap::FUNCTION,
    &array::cardinality::FUNCTION,
    &array::combinations::FUNCTION,
    &array::concat::FUNCTION,
    &array::contains::FUNCTION,
    &array::contains_sequence::FUNCTION,
    &array::vector::COSINE,
    &array::vector::DOT,
    &array::element::FUNCTION,
    &array::vector::EUCLIDEAN,
    &lambda::filter::FILTER,
    &array::flatten::FUNCTION,
    &lambda::call::INVOKE,
    &map::construct::FUNCTION,
    &map::concat::FUNCTION,
    &map::parts::ENTRIES,
    &lambda::filter::MAP_FILTER,
    &map::from_entries::SINGLE,
    &map::parts::KEYS,
    &map::parts::VALUES,
    &map::zip_with::FUNCTION,
    &map::from_entries::MULTI,
    &array::ngrams::FUNCTION,
    &lambda::matches::NONE,
    &lambda::reduce::FUNCTION,
    &array::repeat::FUNCTION,
    &array::order::REVERSE,
    &array::sequence::FUNCTION,
    &array::order::SHUFFLE,
    &array::slice::SLICE,
    &lambda::transform::FUNCTION,
    &map::transform::KEYS,
    &map::transform::VALUES,
    &array::slice::TRIM,
    &array::zip::FUNCTION,
    &lambda::zip_with::FUNCTION,
];
