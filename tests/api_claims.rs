//! The API check on our own corpora: every mistake of one plugin is found, and nothing is found in another plugin or in
//! the plugin that this repository ships.
//!
//! The mistakes are those found in published plugins, in our own sentences: invented fields and filters, plural paths,
//! objects instead of lists, minutes as strings, wrapped answers that are actually bare.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeSet;
use std::sync::Arc;

use camino::Utf8Path;
use plugin_gen::diag::Diagnostic;
use plugin_gen::openapi::Description;
use plugin_gen::plugin::FileTree;
use plugin_gen::report::concise_line;
use plugin_gen::rules::api::Descriptions;
use plugin_gen::rules::tools::ToolCatalog;
use plugin_gen::rules::{Check, Options, RULES, check};
use plugin_gen::source::SourceFile;
use plugin_gen::spec::load_server;

fn root() -> &'static Utf8Path {
    Utf8Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn found_in(folder: &str) -> Vec<Diagnostic> {
    let path = root().join("spec/halopsa/api.yaml");
    let file = SourceFile::new("spec/halopsa/api.yaml", std::fs::read_to_string(path).unwrap());
    let description = Description::load(&file).unwrap_or_else(|problem| panic!("{}", problem.message));
    let only: BTreeSet<String> = RULES
        .iter()
        .filter(|rule| matches!(rule.check, Check::Api(_) | Check::Tools(_)))
        .map(|rule| rule.meta.name.to_owned())
        .collect();
    let server = load_server(&root().join("spec/halopsa")).unwrap();
    let descriptions = Descriptions {
        all: Some(Arc::new(description)),
        all_tools: Some(Arc::new(ToolCatalog::of_specs(&server))),
        ..Descriptions::default()
    };
    let options = Options { only, descriptions, ..Options::default() };
    let outcome = check(&FileTree::from_disk(&root().join(folder)), &options);
    assert!(outcome.plugins > 0, "{folder} does not contain a plugin");
    outcome.diagnostics
}

