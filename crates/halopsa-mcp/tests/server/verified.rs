//! What is checked before anything is written: ids, names, dates, owners, and what exists already.

use crate::halo::{Fault, Halo};
use crate::support::{bad, good, server};
use serde_json::{Value, json};

fn add(halo: &Halo, table: &'static str, row: Value) {
    halo.lock().tables.get_mut(table).unwrap().push(row);
}

/// The one row of the one POST since the last call; `null` when there was none.
fn posted(halo: &Halo) -> Value {
    let mut posts =
        halo.take().into_iter().filter(|asked| asked.line.starts_with("POST /") && !asked.line.contains("POST /auth"));
    posts.next().map_or(Value::Null, |asked| asked.body[0].clone())
}

#[tokio::test]
async fn categories_and_custom_fields_are_those_that_the_api_lists() {
    let halo = Halo::start().await;
    let server = server(&halo);
    for (tool, own) in [
        ("halopsa_create_ticket", json!({"summary": "x", "client": "12"})),
        ("halopsa_update_ticket", json!({"ticket_id": 4821})),
    ] {
        let with = |name: &str, value: Value| {
            let mut arguments = own.clone();
            arguments[name] = value;
            arguments
        };
        for (name, value, expected) in [
            ("category_1", json!("Hardwear"), "50 = \"Hardware\""),
            ("category_2", json!("Hardware"), "No category of field 2"),
            ("category_4", json!("9"), "no category of field 4 with the id 9. Nothing was changed. The ids are: 53 ="),
            ("custom_fields", json!({"CFteir": "Gold", "CFsla": 1}), "no custom field named \"CFteir\""),
        ] {
            let message = bad(&server, tool, with(name, value)).await;
            assert!(message.contains(expected) && message.contains("Nothing was changed"), "{message}");
            assert_eq!(posted(&halo), Value::Null, "{tool} {name}");
        }
        good(&server, tool, with("category_2", json!("server"))).await;
        assert_eq!(posted(&halo)["category_2"], "Hardware>Server", "the full text is sent");
        let answer = good(&server, tool, with("custom_fields", json!({"Tier": "Gold"}))).await;
        assert_eq!(posted(&halo)["customfields"], json!([{"name": "CFtier", "value": "Gold"}]));
        assert_eq!(answer.get("notes"), None);
        // Not every agent may read the definitions.
        halo.fault("GET /FieldInfo", Fault::Status(403));
        let answer = good(&server, tool, with("custom_fields", json!({"CFteir": "Gold"}))).await;
        assert_eq!(posted(&halo)["customfields"], json!([{"name": "CFteir", "value": "Gold"}]));
        assert!(answer["notes"].to_string().contains("could not be verified"), "{answer}");
        assert!(answer["left_out"].to_string().contains("403"), "{answer}");
        halo.fault("GET /FieldInfo", Fault::Body(200, json!([])));
        let answer = good(&server, tool, with("custom_fields", json!({"CFteir": "Gold"}))).await;
        assert!(
            answer["left_out"].to_string().contains("lists no custom field") && !posted(&halo).is_null(),
            "{answer}"
        );
        let answer = good(&server, tool, with("impact", json!(9))).await;
        assert!(answer["notes"].to_string().contains("could not be verified") && answer["impact"] == 9, "{answer}");
        assert_eq!(posted(&halo)["impact"], 9);
    }
}

#[tokio::test]
async fn a_status_of_an_asset_is_one_that_its_type_allows() {
    let halo = Halo::start().await;
    let server = server(&halo);
    let asset = good(&server, "halopsa_update_asset", json!({"asset_id": 501, "status_id": 2})).await;
    assert_eq!((&posted(&halo)["status_id"], &asset["status_name"]), (&json!(2), &json!("Active")));
    let message = bad(&server, "halopsa_update_asset", json!({"asset_id": 501, "status_id": 99})).await;
    assert!(message.contains("status that this type of asset may have"), "{message}");
    assert_eq!(posted(&halo), Value::Null);
    halo.lock().tables.get_mut("AssetType").unwrap()[0] =
        json!({"id": 3, "name": "Server", "allowall_status": true, "allowed_status": []});
    let asset = good(&server, "halopsa_update_asset", json!({"asset_id": 501, "status_id": 7})).await;
    assert!(asset["notes"].to_string().contains("could not be verified"), "{asset}");
    assert_eq!(posted(&halo)["status_id"], 7);
}

