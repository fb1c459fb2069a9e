//! Offsets as JavaScript counts them.

use why401_evidence::gather::Gather;
use why401_evidence::order::sort_by_key;
use why401_evidence::text::{Text, utf16_offsets};

use super::{Offsets, Report, Span};

/// Converts every span of a report whose offsets are in UTF-8, with one pass over each text.
pub(crate) fn to_utf16(report: &mut Report, texts: &[Text]) {
    let mut offsets: Vec<Vec<u32>> = vec![Vec::new(); texts.len()];
    for span in spans(report) {
        if let Some(of) = usize::try_from(span.paste).ok().and_then(|paste| offsets.get_mut(paste))
        {
            of.extend([span.start, span.end]);
        }
    }
    let tables: Vec<(Vec<u32>, Vec<u32>)> = offsets
        .into_iter()
        .zip(texts)
        .map(|(mut of, text)| {
            sort_by_key(&mut of, |offset| *offset);
            of.dedup();
            let converted = utf16_offsets(text.as_str(), &of);
            (of, converted)
        })
        .gather();
    for span in spans(report) {
        let Some((from, to)) = usize::try_from(span.paste).ok().and_then(|paste| tables.get(paste))
        else {
            continue;
        };
        for offset in [&mut span.start, &mut span.end] {
            if let Some(converted) = from.binary_search(offset).ok().and_then(|at| to.get(at)) {
                *offset = *converted;
            }
        }
    }
    report.offsets = Offsets::Utf16;
}

/// Every span of a report.
fn spans(report: &mut Report) -> impl Iterator<Item = &mut Span> {
    let cases = report.cases.iter_mut().flat_map(|case| {
        let evidence = case.findings.iter_mut().flat_map(|finding| &mut finding.evidence);
        let found = evidence.flat_map(|evidence| &mut evidence.spans);
        let signs = case.signs.iter_mut().flat_map(|sign| &mut sign.spans);
        let legs = case.handshake.iter_mut().flat_map(|leg| {
            let decoded = leg.decoded.iter_mut().flat_map(|field| &mut field.spans);
            let odd = leg.odd.iter_mut().flat_map(|odd| &mut odd.spans);
            std::iter::once(&mut leg.span).chain(decoded).chain(odd)
        });
        legs.chain(signs).chain(found)
    });
    let read = report.read.iter_mut().map(|part| &mut part.span);
    read.chain(report.unread.iter_mut().map(|unread| &mut unread.span)).chain(cases)
}
