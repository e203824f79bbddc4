//! The text of a tool's spec.

use serde_json::{Value, json};

use super::names::{sentence, spaced};
use super::{Draft, Part};
use crate::import::yaml::{inline, scalar};

impl Draft<'_> {
    /// The text of the tool's spec; `name` is its name, `scopes` what the description says it needs.
    pub(in crate::cli::new) fn text(&self, name: &str, schema: &str, scopes: &[String]) -> String {
        let method = self.method();
        let summary = self.operation.summary().or_else(|| self.operation.description()).unwrap_or_default();
        let summary = sentence(summary, &spaced(name), 160);
        let writes = method != "GET";
        let destructive = matches!(method, "PUT" | "PATCH" | "DELETE");
        let mut out = format!("{schema}name: {name}\n");
        let title = summary.trim_end_matches('.').chars().take(60).collect::<String>();
        out += &format!("title: {}\ndescription: {}\n", scalar(&json!(title)), scalar(&json!(summary)));
        out += &format!(
            "hints: {{read_only: {}, destructive: {destructive}, idempotent: {}, open_world: true}}\n",
            !writes,
            method != "POST"
        );
        if method == "DELETE" {
            out += "behind_switch: true\n";
        }
        out += &format!("scopes: {}\n", inline(&json!(scopes)));
        if !self.inputs.is_empty() {
            out += "input:\n";
            for input in &self.inputs {
                out += &format!("  {}: {}\n", input.name, inline(&input.spec));
            }
        }
        if !self.left_out.is_empty() {
            out += &format!("# Not inputs, because no type of input can hold them: {}\n", self.left_out.join(", "));
        }
        out += &format!("requests:\n  - name: answer\n    operation: {}\n", scalar(&json!(self.operation.name())));
        for (part, key) in [(Part::Path, "path"), (Part::Query, "query")] {
            let own = self.inputs.iter().filter(|input| input.part == part && !input.source.is_empty());
            let members: serde_json::Map<String, Value> =
                own.map(|input| (input.source.clone(), format!("${}", input.name).into())).collect();
            if !members.is_empty() {
                out += &format!("    {key}: {}\n", inline(&Value::Object(members)));
            }
        }
        if matches!(method, "POST" | "PUT" | "PATCH") {
            out += &format!("    body: {}\n", inline(&self.body_value()));
        }
        if let Some(rows) = &self.rows {
            out += &format!("    rows: {}\n", scalar(&json!(rows)));
        }
        if let Some((page, own)) = &self.paging {
            out += &format!("    page: {}\n", inline(page));
            if !own.is_null() {
                out += &format!("    paging: {}\n", inline(own));
            }
        }
        if let Some(id) = &self.record_id {
            out += &format!("    record_id: {}\n", scalar(&json!(id)));
        }
        if self.no_content {
            out += "    no_content: true\n";
        }
        out += match self.rows {
            Some(_) => "output:\n  list: [answer]\n",
            None => "output:\n  record: answer\n",
        };
        out + &self.fields_text()
    }

    fn body_value(&self) -> Value {
        let mut body = json!({});
        for input in self.inputs.iter().filter(|input| input.part == Part::Body) {
            let reference: Value = format!("${}", input.name).into();
            match input.source.split_once('.') {
                Some((parent, own)) => body[parent][own] = reference,
                None => body[&input.source] = reference,
            }
        }
        body
    }

    fn fields_text(&self) -> String {
        if self.no_content {
            // Nothing came back: the answer says what it was asked for.
            let own: Vec<String> = self
                .inputs
                .iter()
                .filter(|input| input.part == Part::Path)
                .map(|input| {
                    let kind = if input.spec["type"] == "integer" { "integer" } else { "string" };
                    format!("    {}: {{type: {kind}, from: [${}]}}\n", input.name, input.name)
                })
                .collect();
            return if own.is_empty() { "  fields: {}\n".to_owned() } else { format!("  fields:\n{}", own.concat()) };
        }
        let fields =
            self.fields.iter().map(|(name, _, spec)| format!("    {}: {}\n", scalar(&json!(name)), inline(spec)));
        format!("  fields:\n{}", fields.collect::<String>())
    }
}
