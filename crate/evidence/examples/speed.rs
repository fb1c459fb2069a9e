//! Measures reading: MB/s of an IIS log, and time for a MiB of each of several hostile pastes.
//! Processor time where Linux tells it, so that a busy machine measures the same.
//!
//! `cargo run --release -p why401-evidence --example speed`

use std::time::{Duration, Instant};

use why401_evidence::{Text, read};

fn main() {
    let log = Text::from_str(&log(60 << 20));
    println!("IIS log      {:6.0} MB/s", megabytes_per_second(&log));
    for (name, unit) in [
        ("prose", "To resolve this problem, you must edit the metabase.\r\n"),
        ("heads", "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: NTLM\n\n"),
        ("requests", "> GET / HTTP/1.1\n"),
        ("folds", " a\n"),
        ("headers", "a-b: c\n"),
        ("both sides", "Host: a\nServer: b\n"),
        ("quotes", ">"),
        ("quoted lines", ">>>>>>>> a\n"),
        ("spaces", " "),
        ("blank lines", "\n"),
        ("stars", "* Connected to a (b) port 1\n"),
        (
            "connections",
            "* Connected to a (b) port 1\n> GET / HTTP/1.1\n* Connection #7 to host a left intact\n",
        ),
        ("meters", "0 0 --:--:-- 0"),
        ("open quotes", "A : (STRING) \"\n"),
        ("sets", "adsutil set a \"\n"),
        ("adsutil", "adsutil "),
        ("directives", "#Fields: a\n"),
        ("words", "1 "),
        ("401s", "00:00:00 1 /a 401\n"),
        ("body", "HTTP/1.1 200 OK\nContent-Length: 9999999\n\n* {a}\n"),
        (
            "token",
            "Authorization: NTLM TlRMTVNTUAABAAAATlRMTVNTUAABAAAATlRMTVNTUAABAAAA\nTlRMTVNTUAABAAAA\n",
        ),
    ] {
        let prefix = match name {
            "folds" => "HTTP/1.1 401 a\nb: c\n",
            "401s" => "#Date: 2001-01-01\n#Fields: time c-ip cs-uri-stem sc-status\n",
            _ => "",
        };
        let text = Text::from_str(&format!("{prefix}{}", unit.repeat((1 << 20) / unit.len())));
        println!("{name:12} {:6.1} ms", 1.05e3 / megabytes_per_second(&text));
    }
    let mut state = 1_u64;
    let noise: Vec<u8> = std::iter::repeat_with(|| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 56) as u8
    })
    .take(1 << 20)
    .collect();
    let time = measured(|| drop(read(&[Text::decode(&noise)])));
    println!("random bytes {:6.1} ms", time.as_secs_f64() * 1e3);
}

fn megabytes_per_second(text: &Text) -> f64 {
    let time = measured(|| drop(read(std::slice::from_ref(text))));
    text.as_str().len() as f64 / 1e6 / time.as_secs_f64()
}

fn measured(work: impl FnOnce()) -> Duration {
    let processor_time = || {
        let times = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
        times.split(' ').next()?.parse().ok().map(Duration::from_nanos)
    };
    let (start, before) = (Instant::now(), processor_time());
    work();
    before.zip(processor_time()).map_or(start.elapsed(), |(before, after)| after - before)
}

fn log(bytes: usize) -> String {
    let mut log = String::from(
        "#Software: Microsoft Internet Information Services 5.0\n#Version: 1.0\n#Date: 2001-01-15 00:00:00\n\
         #Fields: date time c-ip cs-username s-ip s-port cs-method cs-uri-stem cs-uri-query sc-status sc-win32-status cs(User-Agent)\n",
    );
    let mut row = 0_u32;
    while log.len() < bytes {
        let second = row / 40;
        let status = ["401", "200", "200", "304", "401", "200"][row as usize % 6];
        log += &format!(
            "2001-01-{:02} {:02}:{:02}:{:02} 172.17.{}.155 - 10.1.1.1 80 GET /intranet/pages/{}.asp - {status} 0 Mozilla/4.0+(compatible;+MSIE+5.5;+Windows+NT+5.0)\n",
            15 + second / 86_400,
            second / 3600 % 24,
            second / 60 % 60,
            second % 60,
            row / 2 % 200,
            row / 2 % 37,
        );
        row += 1;
    }
    log
}