#[tokio::test]
async fn a_key_field_is_sent_as_the_field_of_the_type() {
    let halo = Halo::start().await;
    let server = server(&halo);
    let asset = json!({"client": "12", "type": "Server", "tag": "AC-50", "key_field": "DC9"});
    let made = good(&server, "halopsa_create_asset", asset.clone()).await;
    let sent = posted(&halo);
    assert_eq!(
        (&sent["fields"], sent.get("key_field")),
        (&json!([{"id": 117, "value": "DC9"}]), None),
        "it is read-only"
    );
    assert_eq!(made.get("notes"), None);
    halo.lock().tables.get_mut("AssetType").unwrap()[0].as_object_mut().unwrap().shift_remove("keyfield_id");
    let mut again = asset;
    again["tag"] = json!("AC-51");
    let made = good(&server, "halopsa_create_asset", again).await;
    assert!(made["notes"].to_string().contains("key_field was not stored"), "{made}");
    assert_eq!(posted(&halo).get("fields"), None);
}

#[tokio::test]
async fn ids_in_a_row_are_ids() {
    let halo = Halo::start().await;
    let server = server(&halo);
    let of = |agents: Value| json!({"agent_ids": agents, "from": "2026-11-23", "to": "2026-11-29"});
    for tool in ["halopsa_list_time", "halopsa_list_appointments"] {
        for wrong in [json!("Jo"), json!("5;6"), json!("5,"), json!(-5), json!(["Jo"])] {
            let message = bad(&server, tool, of(wrong)).await;
            assert!(message.contains("`agent_ids` must be ids"), "{message}");
        }
        halo.take();
        good(&server, tool, of(json!([5, 6]))).await;
        assert_eq!(halo.take().pop().unwrap().query["agents"], "5,6");
    }
}

#[tokio::test]
async fn a_task_is_one_of_a_project_and_its_milestone_too() {
    let halo = Halo::start().await;
    let server = server(&halo);
    add(&halo, "Tickets", json!({"id": 4823, "summary": "Child of a ticket", "parent_id": 4821}));
    add(&halo, "Tickets", json!({"id": 4824, "summary": "Without a parent", "parent_id": 0}));
    for id in [4821, 4823, 4824] {
        let message = bad(&server, "halopsa_update_task", json!({"task_id": id, "status_id": 2})).await;
        assert!(message.contains("not a task of") && message.contains("halopsa_update_ticket"), "{id}: {message}");
        assert_eq!(posted(&halo), Value::Null);
    }
    let task = good(&server, "halopsa_update_task", json!({"task_id": 4901, "milestone_id": 3})).await;
    assert_eq!((&posted(&halo)["milestone_id"], &task["milestone_name"]), (&json!(3), &json!("Pilot")));
    let message = bad(&server, "halopsa_update_task", json!({"task_id": 4901, "milestone_id": 4})).await;
    assert!(message.contains("no milestone of this project with the id 4"), "{message}");
    assert_eq!(posted(&halo), Value::Null);
    halo.lock().tables.get_mut("Projects").unwrap()[0].as_object_mut().unwrap().shift_remove("milestones");
    let task = good(&server, "halopsa_update_task", json!({"task_id": 4901, "milestone_id": 4})).await;
    assert!(task["notes"].to_string().contains("could not be verified"), "{task}");
}

