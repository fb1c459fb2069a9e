//! One row of a log, by the columns of its `#Fields` line.

use memchr::memchr_iter;
use nom::character::complete::char;
use nom::combinator::map_res;
use nom::{IResult, Parser};

use crate::iis::date::Date;

/// The columns that are looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Column {
    Date,
    Time,
    ClientIp,
    Username,
    UriStem,
    Status,
    Substatus,
    Win32Status,
    Other,
}

const NAMES: [(&str, Column); 9] = [
    ("date", Column::Date),
    ("time", Column::Time),
    ("c-ip", Column::ClientIp),
    ("cs-username", Column::Username),
    ("cs-uri-stem", Column::UriStem),
    ("sc-status", Column::Status),
    ("sc-substatus", Column::Substatus),
    // A spelling that some documents print.
    ("sc-sub-status", Column::Substatus),
    ("sc-win32-status", Column::Win32Status),
];

/// The date read last: most rows have the same as the one before.
#[derive(Default)]
pub(super) struct LastDate {
    word: [u8; 10],
    day: i32,
}

impl LastDate {
    fn day(&mut self, word: &[u8]) -> Option<i32> {
        if self.word != word {
            self.day = date(word)?.days();
            self.word = word.try_into().ok()?;
        }
        Some(self.day)
    }
}

/// The columns of a `#Fields` line.
pub(super) struct Columns {
    list: Vec<Column>,
    /// The user's name may have spaces that are not escaped (KB Q238382); more columns than
    /// fields are then its.
    username: Option<usize>,
}

/// What is read of a row.
#[derive(Clone, Copy, Default)]
pub(super) struct Row<'a> {
    /// Days since 1970-01-01, where there is a `date` column.
    pub(super) day: Option<i32>,
    /// Of the day.
    pub(super) second: i32,
    pub(super) client_ip: &'a [u8],
    pub(super) uri_stem: &'a [u8],
    pub(super) status: u16,
    pub(super) substatus: Option<u16>,
    pub(super) win32_status: Option<u32>,
}

impl Columns {
    pub(super) fn new(fields: &str) -> Columns {
        let column = |name: &str| {
            let found = NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
            found.map_or(Column::Other, |(_, column)| *column)
        };
        let list: Vec<Column> = fields.split_ascii_whitespace().map(column).collect();
        let username = list.iter().position(|column| *column == Column::Username);
        Columns { list, username }
    }

    /// The columns that tell which 401s stayed without success are all there. The day may come
    /// from `#Date`.
    pub(super) fn tell_unresolved(&self) -> bool {
        [Column::Time, Column::ClientIp, Column::UriStem, Column::Status]
            .iter()
            .all(|column| self.list.contains(column))
    }

    /// Reads a row; nothing if it has not these columns.
    pub(super) fn read<'a>(&self, bytes: &'a [u8], last: &mut LastDate) -> Option<Row<'a>> {
        self.read_with(bytes, 0, last).or_else(|| {
            // Only a row of too many columns is worth counting.
            self.username?;
            let found = words(bytes).count();
            let more = found.checked_sub(self.list.len()).filter(|more| *more > 0)?;
            self.read_with(bytes, more, last)
        })
    }

    /// `more` columns belong to the user's name.
    fn read_with<'a>(&self, bytes: &'a [u8], more: usize, last: &mut LastDate) -> Option<Row<'a>> {
        let mut row = Row::default();
        let mut words = words(bytes);
        for (index, column) in self.list.iter().enumerate() {
            let mut word = words.next()?;
            if more > 0 && self.username == Some(index) {
                word = words.nth(more - 1)?;
            }
            match column {
                Column::Other | Column::Username => {}
                Column::Date => row.day = Some(last.day(word)?),
                Column::Time => row.second = time(word)?,
                Column::ClientIp => row.client_ip = word,
                Column::UriStem => row.uri_stem = word,
                Column::Status => row.status = status(word)?,
                Column::Substatus => row.substatus = number(word).and_then(|n| n.try_into().ok()),
                Column::Win32Status => row.win32_status = number(word),
            }
        }
        words.next().is_none().then_some(row)
    }
}

/// Columns are parted by spaces.
fn words(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let ends = memchr_iter(b' ', bytes).chain(std::iter::once(bytes.len()));
    let mut start = 0;
    ends.filter_map(move |end| {
        let word = bytes.get(start..end).filter(|word| !word.is_empty());
        start = end + 1;
        word
    })
}

/// A status code, or `-` where none was sent.
fn status(word: &[u8]) -> Option<u16> {
    match word {
        b"-" | [0xE2, 0x80, 0x93] => Some(0),
        _ if word.len() == 3 => number(word)?.try_into().ok(),
        _ => None,
    }
}

fn number(word: &[u8]) -> Option<u32> {
    if word.is_empty() {
        return None;
    }
    word.iter().try_fold(0_u32, |number, byte| {
        let digit = byte.checked_sub(b'0').filter(|digit| *digit < 10)?;
        number.checked_mul(10)?.checked_add(u32::from(digit))
    })
}

fn digits<'a>(
    count: usize,
) -> impl Parser<&'a [u8], Output = u32, Error = nom::error::Error<&'a [u8]>> {
    map_res(nom::bytes::complete::take(count), |word: &[u8]| number(word).ok_or(()))
}

/// `YYYY-MM-DD`
pub(super) fn date(word: &[u8]) -> Option<Date> {
    fn parts(input: &[u8]) -> IResult<&[u8], (u32, u32, u32)> {
        let dash = || char('-');
        let (rest, (year, _, month, _, day)) =
            (digits(4), dash(), digits(2), dash(), digits(2)).parse(input)?;
        Ok((rest, (year, month, day)))
    }
    let (rest, (year, month, day)) = parts(word).ok()?;
    let date = Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?);
    date.filter(|_| rest.is_empty())
}

/// `HH:MM:SS`, in seconds; IIS 5.0 and later may append a fraction.
pub(super) fn time(word: &[u8]) -> Option<i32> {
    fn parts(input: &[u8]) -> IResult<&[u8], (u32, u32, u32)> {
        let colon = || char(':');
        let (rest, (hour, _, minute, _, second)) =
            (digits(2), colon(), digits(2), colon(), digits(2)).parse(input)?;
        Ok((rest, (hour, minute, second)))
    }
    let (rest, (hour, minute, second)) = parts(word).ok()?;
    let in_day = hour < 24 && minute < 60 && second <= 60;
    let ended = rest.is_empty() || rest.starts_with(b".");
    (in_day && ended).then_some((hour * 3600 + minute * 60 + second).cast_signed())
}

/// A line that starts like a row of some log: a date or a time, and columns with a status code.
pub(super) fn is_likely(bytes: &[u8]) -> bool {
    if !bytes.first().is_some_and(u8::is_ascii_digit) {
        return false;
    }
    let mut words = words(bytes);
    let Some(first) = words.next() else { return false };
    let dated = date(first).is_some() && words.next().and_then(time).is_some();
    if !dated && time(first).is_none() {
        return false;
    }
    const STATUS_CODES: std::ops::Range<u16> = 100..600;
    let (mut count, mut coded) = (0, false);
    for word in words.take(40) {
        count += 1;
        coded |= word.len() == 3 && status(word).is_some_and(|code| STATUS_CODES.contains(&code));
    }
    count >= 3 && coded
}
