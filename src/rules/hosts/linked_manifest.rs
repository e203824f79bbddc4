//! `linked-manifest`: a manifest for another host that is a symbolic link.

use crate::diag::{Diagnostic, RuleMeta};
use crate::plugin::hosts::HostTree;
use crate::rule_meta;
use crate::rules::{Check, Rule, Sink};
use crate::source::{Location, SourceFile};

static META: RuleMeta = rule_meta!("linked-manifest", Warning, Recommended, "A host's manifest is a symbolic link");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Host(check) };

fn check(tree: &HostTree<'_>, sink: &mut Sink) {
    for (path, target) in &tree.links {
        let place = Location::start_of(&SourceFile::new(tree.tree.display_path(path), ""));
        sink.push(
            Diagnostic::new(&META, place, format!("the manifest is a symbolic link to `{target}`"))
                .label("a checkout on Windows has a text file with that path here, and Cursor does not follow links")
                .help("write a file"),
        );
    }
}
