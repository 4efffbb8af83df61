//! Variances, correlations and regressions.

use boathouse_functions::{Aggregate, AggregateOverload, Bound, Category, Example};
use boathouse_types::Result;
use datafusion::logical_expr::AggregateUDF;
use std::sync::Arc;

use super::moments::{
    Central, Pairs, Spread, Statistic, central_merge, central_update, pairs_merge, pairs_update, spread_merge,
    spread_update,
};

type Made = Result<Arc<AggregateUDF>>;

fn spread(name: &'static str, bound: &Bound, finish: fn(&Spread) -> Option<f64>) -> Made {
    Statistic { update: spread_update, merge: spread_merge, finish }.aggregate(name, bound)
}

fn central(name: &'static str, bound: &Bound, finish: fn(&Central) -> Option<f64>) -> Made {
    Statistic { update: central_update, merge: central_merge, finish }.aggregate(name, bound)
}

fn pairs(name: &'static str, bound: &Bound, finish: fn(&Pairs) -> Option<f64>) -> Made {
    Statistic { update: pairs_update, merge: pairs_merge, finish }.aggregate(name, bound)
}

fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

fn variance_pop(s: &Spread) -> Option<f64> {
    (s[0] > 0.0).then(|| s[2] / s[0])
}

fn variance_samp(s: &Spread) -> Option<f64> {
    (s[0] > 1.0).then(|| s[2] / (s[0] - 1.0))
}

fn skew(s: &Central) -> Option<f64> {
    (s[0] > 2.0).then(|| s[0].sqrt() * s[3] / s[2].powf(1.5))
}

fn excess(s: &Central) -> Option<f64> {
    let n = s[0];
    (n > 3.0).then(|| {
        let tail = (n - 2.0) * (n - 3.0);
        ((n - 1.0) * n * (n + 1.0) / tail) * s[4] / (s[2] * s[2]) - 3.0 * ((n - 1.0) * (n - 1.0) / tail)
    })
}

fn correlation(s: &Pairs) -> Option<f64> {
    (s[0] > 0.0).then(|| s[3] / (s[4] * s[5]).sqrt()).and_then(finite)
}

fn slope(s: &Pairs) -> Option<f64> {
    (s[0] > 0.0).then(|| s[3] / s[5]).and_then(finite)
}

fn intercept(s: &Pairs) -> Option<f64> {
    (s[0] > 0.0).then(|| s[1] - s[3] / s[5] * s[2]).and_then(finite)
}

macro_rules! one_column {
    ($const:ident, $name:literal, $aliases:expr, $description:literal, $query:literal, $result:literal, $run:expr) => {
        pub(crate) const $const: Aggregate = Aggregate {
            name: $name,
            aliases: $aliases,
            category: Category::Aggregate,
            description: $description,
            examples: &[Example { sql: $query, result: $result }],
            overloads: &[
                AggregateOverload { signature: concat!($name, "(bigint) -> double"), returns: None, function: $run },
                AggregateOverload { signature: concat!($name, "(double) -> double"), returns: None, function: $run },
            ],
            order_sensitive: false,
        };
    };
}

macro_rules! two_columns {
    ($const:ident, $name:literal, $description:literal, $query:literal, $result:literal, $run:expr) => {
        pub(crate) const $const: Aggregate = Aggregate {
            name: $name,
            aliases: &[],
            category: Category::Aggregate,
            description: $description,
            examples: &[Example { sql: $query, result: $result }],
            overloads: &[
                AggregateOverload {
                    signature: concat!($name, "(double, double) -> double"),
                    returns: None,
                    function: $run,
                },
                AggregateOverload { signature: concat!($name, "(real, real) -> real"), returns: None, function: $run },
            ],
            order_sensitive: false,
        };
    };
}

