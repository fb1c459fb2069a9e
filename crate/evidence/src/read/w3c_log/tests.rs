//! Logs as IIS writes them and as people paste them.

use crate::capture::Capture;
use crate::iis::episodes::Episodes;
use crate::iis::log::Log;
use crate::read;
use crate::text::Text;

const IIS5: &str = "#Software: Microsoft Internet Information Services 5.0\n#Version: 1.0\n";

fn capture(text: &str) -> Capture {
    read(&[Text::from_str(text)])
}

fn log(text: &str) -> Log {
    let mut capture = capture(text);
    assert_eq!(capture.logs.len(), 1, "{:?}", capture.unread);
    capture.logs.remove(0)
}

/// (day of 2001, unresolved 401s, account failures)
fn days(log: &Log) -> Vec<(i32, u64, u64)> {
    log.days.iter().map(|day| (day.day - 11_323, day.unresolved, day.account_failures)).collect()
}

#[test]
fn software_and_fields_are_kept_with_their_places() {
    let text = format!(
        "{IIS5}#Date: 2001-01-01 00:00:00\n#Fields: time c-ip cs-method cs-uri-stem sc-status\n\
         00:00:01 10.0.0.1 GET /a 401\n00:01:02 10.0.0.1 GET /a 200\n"
    );
    let log = log(&text);
    assert_eq!(
        log.software.as_ref().map(|leaf| &text[leaf.span().range()]),
        Some("Microsoft Internet Information Services 5.0")
    );
    assert_eq!((log.iis, log.rows, log.fields.len()), (Some((5, 0)), 2, 5));
    assert_eq!(days(&log), [(0, 1, 0)]);
    assert_eq!(&text[log.days[0].first.range()], "00:00:01 10.0.0.1 GET /a 401");
    assert_eq!((log.refusals[0].status, log.refusals[0].count), (401, 1));
    assert!(log.tells_unresolved);
}

#[test]
fn success_within_a_minute_resolves_a_401() {
    let rows = "00:00:01 10.0.0.1 GET /a 401\n00:00:02 10.0.0.1 GET /a 401\n\
        00:01:01 10.0.0.1 GET /A 304\n00:01:01 10.0.0.2 GET /a 401\n00:01:30 10.0.0.1 GET /a 200\n\
        00:02:00 10.0.0.1 GET /b 401\n00:02:00 10.0.0.1 GET /a 200\n";
    let text = format!(
        "{IIS5}#Date: 2001-01-01 00:00:00\n#Fields: time c-ip cs-method cs-uri-stem sc-status\n{rows}"
    );
    assert_eq!(days(&log(&text)), [(0, 2, 0)]);
}

#[test]
fn a_time_that_goes_back_is_of_the_next_day() {
    let text = format!(
        "{IIS5}#Date: 2001-01-01 10:00:00\n#Fields: time c-ip cs-method cs-uri-stem sc-status\n\
         10:00:01 10.0.0.1 GET /a 401\n10:00:00 10.0.0.1 GET /a 401\n09:00:00 10.0.0.1 GET /a 401\n\
         #Date: 2001-01-09 08:00:00\n08:00:00 10.0.0.1 GET /a 401\n"
    );
    assert_eq!(days(&log(&text)), [(0, 2, 0), (1, 1, 0), (8, 1, 0)]);
}

#[test]
fn failures_of_the_account_are_counted_apart() {
    let text = format!(
        "{IIS5}#Fields: date time c-ip cs-uri-stem sc-status sc-win32-status\n\
         2001-01-01 00:00:00 10.0.0.1 /a 401 1330\n2001-01-01 00:00:00 10.0.0.1 /a 401 5\n"
    );
    assert_eq!(days(&log(&text)), [(0, 1, 1)]);
}

#[test]
fn pasted_damage_is_looked_through() {
    for (text, rows) in [
        (
            "\t#Fields: date time c-ip cs-uri-stem sc-status\n\t2001-01-01 00:00:00 1.1.1.1 /a 401\n",
            1,
        ),
        (
            "> #Fields: date time c-ip cs-uri-stem sc-status\r\n> 2001-01-01 00:00:00 1.1.1.1 /a 401\r\n",
            1,
        ),
        (
            "#Fields: date time cs-username c-ip sc-Sub-status sc-status  \n2001-01-01 00:00:00 – 1.1.1.1 2 401  \n",
            1,
        ),
        ("#Fields: time cs-username c-ip sc-status\n00:00:00 JOHN DOE SMITH 1.1.1.1 401\n", 1),
        ("#Fields: time c-ip sc-status\n00:00:00 1.1.1.1 401\n\n00:00:00 1.1.1.1 -\n", 2),
    ] {
        let log = log(text);
        assert_eq!(log.rows, rows, "{text}");
        assert_eq!(log.refusals.len(), 1, "{text}");
    }
    let substatus =
        log("#Fields: time sc-status sc-Sub-status\n00:00:00 401 3\n").refusals[0].substatus;
    assert_eq!(substatus, Some(3));
}

#[test]
fn fields_may_change_and_software_may_too() {
    let text = "#Software: Microsoft Internet Information Services 5.0\n#Fields: time sc-status\n\
        00:00:00 401\n#Fields: time c-ip sc-status\n00:00:00 1.1.1.1 401\n\
        #Software: Microsoft Internet Information Services 6.0\n#Fields: time sc-status\n00:00:00 200\n";
    let capture = capture(text);
    let logs: Vec<_> = capture.logs.iter().map(|log| (log.iis, log.rows)).collect();
    assert_eq!(logs, [(Some((5, 0)), 2), (Some((6, 0)), 1)]);
    assert_eq!(capture.unread, []);
}

