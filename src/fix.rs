//! Selects, sorts and applies the edits of fixes, and repeats this until nothing is left to fix.
//!
//! Every byte outside the edits is kept. A fix that would make valid JSON or YAML invalid is rejected, whatever its
//! rule says. Nothing here writes to disk; the caller writes the changes.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};

use crate::diag::{Applicability, Diagnostic, Edit, Fix};
use crate::plugin::FileTree;
use crate::rules::check::Outcome;
use crate::source::Span;
use crate::syntax::{Frontmatter, json, yaml};

/// The maximum number of rounds, which stops fixes that undo each other.
const ROUNDS: usize = 10;

/// A file before and after fixing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// The original text.
    pub before: String,
    /// The text with all fixes.
    pub after: String,
}

/// The result of fixing a tree.
#[derive(Debug)]
#[non_exhaustive]
pub struct Fixed {
    /// The files with changes, by path in the tree.
    pub files: BTreeMap<Utf8PathBuf, Changed>,
    /// Number of applied fixes.
    pub applied: usize,
    /// The outcome after fixing.
    pub outcome: Outcome,
}

/// Applies all fixes with at least the applicability `least` to the tree in memory, and checks it again after each
/// round.
pub fn fix_tree(tree: &mut FileTree, least: Applicability, check: impl Fn(&FileTree) -> Outcome) -> Fixed {
    let mut fixed = Fixed { files: BTreeMap::new(), applied: 0, outcome: check(tree) };
    for _ in 0..ROUNDS {
        let before = fixed.applied;
        for (path, fixes) in fixes_by_file(tree, &fixed.outcome.diagnostics, least) {
            let Ok(Ok(text)) = tree.read(&path).map(String::from_utf8) else { continue };
            let fits = |found: &&Diagnostic| found.primary.location.file.is(&text);
            let fixes: Vec<&Fix> = fixes.into_iter().filter(fits).filter_map(|found| found.fix.as_ref()).collect();
            let (after, applied) = apply(&path, &text, &fixes);
            if after == text {
                continue;
            }
            fixed.applied += applied;
            tree.overlay(&path, after.clone().into_bytes());
            fixed
                .files
                .entry(path)
                .and_modify(|changed| changed.after.clone_from(&after))
                .or_insert(Changed { before: text, after });
        }
        if fixed.applied == before {
            break;
        }
        fixed.outcome = check(tree);
    }
    fixed.files.retain(|_, changed| changed.before != changed.after);
    fixed
}

fn fixes_by_file<'d>(
    tree: &FileTree,
    diagnostics: &'d [Diagnostic],
    least: Applicability,
) -> BTreeMap<Utf8PathBuf, Vec<&'d Diagnostic>> {
    let mut files: BTreeMap<Utf8PathBuf, Vec<&Diagnostic>> = BTreeMap::new();
    for found in diagnostics {
        if found.fix.as_ref().is_some_and(|fix| fix.applicability >= least) {
            files.entry(tree.relative(found.primary.location.file.path()).to_owned()).or_default().push(found);
        }
    }
    files
}

/// Applies the fixes in order to the text of the file at `path`. Skips a fix that overlaps an earlier one, does not
/// match the text, or would make it invalid. Returns the text and the number of applied fixes.
#[must_use]
pub fn apply(path: &Utf8Path, text: &str, fixes: &[&Fix]) -> (String, usize) {
    let mut taken: Vec<&Edit> = Vec::new();
    let mut result = text.to_owned();
    let mut applied = 0;
    for fix in fixes {
        let new: Vec<&Edit> = fix.edits.iter().filter(|edit| !taken.contains(edit)).collect();
        let fits =
            |edit: &&Edit| text.get(edit.span.range()).is_some() && !taken.iter().any(|other| touch(edit, other));
        let apart = new.iter().enumerate().all(|(index, edit)| new[..index].iter().all(|other| !touch(edit, other)));
        if !new.iter().all(fits) || !apart {
            continue;
        }
        let mut wanted = taken.clone();
        wanted.extend(&new);
        wanted.sort();
        let spliced = splice(text, &wanted);
        if readable(path, &result) && !readable(path, &spliced) {
            continue;
        }
        (taken, result) = (wanted, spliced);
        applied += 1;
    }
    (result, applied)
}

