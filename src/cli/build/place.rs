//! Where a build writes: the output folder, and the marketplace that lists the plugins.

use anyhow::{Context, bail};
use camino::{Utf8Path, Utf8PathBuf};

use crate::cli::args::BuildArguments;
use crate::generate::Plan;
use crate::generate::bundle::Bundle;
use crate::generate::manifest::{bundled_path, fields};
use crate::generate::marketplace::{self, MarketplaceFile};
use crate::generate::write::{RECORD, read_record, refuse_links, runs};
use crate::plugin::MARKETPLACE;
use crate::spec::plugin::Listed;
use crate::spec::project::Market;
use crate::spec::{PluginSource, Project, targets};

/// The output folder when none is named.
pub(super) const DEFAULT_OUT: &str = "dist";

/// The output folder, and the marketplace that lists the plugins.
pub(super) struct Place {
    /// The marketplace's root.
    pub(super) root: Utf8PathBuf,
    /// The folder below it for plugins.
    pub(super) below: Utf8PathBuf,
    /// Whether the marketplace file belongs to someone else.
    pub(super) is_elsewhere: bool,
}

impl Place {
    pub(super) fn of(arguments: &BuildArguments) -> anyhow::Result<Self> {
        let Some(file) = &arguments.marketplace else {
            let root = arguments.out.clone().unwrap_or_else(|| DEFAULT_OUT.into());
            return Ok(Self { root, below: Utf8PathBuf::new(), is_elsewhere: false });
        };
        if !file.ends_with(MARKETPLACE) {
            bail!("{file}: expected a path that ends in `{MARKETPLACE}`, where Claude Code looks for it");
        }
        let root = file.ancestors().nth(2).unwrap_or(Utf8Path::new("")).to_owned();
        let below = match &arguments.out {
            Some(out) => marketplace::relative(&root, out)?,
            None => Utf8PathBuf::new(),
        };
        Ok(Self { root, below, is_elsewhere: true })
    }

    /// The text of the marketplace's manifest before this run; `None` if no marketplace is written.
    pub(super) fn base(&self, project: &Project) -> anyhow::Result<Option<String>> {
        let path = self.root.join(MARKETPLACE);
        refuse_links(&self.root, [MARKETPLACE.into(), RECORD.into()].iter())?;
        if self.is_elsewhere {
            return Ok(Some(std::fs::read_to_string(&path).with_context(|| format!("cannot read {path}"))?));
        }
        let spec = match &project.marketplace {
            None => return Ok(None),
            Some(Market::AsItIs(copy)) => {
                let text = String::from_utf8(copy.bytes.clone());
                return Ok(Some(text.with_context(|| format!("{} is not UTF-8", copy.source))?));
            }
            Some(Market::Structured(source)) => &source.spec,
        };
        match std::fs::read_to_string(&path) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Some(marketplace::new_file(spec))),
            Err(error) => Err(error).with_context(|| format!("cannot read {path}")),
        }
    }

    /// The programs that an earlier run bundled with this plugin.
    pub(super) fn bundled_before(&self, source: &PluginSource) -> anyhow::Result<Option<Bundle>> {
        let record = read_record(&self.root)?;
        let spec = &source.plugin.spec;
        let server = spec.own_server().and_then(|(_, server)| bundled_path(server));
        let (Some(names), Some(server)) = (record.bundled.get(&spec.name.value), server) else { return Ok(None) };
        let folder = self.below.join(source.path());
        Bundle::restore(names, &server, |path| record.read(&self.root, &folder.join(path)))
    }

    /// Whether the marketplace's manifest keeps its execute permission.
    pub(super) fn runs_manifest(&self, project: &Project) -> bool {
        match &project.marketplace {
            Some(Market::AsItIs(copy)) if !self.is_elsewhere => copy.executable,
            _ => runs(&self.root.join(MARKETPLACE)).unwrap_or_default(),
        }
    }

    /// The marketplace's manifest with the plugins listed.
    pub(super) fn edited_manifest(
        &self,
        text: &str,
        project: &Project,
        plans: &[Plan],
        arguments: &BuildArguments,
    ) -> anyhow::Result<String> {
        let path = self.root.join(MARKETPLACE);
        let file = MarketplaceFile::open(text).with_context(|| format!("cannot edit {path}"))?;
        let record = read_record(&self.root)?;
        let mut entries: Vec<_> = project
            .plugins
            .iter()
            .zip(plans)
            .map(|(plugin, plan)| (marketplace::entry(&plugin.plugin.spec, &plan.folder), Some(plan)))
            .collect();
        if let (false, Some(Market::Structured(source))) = (self.is_elsewhere, &project.marketplace) {
            file.set_own_fields(&source.spec);
            if arguments.plugin.is_none() {
                let built: Vec<&str> = plans.iter().map(|plan| plan.plugin.as_str()).collect();
                record.plugins.keys().filter(|name| !built.contains(&name.as_str())).for_each(|name| file.remove(name));
            }
            entries.extend(source.spec.plugins.iter().filter_map(|listed| match listed {
                Listed::Foreign(node) => Some((fields(node.entries()), None)),
                Listed::Built(_) => None,
            }));
        }
        if self.is_elsewhere {
            let names = file.names();
            for plan in plans.iter().filter(|plan| names.contains(&plan.plugin)) {
                if !record.plugins.contains_key(&plan.plugin) {
                    bail!(
                        "{path} already has an entry `{}` that plugin-gen did not write; remove it, or give the plugin another name; nothing was written",
                        plan.plugin
                    );
                }
            }
        }
        if !self.is_elsewhere {
            file.remove_field(targets::KEY);
        }
        for (entry, _) in entries {
            file.put(&entry).with_context(|| format!("cannot edit {path}"))?;
        }
        Ok(file.text())
    }
}