#[tokio::test]
async fn an_end_before_its_start_is_declined_before_any_request() {
    let halo = Halo::start().await;
    let server = server(&halo);
    let mut seen = 0;
    for tool in halopsa_mcp::specs().unwrap().tools {
        for (start, end) in [("from", "to"), ("start", "end"), ("start", "target")] {
            if tool.input.get(start).is_none() || tool.input.get(end).is_none() {
                continue;
            }
            let mut arguments: serde_json::Map<String, Value> =
                tool.input.iter().map(|(name, input)| (name.value.clone(), input.example.to_json())).collect();
            (arguments[start], arguments[end]) = (json!("2026-12-02"), json!("2026-12-01"));
            let message = bad(&server, &tool.name, Value::Object(arguments)).await;
            assert!(message.contains(&format!("`{end}`")) && message.contains("Nothing was sent"), "{message}");
            seen += 1;
        }
    }
    assert_eq!((seen, halo.asked()), (5, Vec::<String>::new()));
    let visit = json!({"subject": "x", "agent_id": 6, "start": "2026-12-01T10:00", "end": "2026-12-01T10:00"});
    assert!(bad(&server, "halopsa_create_appointment", visit).await.contains("`end` must be after `start`"));
    add(
        &halo,
        "Tickets",
        json!({"id": 4905, "parent_id": 4900, "startdate": "2026-12-10T00:00:00", "targetdate": "1900-01-01T00:00:00"}),
    );
    let message = bad(&server, "halopsa_update_task", json!({"task_id": 4905, "target": "2026-12-01"})).await;
    assert!(message.contains("Give both `start` and `target`"), "{message}");
    assert_eq!(posted(&halo), Value::Null);
    good(&server, "halopsa_update_task", json!({"task_id": 4905, "start": "2026-12-12"})).await;
    add(
        &halo,
        "Tickets",
        json!({"id": 4906, "parent_id": 4900, "startdate": "2026-12-10T00:00:00", "targetdate": "2026-12-01T00:00:00"}),
    );
    good(&server, "halopsa_update_task", json!({"task_id": 4906, "status_id": 2})).await;
    let day = json!({"agent_ids": "6", "from": "2026-11-23", "to": "2026-11-23"});
    good(&server, "halopsa_list_time", day).await;
}

#[tokio::test]
async fn what_is_inactive_or_elsewhere_is_not_used() {
    let halo = Halo::start().await;
    let server = server(&halo);
    add(&halo, "Site", json!({"id": 37, "name": "Old Office", "client_id": 12, "inactive": true}));
    add(&halo, "Users", json!({"id": 79, "name": "Left Long Ago", "client_id": 12, "site_id": 34, "inactive": true}));
    add(&halo, "Asset", json!({"id": 734, "inventory_number": "AC-0001", "client_id": 12, "inactive": true}));
    add(&halo, "Agent", json!({"id": 7, "name": "Gone Agent", "isdisabled": true}));
    add(&halo, "Team", json!({"id": 4, "name": "Old Team", "inactive": true}));
    let ticket = json!({"summary": "x", "client": "12"});
    let cases = [
        ("halopsa_create_ticket", json!({"summary": "x"}), "client", json!("40")),
        ("halopsa_create_ticket", ticket.clone(), "site", json!("37")),
        ("halopsa_create_ticket", ticket.clone(), "site", json!("Old Office")),
        ("halopsa_create_ticket", ticket.clone(), "contact_id", json!(79)),
        ("halopsa_create_ticket", ticket.clone(), "asset_id", json!(734)),
        ("halopsa_create_ticket", ticket.clone(), "agent", json!("7")),
        ("halopsa_create_ticket", ticket.clone(), "team", json!("4")),
        ("halopsa_update_ticket", json!({"ticket_id": 4821}), "agent_id", json!(7)),
        ("halopsa_update_ticket", json!({"ticket_id": 4821}), "team_id", json!(4)),
        ("halopsa_update_task", json!({"task_id": 4901}), "agent_id", json!(7)),
        ("halopsa_update_asset", json!({"asset_id": 501}), "site_id", json!(37)),
        ("halopsa_add_note", json!({"ticket_id": 4821, "note": "x"}), "agent_id", json!(7)),
        ("halopsa_create_contact", json!({"name": "x"}), "client", json!("40")),
        ("halopsa_create_contact", json!({"name": "x", "client": "12"}), "site", json!("37")),
        ("halopsa_create_asset", json!({"type": "3", "tag": "x"}), "client", json!("40")),
        (
            "halopsa_create_appointment",
            json!({"subject": "x", "start": "2026-12-01T09:00", "end": "2026-12-01T10:00"}),
            "agent_id",
            json!(7),
        ),
    ];
    for (tool, mut arguments, name, value) in cases {
        arguments[name] = value;
        let message = bad(&server, tool, arguments).await;
        assert!(
            message.contains("cannot be used") && message.contains("Nothing was changed"),
            "{tool} {name}: {message}"
        );
        assert_eq!(posted(&halo), Value::Null, "{tool} {name}");
    }
    let elsewhere = json!({"summary": "x", "client": "12", "site": "35", "contact_id": 77});
    let message = bad(&server, "halopsa_create_ticket", elsewhere).await;
    assert!(message.contains("contact \"Jane Doe\" with the id 77") && message.contains("not \"35\""), "{message}");
    assert_eq!(posted(&halo), Value::Null);
    good(&server, "halopsa_update_asset", json!({"asset_id": 734, "inactive": false})).await;
}

