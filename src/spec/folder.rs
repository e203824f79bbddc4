//! What lies in a plugin's spec folder besides plugin.yaml: components in three forms, and files to copy.

use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use super::INVALID_SPEC;
use super::component::{ComponentKind, ComponentSpec};
use super::load::{Loader, Source};
use crate::diag::{Diagnostic, nearest};
use crate::source::{Location, SourceFile};
use crate::syntax::Frontmatter;

/// How a page is written; the file's name says which.
#[derive(Debug, Clone)]
pub enum Form<T> {
    /// `NAME.yaml`: frontmatter and sections, rendered by a template.
    Structured(Source<T>),
    /// `NAME.md.j2`: Markdown with template expressions.
    Template(Arc<SourceFile>),
    /// `NAME.md`: copied as it is.
    AsItIs(Copied),
}

/// A file that is copied.
#[derive(Debug, Clone)]
pub struct Copied {
    /// Where it lies in the specs.
    pub source: Utf8PathBuf,
    /// Where it goes, below the plugin or the marketplace.
    pub target: Utf8PathBuf,
    /// Its content.
    pub bytes: Vec<u8>,
    /// Whether it may be run.
    pub executable: bool,
}

/// A skill, command, agent or output style.
#[derive(Debug, Clone)]
pub struct Component {
    /// What it is.
    pub kind: ComponentKind,
    /// Its path below the folder of its kind, without an extension.
    pub name: String,
    /// How it is written.
    pub form: Form<ComponentSpec>,
}

impl Component {
    /// The spec of a structured component.
    #[must_use]
    pub fn spec(&self) -> Option<&ComponentSpec> {
        match &self.form {
            Form::Structured(source) => Some(&source.spec),
            _ => None,
        }
    }

    /// Its description, from the spec or the frontmatter; empty when it has none.
    #[must_use]
    pub fn description(&self) -> String {
        let of_text = |text: &str| {
            let frontmatter = Frontmatter::find(text)?;
            Some(frontmatter.get("description")?.scalar_text()?.to_owned())
        };
        match &self.form {
            Form::Structured(source) => source.spec.description.value.clone(),
            Form::Template(file) => of_text(file.text()).unwrap_or_default(),
            Form::AsItIs(file) => of_text(&String::from_utf8_lossy(&file.bytes)).unwrap_or_default(),
        }
    }
}

/// One entry of a folder.
pub(super) struct Item {
    pub(super) name: String,
    pub(super) path: Utf8PathBuf,
    pub(super) is_folder: bool,
}

impl Loader {
    /// The entries of a folder by name; a link is a finding. An absent folder has none.
    pub(super) fn items(&mut self, folder: &Utf8Path) -> Vec<Item> {
        let entries = match folder.read_dir_utf8() {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Vec::new(),
            Err(error) => {
                self.problem_at(folder, format!("cannot read the folder: {error}"), None);
                return Vec::new();
            }
        };
        let mut items = Vec::new();
        for entry in entries {
            match entry.and_then(|entry| Ok((entry.file_type()?, entry))) {
                Ok((kind, entry)) if kind.is_symlink() => {
                    let help = "replace it with the file that it points to";
                    self.problem_at(entry.path(), "a symbolic link in the specs".to_owned(), Some(help.to_owned()));
                }
                Ok((kind, entry)) => items.push(Item {
                    name: entry.file_name().to_owned(),
                    path: entry.path().to_owned(),
                    is_folder: kind.is_dir(),
                }),
                Err(error) => self.problem_at(folder, format!("cannot read the folder: {error}"), None),
            }
        }
        items.sort_by(|one, other| one.name.cmp(&other.name));
        items
    }

    /// A finding about a file as a whole.
    pub(super) fn problem_at(&mut self, path: &Utf8Path, message: String, help: Option<String>) {
        let found = Diagnostic::new(&INVALID_SPEC, Location::start_of(&SourceFile::new(path, "")), message);
        self.problems.push(match help {
            Some(help) => found.help(help),
            None => found,
        });
    }

    /// Reports an entry that no spec reads, with the nearest name that one would read.
    pub(super) fn unread(&mut self, item: &Item, known: &[&str]) {
        let what = if item.is_folder { "folder" } else { "file" };
        let help = match nearest(&item.name, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "a file that the plugin needs as it is belongs in `files/`".to_owned(),
        };
        self.problem_at(&item.path, format!("no spec reads the {what} `{}`", item.name), Some(help));
    }

    /// Every file below a folder, to be copied below `target`.
    pub(super) fn copies(&mut self, folder: &Utf8Path, target: &Utf8Path) -> Vec<Copied> {
        let mut copies = Vec::new();
        for item in self.items(folder) {
            let target = target.join(&item.name);
            if item.is_folder {
                copies.extend(self.copies(&item.path, &target));
            } else if let Some(copy) = self.copy(&item.path, target) {
                copies.push(copy);
            }
        }
        copies
    }

    pub(super) fn copy(&mut self, source: &Utf8Path, target: Utf8PathBuf) -> Option<Copied> {
        match std::fs::read(source) {
            Ok(bytes) => Some(Copied { source: source.to_owned(), target, bytes, executable: is_executable(source) }),
            Err(error) => {
                self.problem_at(source, format!("cannot read the file: {error}"), None);
                None
            }
        }
    }

