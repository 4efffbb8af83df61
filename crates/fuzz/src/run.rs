//! Runs inputs of seeds that follow each other until the time is over, and tells what they found.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::corpus::Table;
use crate::crawl::Crawling;
use crate::limits::{self, Peak};
use crate::sequence::Sequence;
use crate::subjects::{Input, SUBJECTS, Subject};
use crate::{STACK_BYTES, mutate, subjects};

/// What a sniffer or parser may take for an input of at most 256 KiB, or of a megabyte of text, unoptimised.
const SLOW: Duration = Duration::from_secs(3);
/// How often what was slow is run again: only the quickest run tells.
const REPEATS: usize = 2;
/// What takes longer never ends, as far as anybody waits.
const ENDLESS: Duration = Duration::from_secs(120);
/// What one input may make the program hold: the sample is a megabyte, and shapes are made of it.
const RESIDENT_BYTES_MAX: u64 = 192 << 20;
const ADDRESS_BYTES_MAX: u64 = 512 << 20;
/// So many findings are told.
const FINDINGS_MAX: usize = 50;
/// Inputs that are crawled together, and how rare that is.
const CRAWLED: usize = 12;
const CRAWL_ONE_IN: u64 = 150;
/// How rare crawls of tables are.
const TABLE_ONE_IN: u64 = 50;

/// What is to be done.
#[derive(Debug)]
pub(crate) struct Job {
    pub corpus: Vec<Vec<u8>>,
    /// Whole tables of formats with books of their own.
    pub tables: Vec<Table>,
    pub seed: u64,
    pub time: Duration,
    /// Where the seed that is being run is written.
    pub at: Option<PathBuf>,
}

#[derive(Debug, Default)]
struct Shared {
    /// The seed that is being run.
    seed: AtomicU64,
    done: AtomicU64,
    crawled: AtomicU64,
    tables: AtomicU64,
    bytes: AtomicU64,
    slowest: Mutex<(Duration, u64, &'static str)>,
    findings: Mutex<Vec<String>>,
}

/// The input of a seed.
pub(crate) fn input(corpus: &[Vec<u8>], seed: u64) -> Vec<u8> {
    mutate::input(corpus, &mut Sequence::new(seed))
}

/// Runs a job, at least one seed, and tells what was found and whether that is nothing.
///
/// # Errors
/// When there can be no thread or no lake.
pub(crate) fn run(job: Job) -> io::Result<(String, bool)> {
    let (seed, start) = (job.seed, Instant::now());
    let shared = Arc::new(Shared { seed: AtomicU64::new(seed), ..Shared::default() });
    let work = Arc::clone(&shared);
    let thread = std::thread::Builder::new().stack_size(STACK_BYTES).spawn(move || work.run(&job))?;
    let (mut at, mut since) = (seed, Instant::now());
    while !thread.is_finished() {
        std::thread::sleep(Duration::from_millis(20));
        let now = shared.seed.load(Ordering::Relaxed);
        if now != at {
            (at, since) = (now, Instant::now());
        } else if since.elapsed() > ENDLESS {
            // Its thread is left behind.
            shared.found(format!("seed {at} does not end"));
            return Ok(shared.report(seed, start.elapsed()));
        }
    }
    match thread.join() {
        Ok(outcome) => outcome.map(|()| shared.report(seed, start.elapsed())),
        Err(_) => Err(io::Error::other("the thread of the inputs panicked")),
    }
}

impl Shared {
    fn run(&self, job: &Job) -> io::Result<()> {
        let mut at = job.at.as_ref().map(File::create).transpose()?;
        let crawling = Crawling::new()?;
        let since = Instant::now();
        for seed in job.seed.. {
            self.seed.store(seed, Ordering::Relaxed);
            if let Some(file) = &mut at {
                file.seek(SeekFrom::Start(0))?;
                writeln!(file, "{seed:<20}")?;
            }
            self.one(&input(&job.corpus, seed), seed);
            if seed.is_multiple_of(CRAWL_ONE_IN) {
                self.crawl(&crawling, &job.corpus, seed);
            }
            if seed.is_multiple_of(TABLE_ONE_IN) {
                self.table(&crawling, &job.tables, seed);
            }
            self.done.fetch_add(1, Ordering::Relaxed);
            if since.elapsed() >= job.time {
                break;
            }
        }
        Ok(())
    }

    /// Every sniffer and parser on one input.
    fn one(&self, stored: &[u8], seed: u64) {
        let unpacked = subjects::text(stored);
        let (text, complete) = match &unpacked {
            Some((text, complete)) => (text.as_slice(), *complete),
            None => (stored, true),
        };
        let complete = complete && !seed.is_multiple_of(3);
        self.bytes.fetch_add((stored.len() + text.len()) as u64, Ordering::Relaxed);
        let input = Input { stored, text, complete };
        for subject in SUBJECTS {
            self.subject(subject, &input, seed);
        }
    }

    fn subject(&self, subject: &Subject, input: &Input<'_>, seed: u64) {
        let run = || (subject.run)(input, &mut Sequence::new(!seed));
        self.measured(subject.name, seed, run);
    }

    fn crawl(&self, crawling: &Crawling, corpus: &[Vec<u8>], seed: u64) {
        let seeds = (0..CRAWLED as u64).map(|n| seed.wrapping_add(n));
        let files: Vec<Vec<u8>> = seeds.map(|seed| input(corpus, seed)).collect();
        self.measured("crawl", seed, || crawling.run(&files));
        self.crawled.fetch_add(1, Ordering::Relaxed);
    }

