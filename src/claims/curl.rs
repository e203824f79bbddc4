//! A `curl` command as a request. Options by curl's manual; what it does not send is passed over.

use super::shell::{Word, words};
use super::target::{self, pairs};
use super::{Body, Pair, Piece, Request, json};
use crate::source::Span;

/// Options with a value that says nothing of the request.
const WITH_VALUE: &[&str] = &[
    "-A",
    "-b",
    "-c",
    "-C",
    "-e",
    "-E",
    "-K",
    "-m",
    "-o",
    "-u",
    "-w",
    "-x",
    "--user-agent",
    "--cookie",
    "--cookie-jar",
    "--referer",
    "--cert",
    "--key",
    "--cacert",
    "--config",
    "--max-time",
    "--connect-timeout",
    "--output",
    "--user",
    "--write-out",
    "--proxy",
    "--retry",
    "--retry-delay",
    "--resolve",
    "--oauth2-bearer",
    "--limit-rate",
    "--interface",
    "--dump-header",
    "-D",
    "-r",
    "--range",
    "--retry-max-time",
    "--variable",
];

/// Reads the command that begins at byte `start` with `curl`; gives the byte after it too.
pub(super) fn parse(text: &str, start: usize) -> (Option<Request>, usize) {
    let (words, end) = words(text, start);
    (request(&words), end)
}

#[derive(Default)]
struct Command<'w> {
    method: Option<Piece>,
    url: Option<&'w Word>,
    /// Data with whether it is one `name=value` to encode.
    data: Vec<(&'w Word, usize, bool)>,
    form: Vec<(&'w Word, usize)>,
    json: bool,
    get: bool,
    head: bool,
    upload: bool,
}

fn request(words: &[Word]) -> Option<Request> {
    let command = read(words)?;
    let url = command.url?;
    let mut target = target::parse(&url.text, 0)?;
    target.relocate(&|span| url.place(span));
    let name = url.span();
    let sends = !command.data.is_empty() || !command.form.is_empty();
    let implied = match () {
        () if command.get => "GET",
        () if command.head => "HEAD",
        () if command.upload => "PUT",
        () if sends => "POST",
        () => "GET",
    };
    let method = command.method.unwrap_or_else(|| Piece::new(implied, name));
    let mut body = None;
    if command.get {
        target.query.extend(command.data.iter().flat_map(|(word, from, one)| form_pairs(word, *from, *one)));
    } else if !command.form.is_empty() {
        let span = command.form.first().map_or(name, |(word, from)| word.place(Span::new(*from, word.text.len())));
        body = Some(Body::Form(
            command.form.iter().flat_map(|(word, from)| form_pairs(word, *from, true)).collect(),
            span,
        ));
    } else if let Some((first, from, _)) = command.data.first() {
        let span = first.place(Span::new(*from, first.text.len()));
        let read = command.data.iter().find_map(|(word, from, _)| json_body(word, *from));
        body = Some(match read {
            Some(node) => Body::Json(node),
            None if command.json
                || first.text.get(*from..).is_some_and(|text| text.starts_with(['@', '$', '{', '['])) =>
            {
                Body::Other(span)
            }
            None => {
                let all = command.data.iter().flat_map(|(word, from, one)| form_pairs(word, *from, *one));
                Body::Form(all.collect(), span)
            }
        });
    }
    Some(Request { method: Some(method), target, body, ..Request::default() })
}

fn json_body(word: &Word, from: usize) -> Option<crate::syntax::Node> {
    let text = word.text.get(from..)?;
    let lead = from + text.len() - text.trim_start().len();
    let (mut node, end) = json::parse(&word.text, lead)?;
    word.text.get(end..)?.trim().is_empty().then(|| {
        node.map_spans(&|span| word.place(span));
        node
    })
}

fn form_pairs(word: &Word, from: usize, one: bool) -> Vec<Pair> {
    let text = word.text.get(from..).unwrap_or_default();
    let mut found = if one {
        // One field: an ampersand in its value is data.
        let length = text.find('=').unwrap_or(text.len());
        let name = text.get(..length).unwrap_or_default();
        if name.is_empty() || name.contains(['{', '$', '<', '@', ' ']) {
            return Vec::new();
        }
        let value =
            text.get(length + 1..).map(|value| Piece::new(value, Span::new(from + length + 1, from + text.len())));
        vec![Pair { name: Piece::new(name, Span::new(from, from + length)), value }]
    } else {
        pairs(text, from)
    };
    found.iter_mut().for_each(|pair| pair.relocate(&|span| word.place(span)));
    found
}

fn read(words: &[Word]) -> Option<Command<'_>> {
    let mut command = Command::default();
    let mut rest = words.iter();
    if rest.next()?.text != "curl" {
        return None;
    }
    while let Some(word) = rest.next() {
        let text = word.text.as_str();
        if !text.starts_with('-') || text.len() < 2 {
            // A here-document is a word with line breaks, read as what `-d @-` takes.
            match (text.contains('\n'), command.data.last_mut()) {
                (true, Some(data)) if data.0.text.ends_with("@-") => *data = (word, 0, false),
                _ if command.url.is_none() && text.contains(['/', '.', '$', '{']) => command.url = Some(word),
                _ => {}
            }
            continue;
        }
        let (option, inline) = split(text);
        let mut value = || match inline {
            Some(from) => Some((word, from)),
            None => rest.next().map(|next| (next, 0)),
        };
        match option.as_str() {
            "-X" | "--request" => {
                command.method = value().map(|(word, from)| {
                    let text = word.text.get(from..).unwrap_or_default();
                    Piece::new(text, word.place(Span::new(from, word.text.len())))
                });
            }
            "-d" | "--data" | "--data-raw" | "--data-binary" | "--data-ascii" => {
                command.data.extend(value().map(|(word, from)| (word, from, false)));
            }
            "--json" => {
                command.json = true;
                command.data.extend(value().map(|(word, from)| (word, from, false)));
            }
            "--data-urlencode" | "--url-query" => {
                command.get |= option == "--url-query";
                command.data.extend(value().map(|(word, from)| (word, from, true)));
            }
            "-F" | "--form" | "--form-string" => command.form.extend(value()),
            "--url" => command.url = value().map(|(word, _)| word),
            "-T" | "--upload-file" => {
                value();
                command.upload = true;
            }
            "-G" | "--get" => command.get = true,
            "-I" | "--head" => command.head = true,
            "-H" | "--header" => {
                let header = value().map(|(word, _)| word.text.to_ascii_lowercase()).unwrap_or_default();
                command.json |= header.starts_with("content-type:") && header.contains("json");
            }
            known if WITH_VALUE.contains(&known) => {
                value();
            }
            _ => {}
        }
    }
    Some(command)
}

