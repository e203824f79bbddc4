//! Where a piece of generated text is written in the specs.
//!
//! Text goes from a spec through a template, so no span can be carried along. The words of the place are searched for in
//! the specs instead; the occurrence wins whose surroundings agree the most.

use camino::{Utf8Path, Utf8PathBuf};

use crate::source::{SourceFile, Span};

/// Lines on each side of a place that tell it from another one with the same words.
const AROUND: usize = 5;
/// The most words of a place that are searched for.
const LONGEST: usize = 12;

/// A spec in which to search.
#[derive(Debug)]
pub(crate) struct Spec {
    /// Its path, for people.
    pub path: Utf8PathBuf,
    /// Its text.
    pub text: String,
}

/// A word and where it begins.
type Word<'t> = (&'t str, usize);

/// The file and the line, from 1, of the text at `span` of a generated file; `None` for a place without words, and for text
/// that the program itself wrote. Of equal occurrences, that of the first spec counts.
#[must_use]
pub(crate) fn line<'s>(generated: &SourceFile, span: Span, specs: &'s [Spec]) -> Option<(&'s Utf8Path, usize)> {
    if span.is_empty() && span.start == 0 {
        return None;
    }
    let own = generated.lines_around(Span::at(span.start)).0;
    let around = around(generated, own);
    let text = generated.slice(around);
    let words = words(text);
    let within = |span: Span| {
        let (from, to) = (span.start.saturating_sub(around.start), span.end.saturating_sub(around.start));
        let first = words.iter().position(|(word, at)| at + word.len() > from)?;
        let after = words.iter().position(|(_, at)| *at >= to).unwrap_or(words.len());
        (first < after).then(|| first..after.min(first + LONGEST))
    };
    let named = within(Span::new(span.start, span.end.min(own.end))).or_else(|| within(own))?;
    let mut best: Option<(usize, &Utf8Path, usize)> = None;
    // All of the words, else the longest one of them.
    let longest = named.clone().max_by_key(|at| words[*at].0.len())?;
    for wanted in [named.clone(), longest..longest + 1] {
        for spec in specs {
            let own_words = self::words(&spec.text);
            for at in 0..own_words.len() {
                let Some(score) = agreement(&words, &wanted, &own_words, at) else { continue };
                if best.is_none_or(|(known, ..)| score > known) {
                    let line = spec.text[..own_words[at].1].matches('\n').count() + 1;
                    best = Some((score, &spec.path, line));
                }
            }
        }
        if best.is_some() {
            break;
        }
    }
    let is_telling = words[longest].0.chars().count() > 2;
    best.filter(|(score, ..)| is_telling || *score > 1).map(|(_, path, line)| (path, line))
}

/// A line and its neighbours, as far as the file still has their text.
fn around(file: &SourceFile, line: Span) -> Span {
    let mut around = line;
    for _ in 0..AROUND {
        let before = file.lines_around(Span::at(around.start.saturating_sub(1))).0;
        let after = file.lines_around(Span::at(around.end + 1)).0;
        if before.end + 1 == around.start {
            around = around.cover(before);
        }
        if after.start == around.end + 1 {
            around = around.cover(after);
        }
    }
    around
}

/// How many words agree around `at` when the wanted ones stand there; `None` when they do not.
fn agreement(words: &[Word<'_>], wanted: &std::ops::Range<usize>, spec: &[Word<'_>], at: usize) -> Option<usize> {
    let same = |(one, other): (&Word<'_>, &Word<'_>)| one.0 == other.0;
    let following = words[wanted.start..].iter().zip(&spec[at..]).take_while(|pair| same(*pair)).count();
    if following < wanted.len() {
        return None;
    }
    let before = words[..wanted.start].iter().rev().zip(spec[..at].iter().rev()).take_while(|pair| same(*pair)).count();
    Some(following + before)
}

fn words(text: &str) -> Vec<Word<'_>> {
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
    let mut words = Vec::new();
    let mut start = None;
    for (at, letter) in text.char_indices() {
        match (is_part(letter), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                words.push((&text[from..at], from));
                start = None;
            }
            _ => {}
        }
    }
    words.extend(start.map(|from| (&text[from..], from)));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(generated: &str, place: &str, specs: &[(&str, &str)]) -> Option<(String, usize)> {
        let specs: Vec<Spec> =
            specs.iter().map(|(path, text)| Spec { path: (*path).into(), text: (*text).to_owned() }).collect();
        let start = generated.find(place).unwrap();
        let file = SourceFile::new("g.md", generated);
        let (path, line) = line(&file, Span::new(start, start + place.len()), &specs)?;
        Some((path.to_string(), line))
    }

    #[test]
    fn a_place_is_found_through_markup_and_folded_lines() {
        let spec = (
            "s.yaml",
            "name: s\nsections:\n  - heading: Over view\n    body: >-\n      See the\n      [guide](gone.md) first.\n",
        );
        let page = "---\nname: s\n---\n\n## Over view\n\nSee the [guide](gone.md) first.\n";
        assert_eq!(found(page, "[guide](gone.md)", &[spec]), Some(("s.yaml".to_owned(), 6)));
        assert_eq!(found(page, "## Over", &[spec]), Some(("s.yaml".to_owned(), 3)));
    }

    #[test]
    fn surroundings_tell_equal_words_apart() {
        let spec = ("s.yaml", "items:\n  - first `x`\n  - second `x`\n");
        assert_eq!(found("- first `x`\n- second `x`\n", "second `x`", &[spec]), Some(("s.yaml".to_owned(), 3)));
        let other = ("api.yaml", "description: The third one.\n");
        assert_eq!(found("| id | The third one. |\n", "third", &[spec, other]), Some(("api.yaml".to_owned(), 1)));
        let text = "- first `x`\n\n\n\n\n\n\n- second `x`\n";
        let file = SourceFile::new("g.md", text);
        let place = Span::new(text.len() - 4, text.len() - 1);
        let kept = file.excerpt(vec![Span::at(0), place], Vec::new());
        let specs = [Spec { path: "s.yaml".into(), text: spec.1.to_owned() }];
        assert_eq!(line(&kept, place, &specs), Some((Utf8Path::new("s.yaml"), 3)));
        assert_eq!(found("Usage: nothing\n", "Usage", &[spec]), None);
    }
}
