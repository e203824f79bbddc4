//! A text file of a plugin, parsed according to its type.

use std::sync::{Arc, OnceLock};

use camino::{Utf8Path, Utf8PathBuf};

use super::tree::{FileKind, FileTree};
use crate::secrets::{self, Secret};
use crate::source::{Location, SourceFile, Span};
use crate::syntax::{Frontmatter, Markdown, Node, Parsed, json, yaml};

/// Claude Code does not load larger files, so they are not read here.
pub(crate) const MAX_SIZE: u64 = 1024 * 1024;

/// The purpose of a file, by its path in the plugin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum DocumentKind {
    /// `.claude-plugin/plugin.json`
    Manifest,
    /// `.claude-plugin/marketplace.json`
    MarketplaceManifest,
    /// `.mcp.json`
    Mcp,
    /// `hooks/hooks.json`
    Hooks,
    /// `skills/NAME/SKILL.md`
    Skill,
    /// `commands/**/NAME.md`
    Command,
    /// `agents/**/NAME.md`
    Agent,
    /// `README.md` at the top of the plugin.
    Readme,
    /// Any other file.
    Other,
}

/// The parsed content.
#[derive(Debug)]
#[non_exhaustive]
pub enum Content {
    /// Markdown, with or without frontmatter.
    Markdown(Option<Frontmatter>, Box<Markdown>),
    /// JSON.
    Json(Parsed),
    /// YAML.
    Yaml(Parsed),
    /// Any other text.
    Text,
    /// Not read, because it is too large, not UTF-8, or unreadable; with the reason.
    Unread(String),
}

/// One text file.
#[derive(Debug)]
pub struct Document {
    /// The path relative to the plugin.
    pub path: Utf8PathBuf,
    /// The text, and the path that reports show.
    pub file: Arc<SourceFile>,
    /// Its purpose.
    pub kind: DocumentKind,
    /// Its content.
    pub content: Content,
    /// The name of the plugin's folder, for a skill directly in it.
    pub(super) folder: Option<String>,
    secrets: OnceLock<Vec<Secret>>,
}

impl Document {
    /// Reads and parses the file at `path` in the tree; `None` if its name says that it is not text.
    #[must_use]
    pub fn load(tree: &FileTree, root: &Utf8Path, path: &Utf8Path, kind: &FileKind) -> Option<Self> {
        let relative = below(root, path);
        let extension = relative.extension().unwrap_or_default();
        if BINARY.iter().any(|binary| extension.eq_ignore_ascii_case(binary)) {
            return None;
        }
        let document_kind = kind_of(relative);
        let unread = |reason: String| {
            let file = SourceFile::new(tree.display_path(path), "");
            Some(Self::new(relative, file, document_kind, Content::Unread(reason)))
        };
        if let FileKind::File { size, .. } = kind
            && *size > MAX_SIZE
        {
            return unread(format!("{size} bytes, more than the {MAX_SIZE} that Claude Code loads"));
        }
        let text = match tree.read(path) {
            Err(error) => return unread(error.to_string()),
            Ok(bytes) if document_kind == DocumentKind::Other && memchr::memchr(0, &bytes).is_some() => return None,
            Ok(bytes) => match String::from_utf8(bytes) {
                Ok(text) => text,
                Err(error) => {
                    return unread(format!("not UTF-8: invalid byte at offset {}", error.utf8_error().valid_up_to()));
                }
            },
        };
        let file = SourceFile::new(tree.display_path(path), text);
        let content = parse(extension, file.text());
        Some(Self::new(relative, file, document_kind, content))
    }

    fn new(path: &Utf8Path, file: Arc<SourceFile>, kind: DocumentKind, content: Content) -> Self {
        Self { path: path.to_owned(), file, kind, content, folder: None, secrets: OnceLock::new() }
    }

    /// The credentials in it; searched for once.
    pub fn secrets(&self) -> &[Secret] {
        self.secrets.get_or_init(|| secrets::find(self.file.text()))
    }

    /// A file outside any plugin, such as the spec of a tool, for findings about it.
    #[must_use]
    pub fn of_source(file: &Arc<SourceFile>) -> Self {
        let path = file.path().to_owned();
        Self::new(&path, Arc::clone(file), DocumentKind::Other, Content::Text)
    }

    /// The root of a JSON or YAML file, if it could be parsed.
    #[must_use]
    pub fn root(&self) -> Option<&Node> {
        match &self.content {
            Content::Json(parsed) | Content::Yaml(parsed) => parsed.root.as_ref(),
            _ => None,
        }
    }

