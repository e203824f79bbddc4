//! Suggestions after a long list of findings.

use std::io::{self, Write};

use super::statistics;
use crate::diag::Applicability;
use crate::rules::check::Outcome;

/// With fewer findings, the list itself is clear enough.
const LEAST: usize = 10;

/// Writes up to three lines: what can be fixed, the most frequent rule, and where it is explained.
///
/// # Errors
/// If `out` cannot be written.
pub(super) fn write(outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    let found = &outcome.diagnostics;
    if found.len() < LEAST {
        return Ok(());
    }
    let fixes = found.iter().filter_map(|found| found.fix.as_ref());
    let safe = fixes.filter(|fix| fix.applicability == Applicability::Safe).count();
    if safe > 0 {
        writeln!(out, "  fix {safe} of them:  plugin-gen check --fix   (`--diff` shows the changes first)")?;
    }
    if let Some((rule, count)) = statistics(found).first() {
        let (name, all) = (rule.name, found.len());
        writeln!(out, "  see {count} of {all}:  plugin-gen check --rule {name}   (the most frequent rule)")?;
        writeln!(out, "  learn why:  plugin-gen explain {name}")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Diagnostic, Fix, RuleMeta};
    use crate::rule_meta;
    use crate::source::{Location, SourceFile};

    static OFTEN: RuleMeta = rule_meta!("unused-allow", Warning, Recommended, "");
    static ONCE: RuleMeta = rule_meta!("broken-link", Warning, Recommended, "");

    fn steps(often: usize, fixable: usize) -> String {
        let file = SourceFile::new("a.md", "text");
        let found = |rule| Diagnostic::new(rule, Location::start_of(&file), "found");
        let mut diagnostics = vec![found(&ONCE)];
        diagnostics.extend((0..often).map(|_| found(&OFTEN)));
        diagnostics.iter_mut().take(fixable).for_each(|found| found.fix = Some(Fix::safe("fix it", Vec::new())));
        let mut out = Vec::new();
        write(&Outcome { diagnostics, ..Outcome::default() }, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn only_a_long_list_has_next_steps() {
        assert_eq!(steps(LEAST - 2, 1), "");
        let why = "  see 9 of 10:  plugin-gen check --rule unused-allow   (the most frequent rule)\n  learn why:  plugin-gen explain unused-allow\n";
        assert_eq!(steps(LEAST - 1, 0), why);
        let fix = "  fix 2 of them:  plugin-gen check --fix   (`--diff` shows the changes first)\n";
        assert_eq!(steps(LEAST - 1, 2), format!("{fix}{why}"));
    }
}
