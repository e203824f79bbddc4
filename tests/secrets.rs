//! Credentials: each real format is found, no look-alike is, and no output shows one.
//!
//! The credentials are generated with a fixed seed when the test runs, so the repository does not contain any.

#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used)]

mod common;

use common::Workspace;
use plugin_gen::secrets::{find, mask};

const LOOK_ALIKES: &str = include_str!("data/secrets/look-alikes.md");

const ALNUM: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const HEX: &str = "0123456789abcdef";
const BASE32: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/// How many credentials of each format are generated.
const SEEDS: u64 = 8;
const DIGITS: &str = "123456789";

/// A linear congruential generator: random enough to look issued.
struct Issuer(u64);

impl Issuer {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % below
    }

    fn text(&mut self, alphabet: &str, length: usize) -> String {
        (0..length).map(|_| alphabet.as_bytes()[self.next(alphabet.len())] as char).collect()
    }

    fn base64(&mut self, bytes: &[u8]) -> String {
        let alphabet = format!("{ALNUM}-_");
        let bits: Vec<u8> = bytes.iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1)).collect();
        let six =
            |bits: &[u8]| (0..6).fold(0, |value, bit| value << 1 | usize::from(bits.get(bit).copied().unwrap_or(0)));
        bits.chunks(6).map(|bits| alphabet.as_bytes()[six(bits)] as char).collect()
    }

    fn uuid(&mut self) -> String {
        [8, 4, 4, 4, 12].map(|length| self.text(HEX, length)).join("-")
    }

    fn signed_token(&mut self) -> String {
        let header = self.base64(br#"{"alg":"RS256","typ":"JWT"}"#);
        let subject = self.text(ALNUM, 12);
        let claims = self.base64(format!(r#"{{"sub":"{subject}","tenant":"acme","exp":1893456000}}"#).as_bytes());
        format!("{header}.{claims}.{}", self.text(ALNUM, 86))
    }

    fn private_key(&mut self, label: &str) -> String {
        let body: Vec<String> = (0..12).map(|_| self.text(ALNUM, 64)).collect();
        format!("-----BEGIN {label}-----\n{}\n-----END {label}-----", body.join("\n"))
    }

    /// The formats that vendors issue, with the name in the report.
    fn issued(&mut self) -> Vec<(&'static str, String)> {
        let mut all = Vec::new();
        let mut add = |name, parts: &[&str]| all.push((name, parts.concat()));
        add("AWS access key id", &["AKIA", &self.text(BASE32, 16)]);
        add("AWS access key id", &["ASIA", &self.text(BASE32, 16)]);
        add("Amazon Bedrock API key", &["ABSK", &self.text(ALNUM, 132)]);
        for kind in ["p", "o", "u", "s", "r"] {
            add("GitHub token", &["gh", kind, "_", &self.text(ALNUM, 36)]);
        }
        add("GitHub fine-grained token", &["github", "_pat_", &self.text(ALNUM, 22), "_", &self.text(ALNUM, 59)]);
        add("GitLab token", &["glpat", "-", &self.text(ALNUM, 20)]);
        add("GitLab token", &["glrt", "-", &self.text(ALNUM, 20)]);
        add(
            "Slack token",
            &["xoxb", "-", &self.text(DIGITS, 11), "-", &self.text(DIGITS, 12), "-", &self.text(ALNUM, 24)],
        );
        add(
            "Slack app-level token",
            &["xapp", "-1-A", &self.text(BASE32, 10), "-", &self.text(DIGITS, 13), "-", &self.text(HEX, 64)],
        );
        add(
            "Slack webhook",
            &[
                "hooks.slack",
                ".com/services/T",
                &self.text(BASE32, 10),
                "/B",
                &self.text(BASE32, 10),
                "/",
                &self.text(ALNUM, 24),
            ],
        );
        add("Stripe secret key", &["sk", "_live_", &self.text(ALNUM, 24)]);
        add("Stripe secret key", &["rk", "_test_", &self.text(ALNUM, 99)]);
        add("Stripe webhook secret", &["whsec", "_", &self.text(ALNUM, 32)]);
        add("Google API key", &["AI", "za", &self.text(ALNUM, 35)]);
        add("Google OAuth client secret", &["GOCSPX", "-", &self.text(ALNUM, 28)]);
        add("Google access token", &["ya29", ".", &self.text(ALNUM, 120)]);
        add("Anthropic API key", &["sk-", "ant-api03-", &self.text(ALNUM, 93), "AA"]);
        add("OpenAI API key", &["sk-", "proj-", &self.text(ALNUM, 74), "T3Blbk", "FJ", &self.text(ALNUM, 74)]);
        add("OpenRouter API key", &["sk-or", "-v1-", &self.text(HEX, 64)]);
        add("API key with the prefix `sk-`", &["sk", "-", &self.text(ALNUM, 48)]);
        add("npm token", &["npm", "_", &self.text(ALNUM, 36)]);
        add("PyPI token", &["pypi-AgEI", "cHlwaS5vcmc", &self.text(ALNUM, 150)]);
        add("RubyGems API key", &["rubygems", "_", &self.text(HEX, 48)]);
        add("SendGrid API key", &["SG", ".", &self.text(ALNUM, 22), ".", &self.text(ALNUM, 43)]);
        add("Twilio API key", &["S", "K", &self.text(HEX, 32)]);
        add("Mailgun API key", &["ke", "y-", &self.text(HEX, 32)]);
        add("Brevo API key", &["xkey", "sib-", &self.text(HEX, 64), "-", &self.text(ALNUM, 16)]);
        add("Azure storage key", &["Account", "Key=", &self.text(ALNUM, 86), "=="]);
        add("Azure shared access key", &["SharedAccess", "Key=", &self.text(ALNUM, 43), "="]);
        add("Microsoft Entra client secret", &[&self.text(ALNUM, 3), "8Q", "~", &self.text(ALNUM, 34)]);
        add("JSON web token", &[&self.signed_token()]);
        add("Hugging Face token", &["hf", "_", &self.text(ALNUM, 34)]);
        add("Groq API key", &["gsk", "_", &self.text(ALNUM, 52)]);
        add("xAI API key", &["xai", "-", &self.text(ALNUM, 80)]);
        add("Perplexity API key", &["pplx", "-", &self.text(ALNUM, 48)]);
        add("DigitalOcean token", &["dop", "_v1_", &self.text(HEX, 64)]);
        add("Shopify token", &["shpat", "_", &self.text(HEX, 32)]);
        add("Databricks token", &["da", "pi", &self.text(HEX, 32)]);
        add("Atlassian API token", &["ATA", "TT3", &self.text(ALNUM, 186)]);
        add("Linear API key", &["lin", "_api_", &self.text(ALNUM, 40)]);
        add("Notion token", &["ntn", "_", &self.text(DIGITS, 11), &self.text(ALNUM, 35)]);
        add("Grafana token", &["glsa", "_", &self.text(ALNUM, 32), "_", &self.text(HEX, 8)]);
        add("Sentry token", &["sntryu", "_", &self.text(HEX, 64)]);
        add("Vault token", &["hvs", ".", &self.text(ALNUM, 95)]);
        add("Docker access token", &["dckr", "_pat_", &self.text(ALNUM, 27)]);
        add("Telegram bot token", &[&self.text(DIGITS, 10), ":A", "A", &self.text(ALNUM, 33)]);
        add("Discord webhook", &["/api/web", "hooks/", &self.text(DIGITS, 18), "/", &self.text(ALNUM, 68)]);
        add("Postman API key", &["PM", "AK-", &self.text(HEX, 24), "-", &self.text(HEX, 34)]);
        add("Terraform token", &[".atlas", "v1.", &self.text(ALNUM, 67)]);
        for label in ["RSA PRIVATE KEY", "PRIVATE KEY", "OPENSSH PRIVATE KEY", "PGP PRIVATE KEY BLOCK"] {
            add("private key", &[&self.private_key(label)]);
        }
        all
    }

    /// Contexts of credentials without a vendor's prefix: the text before and after.
    fn placed(&mut self) -> Vec<(&'static str, String, &'static str)> {
        let (key, hex, uuid) = (self.text(ALNUM, 24), self.text(HEX, 40), self.uuid());
        let short = format!("{}7k", self.text(ALNUM, 11));
        let mut places: Vec<(&str, &String, &str)> = vec![
            ("grant_type=client_credentials&client_id=acme&client_secret=", &key, "&scope=all"),
            ("curl -d \"client_secret=", &uuid, "&grant_type=client_credentials\""),
            ("curl --data-urlencode \"client_secret=", &key, "\" \\"),
            ("grant_type=client_credentials&client_secret=", &short, ""),
            // A vendor's trigger in a different case, and with a different length.
            ("DefaultEndpointsProtocol=https;accountkey=", &key, ";EndpointSuffix=core.windows.net"),
            ("DefaultEndpointsProtocol=https;AccountKey=", &key, ";EndpointSuffix=core.windows.net"),
            ("grant_type=password&username=a&password=", &short, "&tenant=acme"),
            ("{ \"client_secret\": \"", &key, "\" }"),
            ("{\\\"client_secret\\\": \\\"", &key, "\\\"}"),
            ("    \"HALOPSA_CLIENT_SECRET\": \"", &uuid, "\","),
            ("  \"apiKey\" : \"", &hex, "\""),
            ("\"args\": [\"--api-key\", \"", &key, "\"]"),
            ("\"args\": [\n  \"--client-secret\",\n  \"", &key, "\"\n]"),
            ("\"args\": [\"--token=", &key, "\"]"),
            ("\"env\": { \"SECRET\": \"${SECRET:-", &key, "}\" }"),
            ("acme --token ", &key, " list"),
            ("acme --password '", &key, "'"),
            ("export ACME_API_TOKEN=", &key, ""),
            ("ACME_SECRET_KEY_2=\"", &key, "\""),
            ("$env:ACME_CLIENT_SECRET = '", &key, "'"),
            ("client_secret: ", &key, "  # from the portal"),
            ("  password: '", &key, "'"),
            ("const API_KEY = '", &key, "';"),
            ("const clientSecret: string = \"", &key, "\";"),
            ("token: Final[str] = \"", &key, "\""),
            ("api_key := \"", &key, "\""),
            ("'secret' => '", &key, "',"),
            ("key = os.getenv(\"ACME_API_KEY\", \"", &key, "\")"),
            ("const token = process.env.ACME_TOKEN || '", &key, "'"),
            ("aws_secret_access_key = ", &hex, ""),
            ("Server=db;User=sa;Password=", &key, ";Encrypt=true"),
            ("curl -H 'X-Api-Key: ", &key, "' https://api.acme.com"),
            ("curl -H \"Authorization: Bearer ", &key, "\" https://api.acme.com"),
            ("  \"Authorization\": \"Bearer ", &hex, "\""),
            ("Authorization: Token ", &hex, ""),
            ("PRIVATE-TOKEN: ", &key, ""),
            ("<password>", &key, "</password>"),
            ("https://api.acme.com/v1/items?api_key=", &hex, "&page=1"),
            ("The API key is `", &key, "`."),
            ("**Client Secret**: `", &key, "`"),
            ("the client secret is ", &key, "."),
            ("| `client_secret` | `", &key, "` |"),
            ("curl -u admin:", &key, " https://api.acme.com"),
            ("curl --user 'admin:", &key, "' https://api.acme.com"),
            ("postgres://app:", &key, "@db.acme.com:5432/app"),
            ("mongodb+srv://app:", &short, "@cluster0.abcde.mongodb.net/x"),
            ("https://deploy:", &key, "@git.acme.com/a.git"),
            ("redis://default:", &key, "@cache:6379"),
        ];
        places.drain(..).map(|(before, value, after)| (before, value.clone(), after)).collect()
    }
}

fn covers(text: &str, secret: &str) -> bool {
    let shown = mask(text, []).unwrap_or_else(|| text.to_owned());
    assert_eq!(shown.len(), text.len());
    assert_eq!(shown.matches('\n').count(), text.matches('\n').count());
    !shown.contains(&secret[secret.len() / 2..])
}

#[test]
fn every_vendors_credential_is_found_wherever_it_stands() {
    let mut missed = Vec::new();
    let mut all = 0;
    for seed in 0..SEEDS {
        for (name, secret) in Issuer(seed * 7919 + 1).issued() {
            for (before, after) in
                [("", ""), ("key: \"", "\""), ("(`", "`)"), ("é\t", "\n"), ("a = '", "';"), ("see ", ", then")]
            {
                let text = format!("{before}{secret}{after}");
                all += 1;
                let found = find(&text);
                if !found.iter().any(|secret| secret.what == name) || !covers(&text, &secret) {
                    missed.push(format!("{name} after `{before}`: {text:.60} {found:?}"));
                }
            }
        }
    }
    // One in a thousand issued values contains a run such as `1234` and looks made up.
    assert!(missed.len() * 500 <= all, "{} of {all} missed\n{}", missed.len(), missed.join("\n"));
}

#[test]
fn literal_values_of_credential_like_keys_are_found_in_every_place() {
    let mut missed = Vec::new();
    let mut all = 0;
    for seed in 0..SEEDS {
        for (before, secret, after) in Issuer(seed * 104_729 + 3).placed() {
            let text = format!("text\n{before}{secret}{after}\ntext\n");
            let at = 5 + before.len();
            all += 1;
            let found = find(&text);
            if !found.iter().any(|found| found.hidden.start == at && found.hidden.end == at + secret.len()) {
                missed.push(format!("{text:?} {found:?}"));
            }
        }
    }
    assert!(missed.len() * 50 <= all, "{} of {all} missed\n{}", missed.len(), missed.join("\n"));
}

#[test]
fn no_look_alike_is_found() {
    let mut wrong = Vec::new();
    for line in LOOK_ALIKES.lines() {
        wrong.extend(find(line).into_iter().map(|secret| format!("{line}: {secret:?}")));
    }
    wrong.extend(find(LOOK_ALIKES).into_iter().map(|secret| format!("in the whole text: {secret:?}")));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_text_of_nothing_but_triggers_is_read_in_time() {
    let limit = std::time::Duration::from_secs(20);
    for piece in
        ["xoxb-", "eyJ-", "sk-proj-", "token=", "glpat-a.", "a://b:", "password\n", "-----BEGIN PRIVATE KEY-----"]
    {
        let start = std::time::Instant::now();
        assert_eq!(find(&piece.repeat(200_000 / piece.len())), [], "{piece}");
        assert!(start.elapsed() < limit, "{piece}: {:?}", start.elapsed());
    }
}

/// Every format that `--format` offers, as the program itself lists them.
fn formats(workspace: &Workspace) -> Vec<String> {
    let run = workspace.run(&["check", "--format=none-such"]);
    let listed = run.stderr.split("possible values: ").nth(1).unwrap().split(']').next().unwrap();
    listed.split(", ").map(str::to_owned).collect()
}

#[test]
fn no_format_shows_a_credential_whichever_rule_speaks_of_its_line() {
    let mut issuer = Issuer(20_250_101);
    let secrets: Vec<String> = issuer.issued().into_iter().map(|(_, secret)| secret).collect();
    let form = issuer.text(ALNUM, 24);
    let mut text = format!("---\ndescription: d\ntoken: {}: x\n---\n\n# Skill\n\n", secrets[3]);
    for secret in &secrets {
        text.push_str(&format!("Use {secret} here.\n\n"));
    }
    text.push_str(&format!("## Error handling {form}\n\n    client_secret={form}&grant_type=client_credentials\n"));
    let workspace = Workspace::plugin(&[("skills/api/SKILL.md", &text)]);
    // It does not look generated, so only the rule for MCP servers reports it.
    let chosen = ["Wintergarten", "88"].concat();
    let header = ["Wintergarten", "-und-Sommerhaus"].concat();
    workspace.write(
        ".mcp.json",
        format!(
            r#"{{ "mcpServers": {{ "a": {{ "command": "a", "env": {{ "A_PASSWORD": "{chosen}" }} }},
            "b": {{ "type": "http", "url": "https://b.test", "headers": {{ "X-Api-Key": "{header}" }} }} }} }}"#
        ),
    );
    let formats = formats(&workspace);
    assert!(formats.len() >= 2, "{formats:?}");
    let shown = |run: &common::Run| -> Option<String> {
        let tails = secrets.iter().chain([&form, &chosen, &header]).map(|secret| {
            let line = secret.lines().nth(1).unwrap_or(secret);
            &line[line.len() / 2..]
        });
        tails.into_iter().find(|tail| run.stdout.contains(tail) || run.stderr.contains(tail)).map(str::to_owned)
    };
    for format in &formats {
        for further in [&[][..], &["--profile=msp"]] {
            let run = workspace.run(&[&["check", "--format", format], further].concat());
            assert_eq!(run.code, 1, "{format}: {run:?}");
            for rule in ["hardcoded-secret", "literal-credential-in-mcp", "literal-credential-header"] {
                assert!(run.stdout.contains(rule), "{format}: {}", run.stdout);
            }
            assert_eq!(shown(&run), None, "{format}\n{}", run.stdout);
        }
    }
    // The heading that is similar to a required one is renamed, so the diff contains its line, with a credential.
    let run = workspace.run(&["check", "--profile=msp", "--unsafe-fixes", "--diff"]);
    assert!(run.stdout.contains("\n-"), "{run:?}");
    assert_eq!(shown(&run), None, "{}", run.stdout);
}

