//! One row of a log, by the columns of its `#Fields` line.

use memchr::memchr_iter;

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
                Column::Win32Status => row.win32_status = win32(word),
            }
        }
        words.next().is_none().then_some(row)
    }
}

/// Columns are parted by spaces.
fn words(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.split(|byte| *byte == b' ').filter(|word| !word.is_empty())
}

/// A status code, or `-` where none was sent.
fn status(word: &[u8]) -> Option<u16> {
    match word {
        b"-" | [0xE2, 0x80, 0x93 | 0x94] => Some(0),
        _ if word.len() == 3 => number(word)?.try_into().ok(),
        _ => None,
    }
}

/// An error code of Windows; some are written as negative numbers.
fn win32(word: &[u8]) -> Option<u32> {
    match word.strip_prefix(b"-") {
        Some(digits) => Some(0_u32.wrapping_sub(number(digits)?)),
        None => number(word),
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

/// Three numbers with `mark` between them, the first of so many digits and the others of two; and what follows.
fn numbers(word: &[u8], first: usize, mark: u8) -> Option<([u32; 3], &[u8])> {
    let mut numbers = [0; 3];
    let (mut rest, mut length) = (word, first);
    for (index, place) in numbers.iter_mut().enumerate() {
        if index > 0 {
            rest = rest.strip_prefix(&[mark])?;
        }
        let (digits, after) = rest.split_at_checked(length)?;
        *place = number(digits)?;
        (rest, length) = (after, 2);
    }
    Some((numbers, rest))
}

/// `YYYY-MM-DD`
pub(super) fn date(word: &[u8]) -> Option<Date> {
    let ([year, month, day], rest) = numbers(word, 4, b'-')?;
    let date = Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?);
    date.filter(|_| rest.is_empty())
}

/// `HH:MM:SS`, in seconds; IIS 5.0 and later may append a fraction.
pub(super) fn time(word: &[u8]) -> Option<i32> {
    let ([hour, minute, second], rest) = numbers(word, 2, b':')?;
    let in_day = hour < 24 && minute < 60 && second <= 60;
    let ended = rest.is_empty() || rest.starts_with(b".");
    (in_day && ended).then_some((hour * 3600 + minute * 60 + second).cast_signed())
}

/// Where rows begin in a line that lost its line ends: at each date with a time after it.
pub(super) fn starts_of_rows(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let mut starts = Vec::new();
    for dash in memchr_iter(b'-', bytes) {
        let Some(at) = dash.checked_sub(4) else { continue };
        if bytes.get(at..at + 10).and_then(date).is_some()
            && bytes.get(at + 10) == Some(&b' ')
            && bytes.get(at + 11..at + 19).and_then(time).is_some()
        {
            starts.push(at);
        }
    }
    starts
}

/// The columns of a row as IIS 6.0 and later write it unless told otherwise, where its `#Fields` line is missing:
/// names of entries and words. Nothing where the shape leaves a doubt.
pub(super) fn usual_columns(line: &str) -> Option<Vec<(&'static str, &str)>> {
    let words: Vec<&str> = line.split_ascii_whitespace().take(24).collect();
    let is_ip = |word: &str| word.parse::<std::net::IpAddr>().is_ok();
    // IIS 6.0 has the site's name after the time.
    let site = usize::from(words.get(2)?.starts_with("W3SVC"));
    let word = |index: usize| words.get(index + site).copied();
    let method = word(3).filter(|word| word.bytes().all(|byte| byte.is_ascii_uppercase()))?;
    let stem = word(4).filter(|word| word.starts_with('/'))?;
    let port = word(6)?.parse::<u16>().is_ok();
    if !(port && is_ip(word(2)?) && is_ip(word(8)?)) {
        return None;
    }
    let numbers = words.iter().rev().take_while(|word| win32(word.as_bytes()).is_some()).count();
    let tail = words.get(words.len() - numbers..)?;
    // Agent, perhaps the referrer; then status, substatus, Windows error code, perhaps the time taken.
    let between = words.len().checked_sub(numbers + site + 9)?;
    if !(matches!(between, 1 | 2) && matches!(numbers, 3 | 4)) {
        return None;
    }
    let code = status(tail.first()?.as_bytes()).filter(|code| (100..600).contains(code));
    code?;
    let first = words.first()?;
    let time = line.find(words.get(1)?)? + words.get(1)?.len();
    let start = line.find(first)?;
    let mut found = vec![("time", line.get(start..time)?), ("client", word(8)?)];
    found.extend(
        word(7).filter(|user| !matches!(*user, "-" | "–" | "—")).map(|user| ("user", user)),
    );
    found.extend([("method", method), ("target", stem)]);
    found.extend(["status", "substatus", "win32_status"].into_iter().zip(tail.iter().copied()));
    Some(found)
}

/// What the end of a refused row tells whose columns leave a doubt, since parts of it were covered or left out: status,
/// substatus and Windows error code, perhaps bytes and the time taken. A method and a path stand before.
pub(super) fn refused_tail(line: &str) -> Option<Vec<(&'static str, &str)>> {
    if !line.ends_with(|last: char| last.is_ascii_digit()) || line.len() > 4096 {
        return None;
    }
    let words: Vec<&str> = line.split_ascii_whitespace().collect();
    let is_method = |word: &str| {
        (3..=9).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_uppercase())
    };
    let at = words
        .windows(2)
        .position(|two| matches!(two, [one, two] if is_method(one) && two.starts_with('/')))?;
    let numbers = words.iter().rev().take_while(|word| win32(word.as_bytes()).is_some()).count();
    let tail = words.get(words.len() - numbers..).filter(|tail| (3..=6).contains(&tail.len()))?;
    let refused = tail.first().is_some_and(|code| matches!(*code, "401" | "403" | "407"));
    let substatus = tail.get(1).is_some_and(|word| word.len() <= 3);
    // Rows have empty columns, prose has not.
    let empty = words.iter().any(|word| matches!(*word, "-" | "–" | "—"));
    if !(refused && substatus && empty) {
        return None;
    }
    let mut found = vec![("method", *words.get(at)?), ("target", *words.get(at + 1)?)];
    found.extend(["status", "substatus", "win32_status"].into_iter().zip(tail.iter().copied()));
    Some(found)
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
    const LEVELS: [&[u8]; 7] =
        [b"error", b"[error]", b"warn", b"warning", b"info", b"debug", b"fatal"];
    let (mut count, mut coded) = (0, false);
    for word in words.take(40) {
        count += 1;
        // Programs log so, and say how bad it is.
        if count < 4 && LEVELS.iter().any(|level| word.eq_ignore_ascii_case(level)) {
            return false;
        }
        coded |= word.len() == 3 && status(word).is_some_and(|code| STATUS_CODES.contains(&code));
    }
    count >= 3 && coded
}