/// The option of a word, and where a value begins that is written to it: `-XPOST`, `--request=POST`, `-sSLX`.
fn split(text: &str) -> (String, Option<usize>) {
    if text.starts_with("--") {
        return match text.split_once('=') {
            Some((option, _)) => (option.to_owned(), Some(option.len() + 1)),
            None => (text.to_owned(), None),
        };
    }
    for (at, letter) in text.char_indices().skip(1) {
        let option = format!("-{letter}");
        let takes = matches!(letter, 'X' | 'd' | 'F' | 'H' | 'T') || WITH_VALUE.contains(&option.as_str());
        if takes {
            let after = at + letter.len_utf8();
            return (option, (after < text.len()).then_some(after));
        }
        if matches!(letter, 'G' | 'I') {
            return (option, None);
        }
    }
    (text.to_owned(), None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let request = parse(text, 0).0.unwrap_or_else(|| panic!("{text}"));
        let list = |pairs: &[Pair]| {
            let all: Vec<_> = pairs
                .iter()
                .map(|pair| {
                    assert_eq!(text[pair.name.span.range()], pair.name.text, "{text}");
                    format!("{}={}", pair.name.text, pair.value.as_ref().map_or("", |value| &value.text))
                })
                .collect();
            all.join("&")
        };
        let body = match &request.body {
            Some(Body::Json(node)) => node.to_json().to_string(),
            Some(Body::Form(pairs, _)) => format!("form {}", list(pairs)),
            Some(Body::Other(_)) => "other".to_owned(),
            None => "-".to_owned(),
        };
        let method = request.method.map(|method| method.text).unwrap_or_default();
        format!("{method} {}?{} {body}", request.target.path.text, list(&request.target.query))
    }

    #[test]
    fn commands_become_requests() {
        let is = |text: &str, expected: &str| assert_eq!(shown(text), expected, "{text}");
        is("curl https://h/api/Tickets?open_only=true", "GET /api/Tickets?open_only=true -");
        is(
            "curl -s -X POST 'https://h/Tickets' -H 'Content-Type: application/json' -d '[{\"a\": 1}]'",
            "POST /Tickets? [{\"a\":1}]",
        );
        is("curl -XDELETE \"https://h/Tickets/1\"", "DELETE /Tickets/1? -");
        is("curl --url-query 'search=a b' https://h/Client", "GET /Client?search=a b -");
        is("curl -d count=1 https://h/Client", "POST /Client? form count=1");
        is("curl -G https://h/Client --data-urlencode 'search=a & b' -d count=1", "GET /Client?search=a & b&count=1 -");
        is(
            "curl --request POST --url https://h/t --data grant_type=x \\\n --data 'scope=all&a=b'",
            "POST /t? form grant_type=x&scope=all&a=b",
        );
        is("curl -sX POST https://h/t --data @body.json", "POST /t? other");
        is("curl https://h/t -d \"{\\\"a\\\": $ID}\"", "POST /t? {\"a\":\"$ID\"}");
        is("curl https://h/t --json @- <<EOF\n[{\"a\": 1}]\nEOF", "POST /t? [{\"a\":1}]");
        is("curl -F file=@x.png https://h/t", "POST /t? form file=@x.png");
        is("curl -I https://h/t", "HEAD /t? -");
        is("curl -o out.json https://h/t", "GET /t? -");
    }

    #[test]
    fn keys_of_an_escaped_body_have_their_place() {
        let text = "curl https://h/t -d \"{\\\"abc\\\": 1}\"";
        let Some(Body::Json(node)) = parse(text, 0).0.unwrap().body else { panic!() };
        assert_eq!(&text[node.entries()[0].key_span.range()], "\"abc\\\"");
    }
}
