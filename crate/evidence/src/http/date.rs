//! Times as HTTP and logs write them, read to seconds since 1970-01-01 in UTC.

use crate::capture::Exchange;
use crate::iis::date::Date;

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// An HTTP date in any of its three forms (RFC 9110 section 5.6.7), or a time after ISO 8601, which a log's
/// `2024-01-31 10:11:12` is one of. Years of two digits are those nearest to 2020.
#[must_use]
pub fn seconds(text: &str) -> Option<i64> {
    let text = text.trim();
    if text.as_bytes().first()?.is_ascii_digit() {
        return iso(text);
    }
    let (_, rest) = text.split_once(' ')?;
    let mut words = rest.split_ascii_whitespace();
    let first = words.next()?;
    if let Some(month) = month(first) {
        // `Sun Nov  6 08:49:37 1994`
        let day = words.next()?;
        let second = time(words.next()?)?;
        let year = words.next()?;
        return at(year.parse().ok()?, month, day, second);
    }
    if let Some((day, rest)) = first.split_once('-') {
        // `Sunday, 06-Nov-94 08:49:37 GMT`
        let (name, year) = rest.split_once('-')?;
        let year: i32 = year.parse().ok()?;
        let year = if year >= 100 { year } else { year + if year < 70 { 2000 } else { 1900 } };
        return at(year, month(name)?, day, time(words.next()?)?);
    }
    // `Sun, 06 Nov 1994 08:49:37 GMT`
    let month = month(words.next()?)?;
    let year = words.next()?.parse().ok()?;
    at(year, month, first, time(words.next()?)?)
}

fn month(name: &str) -> Option<u8> {
    let index = MONTHS.iter().position(|known| known.eq_ignore_ascii_case(name))?;
    u8::try_from(index + 1).ok()
}

fn at(year: i32, month: u8, day: &str, second: i64) -> Option<i64> {
    let date = Date::new(year, month, day.parse().ok()?)?;
    Some(i64::from(date.days()) * 86_400 + second)
}

/// `HH:MM:SS`
fn time(text: &str) -> Option<i64> {
    let mut parts =
        text.split(':').map(|part| part.parse::<i64>().ok().filter(|_| part.len() == 2));
    let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next()??);
    let fits = hour < 24 && minute < 60 && second <= 60 && parts.next().is_none();
    fits.then_some(hour * 3600 + minute * 60 + second)
}

/// `2024-01-31T10:11:12.123+02:00`; without a zone UTC.
fn iso(text: &str) -> Option<i64> {
    if text.as_bytes().get(8) == Some(&b'T') {
        return basic(text);
    }
    let (date, rest) = text.split_at_checked(10)?;
    let mut parts = date.split('-');
    let (year, month) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let rest = rest.strip_prefix(['T', ' '])?;
    let (clock, zone) = rest.split_at_checked(8)?;
    let local = at(year, month, parts.next()?, time(clock)?)?;
    let zone = zone.trim_start_matches(|c: char| c == '.' || c.is_ascii_digit()).trim();
    let sign = match zone.as_bytes().first() {
        None | Some(b'Z' | b'z') => return Some(local),
        Some(b'+') => 1,
        Some(b'-') => -1,
        Some(_) => return None,
    };
    let digits: i64 = zone.get(1..)?.replace(':', "").parse().ok()?;
    Some(local - sign * (digits / 100 * 3600 + digits % 100 * 60))
}

/// ISO 8601's basic form in UTC, as AWS Signature Version 4 has it: `20240131T101112Z`.
fn basic(text: &str) -> Option<i64> {
    let number = |from, to| text.get(from..to)?.parse::<i64>().ok();
    let (hour, minute, second) = (number(9, 11)?, number(11, 13)?, number(13, 15)?);
    let fits = hour < 24 && minute < 60 && second <= 60 && text.get(15..) == Some("Z");
    let month = number(4, 6).and_then(|month| u8::try_from(month).ok())?;
    let day = at(text.get(..4)?.parse().ok()?, month, text.get(6..8)?, 0)?;
    fits.then_some(day + hour * 3600 + minute * 60 + second)
}

/// Two clocks that differ by less, in seconds, agree as far as HTTP tells: its dates have no fractions, and nobody
/// knows when in an exchange they were written.
const AGREE: i64 = 5;

