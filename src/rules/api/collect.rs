//! Finds the claims of all documents of a plugin and matches them with the description.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::evidence::Evidence;
use super::model::{ApiClaims, Plugged, PrefixClaim};
use super::name_index::NameIndex;
use super::own_words::OwnWords;
use super::products::Products;
use super::surroundings::Surroundings;
use crate::claims::{Claim, Mention, NameTable, Request, Sample, of_document};
use crate::hosts::codex;
use crate::openapi::{Description, Found, is_placeholder};
use crate::plugin::{Document, DocumentKind, Plugin};
use crate::rules::tools::ToolCatalog;
use crate::source::Span;

/// The claims of one document that are not requests.
struct Others<'c> {
    document: &'c Document,
    tables: Vec<NameTable>,
    mentions: Vec<Mention>,
    samples: Vec<Sample>,
}

/// Whether a document is a skill or command of the plugin in the wording of Codex: its claims are those of the component.
fn is_second_wording(plugin: &Plugin<'_>, document: &Document) -> bool {
    let Ok(below) = document.path.strip_prefix(codex::SKILLS) else { return false };
    let Some(name) = below.components().next() else { return false };
    let has = |path: String| plugin.document(&path).is_some();
    has(format!("skills/{name}/SKILL.md")) || has(format!("commands/{name}.md"))
}

impl<'c> ApiClaims<'c> {
    /// Finds and matches the claims in all documents of a plugin.
    #[must_use]
    pub fn of_plugin(plugin: &'c Plugin<'_>, description: &'c Description) -> Self {
        Self::with_tools(plugin, description, None)
    }

    /// As [`Self::of_plugin`]; the names of the plugin's tools, of their inputs and of what they answer are not claims.
    #[must_use]
    pub fn with_tools(plugin: &'c Plugin<'_>, description: &'c Description, tools: Option<&ToolCatalog>) -> Self {
        let mut claims = Self::new(description);
        claims.products = Products::of(description, plugin.name());
        let commands = plugin.documents.iter().filter(|document| document.kind == DocumentKind::Command);
        let mut plugged = Plugged {
            name: plugin.name().to_lowercase(),
            commands: commands.map(|document| document.component_name()).collect(),
            hosts: BTreeSet::new(),
        };
        let mut requests: Vec<(&'c Document, Vec<Request>)> = Vec::new();
        let mut others = Vec::new();
        for document in plugin.documents.iter().filter(|document| !is_second_wording(plugin, document)) {
            let mut own = Others { document, tables: Vec::new(), mentions: Vec::new(), samples: Vec::new() };
            let mut shown = Vec::new();
            for claim in of_document(document) {
                match claim {
                    Claim::Request(request) => shown.push(*request),
                    Claim::Table(table) => own.tables.push(table),
                    Claim::Mention(mention) => own.mentions.push(mention),
                    Claim::Sample(sample) => own.samples.push(sample),
                }
            }
            requests.push((document, shown));
            others.push(own);
            claims.insecure_links(document);
        }
        claims.prefix = prefix(description, &requests);
        if !description.names_hosts() {
            plugged.hosts = claims.called_hosts(&requests);
        }
        for (document, shown) in requests {
            let unsure = shown.into_iter().filter_map(|request| claims.request(document, request, &plugged)).collect();
            claims.settle(document, unsure, &plugged);
        }
        claims.read_names(&OwnWords::of(plugin, tools), others);
        claims
    }

    /// The hosts of which a documented path of some length is called.
    fn called_hosts(&self, requests: &[(&'c Document, Vec<Request>)]) -> BTreeSet<String> {
        let targets = requests.iter().flat_map(|(_, shown)| shown).map(|request| &request.target);
        let called = targets.filter(|target| {
            let path = self.without_prefix(&target.path.text);
            path.matches('/').count() > 1 && matches!(self.description.find(None, path), Found::Path { .. })
        });
        let hosts = called.filter_map(|target| target.host.as_ref()).filter(|host| host.text.contains('.'));
        hosts.map(|host| host.text.clone()).collect()
    }

    fn read_names(&mut self, own_words: &OwnWords<'_>, others: Vec<Others<'c>>) {
        let surroundings: Vec<Surroundings<'c>> =
            others.iter().map(|own| Surroundings::of(self, own.document)).collect();
        let index = NameIndex::of(self, &surroundings);
        let mut in_text = Vec::new();
        // Tables and samples first: a name that one of them has wrong is wrong in every text.
        for (own, around) in others.into_iter().zip(&surroundings) {
            let mut taken: Vec<usize> = Vec::new();
            let mut untied = HashSet::new();
            for table in own.tables {
                self.name_table(own.document, table, around, own_words, &mut taken, &mut untied);
            }
            own.samples.iter().for_each(|sample| self.sample(own.document, sample, around, own_words));
            taken.sort_unstable();
            let free = own.mentions.into_iter().filter(|one| taken.binary_search(&one.name.span.start).is_err());
            in_text.push((own.document, around, free.collect::<Vec<_>>(), untied));
        }
        for (document, around, mentions, untied) in in_text {
            let products = self.products.clone();
            let evidence =
                Evidence { document, mentions: &mentions, around, index: &index, own_words, products: &products };
            self.mentions(&evidence, &untied);
        }
    }

    /// Links that call the API by `http://`.
    fn insecure_links(&mut self, document: &'c Document) {
        for link in document.markdown().map(|markdown| markdown.links.as_slice()).unwrap_or_default() {
            let Some(target) = crate::claims::parse_target(&link.destination, 0) else { continue };
            let is_plain = target.scheme.as_ref().is_some_and(|scheme| scheme.text == "http");
            let host = target.host.as_ref().map_or("", |host| &host.text);
            if is_plain && self.description.is_api_address(host, &target.path.text) {
                self.insecure.push((document, link.span));
            }
        }
    }
}

/// The prefix of paths that fit the description only without it; at least two requests must have it.
fn prefix<'c>(description: &Description, requests: &[(&'c Document, Vec<Request>)]) -> Option<PrefixClaim<'c>> {
    let mut votes: BTreeMap<String, (usize, (&'c Document, Span))> = BTreeMap::new();
    for (document, request) in requests.iter().flat_map(|(document, all)| all.iter().map(move |one| (*document, one))) {
        let path = request.target.path.text.as_str();
        if request.method.is_none() && request.target.host.is_none() && !request.target.after_hole {
            continue;
        }
        if !matches!(description.find(None, path), Found::Unknown(_)) {
            continue;
        }
        let Some(length) = prefix_length(description, path) else { continue };
        let prefix = path.get(..length).unwrap_or_default().to_owned();
        votes.entry(prefix).or_insert((0, (document, request.target.path.span))).0 += 1;
    }
    let (text, (count, first)) = votes.into_iter().max_by_key(|(_, (count, _))| *count)?;
    (count > 1).then_some(PrefixClaim { text, count, first })
}

/// The length of the shortest beginning without which a path is one of the description; at most two parts long.
fn prefix_length(description: &Description, path: &str) -> Option<usize> {
    let mut length = 0;
    for part in path.split('/').skip(1).take(2) {
        let is_fixed = part.starts_with(|c: char| c.is_ascii_alphabetic()) && !is_placeholder(part);
        if !is_fixed {
            return None;
        }
        length += part.len() + 1;
        let rest = path.get(length..).filter(|rest| rest.len() > 1)?;
        if let Found::Path { other_case: None, .. } = description.find(None, rest) {
            return Some(length);
        }
    }
    None
}
