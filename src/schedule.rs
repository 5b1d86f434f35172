//! Running tasks in parallel, each after those it depends on: packages after those that they import, functions
//! after those that they call.
//!
//! ```text
//! a needs b and c        thread 0: c, a     thread 1: b
//! a needs b needs c      thread 0: c, b, a
//! ```
//!
//! A task is followed by one that waited for it on the same thread, and of what a pool runs the first one is
//! always on the same: what one analysis lets go of, the next one takes. On another thread it would be another
//! heap of the allocator's, and a server that analyzes one package again and again would grow by each.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::fault::STACK;

/// A pool of `threads` workers, as many as there are processors for 0.
pub fn pool(threads: usize) -> Result<rayon::ThreadPool, rayon::ThreadPoolBuildError> {
    rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(STACK).build()
}

/// Runs `task(i)` for each `i` in a pool, after the tasks of `needs[i]`, and returns their results in order.
///
/// A task whose needs form a cycle never runs: its result is absent.
pub fn run<T: Send + Sync>(
    pool: &rayon::ThreadPool,
    needs: &[Vec<usize>],
    task: impl for<'r> Fn(usize, &'r dyn Fn(usize) -> Option<&'r T>) -> T + Sync,
) -> Vec<Option<T>> {
    let graph = Graph::of(needs);
    // Any thread might take what is installed.
    pool.broadcast(|worker| {
        if worker.index() == 0 {
            graph.run(needs, &task);
        }
    });
    graph.results()
}

/// The same as a part of a task: on its thread, and on others of its pool that have nothing else to do. One task
/// alone needs no pool.
pub fn divide<T: Send + Sync>(
    needs: &[Vec<usize>],
    task: impl for<'r> Fn(usize, &'r dyn Fn(usize) -> Option<&'r T>) -> T + Sync,
) -> Vec<Option<T>> {
    if let [needs] = needs {
        return vec![needs.is_empty().then(|| task(0, &|_| None))];
    }
    let graph = Graph::of(needs);
    graph.run(needs, &task);
    graph.results()
}

/// Drops something large, which takes time: once a thread of a pool has nothing else to do.
pub fn let_go<T: Send + 'static>(pool: &rayon::ThreadPool, value: T) {
    pool.spawn(move || drop(value));
}

struct Graph<T> {
    followers: Vec<Vec<usize>>,
    open: Vec<AtomicUsize>,
    results: Vec<OnceLock<T>>,
}

impl<T: Send + Sync> Graph<T> {
    fn of(needs: &[Vec<usize>]) -> Graph<T> {
        let mut followers = vec![Vec::new(); needs.len()];
        for (i, needs) in needs.iter().enumerate() {
            for &need in needs {
                followers[need].push(i);
            }
        }
        let open = needs.iter().map(|needs| AtomicUsize::new(needs.len())).collect();
        let results = needs.iter().map(|_| OnceLock::new()).collect();
        Graph { followers, open, results }
    }

    /// Runs all tasks, beginning on this thread.
    fn run<F>(&self, needs: &[Vec<usize>], task: &F)
    where
        F: for<'r> Fn(usize, &'r dyn Fn(usize) -> Option<&'r T>) -> T + Sync,
    {
        let ready = (0..needs.len()).filter(|&i| needs[i].is_empty());
        rayon::scope(|scope| self.start(ready, task, scope));
    }

    fn results(self) -> Vec<Option<T>> {
        self.results.into_iter().map(OnceLock::into_inner).collect()
    }

    /// Begins tasks: one on this thread, the others wherever there is time.
    fn start<'s, F>(
        &'s self,
        ready: impl Iterator<Item = usize>,
        task: &'s F,
        scope: &rayon::Scope<'s>,
    ) where
        F: for<'r> Fn(usize, &'r dyn Fn(usize) -> Option<&'r T>) -> T + Sync,
    {
        let mut next = None;
        for i in ready {
            if let Some(other) = next.replace(i) {
                scope.spawn(move |scope| self.finish(other, task, scope));
            }
        }
        if let Some(i) = next {
            self.finish(i, task, scope);
        }
    }

    /// Runs a task, and what follows it.
    fn finish<'s, F>(&'s self, mut i: usize, task: &'s F, scope: &rayon::Scope<'s>)
    where
        F: for<'r> Fn(usize, &'r dyn Fn(usize) -> Option<&'r T>) -> T + Sync,
    {
        loop {
            let done = |i: usize| self.results[i].get();
            let _ = self.results[i].set(task(i, &done));
            let is_ready =
                |&follower: &usize| self.open[follower].fetch_sub(1, Ordering::AcqRel) == 1;
            let mut ready = self.followers[i].iter().copied().filter(is_ready);
            let Some(next) = ready.next() else { return };
            for other in ready {
                scope.spawn(move |scope| self.finish(other, task, scope));
            }
            i = next;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::isolate;

    #[test]
    fn tasks_follow_their_needs() {
        // 3 needs 1 and 2, which need 0; 4 and 5 need each other.
        let needs = [vec![], vec![0], vec![0], vec![1, 2], vec![5], vec![4]];
        let pool = pool(2).expect("a pool of two threads");
        let depths = run(&pool, &needs, |i, done| {
            needs[i]
                .iter()
                .map(|&need| done(need).map_or(100, |depth: &i32| depth + 1))
                .max()
                .unwrap_or(0)
        });
        assert_eq!(depths, [Some(0), Some(1), Some(1), Some(2), None, None]);
    }

    #[test]
    fn what_waits_for_one_task_stays_on_its_thread() {
        let needs = [vec![], vec![0], vec![1], vec![2]];
        let pool = pool(4).expect("a pool of four threads");
        for _ in 0..100 {
            let threads = run(&pool, &needs, |_, _| rayon::current_thread_index());
            assert_eq!(threads, [Some(Some(0)); 4]);
        }
    }

    #[test]
    fn a_task_is_divided_on_its_pool_and_one_alone_needs_none() {
        let needs = [vec![1], vec![2], vec![], vec![2]];
        let depths = || {
            divide(&needs, |i, done| {
                let below = needs[i].iter().map(|&need| done(need).map_or(100, |d: &usize| d + 1));
                below.max().unwrap_or(0)
            })
        };
        let outer =
            run(&pool(2).expect("a pool of two threads"), &[vec![], vec![]], |_, _| depths());
        let expected = vec![Some(2), Some(1), Some(0), Some(1)];
        assert_eq!(outer, [Some(expected.clone()), Some(expected)]);
        let thread = divide(&[vec![]], |_, _| std::thread::current().id());
        assert_eq!(thread, [Some(std::thread::current().id())]);
    }

    #[test]
    fn a_panic_ends_one_task() {
        let needs = [vec![], vec![], vec![0, 1]];
        let pool = pool(2).expect("a pool of two threads");
        let done = run(&pool, &needs, |i, done| {
            isolate(|| {
                assert_ne!(i, 1, "the second task");
                needs[i].iter().filter(|&&need| matches!(done(need), Some(Ok(_)))).count()
            })
        });
        assert_eq!(done[0], Some(Ok(0)));
        assert!(matches!(&done[1], Some(Err(message)) if message.contains("the second task")));
        assert_eq!(done[2], Some(Ok(1)));
    }
}