/// Three rules check an MCP file; a generated credential is reported by only one of them, wherever it is.
#[test]
fn a_credential_is_one_finding() {
    let token = ["ghp", "_", &Issuer(7).text(ALNUM, 36)].concat();
    let workspace = Workspace::plugin(&[]);
    for place in [
        format!(r#""type": "http", "url": "https://b.test", "headers": {{ "Authorization": "Bearer {token}" }}"#),
        format!(r#""type": "http", "url": "https://b.test?token={token}""#),
        format!(r#""command": "b", "args": ["--token", "{token}"]"#),
        format!(r#""command": "b", "env": {{ "B_TOKEN": "{token}" }}"#),
    ] {
        workspace.write(".mcp.json", format!(r#"{{ "mcpServers": {{ "b": {{ {place} }} }} }}"#));
        let rules = |profile: &str| -> Vec<String> {
            let run = workspace.run(&["check", "--format=concise", profile]);
            run.stdout.lines().map(|line| line.split(['[', ']']).nth(1).unwrap().to_owned()).collect()
        };
        assert_eq!(rules("--profile=recommended"), ["hardcoded-secret"], "{place}");
        let said_by_cli = if place.contains("headers") { vec!["literal-credential-header"] } else { Vec::new() };
        assert_eq!(rules("--profile=claude"), said_by_cli, "{place}");
    }
}
