//! Identifies findings across runs even if lines have moved: by rule, path, the text of the line with masked
//! credentials, and the index among equal ones, but not by line number. Formats and baselines share it.

use std::collections::BTreeMap;

use camino::Utf8Path;

use crate::diag::Diagnostic;
use crate::secrets;
use crate::source::Span;

/// The fingerprints of sorted findings, 32 hexadecimal digits each, with the paths that `path_of` returns.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::RuleMeta;
    use crate::rule_meta;
    use crate::source::{Location, SourceFile};

    static META: RuleMeta = rule_meta!("unused-allow", Warning, Recommended, "");

    fn of(found: &[Diagnostic]) -> Vec<String> {
        fingerprints_at(found, Utf8Path::to_string)
    }

    /// Baselines store these values.
    #[test]
    fn fingerprints_stay_as_they_are() {
        let file = SourceFile::new("a.md", "one\ntwo  words\n");
        let at = |start, end| Diagnostic::new(&META, Location::new(&file, Span::new(start, end)), "a headline");
        let found = of(&[at(0, 0), at(0, 1), at(4, 7), at(5, 5), at(5, 6)]);
        let expected = [
            "0ef8fc4d2ffa62bd9b86baa43a9ef89c",
            "0973553e71eee83d380f84399c15fa1d",
            "1fe412cfe1bfa0aa70aacc2e3b11c6d4",
            "d08a7a600204d27d6cae9b33d118197e",
            "d08a7a627804d27d6cae9b33d1199d17",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_hidden_span_does_not_change_the_fingerprint() {
        let of_secret = |secret: &str| {
            let file = SourceFile::new("a.md", format!("first line\nkey = {secret}\n"));
            let hidden = Span::new(17, 17 + secret.len());
            of(&[Diagnostic::new(&META, Location::new(&file, Span::new(11, 14)), "key").hiding(hidden)])
        };
        assert_eq!(of_secret("abcdefgh"), of_secret("abzzyyxx"));
        assert_ne!(of_secret("abcdefgh"), of_secret("zbcdefgh"));
    }
}
