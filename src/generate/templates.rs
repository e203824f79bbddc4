//! Templates to text: minijinja, strict about what is undefined, with the project's own templates before ours.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use camino::Utf8Path;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Kwargs, Rest, Serde, Value, ValueKind};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior};
use serde::Serialize;

use crate::diag::Diagnostic;
use crate::source::{Location, SourceFile, Span};
use crate::spec::TEMPLATE_ERROR;
use crate::spec::section::KEYS;
use crate::syntax::yaml;

/// The templates that come with the program.
const EMBEDDED: &[(&str, &str)] = &[
    ("block.md.j2", include_str!("../../templates/block.md.j2")),
    ("page.md.j2", include_str!("../../templates/page.md.j2")),
];

/// A template that loops without end stops after this many instructions; ours need some thousands.
const FUEL: u64 = 1_000_000;

/// The templates of one run.
pub struct Templates {
    environment: Environment<'static>,
    files: BTreeMap<String, Arc<SourceFile>>,
}

impl Templates {
    /// The embedded templates, each replaced by the file of the same name in `folder` where there is one. Further files in
    /// the folder can be included by name.
    ///
    /// # Errors
    /// When the folder is there and cannot be read; a template that is not a template is a diagnostic.
    pub fn load(folder: &Utf8Path) -> anyhow::Result<Result<Self, Vec<Diagnostic>>> {
        let mut own = Vec::new();
        if folder.is_dir() {
            for entry in folder.read_dir_utf8()? {
                let path = entry?.path().to_owned();
                if let (Some("j2"), Some(name)) = (path.extension(), path.file_name()) {
                    let text = fs_err::read_to_string(&path)?.replace("\r\n", "\n");
                    own.push((name.to_owned(), path.to_string(), text));
                }
            }
        }
        let embedded = || EMBEDDED.iter().map(|(name, _)| *name);
        for (name, path, _) in &own {
            let is_used = embedded().any(|known| known == name)
                || own.iter().any(|(other, _, text)| other != name && text.contains(name.as_str()));
            if !is_used {
                let known: Vec<&str> = embedded().collect();
                anyhow::bail!(
                    "{path}: no template has this name and none includes it; the templates are {}",
                    known.join(" and ")
                );
            }
        }
        Ok(Self::from_texts(own))
    }

    /// The embedded templates and `own` ones before them: name, path for messages, text.
    ///
    /// # Errors
    /// Every text that is not a template.
    pub fn from_texts(own: impl IntoIterator<Item = (String, String, String)>) -> Result<Self, Vec<Diagnostic>> {
        let mut texts: BTreeMap<String, (String, String)> = EMBEDDED
            .iter()
            .map(|(name, text)| ((*name).to_owned(), (format!("(embedded) {name}"), (*text).to_owned())))
            .collect();
        texts.extend(own.into_iter().map(|(name, path, text)| (name, (path, text))));
        let mut templates = Self { environment: environment(), files: BTreeMap::new() };
        let mut problems = Vec::new();
        for (name, (path, text)) in texts {
            templates.files.insert(name.clone(), SourceFile::new(path, text.clone()));
            if let Err(error) = templates.environment.add_template_owned(name.clone(), text) {
                problems.push(templates.diagnostic(&error, &name, None));
            }
        }
        if problems.is_empty() { Ok(templates) } else { Err(problems) }
    }

    /// Renders one template over a spec's values.
    ///
    /// # Errors
    /// What is wrong, at its place in the template and, where the expression names a key of the spec, there too.
    pub fn render(
        &self,
        name: &str,
        values: impl Serialize,
        spec: &Arc<SourceFile>,
    ) -> Result<String, Box<Diagnostic>> {
        let template =
            self.environment.get_template(name).map_err(|error| Box::new(self.diagnostic(&error, name, Some(spec))))?;
        template.render(Value::from(Serde(values))).map_err(|error| Box::new(self.diagnostic(&error, name, Some(spec))))
    }