/// The underlined text and the rule of each finding, by file.
const MISTAKES: &[(&str, &[(&str, &str)])] = &[
    (
        "skills/work-orders/SKILL.md",
        &[
            ("team_id", "unknown-field-name"),
            ("resolution", "unknown-field-name"),
            ("slahold", "unknown-field-name"),
            ("slaresolutionstate", "unknown-field-name"),
            ("dateresponded", "unknown-field-name"),
            ("dateresolved", "unknown-field-name"),
            ("chargeabletime", "unknown-field-name"),
            ("nonchargeabletime", "unknown-field-name"),
            ("opportunityid", "unknown-field-name"),
            ("tickettype_id", "unknown-query-parameter"),
            ("dateoccurred_start", "unknown-query-parameter"),
            ("dateoccurred_end", "unknown-query-parameter"),
            ("includeactions", "unknown-query-parameter"),
            ("include_details", "unknown-query-parameter"),
            ("yes", "wrong-parameter-value"),
            ("acme", "wrong-parameter-value"),
            ("\"count\"", "unknown-response-field"),
            ("\"asset_id\"", "unknown-response-field"),
            ("\"open\"", "undocumented-field"),
            (
                "{ \"summary\": \"Mail is down\", \"client_id\": \"12\", \"team_id\": 4, \"asset_id\": 77 }",
                "wrong-body-shape",
            ),
            ("\"12\"", "wrong-body-value"),
            ("\"team_id\"", "unknown-body-field"),
            ("\"asset_id\"", "unknown-body-field"),
            ("PUT", "wrong-method"),
            ("actiontype_id", "unknown-field-name"),
            ("charge", "unknown-field-name"),
            ("\"actiontype_id\"", "unknown-body-field"),
            ("{", "missing-body-field"),
            ("\"30\"", "wrong-body-value"),
            ("\"charge\"", "unknown-body-field"),
            ("/api/ActionTypes", "unknown-endpoint"),
            ("page_no", "unknown-query-parameter"),
            ("\"client\"", "unknown-response-field"),
            ("\"open\"", "wrong-response-value"),
        ],
    ),
    (
        "skills/customers/SKILL.md",
        &[
            ("emailaddress", "unknown-field-name"),
            ("phonenumber", "unknown-field-name"),
            ("accountmanager_id", "unknown-field-name"),
            ("payment_terms", "unknown-field-name"),
            ("currency_code", "unknown-field-name"),
            ("/api/Clients/12", "unknown-endpoint"),
            ("inactive", "unknown-query-parameter"),
            ("includesites", "unknown-query-parameter"),
            ("includeusers", "unknown-query-parameter"),
            ("\"emailaddress\"", "unknown-body-field"),
            ("\"clients\"", "undocumented-field"),
            ("line1", "unknown-field-name"),
            ("postcode", "unknown-field-name"),
            ("country", "unknown-field-name"),
            ("main_site", "unknown-field-name"),
            ("jobtitle", "unknown-field-name"),
        ],
    ),
    (
        "skills/equipment/SKILL.md",
        &[
            ("devicename", "unknown-field-name"),
            ("serialnumber", "unknown-field-name"),
            ("devicetype_id", "unknown-field-name"),
            ("manufacturer", "unknown-field-name"),
            ("model", "unknown-field-name"),
            ("warrantyexpires", "unknown-field-name"),
            ("macaddress", "unknown-field-name"),
            ("ncentral_device_id", "unknown-field-name"),
            ("datto_device_id", "unknown-field-name"),
            ("/api/AssetStatus", "unknown-endpoint"),
            ("warrantyexpires_before", "unknown-query-parameter"),
            ("\"serialnumber\"", "unknown-body-field"),
            ("\"devicetype_id\"", "unknown-body-field"),
        ],
    ),
    (
        "skills/agreements/SKILL.md",
        &[
            ("startdate", "unknown-field-name"),
            ("enddate", "unknown-field-name"),
            ("type", "unknown-field-name"),
            ("billingfrequency", "unknown-field-name"),
            ("value", "unknown-field-name"),
            ("invoiceday", "unknown-field-name"),
            ("includesallsites", "unknown-field-name"),
            ("prepaid_hours", "unknown-field-name"),
            ("prepaid_hours_used", "unknown-field-name"),
            ("prepaid_hours_remaining", "unknown-field-name"),
            ("active_only", "unknown-query-parameter"),
            ("/api/Contract/21", "unknown-endpoint"),
            ("/api/ContractBlock", "unknown-endpoint"),
            ("/api/RecurringInvoiceItem", "unknown-endpoint"),
            ("includehoursummary", "unknown-query-parameter"),
        ],
    ),
    (
        "skills/calling/SKILL.md",
        &[
            ("http", "insecure-api-url"),
            ("http://{tenant}.halopsa.com/auth/token", "missing-parameter"),
            ("password_credentials", "wrong-parameter-value"),
            ("client", "unknown-body-field"),
            ("/api/KBCategory", "unknown-endpoint"),
            ("/tickets", "path-case"),
            ("include_details", "unknown-query-parameter"),
            ("file=@log.txt", "wrong-body-shape"),
            ("clientid", "undocumented-parameter"),
        ],
    ),
    ("commands/show.md", &[("/api/Contract/{id}", "unknown-endpoint"), ("PATCH", "wrong-method")]),
];

#[test]
fn every_mistake_is_found_and_nothing_else() {
    let mut found: Vec<(String, String, &str)> = found_in("tests/data/wrong-claims")
        .iter()
        .map(|found| {
            let location = &found.primary.location;
            let path = location.file.path().as_str().split("wrong-claims/").nth(1).unwrap().to_owned();
            (path, location.file.slice(location.span).to_owned(), found.rule.name)
        })
        .collect();
    let mut missing = Vec::new();
    for (path, mistakes) in MISTAKES {
        for (text, rule) in *mistakes {
            match found.iter().position(|entry| (entry.0.as_str(), entry.1.as_str(), entry.2) == (*path, *text, *rule))
            {
                Some(place) => {
                    found.remove(place);
                }
                None => missing.push(format!("{path}: `{text}` by {rule}")),
            }
        }
    }
    assert!(missing.is_empty(), "not found:\n{}", missing.join("\n"));
    assert!(found.is_empty(), "found too: {found:#?}");
}

#[test]
fn most_mistakes_come_with_the_right_name() {
    let found = found_in("tests/data/wrong-claims");
    let helped = found.iter().filter(|found| !found.help.is_empty()).count();
    assert!(helped * 10 >= found.len() * 8, "{helped} of {}", found.len());
    let placed = found.iter().filter(|found| !found.secondary.is_empty()).count();
    assert!(placed * 10 >= found.len() * 8, "{placed} of {}", found.len());
}

#[test]
fn right_claims_and_other_text_are_left_alone() {
    for folder in ["tests/data/no-false-alarms", "dist/halopsa"] {
        let found: Vec<String> = found_in(folder).iter().map(concise_line).collect();
        assert!(found.is_empty(), "{}", found.join("\n"));
    }
}
