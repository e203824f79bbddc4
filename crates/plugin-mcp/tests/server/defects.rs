//! What must not go wrong with any tool of any plugin: every test runs over the specs of both.

use crate::plugins::{specs, specs_of};
use crate::vendor::{Asked, Fault, ID, SECRET, Vendor, arguments, call};
use mcp_engine::limit;
use mcp_engine::spec::{Field, InputKind, Map as Fields, Request, Tool};
use serde_json::{Value, json};
use std::time::Duration;

async fn vendors() -> [Vendor; 2] {
    [Vendor::start(specs_of("spec/halopsa")).await, Vendor::start(specs()).await]
}

fn is_write(asked: &Asked, tool: &Tool) -> bool {
    tool.requests.iter().any(|request| request.operation.value == asked.operation && request.writes())
}

/// A message for a person: no secret, no run of dots, and not the body of a page.
fn is_readable(message: &str) -> bool {
    !message.contains("..") && !message.contains("MARKED") && !message.contains("<html") && message.len() < 1_500
}

fn has_html(fields: &Fields<Field>) -> bool {
    fields.iter().any(|(_, field)| !field.html.is_empty() || has_html(&field.fields))
}

fn is_structure(body: &Value) -> bool {
    body.as_array().is_some_and(|items| !items.is_empty())
        || body.as_object().is_some_and(|members| !members.is_empty())
}

/// Every text of an answer with its path.
fn texts<'v>(value: &'v Value, path: &str, out: &mut Vec<(String, &'v str)>) {
    match value {
        Value::String(text) => out.push((path.to_owned(), text)),
        Value::Array(items) => items.iter().for_each(|item| texts(item, path, out)),
        Value::Object(members) => {
            members.iter().for_each(|(name, member)| texts(member, &format!("{path}.{name}"), out));
        }
        _ => {}
    }
}

#[tokio::test]
async fn every_tool_works_also_with_nulls_and_numbers_as_text() {
    for vendor in vendors().await {
        let server = vendor.server();
        for tool in &vendor.specs.tools {
            for all in [false, true] {
                let usual = arguments(&vendor, tool, all);
                let as_text = usual.iter().map(|(name, value)| {
                    let value =
                        if value.is_number() || value.is_boolean() { json!(value.to_string()) } else { value.clone() };
                    (name.clone(), value)
                });
                let with_nulls =
                    tool.input.iter().map(|(name, _)| (name.value.clone(), Value::Null)).chain(usual.clone());
                for given in [usual.clone(), as_text.collect(), with_nulls.collect()] {
                    let answer = call(&server, tool, &given)
                        .await
                        .unwrap_or_else(|failure| panic!("{} {given:?}: {failure}", tool.name));
                    assert!(!answer["left_out"].to_string().contains("good status"), "{}: {answer}", tool.name);
                }
            }
        }
    }
}

#[tokio::test]
async fn a_request_that_fails_costs_the_call_or_its_part() {
    for vendor in vendors().await {
        let server = vendor.server();
        let service = &vendor.specs.service;
        let told = json!({ service.failures[0].as_str(): "System.Exception", service.error_message.as_str(): "Out of order." });
        let silent =
            [json!(null), json!({}), json!("text"), json!(7), json!({"Message": "x"}), json!({"id": 0}), json!([null])];
        let loud = [told.clone(), json!([told]), json!({"errors": []}), json!({"errors": ["x"]})];
        let statuses = [
            Fault::Status(403),
            Fault::Status(404),
            Fault::Status(500),
            Fault::RetryAfter(503, "600"),
            Fault::RetryAfter(429, "600"),
            Fault::Text("<html>Log in</html>"),
            Fault::Broken,
        ];
        for tool in &vendor.specs.tools {
            let given = arguments(&vendor, tool, true);
            call(&server, tool, &given).await.unwrap();
            vendor.take();
            call(&server, tool, &given).await.unwrap();
            let mut operations: Vec<String> = vendor.take().into_iter().map(|asked| asked.operation).collect();
            operations.dedup();
            for operation in operations {
                let own = || tool.requests.iter().filter(|request| request.operation.value == operation);
                let optional =
                    own().next().is_some() && own().all(|request| request.optional) || tool.tells_configuration;
                let no_content = own().any(|request| request.no_content);
                // One path of the API may answer any structure.
                let is_any = tool.documented_get.is_some();
                let is_data = |body: &Value| is_any && is_structure(body) && body.get("Message").is_none();
                let bodies = silent.iter().filter(|body| !(no_content || is_data(body))).chain(
                    loud.iter()
                        .filter(|body| !no_content || body.get("errors").is_none())
                        .filter(|body| !is_any || body["errors"] != json!([])),
                );
                let faults = bodies.map(|body| Fault::Body(body.clone())).chain(statuses.clone());
                // A record that cannot be read by its id may be in the list.
                let is_read_of_pick = own().next().is_none();
                let is_found_elsewhere = |fault: &Fault| is_read_of_pick && matches!(fault, Fault::Status(404));
                for fault in faults.filter(|fault| !is_found_elsewhere(fault)) {
                    vendor.take();
                    vendor.lock().faults = vec![(operation.clone(), fault.clone(), 9)];
                    let outcome = call(&server, tool, &given).await;
                    let place = format!("{} with {operation} {fault:?}", tool.name);
                    match outcome {
                        Ok(answer) => {
                            let left = answer["left_out"].to_string();
                            assert!(optional && left != "null" && is_readable(&left), "{place}: {answer}");
                        }
                        Err(failure) => {
                            assert!(!optional || own().count() == tool.requests.len(), "{place}: {failure}");
                            assert!(is_readable(&failure.message), "{place}: {failure}");
                            let log = vendor.take();
                            let wrote = log.iter().filter(|asked| is_write(asked, tool)).count();
                            let is_own = own().any(|request| request.writes());
                            assert_eq!(wrote, usize::from(is_own), "{place} writes after a failure, or twice");
                            let is_unclear =
                                matches!(fault, Fault::Body(_) | Fault::Status(500) | Fault::Text(_) | Fault::Broken);
                            assert!(
                                !(is_own && is_unclear)
                                    || failure.message.contains("unknown whether the change was made"),
                                "{place}: {failure}"
                            );
                        }
                    }
                    vendor.lock().faults.clear();
                }
            }
        }
    }
}

