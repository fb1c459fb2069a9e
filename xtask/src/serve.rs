//! Serves the built page on this machine alone.

use std::fs::{self, File};
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::thread;

use anyhow::{Context, Result, anyhow};
use tiny_http::{Header, Method, Request, Response, Server};

use crate::page;

/// The port where none is named.
const PORT: u16 = 4010;
/// How many ports are tried, from the first on.
const TRIES: u16 = 20;
/// How many requests are answered at the same time.
const THREADS: usize = 4;

/// What browsers are told of a file, by the end of its name.
const TYPES: [(&str, &str); 13] = [
    ("html", "text/html; charset=utf-8"),
    ("js", "text/javascript; charset=utf-8"),
    ("mjs", "text/javascript; charset=utf-8"),
    ("css", "text/css; charset=utf-8"),
    ("wasm", "application/wasm"),
    ("json", "application/json"),
    ("map", "application/json"),
    ("webmanifest", "application/manifest+json"),
    ("svg", "image/svg+xml"),
    ("png", "image/png"),
    ("ico", "image/x-icon"),
    ("woff2", "font/woff2"),
    ("txt", "text/plain; charset=utf-8"),
];

/// Builds the page and serves it until the process is ended.
pub(crate) fn serve(port: Option<u16>) -> Result<()> {
    page::build()?;
    let root = fs::canonicalize(page::folder()).context("the page was not built")?;
    let server = listen(port.unwrap_or(PORT))?;
    let address = server.server_addr();
    println!("\nThe page is served until Ctrl-C, at:\nhttp://{address}/");
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                while let Ok(request) = server.recv() {
                    // A browser that goes away before its answer is no fault of ours.
                    let _ = answer(&root, request);
                }
            });
        }
    });
    Ok(())
}

/// Listens at the port, or the next one that is free.
fn listen(first: u16) -> Result<Server> {
    let mut refusal = None;
    for port in (first..=u16::MAX).take(usize::from(TRIES)) {
        match Server::http(SocketAddr::from((Ipv4Addr::LOCALHOST, port))) {
            Ok(server) => return Ok(server),
            Err(error) => refusal = refusal.or(Some(error)),
        }
    }
    let reason = refusal.map(|error| error.to_string()).unwrap_or_default();
    Err(anyhow!("cannot listen on 127.0.0.1, ports {first} and the {TRIES} after it: {reason}"))
}

fn answer(root: &Path, request: Request) -> io::Result<()> {
    if !matches!(request.method(), Method::Get | Method::Head) {
        return request.respond(plain(405, "Only GET and HEAD are served.\n"));
    }
    let Some(file) = locate(root, request.url()) else {
        return request.respond(plain(404, "There is no such file.\n"));
    };
    let Ok(content) = File::open(&file) else {
        return request.respond(plain(404, "There is no such file.\n"));
    };
    // In one piece, so that a browser knows the length.
    let mut response = Response::from_file(content).with_chunked_threshold(usize::MAX);
    headers(&file).for_each(|header| response.add_header(header));
    request.respond(response)
}

/// The file that a request's target names: one that stands in the root, or nothing.
fn locate(root: &Path, target: &str) -> Option<PathBuf> {
    let path = target.split(['?', '#']).next()?;
    let path = decode(path)?;
    let relative = path.strip_prefix('/')?;
    if relative.contains(['\\', '\0']) || relative.split('/').any(|segment| segment == "..") {
        return None;
    }
    let mut file = root.join(relative.trim_start_matches('/'));
    if file.is_dir() {
        file.push("index.html");
    }
    // A link that leads out of the root is not followed.
    let file = fs::canonicalize(file).ok()?;
    (file.starts_with(root) && file.is_file()).then_some(file)
}

/// Percent-decodes a path; nothing where it is malformed.
fn decode(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(if byte == b'%' {
            let mut digit = || char::from(rest.next()?).to_digit(16);
            u8::try_from(digit()? * 16 + digit()?).ok()?
        } else {
            byte
        });
    }
    String::from_utf8(bytes).ok()
}

fn content_type(file: &Path) -> &'static str {
    let extension = file.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let found = TYPES.iter().find(|(known, _)| *known == extension);
    found.map_or("application/octet-stream", |(_, content_type)| content_type)
}

fn plain(status: u16, text: &str) -> Response<io::Cursor<Vec<u8>>> {
    Response::from_string(text).with_status_code(status)
}

fn headers(file: &Path) -> impl Iterator<Item = Header> {
    let headers = [
        ("Content-Type", content_type(file)),
        ("X-Content-Type-Options", "nosniff"),
        // The page may be built anew at any time.
        ("Cache-Control", "no-cache"),
    ];
    headers.into_iter().filter_map(|(name, value)| Header::from_bytes(name, value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_leads_to_a_file_in_the_root_or_nowhere() {
        let root = fs::canonicalize(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap();
        for target in ["/main.rs", "/main.rs?x=../y", "/%6dain.rs", "//main.rs", "/./main.rs"] {
            assert_eq!(locate(&root, target), Some(root.join("main.rs")), "{target}");
        }
        let outside = [
            "/../Cargo.toml",
            "/%2e%2e/Cargo.toml",
            "/..%2fCargo.toml",
            "/..\\Cargo.toml",
            "/%00",
            "/%",
            "/%2",
            "/%ff",
            "main.rs",
            "",
            "*",
            "/none",
            "/",
            "//../Cargo.toml",
            "/etc/passwd",
        ];
        for target in outside {
            assert_eq!(locate(&root, target), None, "{target}");
        }
    }

    #[test]
    fn every_file_has_its_headers() {
        for (extension, expected) in
            TYPES.into_iter().chain([("other", "application/octet-stream")])
        {
            let headers: Vec<Header> =
                headers(&Path::new("file").with_extension(extension)).collect();
            assert_eq!(headers.len(), 3);
            assert_eq!(headers[0].value.as_str(), expected);
        }
    }

    #[test]
    fn the_next_port_is_taken_where_one_is_not_free() {
        let taken = Server::http("127.0.0.1:0").unwrap();
        let port = taken.server_addr().to_ip().unwrap().port();
        let next = listen(port).unwrap().server_addr().to_ip().unwrap();
        assert!(next.port() > port && next.ip().is_loopback());
    }
}