    /// Evaluates the expressions of a `.md.j2` spec. Each kind of block is a function; the calls come back in order, each
    /// with the mark that stands for it in the text.
    ///
    /// # Errors
    /// What is wrong, at its place in the file.
    pub fn expand(
        &self,
        file: &Arc<SourceFile>,
        values: &serde_json::Value,
    ) -> Result<(String, Vec<Call>), Box<Diagnostic>> {
        let calls: Arc<Mutex<Vec<Call>>> = Arc::default();
        let mut environment = environment();
        for key in KEYS {
            let calls = Arc::clone(&calls);
            environment.add_function(*key, move |positional: Rest<Value>, named: Kwargs| -> Result<String, Error> {
                let arguments = arguments(positional.0.as_slice(), &named)?;
                let mut calls = calls.lock().unwrap_or_else(PoisonError::into_inner);
                let mark = format!("\u{0}{}\u{0}", calls.len());
                calls.push(Call { key, arguments, mark: mark.clone() });
                Ok(mark)
            });
        }
        let failed = |error: &Error| {
            let mut innermost = error;
            while let Some(inner) = std::error::Error::source(innermost).and_then(|source| source.downcast_ref()) {
                innermost = inner;
            }
            let length = file.text().len();
            let span = innermost
                .range()
                .map_or(Span::at(0), |range| Span::new(range.start.min(length), range.end.min(length)));
            let what = innermost.detail().map_or_else(|| innermost.kind().to_string(), ToOwned::to_owned);
            Box::new(Diagnostic::new(&TEMPLATE_ERROR, Location::new(file, span), what))
        };
        let rendered = environment.render_named_str(file.path().as_str(), file.text(), Value::from(Serde(values)));
        let text = rendered.map_err(|error| failed(&error))?;
        let calls = std::mem::take(&mut *calls.lock().unwrap_or_else(PoisonError::into_inner));
        Ok((text, calls))
    }

    fn diagnostic(&self, error: &Error, asked_for: &str, spec: Option<&Arc<SourceFile>>) -> Diagnostic {
        // An included template's error comes wrapped; the innermost one names the place.
        let mut innermost = error;
        while let Some(inner) = std::error::Error::source(innermost).and_then(|source| source.downcast_ref::<Error>()) {
            innermost = inner;
        }
        let name = innermost.name().filter(|name| self.files.contains_key(*name)).unwrap_or(asked_for);
        let Some(file) = self.files.get(name) else {
            let file = SourceFile::new(asked_for, "");
            return Diagnostic::new(&TEMPLATE_ERROR, Location::start_of(&file), innermost.to_string());
        };
        let length = file.text().len();
        let span =
            innermost.range().map_or(Span::at(0), |range| Span::new(range.start.min(length), range.end.min(length)));
        let what = innermost.detail().map_or_else(|| innermost.kind().to_string(), ToOwned::to_owned);
        let found = Diagnostic::new(&TEMPLATE_ERROR, Location::new(file, span), what);
        match spec.and_then(|spec| Some((spec, value_place(spec, file.slice(span))?))) {
            Some((spec, place)) => found.also(Location::new(spec, place), "rendering this spec"),
            None => found,
        }
    }
}

/// A block that a template asks for by a function.
#[derive(Debug)]
pub struct Call {
    /// The block's key.
    pub key: &'static str,
    /// What is below the key in a structured page.
    pub arguments: serde_json::Value,
    /// Stands for the block in the text.
    pub mark: String,
}

/// `commands()` is `true`, `tools(["a"])` the list, `fields(schema="Ticket")` a mapping.
fn arguments(positional: &[Value], named: &Kwargs) -> Result<serde_json::Value, Error> {
    let of = |value: &Value| {
        serde_json::to_value(value).map_err(|error| Error::new(ErrorKind::BadSerialization, error.to_string()))
    };
    let names: Vec<&str> = named.args().collect();
    match (positional, names.as_slice()) {
        ([], []) => Ok(serde_json::Value::Bool(true)),
        ([one], []) => of(one),
        ([], names) => {
            let mut fields = serde_json::Map::new();
            for name in names {
                fields.insert((*name).to_owned(), of(&named.get::<Value>(name)?)?);
            }
            Ok(serde_json::Value::Object(fields))
        }
        _ => Err(Error::new(ErrorKind::TooManyArguments, "expected one value, or named arguments only")),
    }
}