#[tokio::test]
async fn nothing_is_written_for_a_record_that_is_missing_or_elsewhere() {
    for vendor in vendors().await {
        let server = vendor.server();
        for tool in vendor.specs.tools.iter().filter(|tool| !*tool.hints.read_only) {
            let given = arguments(&vendor, tool, true);
            let depends = |request: &&Request| {
                !request.belongs.is_empty() || request.usable.iter().any(|(_, value)| value.as_bool().is_none())
            };
            for request in tool.requests.iter().filter(depends) {
                vendor.take();
                let read = request.pick.as_ref().and_then(|pick| pick.read.as_ref()).unwrap_or(&request.operation);
                vendor.fault(&read.value, Fault::Foreign, 9);
                let failure = call(&server, tool, &given).await.unwrap_err();
                assert!(
                    ["does not belong there", "cannot be used"].iter().any(|part| failure.message.contains(part))
                        && failure.quotes,
                    "{}: {failure}",
                    tool.name
                );
                assert!(!vendor.take().iter().any(|asked| is_write(asked, tool)), "{} writes", tool.name);
                vendor.lock().faults.clear();
            }
            for request in
                tool.requests.iter().filter(|request| request.pick.as_ref().is_some_and(|pick| pick.absent.is_none()))
            {
                let by =
                    request.pick.as_ref().and_then(|pick| pick.by.value.as_str()).and_then(|by| by.strip_prefix('$'));
                let Some(by) = by.filter(|by| given.contains_key(*by)) else { continue };
                let is_text = tool.input.get(by).is_some_and(|input| input.kind == InputKind::String);
                let texts = ["+7", "07", "00000000-0000-4000-8000-000000000000"].into_iter().filter(|_| is_text);
                for id in ["999999", "0", "-7"].into_iter().chain(texts) {
                    let mut wrong = given.clone();
                    wrong.insert(by.to_owned(), json!(id));
                    // Any id reads a record where the list is not asked.
                    vendor.fault(
                        request.pick.as_ref().unwrap().read.as_ref().map_or("", |read| &read.value),
                        Fault::Status(404),
                        9,
                    );
                    vendor.take();
                    assert!(call(&server, tool, &wrong).await.is_err(), "{} takes {by} {id}", tool.name);
                    assert!(!vendor.take().iter().any(|asked| is_write(asked, tool)), "{} writes", tool.name);
                    vendor.lock().faults.clear();
                }
            }
        }
    }
}

/// The inputs that a value reads.
fn reads(value: &Value, input: &str) -> bool {
    match value {
        Value::String(text) => text.strip_prefix('$') == Some(input),
        Value::Array(items) => items.iter().any(|item| reads(item, input)),
        Value::Object(members) => members.values().any(|member| reads(member, input)),
        _ => false,
    }
}

