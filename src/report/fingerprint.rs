//! Identifies findings across runs even if lines have moved: by rule, path, the text of the line with masked
//! credentials, and the index among equal ones, but not by line number. Formats and baselines share it.

use std::collections::BTreeMap;

use camino::Utf8Path;

use crate::diag::Diagnostic;
use crate::secrets;
use crate::source::Span;

/// The fingerprints of sorted findings, 32 hexadecimal digits each.
#[must_use]
pub fn fingerprints(diagnostics: &[Diagnostic]) -> Vec<String> {
    fingerprints_at(diagnostics, |path| path.as_str().to_owned())
}

/// The same, with paths that `path_of` returns.
pub fn fingerprints_at(diagnostics: &[Diagnostic], path_of: impl Fn(&Utf8Path) -> String) -> Vec<String> {
    let mut seen: BTreeMap<u128, u32> = BTreeMap::new();
    diagnostics
        .iter()
        .map(|found| {
            let path = path_of(found.primary.location.file.path());
            let hash = hash(&[found.rule.name, &path, &subject(found)]);
            let occurrence = seen.entry(hash).or_default();
            *occurrence += 1;
            match occurrence {
                1 => format!("{hash:032x}"),
                several => format!("{:032x}", self::hash(&[&format!("{hash:032x}"), &several.to_string()])),
            }
        })
        .collect()
}

/// The finding's line with normalized white space; the headline if the finding is about the whole file.
fn subject(found: &Diagnostic) -> String {
    let location = &found.primary.location;
    let text = if location.span.is_empty() && location.span.start == 0 {
        secrets::mask(&found.message, []).unwrap_or_else(|| found.message.clone())
    } else {
        let (line, _) = location.file.lines_around(Span::at(location.span.start));
        let text = location.file.slice(line);
        let inside = found.hidden.iter().filter(|hidden| line.contains(**hidden));
        let hidden = inside.map(|hidden| Span::new(hidden.start - line.start, hidden.end - line.start));
        secrets::mask(text, hidden).unwrap_or_else(|| text.to_owned())
    };
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// 128-bit FNV-1a over the parts, separated by a zero byte.
fn hash(parts: &[&str]) -> u128 {
    let mut hash: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    let mut add = |byte: u8| hash = (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b);
    for part in parts {
        part.bytes().for_each(&mut add);
        add(0);
    }
    hash
}
