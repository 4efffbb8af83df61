//! `--mutate`: broken statements for as long as one likes. Neither parser nor the analyzer may panic, take long or
//! never end, and what parses must print and parse again.

use std::collections::hash_map::RandomState;
use std::fmt::Write;
use std::hash::{BuildHasher, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use boathouse_sql::{format, hive, trino};

use crate::engine::{Engine, Surroundings, ZONE};
use crate::mutation::{DEFINITIONS, Sequence};
use crate::tables::Listed;

/// What takes longer is reported.
const SLOW: Duration = Duration::from_millis(200);
/// How often a slow input is run again: on a busy machine only the quickest run tells.
const REPEATS: usize = 3;
/// What takes longer never ends, as far as anybody waits.
const ENDLESS: Duration = Duration::from_secs(30);
/// So many findings are told.
const FINDINGS_MAX: usize = 50;
/// As much as the threads have that run queries.
const STACK_BYTES: usize = 64 << 20;

/// The inputs and what they found.
struct Work {
    corpus: Vec<String>,
    catalog: Listed,
    next: AtomicU64,
    parsed: AtomicU64,
    analyzed: AtomicU64,
    stopped: AtomicBool,
    deadline: Instant,
    findings: Mutex<Vec<String>>,
    /// The seed each thread is at, and since when.
    running: Mutex<Vec<Option<(u64, Instant)>>>,
}

/// Runs inputs of seeds that follow `seed`, at least one each thread, and tells what was found and whether that is
/// nothing.
pub(crate) fn run(
    corpus: Vec<String>,
    catalog: Listed,
    time: Duration,
    seed: Option<u64>,
    threads: usize,
) -> std::io::Result<(String, bool)> {
    // Short enough to be typed again.
    let seed = seed.unwrap_or_else(|| RandomState::new().build_hasher().finish() % 1_000_000_000_000);
    let threads = if time.is_zero() { 1 } else { threads };
    let start = Instant::now();
    let work = Arc::new(Work {
        corpus,
        catalog,
        next: AtomicU64::new(seed),
        parsed: AtomicU64::new(0),
        analyzed: AtomicU64::new(0),
        stopped: AtomicBool::new(false),
        deadline: start + time,
        findings: Mutex::default(),
        running: Mutex::new(vec![None; threads]),
    });
    let mut handles = Vec::new();
    for thread in 0..threads {
        let work = Arc::clone(&work);
        let body = move || work.run(thread);
        handles.push(std::thread::Builder::new().stack_size(STACK_BYTES).spawn(body)?);
    }
    while handles.iter().any(|handle| !handle.is_finished()) {
        std::thread::sleep(Duration::from_millis(50));
        if let Some(endless) = work.endless() {
            // Its thread is left behind.
            work.found(endless, "does not end");
            work.stopped.store(true, Ordering::Relaxed);
            break;
        }
    }
    Ok(work.report(seed, start.elapsed()))
}

impl Work {
    fn run(&self, thread: usize) {
        let Some(engine) = ZONE.parse().ok().and_then(|zone| Engine::new(zone).ok()) else {
            return self.found(0, "no engine");
        };
        loop {
            let seed = self.next.fetch_add(1, Ordering::Relaxed);
            self.mark(thread, Some((seed, Instant::now())));
            let input = self.input(seed);
            let mut taken = ENDLESS;
            for _ in 0..=REPEATS {
                let since = Instant::now();
                match catch_unwind(AssertUnwindSafe(|| self.attempt(&engine, &input))) {
                    Ok(Ok(())) => {}
                    Ok(Err(why)) => self.found(seed, &why),
                    Err(_) => self.found(seed, "panics"),
                }
                taken = taken.min(since.elapsed());
                if taken <= SLOW {
                    break;
                }
            }
            if taken > SLOW {
                self.found(seed, &format!("takes {} ms", taken.as_millis()));
            }
            self.mark(thread, None);
            if Instant::now() >= self.deadline || self.stopped.load(Ordering::Relaxed) {
                return;
            }
        }
    }

    /// The input of a seed.
    fn input(&self, seed: u64) -> String {
        let mut sequence = Sequence::new(seed);
        let kind = sequence.below(8);
        let statement = self.corpus.get(sequence.below(self.corpus.len())).map_or("SELECT 1", String::as_str);
        let definition = DEFINITIONS[sequence.below(DEFINITIONS.len())];
        match kind {
            0 => sequence.bytes(200),
            1 => sequence.mutate(definition),
            2..=4 => sequence.mutate(statement),
            _ => {
                let other = self.corpus.get(sequence.below(self.corpus.len())).map_or("", String::as_str);
                let spliced = sequence.splice(statement, other);
                if kind == 5 { sequence.mutate(&spliced) } else { spliced }
            }
        }
    }

    /// Both parsers, the printer and the analyzer.
    fn attempt(&self, engine: &Engine, input: &str) -> Result<(), String> {
        drop(hive::parse_statement(input));
        let Ok(statement) = trino::parse_statement(input) else { return Ok(()) };
        let printed = format::format_statement(&statement);
        if let Err(error) = trino::parse_statement(&printed) {
            return Err(format!("is printed as {printed:?}, which does not parse: {error}"));
        }
        let surroundings = Surroundings { engine, catalog: &self.catalog, time_max: ENDLESS };
        self.parsed.fetch_add(1, Ordering::Relaxed);
        // Whether Trino takes it does not matter here.
        if surroundings.analyze(input).is_ok() {
            self.analyzed.fetch_add(1, Ordering::Relaxed);
        }
        Ok(())
    }

    fn mark(&self, thread: usize, at: Option<(u64, Instant)>) {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(slot) = running.get_mut(thread) {
            *slot = at;
        }
    }

    /// The seed of an input that never ends.
    fn endless(&self) -> Option<u64> {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        running.iter().flatten().find(|(_, since)| since.elapsed() > ENDLESS).map(|(seed, _)| *seed)
    }

    fn found(&self, seed: u64, why: &str) {
        let finding = format!("seed {seed} {why}\n    {:?}\n", self.input(seed));
        let mut findings = self.findings.lock().unwrap_or_else(PoisonError::into_inner);
        if !findings.contains(&finding) {
            findings.push(finding);
        }
    }

    fn report(&self, seed: u64, taken: Duration) -> (String, bool) {
        let findings = self.findings.lock().unwrap_or_else(PoisonError::into_inner);
        let mut text: String = findings.iter().take(FINDINGS_MAX).map(String::as_str).collect();
        let inputs = self.next.load(Ordering::Relaxed).wrapping_sub(seed);
        let rate = inputs as f64 / taken.as_secs_f64().max(0.001);
        let _ = writeln!(
            text,
            "{inputs} inputs from seed {seed} in {:.0} s, {rate:.0} a second; {} parse, {} are queries; {} findings",
            taken.as_secs_f64(),
            self.parsed.load(Ordering::Relaxed),
            self.analyzed.load(Ordering::Relaxed),
            findings.len()
        );
        (text, findings.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables;

    #[test]
    fn seeds_are_run_and_what_they_find_is_told() {
        let corpus = vec!["SELECT a, sum(b) FROM t1 GROUP BY a".to_owned(), "VALUES 1, 2".to_owned()];
        let (text, clean) = run(corpus, tables::common(None).unwrap(), Duration::ZERO, Some(7), 2).unwrap();
        assert!(clean, "{text}");
        assert!(text.starts_with("1 inputs from seed 7 "), "{text}");
    }
}