#[tokio::test]
async fn an_input_that_is_not_used_is_told() {
    let mut seen = 0;
    for vendor in vendors().await {
        let server = vendor.server();
        for tool in vendor.specs.tools.iter().filter(|tool| tool.output.list.len() > 1) {
            let given = arguments(&vendor, tool, true);
            let answer = call(&server, tool, &given).await.unwrap();
            let sent = vendor.take();
            let made = tool
                .requests
                .iter()
                .filter(|request| sent.iter().any(|sent| sent.operation == request.operation.value));
            let made: Vec<Value> = made.map(|request| serde_json::to_value(request).unwrap()).collect();
            let kept = serde_json::to_value(&tool.output).unwrap();
            for name in given.keys().filter(|name| !reads(&json!([made, kept["keep"], kept["page"]]), name)) {
                assert!(answer["notes"].to_string().contains(name.as_str()), "{} ignores {name}: {answer}", tool.name);
                seen += 1;
            }
        }
    }
    assert!(seen >= 4, "{seen}");
}

#[tokio::test]
async fn plain_text_stays_as_it_was_written_in_every_field() {
    let text = "From: <john@acme.example> if a<b and c>d: <b>x</b> &lt; <user>";
    for vendor in vendors().await {
        let server = vendor.server();
        (vendor.lock().text, vendor.lock().html) = (text.to_owned(), String::new());
        let mut seen = 0;
        for tool in &vendor.specs.tools {
            let answer = call(&server, tool, &arguments(&vendor, tool, false)).await.unwrap();
            let mut found = Vec::new();
            texts(&answer, "", &mut found);
            for (path, found) in found.into_iter().filter(|(_, found)| found.contains("john")) {
                assert_eq!(found, text, "{}{path}", tool.name);
                seen += 1;
            }
        }
        assert!(seen > 100, "{seen} texts");
    }
}

#[tokio::test]
async fn a_hostile_page_hangs_nothing_and_hidden_text_is_told() {
    for vendor in vendors().await {
        let server = vendor.server();
        vendor.lock().text.clear();
        for shape in ["<a", "<b><li>", "<p hidden>", "<td><tr>"] {
            (vendor.lock().rows, vendor.lock().html) = (1, shape.repeat(40_000));
            for tool in vendor.specs.tools.iter().filter(|tool| has_html(&tool.output.fields)) {
                let given = arguments(&vendor, tool, false);
                let answer = tokio::time::timeout(Duration::from_secs(30), call(&server, tool, &given)).await;
                answer.unwrap_or_else(|_| panic!("{} hangs with {shape}", tool.name)).unwrap();
            }
        }
        vendor.lock().html = "seen<p style='display:none'>EVIL<p>seen\u{202E} too".to_owned();
        let mut told = 0;
        for tool in &vendor.specs.tools {
            let answer = call(&server, tool, &arguments(&vendor, tool, false)).await.unwrap().to_string();
            assert!(!answer.contains("EVIL") && !answer.contains('\u{202E}'), "{}: {answer}", tool.name);
            let shown = answer.contains("seen too");
            assert_eq!(shown, answer.contains("a browser would not show"), "{}: {answer}", tool.name);
            told += usize::from(shown);
        }
        assert!(told > 0, "no tool reads HTML");
    }
}

#[tokio::test]
async fn what_is_written_is_clean_and_never_blank() {
    let dirty = "A\u{202E}\u{0007}b\u{200B} c\u{2066}d";
    for vendor in vendors().await {
        let server = vendor.server();
        for tool in vendor.specs.tools.iter().filter(|tool| !*tool.hints.read_only) {
            let usual = arguments(&vendor, tool, true);
            for (name, input) in
                tool.input.iter().filter(|(_, input)| input.kind == InputKind::String && input.values.is_empty())
            {
                let mut given = usual.clone();
                vendor.take();
                given.insert(name.value.clone(), json!(dirty));
                let outcome = call(&server, tool, &given).await;
                let wrote: Vec<Asked> = vendor.take().into_iter().filter(|asked| is_write(asked, tool)).collect();
                assert_eq!(wrote.len(), usize::from(outcome.is_ok()), "{} {name}", tool.name);
                for asked in &wrote {
                    assert!(
                        asked.body.contains("Ab cd") && !asked.body.contains(['\u{202E}', '\u{200B}', '\u{2066}']),
                        "{asked:?}"
                    );
                }
                for blank in ["", "  ", "\u{200B}\u{202E}", "\n\t"] {
                    given.insert(name.value.clone(), json!(blank));
                    let outcome = call(&server, tool, &given).await;
                    let is_left_out = input.min_length.unwrap_or(0) == 0 && !input.required;
                    assert_eq!(outcome.is_ok(), is_left_out, "{} takes {name} {blank:?}", tool.name);
                }
            }
        }
    }
}