    /// A crawl of one table with some of its files broken.
    fn table(&self, crawling: &Crawling, tables: &[Table], seed: u64) {
        let mut sequence = Sequence::new(seed);
        let Some(whole) = sequence.pick(tables) else { return };
        let broken = mutate::table(whole, &mut sequence);
        self.measured(whole.target, seed, || crawling.run_table(&broken));
        self.tables.fetch_add(1, Ordering::Relaxed);
    }

    /// Runs something, and keeps what it found: words, a panic, much time, much memory.
    fn measured(&self, name: &'static str, seed: u64, run: impl Fn() -> Result<(), String>) {
        limits::forget();
        let (before, mut taken) = (limits::peak(), Duration::MAX);
        for _ in 0..=REPEATS {
            let since = limits::ran();
            match catch_unwind(AssertUnwindSafe(&run)) {
                Ok(Ok(())) => {}
                Ok(Err(why)) => self.found(format!("seed {seed}, {name}: {why}")),
                Err(_) => self.found(format!("seed {seed}, {name}: it panics")),
            }
            taken = taken.min(limits::ran().saturating_sub(since));
            if taken <= SLOW {
                break;
            }
        }
        self.took(name, seed, taken);
        self.held(name, seed, before, limits::peak());
    }

    fn took(&self, name: &'static str, seed: u64, taken: Duration) {
        if taken > SLOW {
            self.found(format!("seed {seed}, {name}: it takes {} ms", taken.as_millis()));
        }
        let mut slowest = self.slowest.lock().unwrap_or_else(PoisonError::into_inner);
        if taken > slowest.0 {
            *slowest = (taken, seed, name);
        }
    }

    fn held(&self, name: &str, seed: u64, before: Peak, after: Peak) {
        let resident = after.resident_bytes.saturating_sub(before.resident_bytes);
        let address = after.address_bytes.saturating_sub(before.address_bytes);
        if resident > RESIDENT_BYTES_MAX || address > ADDRESS_BYTES_MAX {
            let (resident, address) = (resident >> 20, address >> 20);
            self.found(format!("seed {seed}, {name}: it holds {resident} MiB and asks for {address} MiB"));
        }
    }

    fn found(&self, finding: String) {
        let mut findings = self.findings.lock().unwrap_or_else(PoisonError::into_inner);
        if !findings.contains(&finding) {
            findings.push(finding);
        }
    }

    fn report(&self, seed: u64, taken: Duration) -> (String, bool) {
        let findings = self.findings.lock().unwrap_or_else(PoisonError::into_inner);
        let mut text = String::new();
        for finding in findings.iter().take(FINDINGS_MAX) {
            let _ = writeln!(text, "{finding}");
        }
        let done = self.done.load(Ordering::Relaxed);
        let (slowest, slow_seed, name) = *self.slowest.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = writeln!(
            text,
            "{done} inputs from seed {seed} in {:.0} s, {:.0} a second, {} MiB; {} crawls of {CRAWLED} files and {} of tables; \
             slowest {} ms ({name}, seed {slow_seed}); {} MiB at most; {} findings",
            taken.as_secs_f64(),
            done as f64 / taken.as_secs_f64().max(0.001),
            self.bytes.load(Ordering::Relaxed) >> 20,
            self.crawled.load(Ordering::Relaxed),
            self.tables.load(Ordering::Relaxed),
            slowest.as_millis(),
            limits::peak().resident_bytes >> 20,
            findings.len()
        );
        (text, findings.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn corpus() -> Vec<Vec<u8>> {
        vec![b"a,b\n1,2\n".to_vec(), b"{\"a\":[1,{\"b\":null}]}\n".to_vec(), b"<r><a>1</a></r>".to_vec()]
    }

    #[test]
    fn seeds_are_run_and_counted() {
        let job = Job { corpus: corpus(), tables: Vec::new(), seed: 150, time: Duration::ZERO, at: None };
        let (text, is_clean) = run(job).unwrap();
        assert!(is_clean, "{text}");
        assert!(text.starts_with("1 inputs from seed 150 "), "{text}");
        assert!(text.contains("; 1 crawls of 12 files and 0 of tables; "), "{text}");
    }

    #[test]
    fn what_is_wrong_is_found() {
        let shared = Shared::default();
        shared.measured("fine", 1, || Ok(()));
        shared.measured("words", 2, || Err("it is wrong".to_owned()));
        shared.measured("panics", 3, || panic!("on purpose"));
        shared.took("slow", 4, SLOW + Duration::from_millis(1));
        let after = |address_bytes, resident_bytes| Peak { address_bytes, resident_bytes };
        shared.held("asks", 5, Peak::default(), after(ADDRESS_BYTES_MAX + 1, 0));
        shared.held("holds", 6, Peak::default(), after(0, RESIDENT_BYTES_MAX + (1 << 20)));
        shared.held("is modest", 7, after(1 << 40, 1 << 40), after(1 << 40, 1 << 40));
        let found = shared.findings.lock().unwrap().join("\n");
        let expected = [
            "seed 2, words: it is wrong",
            "seed 3, panics: it panics",
            "seed 4, slow: it takes 3001 ms",
            "seed 5, asks: it holds 0 MiB and asks for 512 MiB",
            "seed 6, holds: it holds 193 MiB and asks for 0 MiB",
        ];
        assert_eq!(found, expected.join("\n"));
    }
}
