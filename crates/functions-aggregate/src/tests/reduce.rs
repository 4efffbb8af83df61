//! `reduce_agg` with lambdas.

use boathouse_functions::Lambda;
use datafusion::logical_expr::{Expr, col};

use super::aggregates::{columns, named};
use super::*;

fn lambda(data_type: &Type, body: Expr) -> Arc<Lambda> {
    Arc::new(Lambda::new(vec![data_type.clone(), data_type.clone()], Vec::new(), data_type.clone(), body))
}

fn reduce(texts: &[&'static str], input: Expr, combine: Expr) -> Result<String> {
    let (types, columns) = columns(texts);
    let value: Type = types[0].parse().unwrap();
    let (aggregate, function) = (named("reduce_agg"), Type::Unknown);
    let bound = Bound {
        arguments: vec![value.clone(), value.clone(), function.clone(), function],
        returns: value.clone(),
        bindings: Default::default(),
        lambdas: vec![lambda(&value, input), lambda(&value, combine)],
        session: Arc::new(Session::default()),
    };
    let udaf = (aggregate.overloads[0].function)(&bound)?;
    evaluate(&udaf, &bound, &columns, false)
}

#[test]
fn values_are_folded() {
    let add = || col("p0") + col("p1");
    assert_eq!(reduce(&["bigint: 1, 2, NULL, 4", "bigint: 0, 0, 0, 0"], add(), add()).unwrap(), "7");
    assert_eq!(reduce(&["bigint: NULL", "bigint: 0"], add(), add()).unwrap(), "NULL");
    let times = || col("p0") * col("p1");
    assert_eq!(reduce(&["double: 2, 3", "double: 1, 1"], times(), times()).unwrap(), "6.0");
    let refused = reduce(&["varchar: a", "varchar: b"], col("p0"), col("p0")).unwrap_err();
    assert_eq!(refused.message, "State type not supported for reduce_agg: varchar");
}

#[test]
fn many_values_are_folded_in_lanes() {
    let values: ArrayRef = Arc::new(arrow::array::Int64Array::from_iter_values(0..5_000));
    let zeros: ArrayRef = Arc::new(arrow::array::Int64Array::from(vec![0; 5_000]));
    let bound = Bound {
        arguments: vec![Type::BigInt, Type::BigInt, Type::Unknown, Type::Unknown],
        returns: Type::BigInt,
        bindings: Default::default(),
        lambdas: vec![lambda(&Type::BigInt, col("p0") + col("p1")), lambda(&Type::BigInt, col("p0") + col("p1"))],
        session: Arc::new(Session::default()),
    };
    let udaf = (named("reduce_agg").overloads[0].function)(&bound).unwrap();
    assert_eq!(evaluate(&udaf, &bound, &[values, zeros], false).unwrap(), "12497500");
}
