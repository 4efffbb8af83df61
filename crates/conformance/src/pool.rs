//! Runs cases on several threads; a case that never ends is left behind with its thread.

use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use boathouse_sql::analyzer::MemoryCatalog;

use crate::case::Case;
use crate::check::{Mode, Verdict, check};
use crate::engine::{Engine, ZONE};

/// Deep expressions recurse deeply before the engine's own stack protection sets in.
const STACK_BYTES: usize = 64 << 20;
/// A case that computes for longer without a pause has failed.
const CASE_TIME_MAX: Duration = Duration::from_secs(30);

enum Event {
    Started(usize),
    Ended(usize, Verdict),
    Idle,
}

#[derive(Clone)]
struct Work {
    cases: Arc<Vec<Case>>,
    catalog: Arc<MemoryCatalog>,
    mode: Mode,
    next: Arc<AtomicUsize>,
    events: Sender<Event>,
}

/// Runs all cases; each verdict comes with the place of its case.
pub(crate) fn run(
    cases: &Arc<Vec<Case>>,
    catalog: &Arc<MemoryCatalog>,
    mode: Mode,
    threads: usize,
) -> std::io::Result<Vec<(usize, Verdict)>> {
    let (events, inbox) = channel();
    let next = Arc::new(AtomicUsize::new(0));
    let work = Work { cases: Arc::clone(cases), catalog: Arc::clone(catalog), mode, next, events };
    for _ in 0..threads {
        start(&work)?;
    }
    supervise(&work, &inbox, threads)
}

fn start(work: &Work) -> std::io::Result<()> {
    let work = work.clone();
    let thread = move || {
        let engine = ZONE.parse().map_err(Into::into).and_then(|zone| Engine::new(Arc::clone(&work.catalog), zone));
        if let Ok(engine) = engine {
            loop {
                let index = work.next.fetch_add(1, Ordering::Relaxed);
                let Some(case) = work.cases.get(index) else { break };
                let _ = work.events.send(Event::Started(index));
                let verdict = std::panic::catch_unwind(AssertUnwindSafe(|| check(&engine, case, work.mode)));
                let verdict = verdict.unwrap_or_else(|_| Err("PANIC".to_owned()));
                let _ = work.events.send(Event::Ended(index, verdict));
            }
        }
        let _ = work.events.send(Event::Idle);
    };
    std::thread::Builder::new().stack_size(STACK_BYTES).spawn(thread).map(drop)
}

fn supervise(work: &Work, inbox: &Receiver<Event>, threads: usize) -> std::io::Result<Vec<(usize, Verdict)>> {
    let mut running: HashMap<usize, Instant> = HashMap::new();
    let (mut results, mut busy) = (Vec::with_capacity(work.cases.len()), threads);
    while busy > 0 {
        match inbox.recv_timeout(Duration::from_secs(1)) {
            Ok(Event::Started(index)) => drop(running.insert(index, Instant::now())),
            Ok(Event::Ended(index, verdict)) => {
                // The verdict of a case that was given up comes too late.
                if running.remove(&index).is_some() {
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
            running.iter().filter(|(_, since)| since.elapsed() > CASE_TIME_MAX).map(|(i, _)| *i).collect();
        for index in stuck {
            running.remove(&index);
            results.push((index, Err("TIMEOUT: the case does not end".to_owned())));
            start(work)?;
        }
    }
    Ok(results)
}
