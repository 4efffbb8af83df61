//! What executions have read and what that would have cost, one by one and summed up.
//!
//! Athena bills queries, not tables. Where what was billed is told by table, each has the share of a query that it has
//! in the bytes the query read; what no table was read for has no name.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::executions::ended_since;
use crate::workgroups::billed;
use crate::{Execution, ExecutionState, Price, Queries, Result};

/// What one execution that has ended has read and cost.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Spending {
    /// Id of the execution.
    pub id: String,
    /// Workgroup it ran in.
    pub workgroup: String,
    /// Its text.
    pub sql: String,
    /// How it ended.
    pub state: ExecutionState,
    /// When it was started.
    pub submitted_ms: i64,
    /// Bytes read from tables' objects.
    pub scanned_bytes: u64,
    /// The same by `database.table`.
    pub scanned_by_table: BTreeMap<String, u64>,
    /// Bytes that Athena would bill.
    pub billed_bytes: u64,
    /// US dollars that Athena would charge.
    pub usd: f64,
}

/// What several executions have read and cost.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SpendingTotal {
    /// The workgroup or `database.table`; none for what no table was read for.
    pub name: Option<String>,
    /// Executions.
    pub queries: u64,
    /// Bytes read from tables' objects.
    pub scanned_bytes: u64,
    /// Bytes that Athena would bill.
    pub billed_bytes: u64,
    /// US dollars that Athena would charge.
    pub usd: f64,
}

impl Spending {
    fn of(execution: Execution, price: &Price) -> Self {
        let billed_bytes = billed(&execution, price);
        Self {
            usd: price.usd_of_billed(billed_bytes),
            billed_bytes,
            id: execution.id,
            workgroup: execution.workgroup,
            sql: execution.sql,
            state: execution.state,
            submitted_ms: execution.submitted_ms,
            scanned_bytes: execution.statistics.scanned_bytes,
            scanned_by_table: execution.statistics.scanned_by_table,
        }
    }

    /// What was read for each table, and for none.
    fn parts(&self) -> impl Iterator<Item = (Option<&str>, u64)> {
        let of_tables: u64 = self.scanned_by_table.values().sum();
        let rest = self.scanned_bytes.saturating_sub(of_tables);
        let has_rest = rest > 0 || of_tables == 0;
        let tables = self.scanned_by_table.iter().map(|(name, bytes)| (Some(name.as_str()), *bytes));
        tables.filter(|(_, bytes)| *bytes > 0).chain(has_rest.then_some((None, rest)))
    }
}

impl Queries {
    /// What the executions that were started at `since_ms` or later and have ended read and cost; the newest is first.
    ///
    /// # Errors
    /// When the state file cannot be read.
    pub async fn spending(&self, since_ms: i64) -> Result<Vec<Spending>> {
        let (scope, price) = (self.scope(), self.config().price);
        let ended = self.state().read(move |connection| ended_since(connection, &scope, since_ms)).await?;
        Ok(ended.into_iter().map(|execution| Spending::of(execution, &price)).collect())
    }
}

impl SpendingTotal {
    fn add(&mut self, scanned_bytes: u64, billed_bytes: u64, usd: f64) {
        self.queries += 1;
        self.scanned_bytes += scanned_bytes;
        self.billed_bytes += billed_bytes;
        self.usd += usd;
    }

    /// All together.
    pub fn of_all(all: &[Spending]) -> Self {
        let mut total = Self::default();
        all.iter().for_each(|one| total.add(one.scanned_bytes, one.billed_bytes, one.usd));
        total
    }

    /// By workgroup; what costs most is first.
    pub fn by_workgroup(all: &[Spending]) -> Vec<Self> {
        let mut totals = BTreeMap::<_, Self>::new();
        for one in all {
            let total = totals.entry(Some(one.workgroup.as_str())).or_default();
            total.add(one.scanned_bytes, one.billed_bytes, one.usd);
        }
        sorted(totals)
    }

    /// By table; what costs most is first. A query counts for every table that it read.
    pub fn by_table(all: &[Spending]) -> Vec<Self> {
        let mut totals = BTreeMap::<_, Self>::new();
        for one in all {
            let read: u64 = one.parts().map(|(_, bytes)| bytes).sum();
            let (mut before, mut given) = (0, 0);
            for (name, bytes) in one.parts() {
                before += bytes;
                // Shares that are whole numbers and sum up to the whole.
                let until = if read == 0 { one.billed_bytes } else { part(one.billed_bytes, before, read) };
                #[expect(clippy::cast_precision_loss, reason = "a price needs no more than 53 bits of bytes")]
                let usd = if read == 0 { one.usd } else { one.usd * (bytes as f64 / read as f64) };
                totals.entry(name).or_default().add(bytes, until - given, usd);
                given = until;
            }
        }
        sorted(totals)
    }
}

/// `whole * of / all`, rounded down.
fn part(whole: u64, of: u64, all: u64) -> u64 {
    let part = u128::from(whole) * u128::from(of) / u128::from(all.max(1));
    u64::try_from(part).unwrap_or(u64::MAX)
}

