//! Times as HTTP and logs write them, read to seconds since 1970-01-01 in UTC.

use crate::capture::Response;
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

/// By how many seconds the server's clock is ahead of the one that `known` was read from: its `Date`, and the
/// `Age` of a copy from a cache, which is the time since that date. Nothing without a `Date`.
#[must_use]
pub fn clock_difference(response: &Response, known: i64) -> Option<i64> {
    let field = |name: &str| response.fields.iter().find(|field| field.is(name));
    let date = seconds(field("Date")?.value.as_str())?;
    let age = match field("Age") {
        Some(age) => age.value.as_str().parse::<u32>().ok()?,
        None => 0,
    };
    Some(date + i64::from(age) - known)
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

    #[test]
    fn an_age_is_time_since_the_date() {
        let text = "HTTP/1.1 401 U\nDate: Sun, 06 Nov 1994 08:49:37 GMT\nAge: 3\n\n";
        let capture = read(&[Text::from_str(text)]);
        let response = capture.exchanges[0].response.as_ref().unwrap();
        assert_eq!(clock_difference(response, 784_111_700), Some(80));
    }
}
