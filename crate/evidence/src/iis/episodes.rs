//! When 401s that nothing resolved came, and whether they come back about every 30 days.

use crate::gather::Gather;
use crate::iis::date::Date;
use crate::iis::log::{Log, LogDay};
use crate::order::sort_by_key;
use crate::span::Span;

/// Most episodes kept; the earliest are.
pub const LIMIT: usize = 4096;

/// Days between the starts of two episodes that belong to one period.
pub const STEP: std::ops::RangeInclusive<i32> = 29..=32;

/// A run of consecutive days with unresolved 401s.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Episode {
    /// Its first day.
    pub start: i32,
    /// Its last day.
    pub end: i32,
    /// Unresolved 401s.
    pub count: u64,
    /// The first row.
    pub first: Span,
    /// The last row.
    pub last: Span,
}

impl Episode {
    /// The first day as a date.
    #[must_use]
    pub fn date(&self) -> Date {
        Date::from_days(self.start)
    }
}

/// The episodes of one or more logs, in the order of their days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Episodes {
    /// At most [`LIMIT`].
    pub list: Vec<Episode>,
    /// The longest chain of episodes that come back about every 30 days, if there is one.
    pub period: Option<Period>,
}

/// At least three episodes whose consecutive starts lie 29 to 32 days apart, while the episodes
/// between two of them have fewer unresolved 401s together than the smallest of the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    /// The mean of the steps, rounded.
    pub days: i32,
    /// All starts fall on the same day of the calendar month, or on the last of theirs: a
    /// monthly job or a password policy rather than a ticket's age.
    pub same_day_of_month: bool,
    /// Indices into [`Episodes::list`].
    pub chain: Vec<usize>,
}

impl Episodes {
    /// Of all these logs together, in whatever order they were pasted.
    #[must_use]
    pub fn of<'a>(logs: impl IntoIterator<Item = &'a Log>) -> Episodes {
        let unresolved = |day: &&LogDay| day.unresolved > 0;
        let days = logs.into_iter().flat_map(|log| &log.days).filter(unresolved);
        let mut days: Vec<LogDay> = days.cloned().gather();
        sort_by_key(&mut days, |day| day.day);
        days.dedup_by(|day, known| {
            let same = day.day == known.day;
            if same {
                known.unresolved += day.unresolved;
            }
            same
        });
        let list = runs(&days);
        let period = longest_chain(&list).map(|chain| Period::of(&list, chain));
        Episodes { list, period }
    }

    /// The episodes of the period, in order; empty without one.
    pub fn periodic(&self) -> impl Iterator<Item = &Episode> {
        let chain = self.period.as_ref().map_or(&[][..], |period| &period.chain);
        chain.iter().filter_map(|index| self.list.get(*index))
    }
}

fn runs(days: &[LogDay]) -> Vec<Episode> {
    let mut list: Vec<Episode> = Vec::new();
    for day in days {
        let full = list.len() == LIMIT;
        match list.last_mut() {
            Some(episode) if episode.end + 1 == day.day => {
                episode.end = day.day;
                episode.count += day.unresolved;
                episode.last = day.last;
            }
            _ if full => break,
            _ => list.push(Episode {
                start: day.day,
                end: day.day,
                count: day.unresolved,
                first: day.first,
                last: day.last,
            }),
        }
    }
    list
}

/// Of equally long chains the first.
fn longest_chain(list: &[Episode]) -> Option<Vec<usize>> {
    let mut longest: Vec<usize> = Vec::new();
    for first in 0..list.len() {
        let chain = chain_from(list, first);
        if chain.len() > longest.len() {
            longest = chain;
        }
    }
    (longest.len() >= 3).then_some(longest)
}

/// The chain that starts at an episode. Where several may follow, the heaviest does.
fn chain_from(list: &[Episode], first: usize) -> Vec<usize> {
    let mut chain = vec![first];
    let mut smallest = list.get(first).map_or(0, |episode| episode.count);
    let mut between_most = 0;
    while let Some((at, from)) = chain.last().and_then(|at| Some((*at, list.get(*at)?))) {
        let later = || list.iter().enumerate().skip(at + 1);
        let candidates = later()
            .map(|(index, episode)| (index, episode, episode.start - from.start))
            .take_while(|(_, _, step)| step <= STEP.end())
            .filter(|(_, _, step)| STEP.contains(step));
        let Some((next, episode, _)) = candidates.max_by_key(|(_, episode, _)| episode.count)
        else {
            break;
        };
        let between = later().take(next - at - 1).map(|(_, episode)| episode.count).sum();
        smallest = smallest.min(episode.count);
        between_most = u64::max(between_most, between);
        if between_most >= smallest {
            break;
        }
        chain.push(next);
    }
    chain
}