one_column!(
    VAR_POP,
    "var_pop",
    &[],
    "Variance of the whole population.",
    "SELECT var_pop(x) FROM (VALUES 1, 2, 3, 4) t(x)",
    "1.25",
    |b| spread("var_pop", b, variance_pop)
);
one_column!(
    VAR_SAMP,
    "var_samp",
    &["variance"],
    "Variance of a sample.",
    "SELECT var_samp(x) FROM (VALUES 1, 2, 3) t(x)",
    "1.0",
    |b| spread("var_samp", b, variance_samp)
);
one_column!(
    STDDEV_POP,
    "stddev_pop",
    &[],
    "Standard deviation of the whole population.",
    "SELECT stddev_pop(x) FROM (VALUES 1, 3) t(x)",
    "1.0",
    |b| spread("stddev_pop", b, |s| variance_pop(s).map(f64::sqrt))
);
one_column!(
    STDDEV_SAMP,
    "stddev_samp",
    &["stddev"],
    "Standard deviation of a sample.",
    "SELECT stddev_samp(x) FROM (VALUES 1, 2, 3) t(x)",
    "1.0",
    |b| spread("stddev_samp", b, |s| variance_samp(s).map(f64::sqrt))
);
one_column!(
    SKEWNESS,
    "skewness",
    &[],
    "Skewness of the distribution.",
    "SELECT skewness(x) FROM (VALUES 1, 2, 3) t(x)",
    "0.0",
    |b| central("skewness", b, skew)
);
one_column!(
    KURTOSIS,
    "kurtosis",
    &[],
    "Excess kurtosis of the distribution, without bias.",
    "SELECT round(kurtosis(x), 4) FROM (VALUES 1, 2, 3, 4) t(x)",
    "-1.2",
    |b| central("kurtosis", b, excess)
);
two_columns!(
    COVAR_POP,
    "covar_pop",
    "Covariance of the whole population.",
    "SELECT covar_pop(y, x) FROM (VALUES (1, 1), (3, 3)) t(y, x)",
    "1.0",
    |b| pairs("covar_pop", b, |s| (s[0] > 0.0).then(|| s[3] / s[0]))
);
two_columns!(
    COVAR_SAMP,
    "covar_samp",
    "Covariance of a sample.",
    "SELECT covar_samp(y, x) FROM (VALUES (1, 1), (3, 3)) t(y, x)",
    "2.0",
    |b| pairs("covar_samp", b, |s| (s[0] > 1.0).then(|| s[3] / (s[0] - 1.0)))
);
two_columns!(
    CORR,
    "corr",
    "Correlation of two columns.",
    "SELECT corr(y, x) FROM (VALUES (1, 1), (2, 2), (3, 3)) t(y, x)",
    "1.0",
    |b| pairs("corr", b, correlation)
);
two_columns!(
    REGR_SLOPE,
    "regr_slope",
    "Slope of the line of least squares, of y over x.",
    "SELECT regr_slope(y, x) FROM (VALUES (1, 0), (3, 1)) t(y, x)",
    "2.0",
    |b| pairs("regr_slope", b, slope)
);
two_columns!(
    REGR_INTERCEPT,
    "regr_intercept",
    "Where the line of least squares, of y over x, crosses the axis of y.",
    "SELECT regr_intercept(y, x) FROM (VALUES (1, 0), (3, 1)) t(y, x)",
    "1.0",
    |b| pairs("regr_intercept", b, intercept)
);

pub(crate) const GEOMETRIC_MEAN: Aggregate = Aggregate {
    name: "geometric_mean",
    aliases: &[],
    category: Category::Aggregate,
    description: "Geometric mean of the values.",
    examples: &[Example { sql: "SELECT round(geometric_mean(x), 6) FROM (VALUES 2, 8) t(x)", result: "4.0" }],
    overloads: &[
        AggregateOverload { signature: "geometric_mean(bigint) -> double", returns: None, function: geometric_mean },
        AggregateOverload { signature: "geometric_mean(double) -> double", returns: None, function: geometric_mean },
        AggregateOverload { signature: "geometric_mean(real) -> real", returns: None, function: geometric_mean },
    ],
    order_sensitive: false,
};

fn geometric_mean(bound: &Bound) -> Made {
    let statistic = Statistic::<2> {
        update: |s, value, _| {
            s[0] += 1.0;
            s[1] += value.ln();
        },
        merge: |s, o| {
            s[0] += o[0];
            s[1] += o[1];
        },
        finish: |s| (s[0] > 0.0).then(|| (s[1] / s[0]).exp()),
    };
    statistic.aggregate("geometric_mean", bound)
}
