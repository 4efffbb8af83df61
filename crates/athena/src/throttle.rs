//! Calls beyond the rates that an account has in a region are refused, as AWS refuses them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use boathouse_query::{CallRate, CallRates};

/// Accounts and operations that are counted; who is counted for the first time beyond that finds the idle forgotten.
const COUNTED_MAX: usize = 10_000;

/// Operations by the rate they have; all others have the last one.
const GROUPS: &[(&str, Group)] = &[
    ("BatchGetNamedQuery", |rates| rates.list),
    ("BatchGetQueryExecution", |rates| rates.batch),
    ("GetQueryExecution", |rates| rates.get),
    ("GetQueryResults", |rates| rates.get),
    ("StartQueryExecution", |rates| rates.start),
    ("StopQueryExecution", |rates| rates.start),
];

type Group = fn(&CallRates) -> CallRate;

/// What is left to every account of every operation. Clones share it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Throttle(Arc<Mutex<HashMap<(String, String), Bucket>>>);

/// Calls that are free, and when that was.
#[derive(Debug, Clone, Copy)]
struct Bucket {
    free: f64,
    at: Instant,
}

impl Bucket {
    /// The same at a later time.
    fn filled(self, rate: CallRate, now: Instant) -> Self {
        let gained = now.saturating_duration_since(self.at).as_secs_f64() * f64::from(rate.per_s);
        Self { free: (self.free + gained).min(f64::from(rate.burst)), at: now }
    }
}

impl Throttle {
    /// Whether one more call is within the rate of its operation.
    pub(crate) fn admits(&self, rates: &CallRates, scope: &str, operation: &str, now: Instant) -> bool {
        if !rates.enabled {
            return true;
        }
        let rate = rate_of(rates, operation);
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if counted.len() >= COUNTED_MAX {
            counted.retain(|(_, operation), bucket| {
                let rate = rate_of(rates, operation);
                bucket.filled(rate, now).free < f64::from(rate.burst)
            });
        }
        let full = Bucket { free: f64::from(rate.burst), at: now };
        let bucket = counted.entry((scope.to_owned(), operation.to_owned())).or_insert(full);
        *bucket = bucket.filled(rate, now);
        let is_free = bucket.free >= 1.0;
        if is_free {
            bucket.free -= 1.0;
        }
        is_free
    }
}

fn rate_of(rates: &CallRates, operation: &str) -> CallRate {
    match GROUPS.binary_search_by(|(name, _)| (*name).cmp(operation)) {
        Ok(at) => GROUPS[at].1(rates),
        Err(_) if operation.starts_with("List") => rates.list,
        Err(_) => rates.other,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_burst_is_taken_and_then_so_many_a_second() {
        assert!(GROUPS.is_sorted_by_key(|(name, _)| *name));
        let rates = CallRates { enabled: true, start: CallRate { per_s: 2, burst: 3 }, ..CallRates::default() };
        let (throttle, begin) = (Throttle::default(), Instant::now());
        let admitted = |scope, operation, calls, ms| {
            let now = begin + Duration::from_millis(ms);
            (0..calls).filter(|_| throttle.admits(&rates, scope, operation, now)).count()
        };
        assert_eq!(admitted("a", "StartQueryExecution", 5, 0), 3);
        // Other operations and other accounts have rates of their own.
        assert_eq!(admitted("a", "StopQueryExecution", 5, 0), 3);
        assert_eq!(admitted("b", "StartQueryExecution", 5, 0), 3);
        assert_eq!(admitted("a", "StartQueryExecution", 5, 400), 0);
        assert_eq!(admitted("a", "StartQueryExecution", 5, 1000), 2);
        assert_eq!(admitted("a", "StartQueryExecution", 5, 60_000), 3);
        for (operation, burst) in
            [("ListWorkGroups", 10), ("CreateNamedQuery", 20), ("GetQueryResults", 200), ("BatchGetQueryExecution", 40)]
        {
            assert_eq!(admitted("a", operation, 500, 60_000), burst, "{operation}");
        }
    }

    #[test]
    fn off_nothing_is_refused() {
        let (throttle, now) = (Throttle::default(), Instant::now());
        let rates = CallRates::default();
        assert!((0..1000).all(|_| throttle.admits(&rates, "a", "ListWorkGroups", now)));
    }

    #[test]
    fn what_is_counted_is_bounded() {
        let (throttle, now) = (Throttle::default(), Instant::now());
        let rates = CallRates { enabled: true, ..CallRates::default() };
        for account in 0..COUNTED_MAX + 10 {
            let later = now + Duration::from_secs(account as u64);
            assert!(throttle.admits(&rates, &account.to_string(), "GetWorkGroup", later));
        }
        let counted = throttle.0.lock().unwrap().len();
        assert!(counted <= COUNTED_MAX, "{counted}");
    }
}