#[tokio::test]
async fn nobody_and_nothing_is_created_twice_without_a_question() {
    let halo = Halo::start().await;
    let server = server(&halo);
    for email in ["dana", "dana@", "Dana <dana@acme.example>", "dana@acme"] {
        let message =
            bad(&server, "halopsa_create_contact", json!({"name": "Dana", "client": "12", "email": email})).await;
        assert!(message.contains("`email` must be an e-mail address"), "{message}");
    }
    let again = json!({"name": "Jane D.", "client": "12", "email": "JANE@acme.example"});
    let message = bad(&server, "halopsa_create_contact", again.clone()).await;
    assert!(message.contains("77 = \"jane@acme.example\" (\"Jane Doe\"") && message.contains("duplicate"), "{message}");
    assert_eq!(posted(&halo), Value::Null);
    let mut wanted = again;
    wanted["duplicate"] = json!(true);
    good(&server, "halopsa_create_contact", wanted).await;
    assert_eq!(posted(&halo)["emailaddress"], "JANE@acme.example");
    let elsewhere = json!({"name": "Jane", "client": "13", "site": "36", "email": "jane@acme.example"});
    good(&server, "halopsa_create_contact", elsewhere).await;
    let message = bad(&server, "halopsa_create_asset", json!({"client": "12", "type": "3", "tag": "AC-0042"})).await;
    assert!(message.contains("501 = \"AC-0042\""), "{message}");
}

#[tokio::test]
async fn a_phone_number_and_a_name_must_both_fit() {
    let halo = Halo::start().await;
    let server = server(&halo);
    add(
        &halo,
        "Users",
        json!({"id": 90, "name": "John Roe", "phonenumber": "+1 555 0101", "emailaddress": "john@acme.example", "client_id": 12}),
    );
    let both = good(&server, "halopsa_search_contacts", json!({"phone": "0101", "query": "JANE"})).await;
    assert_eq!((&both["total"], &both["items"][0]["id"]), (&json!(1), &json!(77)), "{both}");
    let none = good(&server, "halopsa_search_contacts", json!({"phone": "0101", "query": "nobody"})).await;
    assert_eq!(none["total"], 0);
    let phone = good(&server, "halopsa_search_contacts", json!({"phone": "0101"})).await;
    assert_eq!(phone["total"], 2);
}
