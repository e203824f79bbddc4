//! `plugin-gen api`: how much of an API a plugin covers, and what a new description would break.

use std::io::Write;

use anyhow::bail;
use camino::Utf8PathBuf;

use super::args::{ApiArguments, ApiVerb, DiffArguments};
use super::{Answer, Clean, coverage, descriptions};
use crate::plugin::{FileTree, Plugin, discover};
use crate::report::visible;
use crate::rules::api::ApiClaims;
use crate::rules::api::changes::{Change, changes};
use crate::rules::api::usage::uses;
use crate::source::Location;

/// The maximum number of places to print for one fact.
const MAX_PLACES: usize = 3;

pub(crate) fn run(arguments: &ApiArguments) -> Answer {
    match &arguments.verb {
        ApiVerb::Coverage(arguments) => coverage::run(arguments),
        ApiVerb::Diff(arguments) => diff(arguments),
    }
}

fn write_places(out: &mut dyn Write, places: &[Location]) -> anyhow::Result<()> {
    for place in places.iter().take(MAX_PLACES) {
        let (line, column) = place.file.line_column(place.span.start);
        writeln!(out, "    {}:{line}:{column}", visible(place.file.path().as_str()))?;
    }
    if let Some(more) = places.len().checked_sub(MAX_PLACES).filter(|more| *more > 0) {
        writeln!(out, "    and {more} more")?;
    }
    Ok(())
}

fn diff(arguments: &DiffArguments) -> Answer {
    let (old, new) = (descriptions::read(&arguments.old)?, descriptions::read(&arguments.new)?);
    let tree = FileTree::from_disk(&arguments.plugin);
    let roots: Vec<Utf8PathBuf> = discover(&tree).plugins;
    if roots.is_empty() {
        bail!("{}: expected a plugin, found no `.claude-plugin/plugin.json`", arguments.plugin);
    }
    let mut out = anstream::stdout().lock();
    let mut broken = 0;
    for root in &roots {
        let plugin = Plugin::load(&tree, root);
        let claims = ApiClaims::of_plugin(&plugin, &old);
        let used = uses(&claims);
        let found = changes(&used, &new);
        let (breaking, other): (Vec<&Change>, Vec<&Change>) = found.iter().partition(|change| change.breaking);
        writeln!(
            out,
            "{}: {} facts shown, {} broken, {} changed",
            visible(plugin.name()),
            used.len(),
            breaking.len(),
            other.len()
        )?;
        for (title, list) in [("Broken", &breaking), ("Changed", &other)] {
            if list.is_empty() {
                continue;
            }
            writeln!(out, "\n{title}")?;
            for change in list {
                writeln!(out, "  {}: {}", visible(&change.subject), visible(&change.what))?;
                write_places(&mut out, &change.places)?;
            }
        }
        broken += breaking.len();
    }
    Ok(if broken == 0 { Clean::Yes } else { Clean::No })
}
