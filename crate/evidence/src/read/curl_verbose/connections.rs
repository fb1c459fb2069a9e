//! Which connection curl's messages speak of.
//!
//! curl numbers its connections from 0. Older versions print the number when they connect
//! (`Connected to host (address) port 80 (#0)`), later ones only when they keep or close one
//! (`Connection #0 to host a left intact`): until then it is counted.

use crate::capture::Exchange;

/// Most hosts remembered.
const HOSTS: usize = 64;

#[derive(Default)]
pub(in crate::read) struct Connections {
    /// Where the numbers of this run of curl start.
    base: u32,
    /// The highest number given, over all runs.
    highest: Option<u32>,
    /// Connections that this run has opened so far.
    opened: u32,
    current: Option<u32>,
    /// The current number was counted, not printed.
    guessed: bool,
    hosts: Vec<(String, u32)>,
}

/// What a message says about connections; the number is the one printed.
#[derive(Debug, PartialEq, Eq)]
enum Said<'a> {
    /// `Connected to host (address) port 80 (#0)`
    Opened(Option<u32>, &'a str),
    /// `Re-using existing connection #0 with host a`, `Re-using existing http: connection with host a`
    Reused(Option<u32>, &'a str),
    /// `Connection #0 to host a left intact`, `Closing connection 0`
    Kept(u32),
    Nothing,
}

impl Connections {
    /// The connection in use.
    pub(in crate::read) fn current(&self) -> Option<u32> {
        self.current
    }

    /// curl was started again: its numbers start again too.
    pub(in crate::read) fn new_run(&mut self) {
        self.base = self.highest.map_or(0, |highest| highest.saturating_add(1));
        self.opened = 0;
        self.current = None;
        self.hosts.clear();
    }

    /// A connection is opened, or one of that number is used, by another program than curl.
    pub(in crate::read) fn used(&mut self, number: Option<u32>) -> Option<u32> {
        let number = number.unwrap_or(self.opened);
        self.opened = self.opened.max(number.saturating_add(1));
        Some(self.give(number))
    }

    /// Takes note of a message; gives the connection that the exchange at hand is on, if it tells.
    pub(in crate::read) fn tell(&mut self, message: &str, done: &mut [Exchange]) -> Option<u32> {
        match said(message) {
            Said::Opened(printed, host) => {
                if printed.is_some_and(|printed| printed < self.opened) {
                    self.new_run();
                }
                let number = printed.unwrap_or(self.opened);
                self.opened = number.saturating_add(1);
                self.guessed = printed.is_none();
                let id = self.give(number);
                if self.hosts.len() < HOSTS {
                    self.hosts.push((host.to_owned(), id));
                }
                Some(id)
            }
            Said::Reused(printed, host) => {
                let known = self.hosts.iter().rev().find(|(known, _)| known == host);
                let id = known.map(|(_, id)| *id).or(self.current);
                self.current = printed.map(|number| self.give(number)).or(id);
                None
            }
            Said::Kept(number) => {
                let guess = self.current.filter(|_| self.guessed);
                let id = self.give(number);
                if let Some(guess) = guess.filter(|guess| *guess != id) {
                    self.rename(guess, id, done);
                }
                self.opened = self.opened.max(number.saturating_add(1));
                self.guessed = false;
                Some(id)
            }
            Said::Nothing => None,
        }
    }

    fn give(&mut self, number: u32) -> u32 {
        let id = self.base.saturating_add(number);
        self.highest = self.highest.max(Some(id));
        self.current = Some(id);
        id
    }

    /// The number counted was wrong: the last exchanges have it.
    fn rename(&mut self, from: u32, to: u32, done: &mut [Exchange]) {
        let last = done.iter_mut().rev().take_while(|exchange| exchange.connection == Some(from));
        for exchange in last {
            exchange.connection = Some(to);
        }
        for (_, id) in self.hosts.iter_mut().filter(|(_, id)| *id == from) {
            *id = to;
        }
    }
}

fn said(message: &str) -> Said<'_> {
    let host = |rest: &'_ str, before: &str| {
        let after = rest.find(before).map_or(rest.len(), |at| at + before.len());
        let start = message.len() - rest.len() + after;
        message.get(start..).and_then(|host| host.split_whitespace().next()).unwrap_or_default()
    };
    if let Some(rest) = message.strip_prefix("Connected to ") {
        let printed = rest.rsplit_once('#').and_then(|(_, number)| leading_number(number));
        return Said::Opened(printed, host(rest, ""));
    }
    let reused = ["Re-using existing ", "Reusing existing "];
    if let Some(rest) = reused.iter().find_map(|start| message.strip_prefix(start)) {
        let printed = rest.split_once('#').and_then(|(_, number)| leading_number(number));
        let word = if rest.contains(" proxy ") { "proxy " } else { "host " };
        return Said::Reused(printed, host(rest, word));
    }
    let kept = [
        "Connection #",
        "Closing connection #",
        "Closing connection ",
        "closing connection #",
        "shutting down connection #",
    ];
    let number = kept.iter().find_map(|start| leading_number(message.strip_prefix(start)?));
    number.map_or(Said::Nothing, Said::Kept)
}

fn leading_number(text: &str) -> Option<u32> {
    let end = text.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    text.get(..end)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_of_old_and_new_curl_are_understood() {
        for (message, expected) in [
            ("Connected to a (1.2.3.4) port 80 (#3)", Said::Opened(Some(3), "a")),
            ("Connected to a (1.2.3.4) port 80", Said::Opened(None, "a")),
            ("Re-using existing connection #0 with host a", Said::Reused(Some(0), "a")),
            ("Re-using existing http: connection with host a", Said::Reused(None, "a")),
            ("Re-using existing connection #0 with proxy b", Said::Reused(Some(0), "b")),
            ("Connection #12 to host a left intact", Said::Kept(12)),
            ("Closing connection 0", Said::Kept(0)),
            ("shutting down connection #1", Said::Kept(1)),
            // curl 8.21
            ("closing connection #2", Said::Kept(2)),
            ("Trying 127.0.0.1:80...", Said::Nothing),
        ] {
            assert_eq!(said(message), expected, "{message}");
        }
    }

    #[test]
    fn a_second_run_has_its_own_connections() {
        let mut connections = Connections::default();
        let mut tell = |message: &str| connections.tell(message, &mut []);
        assert_eq!(tell("Connected to a (::1) port 80 (#0)"), Some(0));
        assert_eq!(tell("Connected to a (::1) port 80 (#1)"), Some(1));
        assert_eq!(tell("Connected to a (::1) port 80 (#0)"), Some(2));
        assert_eq!(tell("Connection #0 to host a left intact"), Some(2));
    }
}
