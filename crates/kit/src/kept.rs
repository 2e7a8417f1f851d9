//! Outcomes that are kept for the next time, where what they were made from may be the same.

use std::any::{Any, TypeId};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The last outcome of some work, and what it was made from.
#[derive(Debug)]
pub struct Last<K, V>(Mutex<Option<(K, V)>>);

impl<K: PartialEq, V: Clone> Last<K, V> {
    /// What was made last, where it was made of an equal one.
    pub fn known(&self, from: &K) -> Option<V> {
        held(&self.0).as_ref().filter(|(of, _)| of == from).map(|(_, made)| made.clone())
    }

    /// Keeps an outcome in place of the last.
    pub fn keep(&self, from: K, made: V) {
        *held(&self.0) = Some((from, made));
    }

    /// What `work` makes of `from`: not done again where it was done last of an equal one.
    pub fn of(&self, from: K, work: impl FnOnce(&K) -> V) -> V {
        self.known(&from).unwrap_or_else(|| {
            // Nobody waits for the work of another: two that do it at once make the same.
            let made = work(&from);
            self.keep(from, made.clone());
            made
        })
    }
}

impl<K, V> Default for Last<K, V> {
    fn default() -> Self {
        Last(Mutex::new(None))
    }
}

/// The outcomes of one work on each of many things, by id, with what each was made from.
pub type Each<K, V> = BTreeMap<String, (K, V)>;

/// The last outcomes of one work on each of many things, all of which rest on one ground.
#[derive(Debug)]
pub struct LastOfEach<G, K, V>(Mutex<Option<(G, Each<K, V>)>>);

impl<G: PartialEq, K: Clone, V: Clone> LastOfEach<G, K, V> {
    /// What is known on this ground; nothing where it is another one.
    pub fn known(&self, ground: &G) -> Each<K, V> {
        let kept = held(&self.0);
        kept.as_ref().filter(|(of, _)| of == ground).map(|(_, each)| each.clone()).unwrap_or_default()
    }

    /// Keeps `each` in place of what was kept before.
    pub fn keep(&self, ground: G, each: Each<K, V>) {
        *held(&self.0) = Some((ground, each));
    }
}

impl<G, K, V> Default for LastOfEach<G, K, V> {
    fn default() -> Self {
        LastOfEach(Mutex::new(None))
    }
}

/// What was worked out of a thing that does not change, kept with it: one outcome a type.
#[derive(Default)]
pub struct WorkedOut(Mutex<BTreeMap<TypeId, Arc<dyn Any + Send + Sync>>>);

impl WorkedOut {
    /// What `work` makes of the thing alone; not done again. The type of the outcome says which work that is.
    pub fn once<T: Any + Send + Sync>(&self, work: impl FnOnce() -> T) -> Arc<T> {
        let known = held(&self.0).get(&TypeId::of::<T>()).cloned();
        // Nobody waits for the work of another, here as above.
        let known = known.and_then(|known| known.downcast::<T>().ok());
        known.unwrap_or_else(|| {
            let made = Arc::new(work());
            held(&self.0).insert(TypeId::of::<T>(), Arc::clone(&made) as Arc<dyn Any + Send + Sync>);
            made
        })
    }
}

impl fmt::Debug for WorkedOut {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "WorkedOut({})", held(&self.0).len())
    }
}

/// A panic elsewhere leaves a whole outcome behind, never half of one.
fn held<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_is_done_anew_for_another_thing_alone() {
        let last: Last<u32, u32> = Last::default();
        assert_eq!(last.of(1, |one| one + 1), 2);
        assert_eq!(last.of(1, |_| unreachable!("it is known")), 2);
        assert_eq!(last.of(2, |two| two + 1), 3);
        assert_eq!(last.of(1, |_| 7), 7, "only the last is kept");
    }

    #[test]
    fn each_type_is_worked_out_once() {
        #[derive(Debug, PartialEq)]
        struct Other(u32);
        let worked_out = WorkedOut::default();
        assert_eq!(*worked_out.once(|| 1_u32), 1);
        assert_eq!(*worked_out.once(|| Other(2)), Other(2));
        assert_eq!(*worked_out.once::<u32>(|| unreachable!("it is known")), 1);
    }

    #[test]
    fn of_another_ground_nothing_is_known() {
        let last: LastOfEach<&str, u32, u32> = LastOfEach::default();
        last.keep("ground", BTreeMap::from([("a".to_owned(), (1, 2))]));
        assert_eq!(last.known(&"ground").get("a"), Some(&(1, 2)));
        assert!(last.known(&"other").is_empty());
    }
}