/// Whether two edits change the same bytes, or start at the same position, where their order is ambiguous.
fn touch(one: &Edit, other: &Edit) -> bool {
    one.span.start == other.span.start || (one.span.start < other.span.end && other.span.start < one.span.end)
}

fn splice(text: &str, edits: &[&Edit]) -> String {
    let mut result = String::with_capacity(text.len());
    let mut position = 0;
    for Edit { span: Span { start, end }, text: inserted } in edits {
        result.push_str(text.get(position..*start).unwrap_or_default());
        result.push_str(inserted);
        position = *end;
    }
    result.push_str(text.get(position..).unwrap_or_default());
    result
}

/// Whether the machine-readable part of a file is valid: all of a JSON or YAML file, or the frontmatter of Markdown.
fn readable(path: &Utf8Path, text: &str) -> bool {
    match path.extension() {
        Some("json") => json::parse(text).root.is_some(),
        Some("yaml" | "yml") => yaml::parse(text).root.is_some(),
        Some("md") => Frontmatter::find(text).is_some_and(|frontmatter| frontmatter.yaml.root.is_some()),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::diag::RuleMeta;
    use crate::rule_meta;
    use crate::source::{Location, SourceFile};

    fn edit(start: usize, end: usize, text: &str) -> Edit {
        Edit { span: Span::new(start, end), text: text.to_owned() }
    }

    fn applied(text: &str, path: &str, fixes: &[Fix]) -> (String, usize) {
        apply(Utf8Path::new(path), text, &fixes.iter().collect::<Vec<_>>())
    }

    #[test]
    fn overlapping_fixes_wait_and_equal_edits_count_once() {
        let fixes = [
            Fix::safe("a", vec![edit(0, 1, "x")]),
            Fix::safe("b", vec![edit(0, 2, "y")]),
            Fix::safe("c", vec![edit(0, 1, "x"), edit(3, 3, "!")]),
        ];
        assert_eq!(applied("abc", "a.txt", &fixes), ("xbc!".to_owned(), 2));
    }

    #[test]
    fn of_two_insertions_at_one_place_the_first_is_made() {
        let fixes = [Fix::safe("a", vec![edit(1, 1, "x")]), Fix::safe("b", vec![edit(1, 1, "y")])];
        assert_eq!(applied("abc", "a.txt", &fixes), ("axbc".to_owned(), 1));
        let both = [Fix::safe("a", vec![edit(1, 1, "x"), edit(1, 1, "y")])];
        assert_eq!(applied("abc", "a.txt", &both), ("abc".to_owned(), 0));
        let insertion_and_change = [Fix::safe("a", vec![edit(1, 1, "x")]), Fix::safe("b", vec![edit(1, 2, "y")])];
        assert_eq!(applied("abc", "a.txt", &insertion_and_change), ("axbc".to_owned(), 1));
        let over_the_end = [Fix::safe("a", vec![edit(1, 2, "x")]), Fix::safe("b", vec![edit(0, 2, "y")])];
        assert_eq!(applied("abc", "a.txt", &over_the_end), ("axc".to_owned(), 1));
        let neighbours = [Fix::safe("a", vec![edit(0, 1, "x")]), Fix::safe("b", vec![edit(1, 2, "y")])];
        assert_eq!(applied("abc", "a.txt", &neighbours), ("xyc".to_owned(), 2));
    }

    #[test]
    fn fixes_that_undo_each_other_end() {
        static META: RuleMeta = rule_meta!("unused-allow", Warning, Recommended, "");
        let mut tree = FileTree::from_memory([("a.txt".into(), b"x".to_vec())].into());
        let rounds = std::cell::Cell::new(0);
        let fixed = fix_tree(&mut tree, Applicability::Safe, |tree| {
            rounds.set(rounds.get() + 1);
            let text = String::from_utf8(tree.read(Utf8Path::new("a.txt")).unwrap()).unwrap();
            let fix = Fix::safe("turn", vec![edit(0, 1, if text == "x" { "y" } else { "x" })]);
            let file = SourceFile::new("a.txt", text);
            let found = Diagnostic::new(&META, Location::start_of(&file), "x or y").with_fix(fix);
            Outcome { diagnostics: vec![found], ..Outcome::default() }
        });
        assert_eq!((fixed.applied, rounds.get()), (ROUNDS, ROUNDS + 1));
        assert_eq!(fixed.outcome.diagnostics.len(), 1, "the remaining finding is reported");
        assert!(fixed.files.is_empty(), "an even number of changes restores the original");
    }

    #[test]
    fn a_fix_that_breaks_what_could_be_read_is_refused() {
        let fixes = [Fix::safe("a", vec![edit(0, 1, "")]), Fix::safe("b", vec![edit(1, 1, " ")])];
        assert_eq!(applied("{}", "a.json", &fixes), ("{ }".to_owned(), 1));
        let front = "---\na: b\n---\n";
        let fixes = [Fix::safe("a", vec![edit(7, 8, "b: [")]), Fix::safe("b", vec![edit(0, 4, "")])];
        assert_eq!(applied(front, "a.md", &fixes), (front.to_owned(), 0));
    }

    #[test]
    fn an_edit_that_does_not_fit_the_text_is_left_out() {
        let fixes = [Fix::safe("a", vec![edit(1, 2, "")]), Fix::safe("b", vec![edit(9, 9, "x")])];
        assert_eq!(applied("ü", "a.txt", &fixes), ("ü".to_owned(), 0));
    }

    proptest! {
        #[test]
        fn bytes_outside_the_edits_stay(text in "[a-zü{}\": \n-]{0,40}", parts in prop::collection::vec((0usize..40, 0usize..6, "[xyü\"]{0,3}"), 0..8)) {
            let fixes: Vec<Fix> = parts
                .iter()
                .map(|(start, length, new)| Fix::safe("f", vec![edit(*start, start + length, new)]))
                .collect();
            for path in ["a.txt", "a.json", "a.md"] {
                let (result, count) = applied(&text, path, &fixes);
                prop_assert!(count <= fixes.len());
                // The bytes outside the edits, in order, are a subsequence of the result.
                let mut covered = vec![false; text.len()];
                for (start, length, _) in &parts {
                    covered.iter_mut().skip(*start).take(*length).for_each(|byte| *byte = true);
                }
                let mut rest = result.bytes();
                for (byte, _) in text.bytes().zip(&covered).filter(|(_, covered)| !**covered) {
                    prop_assert!(rest.any(|other| other == byte), "{text:?} -> {result:?}");
                }
                if readable(Utf8Path::new(path), &text) {
                    prop_assert!(readable(Utf8Path::new(path), &result));
                }
            }
        }
    }

    #[test]
    fn a_fix_may_end_where_an_earlier_one_starts() {
        let fixes = [Fix::safe("a", vec![edit(1, 2, "y")]), Fix::safe("b", vec![edit(0, 1, "x")])];
        assert_eq!(applied("abc", "a.txt", &fixes), ("xyc".to_owned(), 2));
    }

    #[test]
    fn a_fix_that_breaks_yaml_is_refused() {
        for path in ["a.yaml", "a.yml"] {
            assert_eq!(applied("a: b\n", path, &[Fix::safe("a", vec![edit(3, 4, "[")])]), ("a: b\n".to_owned(), 0));
        }
    }
}
