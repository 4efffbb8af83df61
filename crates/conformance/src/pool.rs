//! Runs cases on several threads; a case that never ends is left behind with its thread.

use std::collections::HashMap;
use std::io::Write;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use crate::case::Case;
use crate::check::{Mode, Verdict, check};
use crate::engine::{Engine, Surroundings, ZONE};
use crate::tables::Catalogs;

/// Deep expressions recurse deeply before the engine's own stack protection sets in.
pub(crate) const STACK_BYTES: usize = 64 << 20;
/// A case that computes for so much longer than its statement may has failed.
const GRACE: Duration = Duration::from_secs(10);

enum Event {
    Started(usize),
    Ended(usize, Verdict),
    Idle,
}

#[derive(Clone)]
struct Work {
    cases: Arc<Vec<Case>>,
    catalogs: Arc<Catalogs>,
    mode: Mode,
    slow: Option<Duration>,
    next: Arc<AtomicUsize>,
    events: Sender<Event>,
}

/// Runs all cases; each verdict comes with the place of its case.
pub(crate) fn run(
    cases: &Arc<Vec<Case>>,
    catalogs: &Arc<Catalogs>,
    mode: Mode,
    threads: usize,
    slow: Option<Duration>,
) -> std::io::Result<Vec<(usize, Verdict)>> {
    let (events, inbox) = channel();
    let next = Arc::new(AtomicUsize::new(0));
    let work = Work { cases: Arc::clone(cases), catalogs: Arc::clone(catalogs), mode, slow, next, events };
    for _ in 0..threads {
        start(&work)?;
    }
    supervise(&work, &inbox, threads)
}

fn start(work: &Work) -> std::io::Result<()> {
    let work = work.clone();
    let thread = move || {
        if let Ok(zone) = ZONE.parse()
            && let Ok(engine) = Engine::new(zone)
        {
            loop {
                let index = work.next.fetch_add(1, Ordering::Relaxed);
                let Some(case) = work.cases.get(index) else { break };
                let _ = work.events.send(Event::Started(index));
                let run = || check_case(&work, &engine, case);
                let verdict = std::panic::catch_unwind(AssertUnwindSafe(run));
                let verdict = verdict.unwrap_or_else(|_| Err("PANIC".to_owned()));
                let _ = work.events.send(Event::Ended(index, verdict));
            }
        }
        let _ = work.events.send(Event::Idle);
    };
    std::thread::Builder::new().stack_size(STACK_BYTES).spawn(thread).map(drop)
}

fn check_case(work: &Work, engine: &Engine, case: &Case) -> Verdict {
    let catalog = work.catalogs.of(case)?;
    check(Surroundings { engine, catalog, time_max: case.time_max() }, case, work.mode)
}

fn supervise(work: &Work, inbox: &Receiver<Event>, threads: usize) -> std::io::Result<Vec<(usize, Verdict)>> {
    let mut running: HashMap<usize, Instant> = HashMap::new();
    let (mut results, mut busy) = (Vec::with_capacity(work.cases.len()), threads);
    while busy > 0 {
        match inbox.recv_timeout(Duration::from_secs(1)) {
            Ok(Event::Started(index)) => drop(running.insert(index, Instant::now())),
            Ok(Event::Ended(index, verdict)) => {
                // The verdict of a case that was given up comes too late.
                if let Some(since) = running.remove(&index) {
                    tell_slow(work, index, since.elapsed());
                    results.push((index, verdict));
                } else {
                    busy += 1;
                }
            }
            Ok(Event::Idle) => busy -= 1,
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
        let stuck: Vec<_> =
            running.iter().filter(|(i, since)| since.elapsed() > case_time_max(work, **i)).map(|(i, _)| *i).collect();
        for index in stuck {
            running.remove(&index);
            results.push((index, Err("TIMEOUT: the case does not end".to_owned())));
            start(work)?;
        }
    }
    Ok(results)
}

fn tell_slow(work: &Work, index: usize, taken: Duration) {
    if let (Some(case), Some(slow)) = (work.cases.get(index), work.slow)
        && taken > slow
    {
        let (seconds, source) = (taken.as_secs_f32(), &case.source_file);
        let _ = writeln!(std::io::stderr(), "{seconds:.1} s: {} {source}:{}", case.id, case.line);
    }
}

/// A case may run a second query for what it expects.
fn case_time_max(work: &Work, index: usize) -> Duration {
    work.cases.get(index).map_or(GRACE, |case| case.time_max() * 2 + GRACE)
}
