//! The 401s that wait for their success, in memory that has a bound, and the keys that they wait for.

/// Most 401s that wait for their success. Past it the oldest is judged early.
const WAITING: usize = 65_536;

/// A 401 whose minute is not over.
#[derive(Clone, Copy)]
pub(super) struct Unauthorized {
    pub(super) key: u64,
    /// Which row, counted from the log's first.
    pub(super) row: u64,
    pub(super) day: i32,
    pub(super) second: i64,
    /// Start and end in the paste.
    pub(super) place: (u32, u32),
}

/// Those that wait, oldest first: a ring.
#[derive(Default)]
pub(super) struct Waiting {
    ring: Vec<Unauthorized>,
    /// How many have come, and how many of them are gone.
    come: usize,
    gone: usize,
    keys: Keys,
}

impl Waiting {
    pub(super) fn is_empty(&self) -> bool {
        self.come == self.gone
    }

    pub(super) fn is_full(&self) -> bool {
        self.come - self.gone >= WAITING
    }

    pub(super) fn oldest(&self) -> Option<Unauthorized> {
        if self.is_empty() { None } else { self.ring.get(self.gone % WAITING).copied() }
    }

    /// The oldest waits no longer.
    pub(super) fn pass(&mut self) {
        self.gone += usize::from(!self.is_empty());
    }

    /// One more, where there is room.
    pub(super) fn push(&mut self, new: Unauthorized) {
        if self.keys.nodes.len() >= 2 * WAITING {
            self.forget_keys();
        }
        self.keys.insert(new.key, 0);
        match self.ring.get_mut(self.come % WAITING) {
            Some(place) => *place = new,
            None => self.ring.push(new),
        }
        self.come += 1;
    }

    /// A row of that key succeeded.
    pub(super) fn success(&mut self, key: u64, row: u64) {
        if let Some(known) = self.keys.find(key) {
            known.last_success = row;
        }
    }

    /// A success came after it.
    pub(super) fn is_resolved(&mut self, one: &Unauthorized) -> bool {
        self.keys.find(one.key).is_some_and(|known| known.last_success > one.row)
    }

    /// All but those that are waited for.
    fn forget_keys(&mut self) {
        let mut all = std::mem::take(&mut self.keys);
        for at in self.gone..self.come {
            let Some(key) = self.ring.get(at % WAITING).map(|one| one.key) else { continue };
            let last_success = all.find(key).map_or(0, |known| known.last_success);
            self.keys.insert(key, last_success);
        }
    }
}

/// A digital search tree, a tenth of a `BTreeMap`'s code: a key stands under those that begin with the same bits, so
/// that no choice of keys makes it deeper than they have bits.
#[derive(Default)]
struct Keys {
    nodes: Vec<Key>,
}

struct Key {
    key: u64,
    /// Which row succeeded last; 0 if none did.
    last_success: u64,
    /// Where the keys below stand whose next bit is 0, and 1; 0 for none: the root is below no other.
    below: [usize; 2],
}

impl Keys {
    /// Where the key stands, or where the node stands that it belongs below, and on which side.
    fn place(&self, key: u64) -> (usize, usize) {
        let (mut at, mut bits) = (0, key);
        loop {
            let side = usize::from(bits & 1 == 1);
            let node = self.nodes.get(at);
            let below = node.filter(|node| node.key != key).and_then(|node| node.below.get(side));
            match below {
                Some(below) if *below != 0 => at = *below,
                _ => return (at, side),
            }
            bits >>= 1;
        }
    }

    fn find(&mut self, key: u64) -> Option<&mut Key> {
        let (at, _) = self.place(key);
        self.nodes.get_mut(at).filter(|node| node.key == key)
    }

    /// The key, if it is not there yet.
    fn insert(&mut self, key: u64, last_success: u64) {
        let new = self.nodes.len();
        let (at, side) = self.place(key);
        if let Some(node) = self.nodes.get_mut(at) {
            if node.key == key {
                return;
            }
            if let Some(below) = node.below.get_mut(side) {
                *below = new;
            }
        }
        self.nodes.push(Key { key, last_success, below: [0; 2] });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(key: u64, row: u64) -> Unauthorized {
        Unauthorized { key, row, day: 0, second: 0, place: (0, 0) }
    }

    #[test]
    fn a_success_counts_for_its_key_and_what_came_before_it() {
        let mut waiting = Waiting::default();
        // Keys that differ in their last bit alone, and in their first.
        for (row, key) in (1..).zip([0, 1 << 63, 1, 2, 0]) {
            waiting.push(one(key, row));
        }
        waiting.success(0, 4);
        waiting.success(1 << 63, 6);
        waiting.success(7, 7);
        let mut resolved = Vec::new();
        while let Some(oldest) = waiting.oldest() {
            resolved.push(waiting.is_resolved(&oldest));
            waiting.pass();
        }
        assert_eq!(resolved, [true, true, false, false, false]);
        assert!(waiting.is_empty());
    }

    #[test]
    fn keys_that_are_no_longer_waited_for_are_forgotten() {
        let mut waiting = Waiting::default();
        let rows = 5 * WAITING as u64;
        for row in 1..=rows {
            if waiting.is_full() {
                waiting.pass();
            }
            waiting.push(one(row, row));
            waiting.success(row, row + 1);
            assert!(waiting.keys.nodes.len() <= 2 * WAITING);
        }
        assert!(waiting.is_full() && waiting.ring.len() == WAITING);
        while let Some(oldest) = waiting.oldest() {
            assert!(waiting.is_resolved(&oldest));
            waiting.pass();
        }
    }
}
