//! Work in pieces that run at the same time and are parallel within themselves.
//!
//! A thread of rayon that waits takes up other work meanwhile. In a parallel loop whose pieces hold parallel loops, it begins the next
//! piece on top of the one that waits, and the stack grows with the number of pieces: some 400 issues were too many. Here a piece has
//! threads to itself, which find nothing else to take up.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use rayon::{ThreadPool, ThreadPoolBuilder};

/// Does `count` pieces of work that cannot fail; see [`try_each`].
pub fn each<T: Send>(count: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let Ok(done) = try_each(count, |at| Ok::<T, std::convert::Infallible>(work(at)));
    done
}

/// Does `count` pieces of work, by their number from 0 on, and returns what they give in order. No more run at once than the pool
/// has threads; where there are fewer pieces than threads, each piece has several.
///
/// # Errors
/// That of the first piece, by number, that has one.
pub fn try_each<T: Send, E: Send>(
    count: usize,
    work: impl Fn(usize) -> Result<T, E> + Sync,
) -> Result<Vec<T>, E> {
    let pools = pools(count);
    if pools.is_empty() {
        return (0..count).map(work).collect();
    }
    let (next, failed) = (AtomicUsize::new(0), AtomicBool::new(false));
    let done: Mutex<Vec<(usize, Result<T, E>)>> = Mutex::new(Vec::with_capacity(count));
    let take = || {
        // Pieces are taken in order: all before one that fails have been taken, and are finished.
        while !failed.load(Ordering::Relaxed) {
            let at = next.fetch_add(1, Ordering::Relaxed);
            if at >= count {
                break;
            }
            let given = work(at);
            failed.fetch_or(given.is_err(), Ordering::Relaxed);
            done.lock().unwrap_or_else(PoisonError::into_inner).push((at, given));
        }
    };
    std::thread::scope(|scope| {
        for pool in &pools {
            scope.spawn(|| pool.install(take));
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, given)| given).collect()
}

/// A pool for each piece that runs at once; none where one piece after the other may have all threads, or the system gives no more.
fn pools(count: usize) -> Vec<ThreadPool> {
    let threads = rayon::current_num_threads();
    let lanes = threads.min(count);
    if lanes < 2 {
        return Vec::new();
    }
    let pool = |lane| {
        let own = threads / lanes + usize::from(lane < threads % lanes);
        // Fewer pools take longer and give the same.
        ThreadPoolBuilder::new().num_threads(own).build().ok()
    };
    (0..lanes).map_while(pool).collect()
}

#[cfg(test)]
mod tests {
    use rayon::prelude::*;

    use super::*;

    /// A piece that is parallel in itself, and deep enough that a few hundred on one stack are too many.
    fn piece(at: usize) -> usize {
        let deep = std::hint::black_box([at; 2_000]);
        let sum: usize = (0..64_usize).into_par_iter().map(|n| std::hint::black_box(n * deep[n])).sum();
        sum / 2_016
    }

    fn on<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
        ThreadPoolBuilder::new().num_threads(threads).build().expect("threads").install(work)
    }

    #[test]
    fn pieces_come_back_in_order_whatever_the_number_of_threads() {
        for threads in [1, 2, 3, 8] {
            assert_eq!(
                on(threads, || each(3_000, piece)),
                (0..3_000).collect::<Vec<_>>(),
                "{threads} threads"
            );
            assert_eq!(on(threads, || each(2, piece)), [0, 1], "{threads} threads");
            assert!(on(threads, || each(0, piece)).is_empty());
        }
    }

    #[test]
    fn the_first_piece_that_fails_is_told() {
        let fails = |at: usize| if at % 7 == 6 { Err(at) } else { Ok(at) };
        for threads in [1, 2, 8] {
            for _ in 0..50 {
                assert_eq!(on(threads, || try_each(100, fails)), Err(6), "{threads} threads");
            }
        }
    }

    #[test]
    fn no_piece_is_begun_on_top_of_another() {
        thread_local!(static OPEN: std::cell::Cell<bool> = const { std::cell::Cell::new(false) });
        let alone = |_: usize| {
            // A thread takes up no second piece while one waits on it for its own loop.
            assert!(!OPEN.replace(true), "a piece began inside another");
            let waits: Vec<usize> = (0..32).into_par_iter().map(|n| n * 2).collect();
            assert_eq!(waits.len(), 32);
            OPEN.set(false);
        };
        for threads in [2, 4, 8] {
            on(threads, || each(400, alone));
        }
    }
}