    /// The components of one kind, and the files beside them.
    pub(super) fn components(&mut self, plugin: &Utf8Path, kind: ComponentKind) -> (Vec<Component>, Vec<Copied>) {
        let folder = plugin.join(kind.folder());
        let (mut components, mut files) = (Vec::new(), Vec::new());
        if kind == ComponentKind::Skill {
            for item in self.items(&folder) {
                if item.is_folder {
                    self.skill_folder(&item, &mut components, &mut files);
                } else {
                    self.component(kind, &item, &item.name, &mut components);
                }
            }
            for name in folders_without_skill(&files, &components) {
                let help = format!("add `skills/{name}/SKILL.md`, or move the folder to `files/skills/`");
                self.problem_at(&folder.join(&name), format!("the skill `{name}` has no text"), Some(help));
            }
        } else {
            self.nested(kind, &folder, "", &mut components);
        }
        components.sort_by(|one, other| one.name.cmp(&other.name));
        for pair in components.windows(2).filter(|pair| pair[0].name == pair[1].name) {
            let message = format!("the {} `{}` is written twice", kind.word(), pair[1].name);
            self.problem_at(&folder, message, Some("keep one of its forms".to_owned()));
        }
        (components, files)
    }

    fn nested(&mut self, kind: ComponentKind, folder: &Utf8Path, prefix: &str, components: &mut Vec<Component>) {
        for item in self.items(folder) {
            let name = format!("{prefix}{}", item.name);
            if item.is_folder {
                self.nested(kind, &item.path, &format!("{name}/"), components);
            } else {
                self.component(kind, &item, &name, components);
            }
        }
    }

    fn skill_folder(&mut self, folder: &Item, components: &mut Vec<Component>, files: &mut Vec<Copied>) {
        let target = Utf8Path::new("skills").join(&folder.name);
        for item in self.items(&folder.path) {
            match item.name.as_str() {
                "SKILL.md" | "SKILL.md.j2" => {
                    let name = item.name.replacen("SKILL", &folder.name, 1);
                    self.component(ComponentKind::Skill, &item, &name, components);
                }
                _ if item.is_folder => files.extend(self.copies(&item.path, &target.join(&item.name))),
                _ => files.extend(self.copy(&item.path, target.join(&item.name))),
            }
        }
    }

    fn component(&mut self, kind: ComponentKind, item: &Item, name: &str, components: &mut Vec<Component>) {
        let (name, form) = if let Some(name) = name.strip_suffix(".yaml") {
            let place = Location::start_of(&SourceFile::new(&item.path, ""));
            let Some(mut spec) = self.read::<ComponentSpec>(&item.path, place) else {
                self.unreadable.push((kind, name.to_owned()));
                return;
            };
            let own = name.rsplit('/').next().unwrap_or(name);
            // A block that is text is copied, and a name in it is no more wrong than one in Markdown.
            if !spec.spec.has_own_block() {
                self.same_name(&spec.file, &spec.spec.name, own, "the file");
            } else if spec.spec.name.value.is_empty() {
                own.clone_into(&mut spec.spec.name.value);
            }
            if let (Some(first), true) = (spec.spec.references.first(), kind != ComponentKind::Skill) {
                let found = Diagnostic::new(
                    &INVALID_SPEC,
                    Location::new(&spec.file, first.name.span),
                    format!("the {} `{name}` has `references`", kind.word()),
                );
                self.problems.push(found.help("only a skill has a folder for them; move the page to a skill"));
            }
            (name, Form::Structured(spec))
        } else if let Some(name) = name.strip_suffix(".md.j2") {
            let Some(text) = self.text(&item.path) else { return };
            (name, Form::Template(SourceFile::new(&item.path, text)))
        } else if let Some(name) = name.strip_suffix(".md") {
            let Some(copy) = self.copy(&item.path, kind.path(name).into()) else { return };
            (name, Form::AsItIs(copy))
        } else {
            let help =
                format!("expected NAME.yaml, NAME.md.j2 or NAME.md; other files go below `files/{}/`", kind.folder());
            self.problem_at(&item.path, format!("not a {}: `{}`", kind.word(), item.name), Some(help));
            return;
        };
        components.push(Component { kind, name: name.to_owned(), form });
    }

    /// The text of a file; `None` and a finding when it cannot be read.
    pub(super) fn text(&mut self, path: &Utf8Path) -> Option<String> {
        std::fs::read_to_string(path)
            .map_err(|error| self.problem_at(path, format!("cannot read the file: {error}"), None))
            .ok()
    }
}

/// The skill folders that hold files and no skill.
fn folders_without_skill(files: &[Copied], components: &[Component]) -> Vec<String> {
    let mut names: Vec<String> = files
        .iter()
        .filter_map(|file| Some(file.target.components().nth(1)?.as_str().to_owned()))
        .filter(|name| !components.iter().any(|component| component.name == *name))
        .collect();
    names.dedup();
    names
}

#[cfg(unix)]
fn is_executable(path: &Utf8Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path).is_ok_and(|metadata| metadata.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(_: &Utf8Path) -> bool {
    false
}
