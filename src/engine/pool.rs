//! Does independent work on all cores; results are taken as they come, reported in order.

use std::num::NonZeroUsize;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

use crate::typeset;

/// After how much work the typesetter's memory is gone through, and how often what is not used survives that. It also
/// clears tables then, one for each value that it has tracked since, which keep the room that they ever had: more work in
/// between makes more of them. Measured with first builds of 300 leaflets on two cores, each of weight 5, and their slides,
/// each of weight 3: peak 158 MB at 10 and three times; 194 MB at 50 and never, not quicker; 402 MB at 200 and never, not
/// quicker; 151 MB at 10 and twice, 3 % slower; 6.4 GB without end. With 5,000 leaflets: 212 MB at 10 and three times, 274 MB
/// at 50 and never.
const WORK_BETWEEN_EVICTIONS: usize = 10;
const EVICTIONS_SURVIVED: usize = 3;

/// So few tasks are the step of an editor, whose next one is quick if all of it is still in memory, up to so much work.
const FEW_TASKS: usize = 10;
const LITTLE_WORK: usize = 50;

/// How many results may wait for their receiver: a slow disk must not fill the memory.
const WAITING_RESULTS: usize = 16;

/// Does every task, unless `stop` says that the rest can wait. `weight` says how much a task left
/// behind in memory, `receive` gets the results as they come, with the number of their task. A task whose
/// worker breaks down gives nothing and stops no other.
pub(super) fn work<T: Sync, R: Send>(
    tasks: &[T],
    weight: impl Fn(&T, &R) -> usize + Sync,
    job: impl Fn(&T) -> R + Sync,
    stop: impl Fn() -> bool + Sync,
    mut receive: impl FnMut(usize, Option<R>),
) {
    let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let undisturbed = if tasks.len() > FEW_TASKS { 0 } else { LITTLE_WORK };
    let work = |sender: mpsc::SyncSender<(usize, Option<R>)>| {
        while !stop() {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(task) = tasks.get(index) else { break };
            let result = std::panic::catch_unwind(AssertUnwindSafe(|| job(task))).ok();
            let own = result.as_ref().map_or(0, |result| weight(task, result));
            let before = done.fetch_add(own, Ordering::Relaxed);
            let after = before + own;
            if after >= undisturbed && before / WORK_BETWEEN_EVICTIONS != after / WORK_BETWEEN_EVICTIONS {
                typeset::forget(EVICTIONS_SURVIVED);
            }
            if sender.send((index, result)).is_err() {
                break;
            }
        }
    };
    std::thread::scope(|scope| {
        let (sender, results) = mpsc::sync_channel(WAITING_RESULTS);
        for _ in 0..workers().min(tasks.len()) {
            let sender = sender.clone();
            scope.spawn(|| work(sender));
        }
        drop(sender);
        for (index, result) in results {
            receive(index, result);
        }
    });
}

fn workers() -> usize {
    std::thread::available_parallelism().map_or(1, NonZeroUsize::get)
}
