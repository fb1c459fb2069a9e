//! Months of IIS logs: what is a 30-day period, and what only looks like one.

use why401_evidence::iis::date::Date;
use why401_evidence::iis::episodes::Episodes;
use why401_evidence::{Capture, Text, read};

/// One file a day as IIS 5.0 writes it: its default fields have no date. `failing` says how many
/// 401s of that day no success follows; there are always ten logons whose first leg is a 401.
fn months(days: i32, code: u32, failing: impl Fn(i32, Date) -> usize) -> Capture {
    let first = Date { year: 2001, month: 1, day: 15 }.days();
    let mut log = String::new();
    for day in 0..days {
        let date = Date::from_days(first + day);
        let Date { year, month, day: day_of_month } = date;
        log += &format!(
            "#Software: Microsoft Internet Information Services 5.0\r\n#Version: 1.0\r\n\
             #Date: {year}-{month:02}-{day_of_month:02} 00:00:07\r\n\
             #Fields: time c-ip cs-method cs-uri-stem sc-status sc-win32-status \r\n"
        );
        for hour in 6..16 {
            let legs = [("401", 5), ("401", 5), ("200", 0)];
            for (status, code) in legs {
                let row = format!("{hour:02}:00:00 10.0.0.9 GET /Default.asp {status} {code}\r\n");
                log += &row;
            }
        }
        for minute in 0..failing(day, date) {
            let row = format!("16:{minute:02}:00 10.0.0.7 GET /default.asp 401 {code}\r\n");
            log += &row;
        }
    }
    read(&[Text::from_str(&log)])
}

/// Days of the period, its dates, and whether they are the same day of each month.
type Found = (i32, Vec<(u8, u8)>, bool);

fn period(capture: &Capture) -> Option<Found> {
    assert_eq!(capture.unread, []);
    assert_eq!(capture.logs.len(), 1);
    let episodes = Episodes::of(&capture.logs);
    let dates = episodes.periodic().map(|episode| (episode.date().month, episode.date().day));
    let period = episodes.period.as_ref()?;
    Some((period.days, dates.collect(), period.same_day_of_month))
}

#[test]
fn every_thirty_days_is_a_period_with_its_rows() {
    let capture = months(95, 5, |day, _| if day % 30 < 2 { 8 } else { 0 });
    let (days, dates, same_day) = period(&capture).unwrap();
    assert_eq!((days, same_day), (30, false));
    assert_eq!(dates, [(1, 15), (2, 14), (3, 16), (4, 15)]);
    let episodes = Episodes::of(&capture.logs);
    assert_eq!(episodes.list[0].count, 16);
    assert_eq!(capture.slice(episodes.list[1].first), "16:00:00 10.0.0.7 GET /default.asp 401 5");
}

#[test]
fn the_normal_first_legs_are_no_episodes() {
    let capture = months(95, 5, |_, _| 0);
    assert_eq!(Episodes::of(&capture.logs), Episodes::default());
    assert_eq!(capture.logs[0].refusals[0].count, 95 * 20);
}

#[test]
fn a_month_by_the_calendar_is_told_apart() {
    let capture = months(170, 5, |_, date| if date.day == 15 { 8 } else { 0 });
    // From 15 February to 15 March there are 28 days: the chain starts after them.
    let (_, dates, same_day) = period(&capture).unwrap();
    assert!(same_day);
    assert_eq!(dates, [(3, 15), (4, 15), (5, 15), (6, 15)]);
}

#[test]
fn expired_passwords_and_other_periods_are_none() {
    let expired = months(95, 1330, |day, _| if day % 30 == 0 { 8 } else { 0 });
    assert_eq!(period(&expired), None);
    assert_eq!(expired.logs[0].days.iter().map(|day| day.account_failures).sum::<u64>(), 4 * 8);
    for step in [1, 2, 5, 6, 7, 10, 14, 15, 28, 33] {
        let other = months(130, 5, |day, _| if day % step == 0 { 8 } else { 0 });
        assert_eq!(period(&other), None, "{step}");
    }
}

#[test]
fn a_stray_failure_hides_no_period() {
    let capture = months(95, 5, |day, _| match day {
        30 | 31 | 60 | 90 => 8,
        10 | 44 | 71 => 2,
        0 => 7,
        _ => 0,
    });
    assert_eq!(period(&capture).map(|(days, ..)| days), Some(30));
}