#[tokio::test]
async fn every_row_of_every_list_can_be_reached() {
    for vendor in vendors().await {
        let server = vendor.server();
        (vendor.lock().rows, vendor.lock().text) = (130, "w".repeat(290));
        for tool in vendor.specs.tools.iter().filter(|tool| !tool.output.list.is_empty()) {
            let mut given = arguments(&vendor, tool, false);
            let mut seen = Vec::new();
            let mut left_out = Value::Null;
            for _ in 0..60 {
                let answer = call(&server, tool, &given).await.unwrap();
                assert!(answer.to_string().len() <= limit::LARGEST, "{}", tool.name);
                let items = answer["items"].as_array().unwrap();
                let id = |item: &Value| item.as_object().unwrap().values().find_map(Value::as_i64).unwrap();
                left_out = answer["left_out"].clone();
                let told = left_out.to_string();
                // What was cut from a page after a cursor is asked for again with a smaller page.
                if let Some((_, fewer)) = told.split_once("make the same call with page_size ") {
                    let fewer: String = fewer.chars().take_while(char::is_ascii_digit).collect();
                    given.insert("page_size".to_owned(), json!(fewer));
                    continue;
                }
                seen.extend(items.iter().map(id));
                match (answer.get("next_page"), answer.get("next_cursor")) {
                    (Some(next), _) => {
                        given.insert("page".to_owned(), next.clone());
                        given.extend(answer.get("page_size").map(|size| ("page_size".to_owned(), size.clone())));
                    }
                    (_, Some(next)) => drop(given.insert("cursor".to_owned(), next.clone())),
                    _ => break,
                }
            }
            let is_paged = tool.input.iter().any(|(name, _)| matches!(name.value.as_str(), "page" | "cursor"));
            let all: Vec<i64> = (0..130).map(|row| ID + row).collect();
            match is_paged {
                true if !seen.is_sorted() => {
                    seen.reverse();
                    assert_eq!(seen, all, "{}: {left_out}", tool.name);
                }
                true => assert_eq!(seen, all, "{}: {left_out}", tool.name),
                false => assert!(seen == all || left_out.to_string().contains("rows"), "{}: {left_out}", tool.name),
            }
        }
    }
}

#[tokio::test]
async fn a_token_is_asked_for_again_and_connections_are_bounded() {
    for vendor in vendors().await {
        let tool = vendor.specs.tools.iter().find(|tool| tool.requests.len() > 3 && *tool.hints.read_only).unwrap();
        let given = arguments(&vendor, tool, false);
        for fault in [Fault::Status(500), Fault::RetryAfter(503, "1"), Fault::RetryAfter(429, "1"), Fault::Broken] {
            vendor.fault("TOKEN", fault.clone(), 1);
            call(&vendor.server(), tool, &given).await.unwrap_or_else(|failure| panic!("{fault:?}: {failure}"));
        }
        for body in [json!(null), json!({}), json!([]), json!({"access_token": ""}), json!({"ClassName": "x"})] {
            vendor.fault("TOKEN", Fault::Body(body), 1);
            let failure = call(&vendor.server(), tool, &given).await.unwrap_err().message;
            assert!(
                failure.starts_with("no access token") && !failure.contains(SECRET) && is_readable(&failure),
                "{failure}"
            );
        }
        let server = vendor.server();
        call(&server, tool, &given).await.unwrap();
        (vendor.lock().delay, vendor.lock().most_open) = (Duration::from_millis(20), 0);
        let calls = (0..40).map(|_| call(&server, tool, &given));
        assert!(futures::future::join_all(calls).await.iter().all(Result::is_ok));
        let most = vendor.lock().most_open;
        assert!((2..=8).contains(&most), "{most} requests at once");
    }
}

#[tokio::test]
async fn what_strangers_write_is_marked_in_every_answer() {
    for vendor in vendors().await {
        for tool in &vendor.specs.tools {
            let marked = mcp_engine::schema::untrusted(tool);
            let has_text = tool.output.fields.iter().any(|(_, field)| field.untrusted);
            assert!(!(has_text || tool.documented_get.is_some()) || !marked.is_empty(), "{}", tool.name);
            let may_be_left_out = tool.requests.iter().any(|request| request.optional);
            assert!(!may_be_left_out || marked.contains(&"left_out".to_owned()), "{}: {marked:?}", tool.name);
        }
    }
    let empty: serde_json::Map<String, Value> = serde_json::Map::new();
    for vendor in vendors().await {
        for tool in vendor.specs.tools.iter().filter(|tool| tool.input.iter().any(|(_, input)| input.required)) {
            let message = call(&vendor.server(), tool, &empty).await.unwrap_err().message;
            assert!(is_readable(&message) && message.contains("is missing"), "{}: {message}", tool.name);
        }
    }
}
