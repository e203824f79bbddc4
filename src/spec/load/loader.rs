//! What every reader of specs shares: files, folders, and the problems found so far.

use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use crate::diag::{Diagnostic, nearest};
use crate::source::{Location, SourceFile, Span};
use crate::spec::INVALID_SPEC;
use crate::spec::component::ComponentKind;
use crate::spec::fields::{Decode, Decoder, Spanned};
use crate::spec::project::{Copied, Source};

/// One entry of a folder.
pub(super) struct Item {
    pub(super) name: String,
    pub(super) path: Utf8PathBuf,
    pub(super) is_folder: bool,
}

#[derive(Default)]
pub(super) struct Loader {
    pub(super) problems: Vec<Diagnostic>,
    /// Components that are there and cannot be read: nothing that names them is wrong.
    pub(super) unreadable: Vec<(ComponentKind, String)>,
}

impl Loader {
    /// Reads and decodes one file; `named_by` is the place that asked for it.
    pub(super) fn read<T: Decode>(&mut self, path: &Utf8Path, named_by: Location) -> Option<Source<T>> {
        match std::fs::read(path).map(String::from_utf8) {
            Ok(Ok(text)) => self.decode(path, text),
            Ok(Err(error)) => {
                let message =
                    format!("{path} is not UTF-8: invalid byte at offset {}", error.utf8_error().valid_up_to());
                self.problems.push(Diagnostic::new(&INVALID_SPEC, named_by, message));
                None
            }
            Err(error) => {
                let found =
                    Diagnostic::new(&INVALID_SPEC, named_by, format!("cannot read {path}")).label(error.to_string());
                self.problems.push(found.help(format!("write {path}, or remove its name from this list")));
                None
            }
        }
    }

    pub(super) fn decode<T: Decode>(&mut self, path: &Utf8Path, text: String) -> Option<Source<T>> {
        let file = SourceFile::new(path, text);
        let mut decoder = Decoder::new(&file, &INVALID_SPEC);
        let spec = decoder.read_yaml().and_then(|root| T::decode(&root, &mut decoder));
        self.problems.append(&mut decoder.problems);
        Some(Source { file, spec: spec? })
    }

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

    /// Keeps a finding at a place of a file, with the way out of it.
    pub(super) fn report(
        &mut self,
        file: &Arc<SourceFile>,
        span: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.problems.push(Diagnostic::new(&INVALID_SPEC, Location::new(file, span), message).help(help));
    }

    /// Keeps a finding about a name that nothing has, with the names that exist.
    pub(super) fn unknown(&mut self, file: &Arc<SourceFile>, name: &Spanned<String>, message: String, known: &[&str]) {
        let found = Diagnostic::new(&INVALID_SPEC, Location::new(file, name.span), message);
        let found = found.did_you_mean(nearest(&name.value, known.iter().copied()));
        self.problems.push(match known {
            [] => found,
            known => found.help(format!("expected one of {}", known.join(", "))),
        });
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
            None => "to copy it into the plugin unchanged, move it to `files/`".to_owned(),
        };
        self.problem_at(&item.path, format!("unexpected {what} `{}` in the specs", item.name), Some(help));
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

    /// The text of a file; `None` and a finding when it cannot be read.
    pub(super) fn text(&mut self, path: &Utf8Path) -> Option<String> {
        std::fs::read_to_string(path)
            .map_err(|error| self.problem_at(path, format!("cannot read the file: {error}"), None))
            .ok()
    }

    pub(super) fn same_name(&mut self, file: &Arc<SourceFile>, name: &Spanned<String>, expected: &str, whose: &str) {
        if name.value != expected {
            let message = format!("expected the name `{expected}`, found `{}`", name.value);
            let found = Diagnostic::new(&INVALID_SPEC, Location::new(file, name.span), message);
            self.problems.push(found.label(format!("differs from {whose}'s name")));
        }
    }

    pub(super) fn cannot_read(&self, kind: ComponentKind, name: &str) -> bool {
        self.unreadable.iter().any(|(unreadable, known)| *unreadable == kind && known == name)
    }
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
