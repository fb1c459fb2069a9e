//! Counts rows, and finds the 401s that no success followed, in memory that has a bound.

use crate::iis::log::{ACCOUNT_FAILURES, DAYS, Log, LogDay, REFUSALS, Refusal};
use crate::read::w3c_log::row::Row;
use crate::read::w3c_log::waiting::{Unauthorized, Waiting};
use crate::span::{Leaf, Span};

/// A success within this many seconds resolves a 401: it was the first leg of a logon.
const WINDOW: i64 = 60;

/// Status, substatus, Windows error code.
type Codes = (u16, Option<u16>, Option<u32>);

/// Where a row stands in the paste: start and end.
type Place = (u32, u32);

pub(super) struct Summary {
    pub(super) software: Option<Leaf>,
    pub(super) iis: Option<(u16, u16)>,
    pub(super) fields: Vec<Leaf>,
    pub(super) tells_unresolved: bool,
    rows: u64,
    /// In order, as are the days.
    refusals: Vec<(Codes, (u64, Place))>,
    days: Vec<(i32, DayCount)>,
    waiting: Waiting,
}

#[derive(Default)]
struct DayCount {
    unresolved: u64,
    account_failures: u64,
    first: Place,
    last: Place,
}

impl Default for Summary {
    fn default() -> Summary {
        Summary {
            software: None,
            iis: None,
            fields: Vec::new(),
            tells_unresolved: true,
            rows: 0,
            refusals: Vec::new(),
            days: Vec::new(),
            waiting: Waiting::default(),
        }
    }
}

impl Summary {
    /// Takes a row that stands at `start`.
    pub(super) fn row(&mut self, row: &Row<'_>, day: Option<i32>, start: u32, length: usize) {
        self.rows += 1;
        let refused = matches!(row.status, 401 | 403 | 407);
        let success = (200..400).contains(&row.status);
        if !refused && (self.waiting.is_empty() || !success) {
            return;
        }
        let place = (start, start.saturating_add(u32::try_from(length).unwrap_or(u32::MAX)));
        if refused {
            self.refusal(row, place);
        }
        let Some(day) = day else {
            self.tells_unresolved &= row.status != 401;
            return;
        };
        let second = i64::from(day) * 86_400 + i64::from(row.second);
        self.judge_before(second);
        if success {
            self.waiting.success(key_of(row), self.rows);
        } else if row.status == 401 {
            self.unauthorized(row, day, second, place);
        }
    }

    fn refusal(&mut self, row: &Row<'_>, place: Place) {
        let codes = (row.status, row.substatus, row.win32_status);
        match self.refusals.binary_search_by_key(&codes, |(known, _)| *known) {
            Ok(at) => {
                if let Some((_, (count, _))) = self.refusals.get_mut(at) {
                    *count += 1;
                }
            }
            Err(_) if self.refusals.len() >= REFUSALS => {}
            Err(at) => self.refusals.insert(at, (codes, (1, place))),
        }
    }

    fn unauthorized(&mut self, row: &Row<'_>, day: i32, second: i64, place: Place) {
        let by_account =
            |code: &u32| ACCOUNT_FAILURES.binary_search_by_key(code, |(known, _)| *known).is_ok();
        if row.win32_status.as_ref().is_some_and(by_account) {
            if let Some(count) = self.day(day, place) {
                count.account_failures += 1;
            }
            return;
        }
        if !self.tells_unresolved {
            return;
        }
        if self.waiting.is_full() {
            self.judge_oldest();
        }
        self.waiting.push(Unauthorized { key: key_of(row), row: self.rows, day, second, place });
    }

    /// Judges the 401s whose minute is over, and all where the time goes back.
    fn judge_before(&mut self, now: i64) {
        while let Some(oldest) = self.waiting.oldest()
            && (now > oldest.second + WINDOW || now < oldest.second - WINDOW)
        {
            self.judge_oldest();
        }
    }

    fn judge_oldest(&mut self) {
        let Some(oldest) = self.waiting.oldest() else { return };
        self.waiting.pass();
        if !self.waiting.is_resolved(&oldest)
            && let Some(count) = self.day(oldest.day, oldest.place)
        {
            if count.unresolved == 0 {
                count.first = oldest.place;
            }
            count.unresolved += 1;
            count.last = oldest.place;
        }
    }

    fn day(&mut self, day: i32, place: Place) -> Option<&mut DayCount> {
        let at = match self.days.binary_search_by_key(&day, |(known, _)| *known) {
            Ok(at) => at,
            Err(_) if self.days.len() >= DAYS => return None,
            Err(at) => {
                let new = DayCount { first: place, last: place, ..DayCount::default() };
                self.days.insert(at, (day, new));
                at
            }
        };
        self.days.get_mut(at).map(|(_, count)| count)
    }

    pub(super) fn finish(mut self, span: Span) -> Log {
        while !self.waiting.is_empty() {
            self.judge_oldest();
        }
        let at = |(start, end): Place| Span { start, end, ..span };
        let mut refusals = Vec::new();
        for ((status, substatus, win32_status), (count, first)) in &self.refusals {
            refusals.push(Refusal {
                status: *status,
                substatus: *substatus,
                win32_status: *win32_status,
                count: *count,
                first: at(*first),
            });
        }
        let mut days = Vec::new();
        for (day, count) in &self.days {
            days.push(LogDay {
                day: *day,
                unresolved: count.unresolved,
                account_failures: count.account_failures,
                first: at(count.first),
                last: at(count.last),
            });
        }
        Log {
            software: self.software,
            iis: self.iis,
            tells_unresolved: self.tells_unresolved && !self.fields.is_empty(),
            fields: self.fields,
            rows: self.rows,
            refusals,
            days,
            span,
        }
    }
}

/// One number for a client address and a URI; IIS does not tell the URI's letter case apart.
fn key_of(row: &Row<'_>) -> u64 {
    // FNV-1a: the standard hasher is ten times its code.
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for bytes in [row.client_ip, b" ", row.uri_stem] {
        for byte in bytes {
            hash = (hash ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(0x100_0000_01b3);
        }
    }
    hash
}
