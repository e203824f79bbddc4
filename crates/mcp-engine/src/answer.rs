//! What an answer means: its JSON, its token, or our words for what went wrong.
//!
//! It sees one answer and makes no request.

use crate::client::{Answer, Call, Client};
use crate::config::{place_variable, secret_variables};
use crate::error::Failure;
use crate::sanitize::{self, quoted};
use crate::shape;
use crate::token::Token;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;
use std::time::Duration;

impl Client {
    /// The JSON of an answer, or why there is none.
    pub(crate) fn read(&self, call: &Call, answer: Answer, token: Option<&Token>) -> Result<Value, Failure> {
        let what = format!("{} {}", call.method, call.path);
        if (200..300).contains(&answer.status) {
            let wrote = match call.writes {
                false => "",
                true => " It is unknown whether the change was made: look for it before you try again.",
            };
            let body =
                answer.body.map_err(|failure| Failure { message: format!("{}{wrote}", failure.message), ..failure })?;
            let body = body.trim_start_matches('\u{feff}');
            // Nothing or a word of thanks is enough, but a page for people comes from something that is not the API.
            if call.no_content && !is_page(body) {
                return Ok(serde_json::from_str(body).unwrap_or(Value::Null));
            }
            return serde_json::from_str(body).map_err(|error| {
                let status = answer.status;
                let why = not_json(body, &error);
                let check = match is_page(body) {
                    true => format!(" Check that the address is the one of {}.", self.service.title),
                    false => String::new(),
                };
                Failure::with_status(status, format!("{what} was answered {status} with {why}.{check}{wrote}"))
            });
        }
        let title = &self.service.title;
        let told = answer
            .body
            .ok()
            .filter(|_| matches!(answer.status, 400 | 409 | 422))
            .and_then(|body| self.told(&body, token));
        let quotes = told.is_some();
        let message = match answer.status {
            300..=399 => format!(
                "{what} was answered with a redirect ({}), which is not followed: the address is not the one of the API.",
                answer.status
            ),
            400 | 409 | 422 => format!(
                "{title} refused {what} ({}){}",
                answer.status,
                told.map_or(". Check the values.".to_owned(), |told| format!(
                    ": {}",
                    sanitize::sentence(&quoted(&told, 320))
                ))
            ),
            401 if token.is_none() => format!(
                "{title} refused the credentials for {what} (401): check {}, and that their owner has a right to this kind of record.",
                self.variables().join(", ")
            ),
            401 => format!(
                "{title} refused a fresh token for {what} (401): the account behind the API application has no right to this kind of record."
            ),
            403 => format!(
                "{title} refused {what} (403): the API application lacks the permission, or the account behind it the right."
            ),
            404 => format!("{title} has no such record ({what}, 404). Search for it to get a valid id."),
            429 => format!("{title} says that too many requests were made (429)."),
            500..=599 if call.writes => format!(
                "{title} failed at {what} ({}). It is unknown whether the change was made: look for it before you try again.",
                answer.status
            ),
            500..=599 => format!("{title} failed at {what} ({}), twice. Try again later.", answer.status),
            status => format!("{title} answered {what} with {status}, which this server does not expect."),
        };
        Err(Failure { quotes, ..Failure::with_status(answer.status, message) })
    }

    /// The vendor's words about a refused request: a message, or rules by field; cut and cleaned.
    fn told(&self, body: &str, token: Option<&Token>) -> Option<String> {
        let body: Value = serde_json::from_str(body).ok()?;
        let words = shape::message(&body, &self.service).map(str::to_owned);
        let text = match words.or_else(|| shape::refusal(&body, &self.service)) {
            Some(text) => text,
            None => body
                .as_object()?
                .iter()
                .filter_map(|(field, rules)| Some(format!("{field}: {}", rules.as_array()?.first()?.as_str()?)))
                .collect::<Vec<_>>()
                .join("; "),
        };
        let text = sanitize::line(&self.without_secrets(&text, token), 300);
        (!text.is_empty()).then_some(text)
    }

    /// A vendor that repeats what it was sent must not show it to the model.
    fn without_secrets(&self, text: &str, token: Option<&Token>) -> String {
        let secrets = self.connection.secrets.iter().chain(token.map(|token| &token.secret));
        let secrets = secrets.map(|secret| secret.expose_secret()).filter(|secret| !secret.is_empty());
        secrets.fold(text.to_owned(), |text, secret| text.replace(secret, "[secret]"))
    }

    /// The full names of the variables that hold the credentials.
    fn variables(&self) -> Vec<String> {
        let names = secret_variables(&self.service).iter();
        names.map(|name| format!("{}{name}", self.service.environment)).collect()
    }

    /// The token in an answer of the authorisation server.
    pub(crate) fn read_token(&self, answer: Answer, host: &str) -> Result<Token, Failure> {
        let status = answer.status;
        let prefix = &self.service.environment;
        let place = place_variable(&self.service).map(|name| format!("{prefix}{name}"));
        let authentication = self.service.authentication.as_ref();
        if status != 200 {
            let why = match status {
                300..=399 => "redirects, which is not followed: check the address".to_owned(),
                400 | 401 => {
                    let also =
                        authentication.and_then(|own| own.refused.as_ref()).map(|also| format!(", and that {also}"));
                    let mut check = self.variables();
                    check.extend(place);
                    let last = check.pop().unwrap_or_default();
                    format!(
                        "refused the client id or secret ({status}): check {} and {last}{}",
                        check.join(", "),
                        also.unwrap_or_default()
                    )
                }
                403 => "refused the request (403): the API application may not log in".to_owned(),
                404 => {
                    let place = place.map(|name| format!("{name} and ")).unwrap_or_default();
                    format!("has no token endpoint (404): check {place}{prefix}AUTH_SERVER")
                }
                500..=599 => format!("failed ({status}): try again later"),
                status => format!("answered {status}, which this server does not expect"),
            };
            // Its own status could be taken for one of the API's: a token failure is never a refusal of one request.
            return Err(Failure::new(format!("no access token: {host} {why}.")));
        }
        let text = answer.body?;
        let unreadable = |why: &str| {
            Failure::new(format!(
                "no access token: {host} answered 200, but not with a token: it sent {why}. Check the address."
            ))
        };
        let body: Value = serde_json::from_str(&text).map_err(|error| unreadable(&not_json(&text, &error)))?;
        let token = body.get("access_token").and_then(Value::as_str).filter(|text| !text.is_empty());
        let token = token.ok_or_else(|| unreadable("JSON that holds no token"))?;
        let lifetime = match body.get("expires_in") {
            Some(Value::Number(number)) => number.as_u64(),
            Some(Value::String(text)) => text.trim().parse().ok(),
            _ => None,
        };
        let usual = authentication.map_or(0, |own| own.lifetime as u64);
        let lifetime = lifetime.unwrap_or(usual).min(u64::from(u32::MAX));
        Ok(Token::new(SecretString::from(token), Duration::from_secs(lifetime)))
    }
}

/// Whether a body is a page for people instead of data.
fn is_page(body: &str) -> bool {
    body.trim_start().starts_with('<')
}

/// What a body is that is not JSON.
fn not_json(body: &str, error: &serde_json::Error) -> String {
    if is_page(body) {
        return "something that is not JSON (a login or firewall page?)".to_owned();
    }
    match error.classify() {
        _ if body.trim().is_empty() => "an empty body".to_owned(),
        serde_json::error::Category::Eof => format!("JSON that ends in the middle, after {} bytes", body.len()),
        _ => format!("something that is not valid JSON (line {}, column {})", error.line(), error.column()),
    }
}
