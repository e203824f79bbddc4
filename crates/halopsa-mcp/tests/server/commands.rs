//! The tools that each of the plugin's commands calls, in its order, and what the command promises to
//! show: every row of its table under Output.

use crate::data;
use crate::halo::Halo;
use crate::npm::root;
use crate::support::{good, server};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Names in the tables that are the API's own word for what a tool answers under another name.
const API_WORDS: &[&str] = &["record_count", "open_only", "open_ticket_count"];

/// A command as a user typed it.
pub struct Command {
    name: &'static str,
    /// Tools and arguments.
    pub calls: Vec<(&'static str, Value)>,
    /// Row of the table under Output, place in the answers, what is there.
    promised: Vec<(&'static str, &'static str, Value)>,
}

impl Command {
    /// Holds the answers against what the command promises; the stand-in forgets what was written.
    pub fn check(&self, answers: &[Value], halo: &Halo) {
        let name = self.name;
        let created = halo.lock().tables["Tickets"].last().unwrap()["id"].clone();
        let text = std::fs::read_to_string(root().join(format!("dist/halopsa/halopsa/commands/{name}.md"))).unwrap();
        let answers = Value::Array(answers.to_vec());
        for (item, place, expected) in &self.promised {
            let expected = match expected.as_str() {
                Some("CREATED") => created.clone(),
                Some("LINK") => format!("{}/ticket?id={created}", halo.url).into(),
                _ => expected.clone(),
            };
            assert_eq!(answers.pointer(place), Some(&expected), "{name}, {item}, {place}");
        }
        let table = output_table(&text);
        let rows: BTreeSet<&str> = table.iter().map(|row| row[0]).collect();
        let shown: BTreeSet<&str> = self.promised.iter().map(|(item, ..)| *item).collect();
        assert_eq!(rows, shown, "{name}: the items under Output are the items that are tested");
        let keys = keys(&answers);
        for word in table.iter().flat_map(|row| quoted(row[1]).chain(quoted(row[2]))) {
            assert!(keys.contains(word) || API_WORDS.contains(&word), "{name} shows `{word}`, and no tool answered it");
        }
        if name == "create-ticket" {
            halo.lock().tables = data::tables();
        }
        for (tool, _) in &self.calls {
            assert!(text.contains(&format!("`{tool}`")), "{name} does not speak of {tool}");
        }
    }
}

/// Cells of the table under Output, without its head.
fn output_table(text: &str) -> Vec<Vec<&str>> {
    let section = text.split("\n## ").find(|section| section.starts_with("Output\n")).unwrap();
    let rows = section.lines().take_while(|line| !line.starts_with("Shape of")).filter(|line| line.starts_with('|'));
    rows.skip(2).map(|row| row.trim_matches('|').split(" | ").map(str::trim).collect()).collect()
}

/// Field names in backticks.
fn quoted(cell: &str) -> impl Iterator<Item = &str> {
    let name = |word: &&str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    cell.split('`').skip(1).step_by(2).filter(name).filter(|word| *word != "true" && *word != "false")
}

fn keys(value: &Value) -> BTreeSet<&str> {
    match value {
        Value::Object(members) => {
            members.iter().flat_map(|(name, value)| keys(value).into_iter().chain([name.as_str()])).collect()
        }
        Value::Array(items) => items.iter().flat_map(keys).collect(),
        _ => BTreeSet::new(),
    }
}

/// One run of each command.
pub fn all() -> Vec<Command> {
    vec![lookup_client(), create_ticket(), search_assets(), get_contract()]
}

/// `/lookup-client "Acme Corp" --include-sites --include-contacts`
fn lookup_client() -> Command {
    Command {
        name: "lookup-client",
        calls: vec![
            ("halopsa_search_clients", json!({"query": "Acme Corp"})),
            ("halopsa_get_client", json!({"client_id": 12, "include_sites": true, "include_contacts": true})),
        ],
        promised: vec![
            ("Name", "/0/items/0/id", json!(12)),
            ("Name", "/1/name", json!("Acme Corp")),
            ("Name", "/1/inactive", json!(false)),
            ("Name", "/1/is_vip", json!(true)),
            ("Primary contact", "/1/main_contact_name", json!("Jane Doe")),
            ("Primary contact", "/1/main_contact_email", json!("jane@acme.example")),
            ("Primary contact", "/1/main_phonenumber", json!("+1 555 0100")),
            ("Main site", "/1/main_site_id", json!(34)),
            ("Main site", "/1/main_site_name", json!("Main Office")),
            ("Open tickets count", "/1/open_tickets", json!(1)),
            ("Active contracts", "/1/contracts/items/0/ref", json!("Managed Services - Acme")),
            ("Active contracts", "/1/contracts/items/0/contracttype_name", json!("Managed")),
            ("Active contracts", "/1/contracts/items/0/end_date", json!("2027-03-31T00:00:00")),
            ("Active contracts", "/1/contracts/items/0/active", json!(true)),
            ("Active contracts", "/1/contracts/items/0/expired", json!(false)),
            ("Active contracts", "/1/contracts/items/1/expired", json!(true)),
            ("Sites", "/1/sites/total", json!(2)),
            ("Sites", "/1/sites/items/0/name", json!("Main Office")),
            ("Sites", "/1/sites/items/0/id", json!(34)),
            ("Sites", "/1/sites/items/0/phonenumber", json!("+1 555 0100")),
            ("Sites", "/1/sites/items/0/maincontact_name", json!("Jane Doe")),
            ("Contacts", "/1/contacts/items/0/name", json!("Jane Doe")),
            ("Contacts", "/1/contacts/items/0/id", json!(77)),
            ("Contacts", "/1/contacts/items/0/title", json!("CEO")),
            ("Contacts", "/1/contacts/items/0/emailaddress", json!("jane@acme.example")),
            ("Contacts", "/1/contacts/items/0/phonenumber", json!("+1 555 0101")),
            ("Contacts", "/1/contacts/items/0/isimportantcontact", json!(true)),
        ],
    }
}

/// `/create-ticket "Email server down" --client "Acme Corp" --site "Main Office" --type incident --priority critical`
fn create_ticket() -> Command {
    Command {
        name: "create-ticket",
        calls: vec![
            ("halopsa_search_clients", json!({"query": "Acme Corp"})),
            ("halopsa_search_sites", json!({"query": "Main Office", "client_id": 12})),
            ("halopsa_lookup", json!({"kind": "ticket_types"})),
            ("halopsa_lookup", json!({"kind": "priorities"})),
            (
                "halopsa_create_ticket",
                json!({"summary": "Email server down", "client": "12", "site": "34", "type": "1", "priority": "1"}),
            ),
            // What the command does when it is not sure that the ticket arrived.
            ("halopsa_search_tickets", json!({"client_id": 12, "query": "Email server down"})),
        ],
        promised: vec![
            ("Ticket number", "/4/id", json!("CREATED")),
            ("ID", "/4/id", json!("CREATED")),
            ("Direct link", "/4/link", json!("LINK")),
            ("Client and site", "/0/items/0/name", json!("Acme Corp")),
            ("Client and site", "/1/items/0/id", json!(34)),
            ("Client and site", "/4/client_name", json!("Acme Corp")),
            ("Client and site", "/4/site_name", json!("Main Office")),
            ("Type and priority", "/2/items/0/id", json!(1)),
            ("Type and priority", "/3/items/0/id", json!(1)),
            ("Type and priority", "/4/tickettype_name", json!("Incident")),
            ("Type and priority", "/4/tickettype_id", json!(1)),
            ("Type and priority", "/4/priority_name", json!("Critical")),
            ("Type and priority", "/4/priority_id", json!(1)),
        ],
    }
}

/// `/search-assets "DC01" --type server`
fn search_assets() -> Command {
    Command {
        name: "search-assets",
        calls: vec![
            ("halopsa_lookup", json!({"kind": "asset_types"})),
            ("halopsa_search_assets", json!({"query": "DC01", "assettype_id": 3, "status": "all", "page_size": 25})),
            ("halopsa_get_asset", json!({"asset_id": 501})),
        ],
        promised: vec![
            ("Name", "/1/total", json!(2)),
            ("Name", "/1/items/0/inventory_number", json!("AC-0042")),
            ("Name", "/1/items/0/key_field", json!("DC01")),
            ("Name", "/1/items/0/id", json!(501)),
            ("Type", "/0/items/0/name", json!("Server")),
            ("Type", "/1/items/0/assettype_name", json!("Server")),
            ("Client", "/1/items/0/client_name", json!("Acme Corp")),
            ("Client", "/1/items/0/client_id", json!(12)),
            ("Site", "/1/items/0/site_name", json!("Main Office")),
            ("Status", "/1/items/0/status_name", json!("Active")),
            ("Status", "/1/items/0/inactive", json!(false)),
            ("Status", "/1/items/1/inactive", json!(true)),
            ("Warranty", "/1/items/0/warranty_end", json!("2027-05-31T00:00:00")),
            ("Warranty", "/1/items/1/labour_warranty_end", json!("2023-01-15T00:00:00")),
            ("Warranty", "/1/items/1/warranty_note", json!("Not renewed")),
            ("Warranty", "/2/warranty_end", json!("2027-05-31T00:00:00")),
            ("Serial number", "/2/fields/0/name", json!("Serial Number")),
            ("Serial number", "/2/fields/0/value", json!("SN12345")),
            ("Serial number", "/2/key_field2", json!("SN12345")),
            ("Serial number", "/2/key_field3", json!("PowerEdge")),
        ],
    }
}

/// `/get-contract --client "Acme Corp"`: three contracts, so each is opened.
fn get_contract() -> Command {
    Command {
        name: "get-contract",
        calls: vec![
            ("halopsa_search_clients", json!({"query": "Acme Corp"})),
            ("halopsa_search_contracts", json!({"client_id": 12, "status": "all"})),
            ("halopsa_get_contract", json!({"contract_id": 88})),
            ("halopsa_get_contract", json!({"contract_id": 90})),
        ],
        promised: vec![
            ("Contract", "/1/items/0/id", json!(88)),
            ("Contract", "/2/ref", json!("Managed Services - Acme")),
            ("Contract", "/2/id", json!(88)),
            ("Contract", "/2/client_name", json!("Acme Corp")),
            ("Type", "/2/contracttype_name", json!("Managed")),
            ("Status", "/2/active", json!(true)),
            ("Status", "/2/expired", json!(false)),
            ("Status", "/2/started", json!(true)),
            ("Status", "/2/contract_status", json!("Signed")),
            ("Status", "/1/items/1/expired", json!(true)),
            ("Billing", "/2/billing_period_string", json!("Monthly")),
            ("Billing", "/2/billingperiod", json!(2)),
            ("Billing", "/2/periodchargeamount", json!(2400.0)),
            ("Billing", "/2/next_invoice_date", json!("2026-12-01T00:00:00")),
            ("Coverage", "/2/site_count", json!(2)),
            ("Coverage", "/2/sites/0/name", json!("Main Office")),
            ("Coverage", "/2/asset_count", json!(41)),
            ("Coverage", "/2/assets/0/id", json!(0)),
            ("Coverage", "/2/user_count", json!(1)),
            ("Coverage", "/2/users/0/name", json!("Jane Doe")),
            ("Coverage", "/2/sla_name", json!("Gold")),
            ("Coverage", "/3/site_name", json!("Warehouse")),
            ("Remaining hours", "/2/contract_prepaybalance", json!(13.5)),
            ("Remaining hours", "/2/contract_prepaytotal", json!(40.0)),
            ("Remaining hours", "/2/contract_prepayused", json!(26.5)),
            ("Remaining hours", "/2/contract_prepayasamount", json!(false)),
            ("Remaining hours", "/2/client_prepaybalance", json!(13.5)),
            ("Remaining hours", "/2/prepay_periods/0/hours_remaining", json!(13.5)),
            ("Remaining hours", "/2/periods/1/current", json!(true)),
            ("Renewal date", "/2/end_date", json!("2027-03-31T00:00:00")),
            ("Renewal date", "/2/rollingcontract", json!(true)),
            ("Renewal date", "/2/termmonths", json!(12)),
        ],
    }
}

#[tokio::test]
async fn the_tools_answer_what_the_commands_promise() {
    let halo = Halo::start().await;
    let server = server(&halo);
    for command in all() {
        let mut answers = Vec::new();
        for (tool, arguments) in &command.calls {
            answers.push(good(&server, tool, arguments.clone()).await);
        }
        command.check(&answers, &halo);
    }
    let folder = std::fs::read_dir(root().join("dist/halopsa/halopsa/commands")).unwrap();
    assert_eq!(folder.count(), all().len(), "every command is here");
}
