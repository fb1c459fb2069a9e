//! The times that tokens carry, in seconds since 1970.

/// From 1601, where Windows counts from, to 1970.
const EPOCHS: i64 = 11_644_473_600;

/// A FILETIME: tenths of microseconds since 1601 (MS-DTYP section 2.3.3).
pub(super) fn filetime(ticks: i64) -> i64 {
    ticks.div_euclid(10_000_000) - EPOCHS
}

/// `YYYYMMDDHHMMSSZ`, a KerberosTime (RFC 4120 section 5.2.3).
pub(super) fn kerberos(text: &[u8]) -> Option<i64> {
    let digits = text.strip_suffix(b"Z").filter(|digits| digits.len() == 14)?;
    let number = |from: usize, to: usize| -> Option<i64> {
        let digits = digits.get(from..to)?;
        let all = digits.iter().all(u8::is_ascii_digit);
        all.then(|| digits.iter().fold(0, |number, digit| number * 10 + i64::from(digit - b'0')))
    };
    let (year, month, day) = (number(0, 4)?, number(4, 6)?, number(6, 8)?);
    let (hour, minute, second) = (number(8, 10)?, number(10, 12)?, number(12, 14)?);
    let in_range = (1..=12).contains(&month) && (1..=31).contains(&day);
    if !in_range || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    // Years that begin in March put the leap day at their end.
    let (year, month) = if month < 3 { (year - 1, month + 9) } else { (year, month - 3) };
    let days = year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    let days = days + (month * 153 + 2) / 5 + day - 1 - 719_468;
    Some(((days * 24 + hour) * 60 + minute) * 60 + second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_clocks_agree_with_unix() {
        assert_eq!(filetime(132_326_883_824_140_792), 1_588_214_782);
        assert_eq!(filetime(116_444_736_000_000_000), 0);
        assert_eq!(kerberos(b"19700101000000Z"), Some(0));
        assert_eq!(kerberos(b"20000229235959Z"), Some(951_868_799));
        assert_eq!(kerberos(b"20261122055657Z"), Some(1_795_327_017));
        assert_eq!(kerberos(b"20261322055657Z"), None);
        assert_eq!(kerberos(b"2026112205565Z"), None);
    }
}