/// The deepest key of a dotted expression that the spec has: `skill.overview` points at `overview`.
fn value_place(spec: &SourceFile, expression: &str) -> Option<Span> {
    let root = yaml::parse(spec.text()).root?;
    let mut place = Span::at(0);
    let mut node = &root;
    for name in expression.split(['.', ' ', '|']).skip(1) {
        let Some(entry) = node.entry(name) else { break };
        place = entry.key_span;
        node = &entry.value;
    }
    Some(place)
}

fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    if let Ok(syntax) =
        SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build()
    {
        environment.set_syntax(syntax);
    }
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_debug(true);
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    environment.set_fuel(Some(FUEL));
    environment.set_formatter(format_value);
    environment.add_filter("cell", |text: &str| cell(text));
    environment.add_filter("fenced", |text: &str, language: &str| fenced(text, language));
    environment.add_filter("under_item", |text: &str, width: usize| under_item(text, width));
    environment
}

/// Prints text, numbers and truth values; a list, a mapping or nothing in the place of text is a mistake.
fn format_value(out: &mut Output<'_>, _: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    match value.kind() {
        ValueKind::String | ValueKind::Number => Ok(write!(out, "{value}")?),
        ValueKind::Bool => Ok(out.write_str(if value.is_true() { "true" } else { "false" })?),
        other => Err(Error::new(ErrorKind::InvalidOperation, format!("expected a string here, found {other}"))),
    }
}

/// Text for a table cell: on one line, with its pipes escaped.
#[must_use]
pub fn cell(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    if line.contains('|') { line.replace("\\|", "|").replace('|', "\\|") } else { line }
}

/// Text in a code fence that is longer than any fence inside.
#[must_use]
pub fn fenced(text: &str, language: &str) -> String {
    let longest = text.split(|character| character != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}{language}\n{}\n{fence}", text.trim_end())
}

/// Text that goes on under a list item: every line but the first indented, empty ones left empty.
fn under_item(text: &str, width: usize) -> String {
    let lines: Vec<String> = text
        .trim_end()
        .lines()
        .enumerate()
        .map(
            |(index, line)| {
                if index == 0 || line.is_empty() { line.to_owned() } else { format!("{:width$}{line}", "") }
            },
        )
        .collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use minijinja::context;

    use super::*;

    fn render(template: &str) -> Result<String, Box<Diagnostic>> {
        let folder = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(folder.path()).unwrap();
        std::fs::write(folder.join("page.md.j2"), template).unwrap();
        let templates = Templates::load(folder).unwrap().unwrap();
        let spec = SourceFile::new("s.yaml", "name: x\ntags: [a]\n");
        templates.render("page.md.j2", context! { skill => context! { name => "x", tags => vec!["a"] } }, &spec)
    }

    #[test]
    fn an_undefined_name_is_shown_in_the_template() {
        let found = *render("# {{ skill.name }}\n{{ skill.titel }}\n").unwrap_err();
        assert_eq!(found.primary.location.file.slice(found.primary.location.span), "skill.titel");
        assert!(found.message.contains("undefined"), "{}", found.message);
    }

    #[test]
    fn a_list_where_text_belongs_points_at_the_spec_too() {
        let found = *render("{{ skill.tags }}").unwrap_err();
        assert_eq!(found.secondary[0].location.file.slice(found.secondary[0].location.span), "tags");
    }

    #[test]
    fn a_template_that_never_ends_is_an_error() {
        let found =
            *render("{% for a in range(9999) %}{% for b in range(9999) %}x{% endfor %}{% endfor %}").unwrap_err();
        assert!(found.message.contains("fuel"), "{}", found.message);
    }

    #[test]
    fn values_are_never_read_as_templates() {
        assert_eq!(render("{{ '{{ skill.name }}' }} ${{ '{X}' }}").unwrap(), "{{ skill.name }} ${X}");
    }

    #[test]
    fn cells_and_fences_hold_anything() {
        assert_eq!(cell("a | b\nc \\| d"), "a \\| b c \\| d");
        assert_eq!(fenced("x ```` y", "md"), "`````md\nx ```` y\n`````");
        assert_eq!(fenced("x", ""), "```\nx\n```");
    }
}
