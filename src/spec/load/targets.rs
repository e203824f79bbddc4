//! Gives each plugin the hosts that it is built for.

use super::loader::Loader;
use crate::diag::Diagnostic;
use crate::source::{Location, SourceFile};
use crate::spec::INVALID_SPEC;
use crate::spec::fields::{Decode, Decoder, Spanned};
use crate::spec::project::{Market, PluginSource};
use crate::spec::targets::{KEY, Target};
use crate::syntax::json;

impl Loader {
    /// Gives each plugin its targets: those of the marketplace, or those of them that the plugin itself lists.
    pub(super) fn targets<'p>(&mut self, market: Option<&Market>, plugins: impl Iterator<Item = &'p mut PluginSource>) {
        let offered = match market {
            Some(Market::Structured(source)) => source.spec.targets.clone(),
            Some(Market::AsItIs(copy)) => {
                let file = SourceFile::new(&copy.source, String::from_utf8_lossy(&copy.bytes));
                let root = json::parse(file.text()).root;
                let mut decoder = Decoder::new(&file, &INVALID_SPEC);
                let targets = root
                    .as_ref()
                    .and_then(|root| root.get(KEY))
                    .and_then(|node| Vec::<Spanned<Target>>::decode(node, &mut decoder));
                self.problems.append(&mut decoder.problems);
                targets
            }
            None => None,
        };
        for plugin in plugins {
            let own = plugin.plugin.spec.targets.clone();
            if let (Some(own), true) = (&own, market.is_some()) {
                let is_offered = |target: Target| {
                    target == Target::Claude || offered.iter().flatten().any(|offered| offered.value == target)
                };
                for target in own.iter().filter(|target| !is_offered(target.value)) {
                    let word = target.value.word();
                    let place = Location::new(&plugin.plugin.file, target.span);
                    let message = format!("the marketplace has no target `{word}`");
                    let found = Diagnostic::new(&INVALID_SPEC, place, message);
                    self.problems.push(found.help(format!("add `{word}` to `{KEY}` of the marketplace")));
                }
            }
            for target in own.or_else(|| offered.clone()).into_iter().flatten().map(|target| target.value) {
                if target != Target::Claude && !plugin.targets.contains(&target) {
                    plugin.targets.push(target);
                }
            }
            let has_own_folder = !plugin.path().as_str().is_empty();
            if let (false, Some(target)) =
                (has_own_folder, plugin.targets.iter().find(|target| **target != Target::Codex))
            {
                let place = Location::start_of(&plugin.plugin.file);
                let message = format!("the target `{}` requires a folder next to the plugin's", target.word());
                let found = Diagnostic::new(&INVALID_SPEC, place, message);
                self.problems.push(found.help("the plugin is at the marketplace's root; give it a `path` of its own"));
            }
        }
    }
}
