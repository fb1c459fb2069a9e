//! Calendar days, proleptic Gregorian, counted from 1970-01-01.

/// A day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// 0 to 9999.
    pub year: i32,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
}

const DAYS_PER_ERA: i32 = 146_097;
const DAYS_TO_1970: i32 = 719_468;

impl Date {
    /// A date that exists, else nothing.
    #[must_use]
    pub fn new(year: i32, month: u8, day: u8) -> Option<Date> {
        let date = Date { year, month, day };
        let exists = (0..=9999).contains(&year) && Date::from_days(date.days()) == date;
        exists.then_some(date)
    }

    /// Days since 1970-01-01, which is 0. Counts in years that start on 1 March, so that the leap
    /// day is a year's last.
    #[must_use]
    pub fn days(self) -> i32 {
        let year = if self.month <= 2 { self.year - 1 } else { self.year };
        let era = year.div_euclid(400);
        let month = (i32::from(self.month) + 9) % 12;
        let day_of_year = (153 * month + 2) / 5 + i32::from(self.day) - 1;
        let year_of_era = year.rem_euclid(400);
        let leap_days = year_of_era / 4 - year_of_era / 100;
        era * DAYS_PER_ERA + year_of_era * 365 + leap_days + day_of_year - DAYS_TO_1970
    }

    /// The date that lies `days` after 1970-01-01.
    #[must_use]
    pub fn from_days(days: i32) -> Date {
        let days = days.saturating_add(DAYS_TO_1970);
        let era = days.div_euclid(DAYS_PER_ERA);
        let day = days.rem_euclid(DAYS_PER_ERA);
        let year_of_era = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
        let day_of_year = day - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        let year = year_of_era + era * 400 + i32::from(month <= 2);
        Date { year, month: month as u8, day: day as u8 }
    }

    /// True for the last day of its month.
    #[must_use]
    pub fn ends_month(self) -> bool {
        Date::from_days(self.days() + 1).day == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_dates_lead_to_each_other() {
        assert_eq!(Date { year: 1970, month: 1, day: 1 }.days(), 0);
        assert_eq!(Date { year: 2000, month: 2, day: 29 }.days(), 11_016);
        for days in -800_000..800_000 {
            assert_eq!(Date::from_days(days).days(), days);
        }
    }

    #[test]
    fn only_days_that_exist_are_dates() {
        assert!(Date::new(2000, 2, 29).is_some());
        for (year, month, day) in [(1900, 2, 29), (2001, 0, 1), (2001, 13, 1), (2001, 4, 31)] {
            assert_eq!(Date::new(year, month, day), None);
        }
        assert!(Date { year: 2024, month: 2, day: 29 }.ends_month());
        assert!(!Date { year: 2024, month: 2, day: 28 }.ends_month());
    }
}
