//! The six queries. The same text runs on the CSV tables and on the Parquet tables; only the database differs.

/// A query of the demo.
#[derive(Debug, Clone, Copy)]
pub(super) struct Query {
    pub(super) name: &'static str,
    pub(super) sql: &'static str,
}

/// Money is summed as decimals: a crawler makes doubles of a CSV's decimals, and sums of doubles depend on
/// the order of their addition.
pub(super) const QUERIES: &[Query] = &[
    Query { name: "count", sql: "SELECT count(*) AS trips FROM trips" },
    Query {
        name: "filter",
        sql: "SELECT count(*) AS trips, min(trip_id) AS first_trip, max(trip_id) AS last_trip FROM trips \
              WHERE distance_km > 20 AND shared AND tip IS NULL AND CAST(pickup_at AS timestamp) >= TIMESTAMP '2023-10-01 00:00:00'",
    },
    Query {
        name: "group by",
        sql: "SELECT payment, count(*) AS trips, sum(CAST(total AS decimal(12,2))) AS total, avg(distance_km) AS mean_km \
              FROM trips GROUP BY payment ORDER BY payment",
    },
    Query {
        name: "join CSV×JSON",
        sql: "SELECT z.borough, count(*) AS trips, sum(CAST(t.fare AS decimal(12,2))) AS fares \
              FROM trips t JOIN zones z ON t.pickup_zone = z.zone_id \
              WHERE z.location.lat > 47.5 GROUP BY z.borough ORDER BY z.borough",
    },
    Query {
        name: "two columns",
        sql: "SELECT sum(passengers) AS passengers, max(CAST(tip AS decimal(12,2))) AS best_tip FROM trips",
    },
    Query {
        name: "one partition",
        sql: "SELECT count(*) AS trips, sum(CAST(total AS decimal(12,2))) AS total FROM trips \
              WHERE year = '2024' AND month = '03'",
    },
];
