//! The one sort. The standard library's is compiled anew for every type, 4 KB of WebAssembly each time; here only the
//! comparison is.

/// Sorts by a key; equal items keep their order.
pub fn sort_by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    sort_by(items, |one, other| key(one) < key(other));
}

/// Sorts by what comes before what; equal items keep their order.
pub fn sort_by<T>(items: &mut [T], before: impl Fn(&T, &T) -> bool) {
    let order = order(items.len(), &|one, other| match (items.get(one), items.get(other)) {
        (Some(one), Some(other)) => before(one, other),
        _ => false,
    });
    for (one, other) in swaps(order.unwrap_or_default()) {
        items.swap(one, other);
    }
}

/// For each item the index of the first that is equal to it: what a map would be asked for.
pub fn first_equal<T: Ord>(items: &[T]) -> Vec<usize> {
    let mut sorted: Vec<usize> = (0..items.len()).collect();
    sort_by_key(&mut sorted, |at| items.get(*at));
    let mut first = vec![0; items.len()];
    for equal in sorted.chunk_by(|one, other| items.get(*one) == items.get(*other)) {
        for at in equal {
            if let (Some(place), Some(earliest)) = (first.get_mut(*at), equal.first()) {
                *place = *earliest;
            }
        }
    }
    first
}

/// Which items change places, one pair after the other, to come into this order.
fn swaps(mut order: Vec<usize>) -> Vec<(usize, usize)> {
    let mut swaps = Vec::new();
    for start in 0..order.len() {
        let mut at = start;
        while let Some(place) = order.get_mut(at) {
            let from = std::mem::replace(place, at);
            if from == start {
                break;
            }
            swaps.push((at, from));
            at = from;
        }
    }
    swaps
}

/// The indices below `count` in order, by merging; none where they are in order already.
fn order(count: usize, before: &dyn Fn(usize, usize) -> bool) -> Option<Vec<usize>> {
    (1..count).any(|at| before(at, at - 1)).then(|| merged(count, before))
}

#[inline(never)]
fn merged(count: usize, before: &dyn Fn(usize, usize) -> bool) -> Vec<usize> {
    let mut from: Vec<usize> = (0..count).collect();
    let mut run = 1;
    while run < count {
        let mut to = Vec::with_capacity(count);
        for runs in from.chunks(run * 2) {
            let (mut one, mut other) = runs.split_at_checked(run).unwrap_or((runs, &[]));
            while let (Some((first, rest)), Some((second, remaining))) =
                (one.split_first(), other.split_first())
            {
                if before(*second, *first) {
                    to.push(*second);
                    other = remaining;
                } else {
                    to.push(*first);
                    one = rest;
                }
            }
            to.extend_from_slice(one);
            to.extend_from_slice(other);
        }
        from = to;
        run *= 2;
    }
    from
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_sorts_as_the_standard_library_does(keys: Vec<u8>) {
            let mut items: Vec<(u8, usize)> = keys.into_iter().zip(0..).collect();
            let mut expected = items.clone();
            expected.sort_by_key(|(key, _)| *key);
            sort_by_key(&mut items, |(key, _)| *key);
            prop_assert_eq!(items, expected);
        }

        #[test]
        fn the_first_equal_item_is_the_one_that_a_search_finds(items: Vec<u8>) {
            let found = items.iter().map(|item| items.iter().position(|other| other == item));
            prop_assert_eq!(found.collect::<Option<Vec<_>>>(), Some(first_equal(&items)));
        }
    }
}