#[test]
fn rows_that_do_not_fit_are_listed() {
    let capture = capture(
        "#Fields: time c-ip cs-uri-stem cs-host sc-status\n00:00:00 1.1.1.1 /a 401\nThe end.\n",
    );
    let unread: Vec<_> =
        capture.unread.iter().map(|unread| (capture.slice(unread.span), unread.reason)).collect();
    assert_eq!(
        unread,
        [
            ("00:00:00 1.1.1.1 /a 401", "log lines that do not fit their #Fields line"),
            ("The end.", "not recognised"),
        ]
    );
    let lost = super::super::read(&[Text::from_str(
        "2004-10-28 11:28:56 10.0.0.1 GET /a - 401 2 5\n2004-10-28 11:28:57 10.0.0.1 GET /a - 200 0 0\n",
    )]);
    assert_eq!(lost.unread.len(), 1);
    assert_eq!(lost.unread[0].reason, "log lines without their #Fields line");
}

#[test]
fn lines_run_together_are_told_apart() {
    let capture = capture(
        "#Software: Microsoft Internet Information Services 5.0 #Date: 2001-01-02 00:00:00 #Fields: date time \
         c-ip cs-uri-stem sc-status sc-win32-status2001-01-02 00:00:01 1.1.1.1 /a 401 21480742542001-01-02 00:00:02 1.1.1.1 /b 403 -5",
    );
    let log = &capture.logs[0];
    assert_eq!((log.iis, log.rows, log.fields.len()), (Some((5, 0)), 2, 6));
    let codes: Vec<_> = log.refusals.iter().map(|row| (row.status, row.win32_status)).collect();
    assert_eq!(codes, [(401, Some(2_148_074_254)), (403, Some(4_294_967_291))]);
    assert_eq!(capture.unread, []);
}

#[test]
fn the_usual_columns_are_known_without_their_fields_line() {
    let row =
        "2024-06-03 07:41:10 10.2.0.4 GET /api - 443 CORP\\a 10.2.9.31 curl/8.5.0 - 401 2 5 3";
    let capture = capture(row);
    let told: Vec<_> =
        capture.records[0].entries.iter().map(|e| (e.name, e.value.as_str())).collect();
    let expected = [
        ("time", "2024-06-03 07:41:10"),
        ("client", "10.2.9.31"),
        ("user", "CORP\\a"),
        ("method", "GET"),
        ("target", "/api"),
        ("status", "401"),
        ("substatus", "2"),
        ("win32_status", "5"),
    ];
    assert_eq!(told, expected);
}

#[test]
fn without_the_columns_nothing_is_said_about_success() {
    let log = log("#Fields: time sc-status\n00:00:00 401\n");
    assert!(!log.tells_unresolved && log.days.is_empty());
}

#[test]
fn logs_of_several_pastes_make_one_period() {
    let file = |date: &str| {
        let row = "00:00:00 10.0.0.1 /a 401\n".repeat(5);
        Text::from_str(&format!(
            "{IIS5}#Date: {date} 00:00:00\n#Fields: time c-ip cs-uri-stem sc-status\n{row}"
        ))
    };
    let capture = read(&[file("2001-03-16"), file("2001-01-15"), file("2001-02-14")]);
    let episodes = Episodes::of(&capture.logs);
    let dates: Vec<_> =
        episodes.periodic().map(|e| (e.date().month, e.date().day, e.first.paste)).collect();
    assert_eq!(dates, [(1, 15, 1), (2, 14, 2), (3, 16, 0)]);
    let period = episodes.period.unwrap();
    assert_eq!((period.days, period.same_day_of_month), (30, false));
}

#[test]
fn a_covered_row_is_told_by_its_end() {
    let rows = |text: &str| {
        let capture = read(&[Text::from_str(text)]);
        let told = capture.records.iter().map(|row| {
            ["method", "target", "status", "substatus", "win32_status"]
                .map(|name| row.get(name).map_or("-", |value| value.as_str()).to_owned())
                .join(" ")
        });
        (told.collect::<Vec<_>>(), capture.unread.len())
    };
    let fields = "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status sc-substatus sc-win32-status time-taken\n";
    let covered = "DateTime IP GET /a.aspx - 80 - IP Mozilla/4.0 - 401 1 2148074245 18";
    let told = vec!["GET /a.aspx 401 1 2148074245".to_owned()];
    assert_eq!(rows(&[fields, covered].concat()), (told.clone(), 0));
    assert_eq!(rows(covered), (told, 0));
    let hidden =
        "2026-11-22 09:30:00 x.x.x.x GET /b - 443 - x.x.x.x Edge/1.0 - 403 16 2148204809 5";
    assert_eq!(rows(hidden), (vec!["GET /b 403 16 2148204809".to_owned()], 0));
    for other in ["Ask for GET /a and see 401 1 5", "POST /a 200 0 0 7", "GET /a - 401 2"] {
        assert!(rows(other).0.is_empty(), "{other}");
    }
}

#[test]
fn what_programs_log_is_no_row() {
    for line in [
        "2022-01-12 13:33:03 ERROR (worker) [libav.rtsp] method DESCRIBE failed: 401 Unauthorized",
        "2026-11-22 10:00:00 [error] GET /api 401 refused",
    ] {
        let capture = capture(line);
        assert!(capture.unread.iter().all(|unread| unread.reason == "not recognised"), "{line}");
    }
    let row = "2026-11-22 10:00:00 W3SVC1 192.0.2.1 GET /api 401";
    assert_eq!(capture(row).unread[0].reason, "log lines without their #Fields line");
}
