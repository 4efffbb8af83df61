//! The queue in front of the engine: so many run at a time, each workgroup in its turn, and within a workgroup first
//! come, first served. Those on reserved capacity also wait until enough of it is free.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use parking_lot::Mutex;
use tokio::sync::oneshot;

/// A share of reserved capacity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Share {
    /// Whose capacity.
    pub(crate) reservation: String,
    /// How many units there are in all.
    pub(crate) dpus_max: u32,
    /// How many of them this takes.
    pub(crate) dpus: u32,
}

/// The queue. Clones share it.
#[derive(Debug, Clone)]
pub(crate) struct Turns(Arc<Mutex<Queue>>);

#[derive(Debug)]
struct Queue {
    free: usize,
    /// Units in use of each reservation.
    used: HashMap<String, u32>,
    /// Those that wait, by group; the group whose turn it is comes first.
    groups: VecDeque<(String, VecDeque<Waiting>)>,
}

#[derive(Debug)]
struct Waiting {
    share: Option<Share>,
    ready: oneshot::Sender<Turn>,
}

/// The right to run, until it is dropped.
#[derive(Debug)]
pub(crate) struct Turn {
    turns: Turns,
    share: Option<Share>,
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.turns.give_back(self.share.as_ref());
        self.turns.give();
    }
}

impl Turns {
    pub(crate) fn new(running_max: usize) -> Self {
        let queue = Queue { free: running_max.max(1), used: HashMap::new(), groups: VecDeque::new() };
        Self(Arc::new(Mutex::new(queue)))
    }

    /// Waits for the turn of one of `group`; dropping the future leaves the queue.
    pub(crate) async fn wait(&self, group: &str, share: Option<Share>) -> Option<Turn> {
        let (ready, turn) = oneshot::channel();
        self.0.lock().add(group, Waiting { share, ready });
        self.give();
        turn.await.ok()
    }

    /// Gives turns to all whose it is. A turn that nobody waits for any more comes back at once.
    fn give(&self) {
        loop {
            let next = self.0.lock().next();
            let Some(Waiting { share, ready }) = next else { return };
            drop(ready.send(Turn { turns: self.clone(), share }));
        }
    }

    fn give_back(&self, share: Option<&Share>) {
        let mut queue = self.0.lock();
        queue.free += 1;
        let Some(share) = share else { return };
        if let Some(used) = queue.used.get_mut(&share.reservation) {
            *used = used.saturating_sub(share.dpus);
            if *used == 0 {
                queue.used.remove(&share.reservation);
            }
        }
    }
}

impl Queue {
    fn add(&mut self, group: &str, waiting: Waiting) {
        match self.groups.iter_mut().find(|(name, _)| name == group) {
            Some((_, queue)) => queue.push_back(waiting),
            None => self.groups.push_back((group.to_owned(), VecDeque::from([waiting]))),
        }
    }

    /// Who runs next; its group goes to the end of the line.
    fn next(&mut self) -> Option<Waiting> {
        for (_, queue) in &mut self.groups {
            queue.retain(|waiting| !waiting.ready.is_closed());
        }
        self.groups.retain(|(_, queue)| !queue.is_empty());
        if self.free == 0 {
            return None;
        }
        let at = self.groups.iter().position(|(_, queue)| queue.front().is_some_and(|first| self.fits(first)))?;
        let (group, mut queue) = self.groups.remove(at)?;
        let first = queue.pop_front()?;
        if !queue.is_empty() {
            self.groups.push_back((group, queue));
        }
        self.free -= 1;
        if let Some(share) = &first.share {
            *self.used.entry(share.reservation.clone()).or_default() += share.dpus;
        }
        Some(first)
    }

    fn fits(&self, waiting: &Waiting) -> bool {
        waiting.share.as_ref().is_none_or(|share| {
            let used = self.used.get(&share.reservation).copied().unwrap_or(0);
            // What asks for more than there is runs when it is alone.
            used == 0 || used.saturating_add(share.dpus) <= share.dpus_max
        })
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    use super::*;

    type Waiter = std::pin::Pin<Box<dyn Future<Output = Option<Turn>>>>;

    fn waiter(turns: &Turns, group: &'static str, share: Option<Share>) -> Waiter {
        let turns = turns.clone();
        let mut waiter: Waiter = Box::pin(async move { turns.wait(group, share).await });
        // A waiter is in the line once it was asked.
        assert!(poll(&mut waiter).is_none());
        waiter
    }

    fn poll(waiter: &mut Waiter) -> Option<Turn> {
        match pin!(waiter).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(turn) => turn,
            Poll::Pending => None,
        }
    }

    #[test]
    fn groups_take_turns_and_within_a_group_the_first_is_first() {
        let turns = Turns::new(1);
        let mut first: Waiter = Box::pin({
            let turns = turns.clone();
            async move { turns.wait("a", None).await }
        });
        let mut held = poll(&mut first);
        assert!(held.is_some());
        let mut waiters: Vec<(&str, Waiter)> =
            [("a1", "a"), ("a2", "a"), ("b1", "b"), ("a3", "a"), ("b2", "b"), ("c1", "c")]
                .map(|(name, group)| (name, waiter(&turns, group, None)))
                .into();
        // One that has left is passed over.
        let gone = waiters.remove(1);
        drop(gone);
        let mut order = Vec::new();
        while !waiters.is_empty() {
            drop(held.take());
            let ready = waiters.iter_mut().enumerate().find_map(|(at, (_, waiter))| Some((at, poll(waiter)?)));
            let (at, turn) = ready.expect("somebody's turn");
            order.push(waiters.remove(at).0);
            held = Some(turn);
        }
        assert_eq!(order, ["a1", "b1", "c1", "a3", "b2"]);
    }

    #[test]
    fn reserved_capacity_bounds_what_runs_on_it() {
        let share = |dpus| Some(Share { reservation: "r".to_owned(), dpus_max: 8, dpus });
        let turns = Turns::new(10);
        let start = |group: &'static str, share| {
            let turns = turns.clone();
            let mut waiter: Waiter = Box::pin(async move { turns.wait(group, share).await });
            let turn = poll(&mut waiter);
            (turn, waiter)
        };
        let (one, _) = start("w", share(4));
        let (two, _) = start("w", share(4));
        let (none, mut third) = start("w", share(4));
        assert!(one.is_some() && two.is_some() && none.is_none());
        // Others do not wait for it.
        assert!(start("other", None).0.is_some());
        drop(one);
        assert!(poll(&mut third).is_some());
        drop(two);
        // More than there is runs when it is alone.
        let (huge, _) = start("w", share(100));
        assert!(huge.is_some());
    }
}