fn sorted(totals: BTreeMap<Option<&str>, SpendingTotal>) -> Vec<SpendingTotal> {
    let named = totals.into_iter().map(|(name, total)| SpendingTotal { name: name.map(str::to_owned), ..total });
    let mut totals: Vec<_> = named.collect();
    totals.sort_by_key(|total| std::cmp::Reverse((total.billed_bytes, total.scanned_bytes)));
    totals
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::StartRequest;
    use crate::testbed::Testbed;

    const MIB: u64 = 1 << 20;

    fn spent(workgroup: &str, tables: &[(&str, u64)], scanned_bytes: u64, billed_bytes: u64) -> Spending {
        Spending {
            id: "id".to_owned(),
            workgroup: workgroup.to_owned(),
            sql: "SELECT".to_owned(),
            state: ExecutionState::Succeeded,
            submitted_ms: 0,
            scanned_bytes,
            scanned_by_table: tables.iter().map(|(name, bytes)| ((*name).to_owned(), *bytes)).collect(),
            billed_bytes,
            usd: Price::default().usd_of_billed(billed_bytes),
        }
    }

    #[test]
    fn shares_of_tables_sum_up_to_what_was_billed() {
        let all = [
            spent("w", &[("db.a", 1), ("db.b", 2), ("db.c", 0)], 3, 10 * MIB),
            spent("w", &[("db.a", 30 * MIB)], 30 * MIB, 30 * MIB),
            spent("v", &[], 0, 10 * MIB),
            spent("v", &[("db.a", 5)], 7, 10 * MIB),
            spent("v", &[], 0, 0),
        ];
        let total = SpendingTotal::of_all(&all);
        for totals in [SpendingTotal::by_table(&all), SpendingTotal::by_workgroup(&all)] {
            assert_eq!(totals.iter().map(|it| it.billed_bytes).sum::<u64>(), total.billed_bytes);
            assert_eq!(totals.iter().map(|it| it.scanned_bytes).sum::<u64>(), total.scanned_bytes);
            assert!((totals.iter().map(|it| it.usd).sum::<f64>() - total.usd).abs() < 1e-12);
        }
        let by_table = SpendingTotal::by_table(&all);
        let found: Vec<_> = by_table.iter().map(|it| (it.name.as_deref(), it.queries, it.scanned_bytes)).collect();
        assert_eq!(found, [(Some("db.a"), 3, 30 * MIB + 6), (None, 3, 2), (Some("db.b"), 1, 2)]);
        let by_workgroup = SpendingTotal::by_workgroup(&all);
        let found: Vec<_> = by_workgroup.iter().map(|it| (it.name.as_deref(), it.queries, it.billed_bytes)).collect();
        assert_eq!(found, [(Some("w"), 2, 40 * MIB), (Some("v"), 3, 20 * MIB)]);
    }

    #[tokio::test]
    async fn what_is_billed_and_for_which_tables() {
        let bed = Testbed::new().await;
        bed.put("t/a.csv", "1\n".repeat(100)).await;
        bed.put("u/a.csv", "1\n".repeat(50)).await;
        for name in ["t", "u", "it's \u{e9}"] {
            let place = if name == "t" { "t" } else { "u" };
            bed.ddl(&format!("CREATE EXTERNAL TABLE `{name}` (i int) LOCATION 's3://data/{place}/'")).await;
        }
        bed.ddl("CREATE VIEW v AS SELECT i FROM t").await;
        let (t, u) = (("db.t", 200), ("db.u", 100));
        for (sql, billed_bytes, tables) in [
            ("SELECT count(i) FROM t", 10 * MIB, &[t][..]),
            ("SELECT count(i) FROM v", 10 * MIB, &[t]),
            ("SELECT count(*) FROM t JOIN u ON t.i = u.i", 10 * MIB, &[t, u]),
            ("SELECT i FROM u UNION ALL SELECT i FROM u", 10 * MIB, &[("db.u", 200)]),
            ("SELECT max(i) FROM \"it's \u{e9}\"", 10 * MIB, &[("db.it's \u{e9}", 100)]),
            ("CREATE TABLE c AS SELECT max(i) AS i FROM t", 10 * MIB, &[t]),
            ("EXPLAIN ANALYZE SELECT max(i) AS i FROM t", 10 * MIB, &[t]),
            ("SELECT 1", 10 * MIB, &[]),
            ("EXPLAIN SELECT i FROM t", 0, &[]),
            ("SHOW TABLES", 0, &[]),
            ("DROP TABLE c", 0, &[]),
            ("SELECT i / 0 FROM t", 0, &[t]),
        ] {
            let ended = bed.end_of(StartRequest { ..Testbed::request(sql) }).await;
            let spent = bed.queries.spending(ended.submitted_ms).await.expect("read").remove(0);
            assert_eq!((spent.id, spent.billed_bytes), (ended.id, billed_bytes), "{sql}: {:?}", ended.failure);
            let read: Vec<_> = spent.scanned_by_table.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
            assert_eq!(read, tables, "{sql}");
            assert_eq!(spent.scanned_bytes, tables.iter().map(|(_, bytes)| bytes).sum::<u64>(), "{sql}");
        }
        assert!(bed.queries.spending(bed.queries.now_ms() + 1).await.expect("read").is_empty());
    }
}