impl Period {
    fn of(list: &[Episode], chain: Vec<usize>) -> Period {
        let starts: Vec<i32> =
            chain.iter().filter_map(|index| Some(list.get(*index)?.start)).gather();
        let dates: Vec<Date> = starts.iter().map(|start| Date::from_days(*start)).gather();
        let steps = i32::try_from(starts.len()).unwrap_or(i32::MAX) - 1;
        let whole = starts.last().zip(starts.first()).map_or(0, |(last, first)| last - first);
        let first_day = dates.first().map(|date| date.day);
        Period {
            days: (whole + steps / 2) / steps.max(1),
            same_day_of_month: dates.iter().all(|date| Some(date.day) == first_day)
                || dates.iter().all(|date| date.ends_month()),
            chain,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// (day, unresolved 401s) of one log.
    fn period_of(days: &[(i32, u64)]) -> Option<(i32, bool, usize)> {
        let day = |&(day, unresolved): &(i32, u64)| LogDay {
            day,
            unresolved,
            account_failures: 0,
            first: Span::default(),
            last: Span::default(),
        };
        let log = Log {
            software: None,
            iis: Some((5, 0)),
            fields: Vec::new(),
            rows: 0,
            refusals: Vec::new(),
            days: days.iter().map(day).collect(),
            tells_unresolved: true,
            span: Span::default(),
        };
        let period = Episodes::of([&log]).period?;
        Some((period.days, period.same_day_of_month, period.chain.len()))
    }

    fn on(year: i32, month: u8, day: u8) -> i32 {
        Date { year, month, day }.days()
    }

    #[test]
    fn three_episodes_thirty_days_apart_are_a_period() {
        assert_eq!(period_of(&[(100, 9), (101, 2), (130, 9), (160, 9)]), Some((30, false, 3)));
        assert_eq!(period_of(&[(100, 9), (130, 9)]), None);
        assert_eq!(period_of(&[(100, 9), (130, 9), (163, 9)]), None);
        assert_eq!(period_of(&[(100, 9), (132, 9), (161, 9)]), Some((31, false, 3)));
    }

    #[test]
    fn shorter_periods_are_none_of_thirty_days() {
        let weekly: Vec<_> = (0..20).map(|week| (week * 7, 5)).collect();
        assert_eq!(period_of(&weekly), None);
        let every_ten: Vec<_> = (0..20).map(|step| (step * 10, 5)).collect();
        assert_eq!(period_of(&every_ten), None);
    }

    #[test]
    fn a_stray_401_hides_no_period() {
        let days = [(100, 9), (110, 1), (130, 8), (147, 2), (160, 9)];
        assert_eq!(period_of(&days), Some((30, false, 3)));
        let heavy = [(100, 9), (110, 8), (130, 8), (160, 9)];
        assert_eq!(period_of(&heavy), None);
    }

    #[test]
    fn the_same_day_of_the_month_is_told() {
        let fifteenth = [(on(2001, 1, 15), 5), (on(2001, 2, 15), 5), (on(2001, 3, 18), 5)];
        assert_eq!(period_of(&fifteenth), Some((31, false, 3)));
        let same = [(on(2001, 6, 15), 5), (on(2001, 7, 15), 5), (on(2001, 8, 15), 5)];
        assert_eq!(period_of(&same), Some((31, true, 3)));
        let last = [(on(2001, 3, 31), 5), (on(2001, 4, 30), 5), (on(2001, 5, 31), 5)];
        assert_eq!(period_of(&last), Some((31, true, 3)));
    }

    #[test]
    fn many_episodes_are_cut_off_and_cost_little() {
        let days: Vec<_> = (0..9000).map(|day| (day * 2, 1)).collect();
        assert_eq!(period_of(&days), None);
    }
}
