//! Reads the components of a plugin's spec folder, each in one of its three forms, and the files beside them.

use camino::Utf8Path;

use super::loader::{Item, Loader};
use crate::diag::Diagnostic;
use crate::source::{Location, SourceFile};
use crate::spec::INVALID_SPEC;
use crate::spec::component::{ComponentKind, ComponentSpec};
use crate::spec::project::{Component, Copied, Form};

impl Loader {
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
                self.problem_at(&folder.join(&name), format!("the skill `{name}` has no `SKILL.md`"), Some(help));
            }
        } else {
            self.nested(kind, &folder, "", &mut components);
        }
        components.sort_by(|one, other| one.name.cmp(&other.name));
        for pair in components.windows(2).filter(|pair| pair[0].name == pair[1].name) {
            let message = format!("the {} `{}` has two specs", kind.word(), pair[1].name);
            self.problem_at(&folder, message, Some("keep one of them".to_owned()));
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
                format!("expected NAME.yaml, NAME.md.j2 or NAME.md; other files belong in `files/{}/`", kind.folder());
            self.problem_at(&item.path, format!("not a {}: `{}`", kind.word(), item.name), Some(help));
            return;
        };
        components.push(Component { kind, name: name.to_owned(), form });
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
