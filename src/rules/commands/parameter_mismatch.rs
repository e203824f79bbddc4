//! `parameter-mismatch`: a command's Parameters table and its frontmatter disagree.

use crate::diag::{Diagnostic, RuleMeta, nearest};
use crate::plugin::{Document, DocumentKind};
use crate::rule_meta;
use crate::rules::support::arguments::{declared, parameter_table, same_name};
use crate::rules::{Check, Context, Rule, Sink};

static META: RuleMeta = rule_meta!(
    "parameter-mismatch",
    Warning,
    Recommended,
    "The Parameters table and the frontmatter's arguments disagree"
);

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Document(check) };

fn check(document: &Document, _: &Context, sink: &mut Sink) {
    let arguments = declared(document);
    if document.kind != DocumentKind::Command || arguments.is_empty() {
        return;
    }
    let Some((table, rows)) = parameter_table(document) else { return };
    // A table that shares no name with the frontmatter describes something else.
    if !rows.iter().any(|row| arguments.iter().any(|argument| same_name(&row.name, argument.name))) {
        return;
    }
    for argument in &arguments {
        let Some(row) = rows.iter().find(|row| same_name(&row.name, argument.name)) else {
            let names = rows.iter().map(|row| row.name.as_str());
            sink.push(
                Diagnostic::new(
                    &META,
                    document.at(argument.span),
                    format!("argument `{}` is missing from the Parameters table", argument.name),
                )
                .label("declared here")
                .also(document.at(table.span), "not in this table")
                .help(format!("add a row for `{}`", argument.name))
                .did_you_mean(nearest(argument.name, names)),
            );
            continue;
        };
        if let (Some(declared), Some((tabled, cell))) = (argument.required, row.required)
            && declared != tabled
        {
            let word = |required| if required { "required" } else { "optional" };
            sink.push(
                Diagnostic::new(
                    &META,
                    document.at(cell.span),
                    format!(
                        "`{}` is {} in the table but {} in the frontmatter",
                        row.name,
                        word(tabled),
                        word(declared)
                    ),
                )
                .label(format!("{} here", word(tabled)))
                .also(document.at(argument.span), format!("{} here", word(declared)))
                .help("change one to match the other"),
            );
        }
    }
    for row in rows.iter().filter(|row| !arguments.iter().any(|argument| same_name(&row.name, argument.name))) {
        sink.push(
            Diagnostic::new(
                &META,
                document.at(row.cell.span),
                format!("parameter `{}` is missing from the frontmatter's arguments", row.name),
            )
            .label("only in the table")
            .help("add it to `arguments` in the frontmatter, or remove the row")
            .did_you_mean(nearest(&row.name, arguments.iter().map(|argument| argument.name))),
        );
    }
}
