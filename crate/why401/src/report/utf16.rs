//! Offsets as JavaScript counts them.

use why401_evidence::order::sort_by_key;
use why401_evidence::text::{Text, utf16_offsets};

use super::{Offsets, Report, Span};

/// Converts every span of a report whose offsets are in UTF-8, with one pass over each text.
pub(crate) fn to_utf16(report: &mut Report, texts: &[Text]) {
    report.offsets = Offsets::Utf16;
    // The offsets of ASCII are the same.
    if !texts.iter().all(|text| text.as_str().is_ascii()) {
        convert(report, texts);
    }
}

#[inline(never)]
fn convert(report: &mut Report, texts: &[Text]) {
    let mut offsets: Vec<Vec<u32>> = vec![Vec::new(); texts.len()];
    each_span(report, &mut |span| {
        if let Some(of) = offsets.get_mut(span.paste as usize) {
            of.push(span.start);
            of.push(span.end);
        }
    });
    let mut tables: Vec<(Vec<u32>, Vec<u32>)> = Vec::new();
    for (mut of, text) in offsets.into_iter().zip(texts) {
        sort_by_key(&mut of, |offset| *offset);
        of.dedup();
        let converted = utf16_offsets(text.as_str(), &of);
        tables.push((of, converted));
    }
    each_span(report, &mut |span| {
        let Some((from, to)) = tables.get(span.paste as usize) else { return };
        for offset in [&mut span.start, &mut span.end] {
            if let Some(converted) = from.binary_search(offset).ok().and_then(|at| to.get(at)) {
                *offset = *converted;
            }
        }
    });
}

/// Visits every span of a report.
fn each_span(report: &mut Report, visit: &mut dyn FnMut(&mut Span)) {
    for part in &mut report.read {
        visit(&mut part.span);
    }
    for unread in &mut report.unread {
        visit(&mut unread.span);
    }
    for case in &mut report.cases {
        for leg in &mut case.handshake {
            visit(&mut leg.span);
            for field in &mut leg.decoded {
                field.spans.iter_mut().for_each(&mut *visit);
            }
            for odd in &mut leg.odd {
                odd.spans.iter_mut().for_each(&mut *visit);
            }
        }
        for sign in &mut case.signs {
            sign.spans.iter_mut().for_each(&mut *visit);
        }
        for finding in &mut case.findings {
            for evidence in &mut finding.evidence {
                evidence.spans.iter_mut().for_each(&mut *visit);
            }
        }
    }
}
