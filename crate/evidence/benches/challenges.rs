//! Reading challenges, beside the `http-auth` crate on values that both accept.

use why401_evidence::capture::Field;
use why401_evidence::http::challenges;
use why401_evidence::span::{Leaf, Span};

/// As servers send them; `http-auth` takes no token68.
const VALUES: &[&str] = &[
    "Negotiate",
    "NTLM, Basic realm=\"intranet\"",
    "Basic realm=\"Access to the staging site\", charset=\"UTF-8\"",
    "Bearer realm=\"https://auth.example.org/token\", service=\"registry.example.org\", scope=\"repository:samalba/my-app:pull,push\", error=\"invalid_token\"",
    "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm=SHA-256, nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"",
    "Newauth realm=\"apps\", type=1, title=\"Login to \\\"apps\\\"\", Basic realm=\"simple\"",
];

fn main() {
    divan::main();
}

fn field(value: &str) -> Field {
    let leaf = |text: &str| Leaf::verbatim(text, Span::new(0, 0..text.len()));
    Field { name: leaf("WWW-Authenticate"), value: leaf(value), span: leaf(value).span() }
}

/// The values one by one, then all.
const RUNS: [&[&str]; 7] = {
    let [a, b, c, d, e, f] = VALUES.as_chunks::<1>().0 else { panic!() };
    [a, b, c, d, e, f, VALUES]
};

#[divan::bench(args = 0..RUNS.len())]
fn why401(bencher: divan::Bencher<'_, '_>, run: usize) {
    let fields: Vec<Field> = RUNS[run].iter().map(|value| field(value)).collect();
    bencher.bench_local(|| {
        for field in &fields {
            divan::black_box(challenges(divan::black_box(&[field])));
        }
    });
}

#[divan::bench(args = 0..RUNS.len())]
fn http_auth(bencher: divan::Bencher<'_, '_>, run: usize) {
    assert!(RUNS[run].iter().all(|value| http_auth::parse_challenges(value).is_ok()));
    bencher.bench_local(|| {
        for value in RUNS[run] {
            let _ = divan::black_box(http_auth::parse_challenges(divan::black_box(value)));
        }
    });
}