/// The difference of two clocks in seconds; none where it is too small to be told.
#[must_use]
pub fn told_difference(seconds: i64) -> i64 {
    if seconds.abs() < AGREE { 0 } else { seconds }
}

/// By how many seconds at least the server's clock is ahead of the client's, or behind it if negative; see
/// [`told_difference`]. The server's is the `Date` of the response, and the `Age` of a copy from a cache, which is the
/// time since that date; the client's is what the exchange says of its start, and of its end. Nothing where the
/// pastes leave it open, nor for a response that a cache may have kept without saying so (RFC 9110 section 15.1).
#[must_use]
pub fn clock_difference(exchange: &Exchange) -> Option<i64> {
    let response = exchange.response.as_ref()?;
    if !matches!(response.status.as_ref()?.code, 400 | 401 | 403 | 407) {
        return None;
    }
    let field = |name: &str| response.fields.iter().find(|field| field.is(name));
    let date = seconds(field("Date")?.value.as_str())?;
    let age: u32 = match field("Age") {
        Some(age) => age.value.as_str().parse().ok()?,
        None => 0,
    };
    let started = exchange.started.as_ref()?.as_str();
    // Without a zone it is some place's time.
    started.get(19..)?.find(['Z', 'z', '+', '-'])?;
    let server = date + i64::from(age);
    // Each may have begun up to a second ago.
    let behind = server + 1 - seconds(started)?;
    if behind < 0 {
        return Some(told_difference(behind));
    }
    let until = seconds(started)? + 1 + i64::from(exchange.took?.div_ceil(1000));
    Some(told_difference((server - until).max(0)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Text, read};

    #[test]
    fn every_form_of_a_date_is_the_same_second() {
        for text in [
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
            "1994-11-06 08:49:37",
            "1994-11-06T08:49:37.123Z",
            "1994-11-06T10:49:37+02:00",
            "1994-11-06T03:19:37-0530",
            "19941106T084937Z",
        ] {
            assert_eq!(seconds(text), Some(784_111_777), "{text}");
        }
        for text in [
            "",
            "0",
            "Sun, 31 Feb 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 24:00:00 GMT",
            "19941106T254937Z",
            "é",
        ] {
            assert_eq!(seconds(text), None, "{text}");
        }
    }

    /// The difference in a HAR of one entry.
    fn difference(started: &str, time: &str, status: u16, fields: &str) -> Option<i64> {
        let text = format!(
            r#"{{"log": {{"entries": [{{"startedDateTime": "{started}", "time": {time}, "request": {{"method": "GET",
            "url": "https://a.example/", "headers": []}}, "response": {{"status": {status}, "headers": [
            {{"name": "Date", "value": "Sun, 06 Nov 1994 08:49:37 GMT"}}{fields}]}}}}]}}}}"#
        );
        clock_difference(&read(&[Text::from_str(&text)]).exchanges[0])
    }

    #[test]
    fn clocks_differ_by_what_the_exchange_can_not_explain() {
        let of = |started: &str, time: &str| difference(started, time, 401, "");
        // The server is 37 s ahead, of which the second that the request took may be one.
        assert_eq!(of("1994-11-06T08:49:00.250Z", "1000.25"), Some(34));
        assert_eq!(of("1994-11-06T10:49:00.250+02:00", "1000.25"), Some(34));
        assert_eq!(of("1994-11-06T08:49:00.250Z", "60000"), Some(0));
        assert_eq!(of("1994-11-06T08:59:37.900Z", "12"), Some(-599));
        assert_eq!(of("1994-11-06T08:59:37.900Z", "-1"), Some(-599));
        assert_eq!(of("1994-11-06T08:49:34.000Z", "12"), Some(0));
        assert_eq!(of("1994-11-06T08:49:41.000Z", "12"), Some(0));
    }

    #[test]
    fn what_leaves_the_difference_open_tells_none() {
        let started = "1994-11-06T08:40:00.000Z";
        assert_eq!(difference(started, "9", 401, ""), Some(575));
        assert_eq!(difference(started, "-1", 401, ""), None);
        assert_eq!(difference("1994-11-06T08:40:00.000", "9", 401, ""), None);
        assert_eq!(difference(started, "9", 200, ""), None);
        let age = |age: &str| format!(r#", {{"name": "Age", "value": "{age}"}}"#);
        assert_eq!(difference(started, "9", 401, &age("25")), Some(600));
        assert_eq!(difference(started, "9", 401, &age("soon")), None);
    }
}
