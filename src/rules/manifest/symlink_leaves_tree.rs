//! `symlink-leaves-tree`: a symbolic link out of the repository, whose target is not installed.

use camino::Utf8Path;

use crate::diag::{Diagnostic, RuleMeta};
use crate::plugin::{FileKind, Plugin, resolve};
use crate::rule_meta;
use crate::rules::{Check, Context, Rule, Sink};
use crate::source::{Location, SourceFile};

static META: RuleMeta =
    rule_meta!("symlink-leaves-tree", Warning, Recommended, "A symbolic link points outside the repository");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Plugin(check) };

fn check(plugin: &Plugin<'_>, _: &Context, sink: &mut Sink) {
    for (path, kind) in plugin.tree.below(&plugin.root) {
        let FileKind::Link(target) = kind else { continue };
        let folder = path.parent().unwrap_or(Utf8Path::new(""));
        if resolve(folder, target).is_some() {
            continue;
        }
        let place = SourceFile::new(plugin.tree.display_path(path), "");
        sink.push(
            Diagnostic::new(
                &META,
                Location::start_of(&place),
                format!("link points outside the repository: `{target}`"),
            )
            .label("not copied when the plugin is installed")
            .help("replace the link with a copy of the file"),
        );
    }
}