    /// The frontmatter of a Markdown file, if it has any.
    #[must_use]
    pub fn frontmatter(&self) -> Option<&Frontmatter> {
        match &self.content {
            Content::Markdown(frontmatter, _) => frontmatter.as_ref(),
            _ => None,
        }
    }

    /// The body of a Markdown file.
    #[must_use]
    pub fn markdown(&self) -> Option<&Markdown> {
        match &self.content {
            Content::Markdown(_, markdown) => Some(markdown),
            _ => None,
        }
    }

    /// The name of the folder of a skill.
    #[must_use]
    pub fn folder(&self) -> &str {
        let inside = self.path.parent().and_then(Utf8Path::file_name);
        inside.or(self.folder.as_deref()).unwrap_or_default()
    }

    /// The name of the component: a skill's folder, or a command's or agent's path without `.md`, with `:` as separator.
    /// A skill directly in the plugin's folder has the name in its frontmatter.
    #[must_use]
    pub fn component_name(&self) -> String {
        match self.kind {
            DocumentKind::Skill if self.path == ROOT_SKILL => {
                let name = self.frontmatter().and_then(|frontmatter| frontmatter.get("name")?.scalar_text());
                name.unwrap_or(self.folder()).to_owned()
            }
            DocumentKind::Skill => self.folder().to_owned(),
            _ => {
                let below: Vec<_> = self.path.components().skip(1).map(|part| part.as_str()).collect();
                let name = below.join(":");
                name.strip_suffix(".md").unwrap_or(&name).to_owned()
            }
        }
    }

    /// A location in this file; bounds inside a character move to its start.
    #[must_use]
    pub fn at(&self, span: Span) -> Location {
        let text = self.file.text();
        let span = Span::new(text.floor_char_boundary(span.start), text.floor_char_boundary(span.end));
        Location::new(&self.file, span)
    }

    /// The location for findings about the whole file.
    #[must_use]
    pub fn start(&self) -> Location {
        Location::start_of(&self.file)
    }
}

/// Extensions of files that are never text.
const BINARY: &[&str] = &[
    "png", "jpg", "jpeg", "gif", "webp", "ico", "pdf", "zip", "gz", "tgz", "xz", "zst", "tar", "wasm", "so", "dylib",
    "dll", "exe", "woff", "woff2", "ttf", "otf", "mp3", "mp4", "mov", "sqlite", "db", "jar", "class", "pyc", "bin",
];

/// A path of the tree relative to a folder above it. Compares text, because comparing components is much slower.
fn below<'p>(root: &Utf8Path, path: &'p Utf8Path) -> &'p Utf8Path {
    let inner = path.as_str().strip_prefix(root.as_str()).unwrap_or(path.as_str());
    Utf8Path::new(inner.trim_start_matches('/'))
}

/// The file that is a skill if the plugin has no folder `skills`.
pub(super) const ROOT_SKILL: &str = "SKILL.md";

fn kind_of(path: &Utf8Path) -> DocumentKind {
    let is_markdown = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("md"));
    match path.as_str() {
        ".claude-plugin/plugin.json" => return DocumentKind::Manifest,
        ".claude-plugin/marketplace.json" => return DocumentKind::MarketplaceManifest,
        ".mcp.json" => return DocumentKind::Mcp,
        "hooks/hooks.json" => return DocumentKind::Hooks,
        _ => {}
    }
    match path.as_str().split_once('/') {
        Some(("skills", inner)) if inner.split('/').count() == 2 && inner.ends_with("/SKILL.md") => DocumentKind::Skill,
        Some(("commands", _)) if is_markdown => DocumentKind::Command,
        Some(("agents", _)) if is_markdown => DocumentKind::Agent,
        None if path.as_str().eq_ignore_ascii_case("README.md") => DocumentKind::Readme,
        _ => DocumentKind::Other,
    }
}

fn parse(extension: &str, text: &str) -> Content {
    match extension.to_ascii_lowercase().as_str() {
        "md" | "markdown" => {
            let frontmatter = Frontmatter::find(text);
            let start = frontmatter.as_ref().map_or(0, |frontmatter| frontmatter.span.end);
            Content::Markdown(frontmatter, Box::new(Markdown::parse(text, start)))
        }
        "json" => Content::Json(json::parse(text)),
        "yaml" | "yml" => Content::Yaml(yaml::parse(text)),
        _ => Content::Text,
    }
}
