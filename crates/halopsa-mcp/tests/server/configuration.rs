//! The table of configurations: what is accepted, what is refused, and where the secret would go.

use mcp_engine::config::Config;
use proptest::prelude::*;
use secrecy::ExposeSecret as _;

fn read(pairs: &[(&str, &str)]) -> Config {
    let specs = halopsa_mcp::specs().unwrap();
    let get = |name: &str| {
        let own = pairs.iter().find(|(key, _)| format!("HALOPSA_{key}") == name).map(|(_, value)| (*value).to_owned());
        own.or_else(|| (name == "HALOPSA_CLIENT_ID").then(|| "id".to_owned()))
            .or_else(|| (name == "HALOPSA_CLIENT_SECRET").then(|| "s3cret".to_owned()))
    };
    Config::read(&specs.service, &get)
}

/// API base and token address, or the problems.
fn addresses(pairs: &[(&str, &str)]) -> Result<(String, String), String> {
    let config = read(pairs);
    match config.connection {
        Some(connection) => Ok((connection.api.clone(), connection.token_url().unwrap().to_string())),
        None => Err(config
            .problems
            .iter()
            .map(|problem| format!("{} {}", problem.variable, problem.message))
            .collect::<Vec<_>>()
            .join("; ")),
    }
}

fn hosted(name: &str, tenant: bool) -> (String, String) {
    (format!("https://{name}/api"), format!("https://{name}/auth/token{}", if tenant { "?tenant=acme" } else { "" }))
}

type Pairs<'a> = &'a [(&'a str, &'a str)];

#[test]
fn accepted() {
    let cases: &[(Pairs<'_>, (String, String))] = &[
        (&[("TENANT", "acme")], hosted("acme.halopsa.com", true)),
        (&[("TENANT", " ACME ")], hosted("acme.halopsa.com", true)),
        (&[("TENANT", "acme.halopsa.com")], hosted("acme.halopsa.com", true)),
        (&[("TENANT", "https://acme.halopsa.com/")], hosted("acme.halopsa.com", true)),
        (&[("TENANT", "acme"), ("RESOURCE_SERVER", "https://api.halopsa.com")], hosted("acme.halopsa.com", true)),
        (&[("TENANT", "acme"), ("RESOURCE_SERVER", "https://api.halopsa.com/api/")], hosted("acme.halopsa.com", true)),
        (&[("TENANT", "acme"), ("RESOURCE_SERVER", "${HALOPSA_RESOURCE_SERVER}")], hosted("acme.halopsa.com", true)),
        (&[("TENANT", "acme"), ("RESOURCE_SERVER", "")], hosted("acme.halopsa.com", true)),
        (&[("RESOURCE_SERVER", "https://x.halopsa.com/api")], hosted("x.halopsa.com", false)),
        (&[("RESOURCE_SERVER", "https://x.halopsa.com/API/")], hosted("x.halopsa.com", false)),
        (&[("RESOURCE_SERVER", "x.haloitsm.com")], hosted("x.haloitsm.com", false)),
        (&[("BASE_URL", "https://x.halopsa.com")], hosted("x.halopsa.com", false)),
        (&[("URL", "https://x.halopsa.com")], hosted("x.halopsa.com", false)),
        (
            &[("RESOURCE_SERVER", "https://halo.example.com/api"), ("ALLOW_HOST", "HALO.example.com")],
            hosted("halo.example.com", false),
        ),
        (
            &[("RESOURCE_SERVER", "https://halo.example.com:8443"), ("ALLOW_HOST", "halo.example.com:8443")],
            hosted("halo.example.com:8443", false),
        ),
        (
            &[("TENANT", "acme"), ("AUTH_SERVER", "https://auth.haloservicedesk.com/auth")],
            ("https://acme.halopsa.com/api".into(), "https://auth.haloservicedesk.com/auth/token?tenant=acme".into()),
        ),
        (&[("TENANT", "https://acme.halopsa.com/api")], hosted("acme.halopsa.com", true)),
        (&[("TENANT", "https://ACME.halopsa.com/auth/token")], hosted("acme.halopsa.com", true)),
        (&[("TENANT", "acme.haloitsm.com")], hosted("acme.haloitsm.com", true)),
        (
            &[("RESOURCE_SERVER", "https://halo.example.com"), ("ALLOW_HOST", "https://halo.example.com:443/")],
            hosted("halo.example.com", false),
        ),
        (
            &[
                ("RESOURCE_SERVER", "https://halo.example.com/api"),
                ("AUTH_SERVER", "https://login.example.com/auth"),
                ("ALLOW_HOST", "halo.example.com, login.example.com"),
            ],
            ("https://halo.example.com/api".into(), "https://login.example.com/auth/token".into()),
        ),
        (
            &[("RESOURCE_SERVER", "https://it.example.com/halo/api"), ("ALLOW_HOST", "it.example.com")],
            ("https://it.example.com/halo/api".into(), "https://it.example.com/halo/auth/token".into()),
        ),
        (
            &[("RESOURCE_SERVER", "http://127.0.0.1:8080/api"), ("ALLOW_INSECURE_LOOPBACK", "1")],
            ("http://127.0.0.1:8080/api".into(), "http://127.0.0.1:8080/auth/token".into()),
        ),
    ];
    for (pairs, expected) in cases {
        assert_eq!(addresses(pairs).as_ref(), Ok(expected), "{pairs:?}");
    }
}

#[test]
fn refused() {
    let cases: &[(&[(&str, &str)], &str)] = &[
        (&[], "HALOPSA_TENANT is not set"),
        (&[("TENANT", "${HALOPSA_TENANT}")], "HALOPSA_TENANT is not set"),
        (&[("RESOURCE_SERVER", "https://api.halopsa.com")], "HALOPSA_TENANT is not set"),
        (&[("TENANT", "evil.com/#")], "not one DNS label"),
        (&[("TENANT", "2130706433#")], "not one DNS label"),
        (&[("TENANT", "localhost:9#")], "not one DNS label"),
        (&[("TENANT", "a@evil")], "not one DNS label"),
        (&[("TENANT", "-x")], "not one DNS label"),
        (&[("TENANT", "acme.evil.com")], "not one DNS label"),
        (&[("TENANT", "münchen")], "not one DNS label"),
        (&[("RESOURCE_SERVER", "http://acme.halopsa.com")], "uses http"),
        (&[("RESOURCE_SERVER", "http://localhost:8080")], "uses http"),
        (&[("RESOURCE_SERVER", "http://localhost.evil.com"), ("ALLOW_INSECURE_LOOPBACK", "1")], "uses http"),
        (&[("RESOURCE_SERVER", "https://evil.com")], "not a host below"),
        (&[("RESOURCE_SERVER", "https://evilhalopsa.com")], "not a host below"),
        (&[("RESOURCE_SERVER", "https://halopsa.com")], "not a host below"),
        (&[("RESOURCE_SERVER", "https://acme.halopsa.com.evil.com")], "not a host below"),
        (&[("RESOURCE_SERVER", "https://acme.halopsa.com:8443")], "not a host below"),
        (&[("RESOURCE_SERVER", "https://acme.halopsa.com@evil.com")], "user name or password"),
        (&[("RESOURCE_SERVER", "https://acme.halopsa.com/api?x=1")], "holds `?`"),
        (&[("RESOURCE_SERVER", "https://acme.halopsa.com/other")], "has a path"),
        (&[("RESOURCE_SERVER", "file:///etc/passwd")], "expected `https://host`"),
        (&[("RESOURCE_SERVER", "https://127.0.0.1")], "not a host below"),
        (&[("RESOURCE_SERVER", "https://halo.example.com"), ("ALLOW_HOST", "example.com")], "not a host below"),
        (&[("TENANT", "acme"), ("AUTH_SERVER", "https://evil.com/auth")], "HALOPSA_AUTH_SERVER is not a host below"),
        (&[("TENANT", "acme"), ("CLIENT_SECRET", "${HALOPSA_CLIENT_SECRET}")], "HALOPSA_CLIENT_SECRET is not set"),
        (&[("TENANT", "acme"), ("CLIENT_ID", "  ")], "HALOPSA_CLIENT_ID is not set"),
    ];
    for (pairs, expected) in cases {
        let message = addresses(pairs).expect_err(&format!("{pairs:?}"));
        assert!(message.contains(expected), "{pairs:?}: {message}");
    }
}

#[test]
fn advice_about_own_hosts_is_given_where_it_helps() {
    let advice = |value: &str| addresses(&[("RESOURCE_SERVER", value)]).unwrap_err().contains("ALLOW_HOST");
    assert!(advice("https://halo.example.com"));
    for value in [
        "http://acme.halopsa.com",
        "https://acme.halopsa.com/other",
        "https://acme.halopsa.com/?x",
        "https://u:p@x.halopsa.com",
    ] {
        assert!(!advice(value), "{value}");
    }
}

#[test]
fn a_stored_profile_stands_below_the_environment() {
    use mcp_engine::credentials::{Profile, Store};
    let folder = tempfile::tempdir().unwrap();
    let store = Store::new(folder.path().join("credentials.json"));
    for tenant in ["acme", "beta"] {
        let values = [("TENANT", tenant), ("CLIENT_ID", "id"), ("CLIENT_SECRET", tenant)];
        store.put(&Profile::new(tenant, &values)).unwrap();
    }
    let specs = halopsa_mcp::specs().unwrap();
    let read = |pairs: &[(&str, &str)]| {
        let get = |name: &str| {
            pairs.iter().find(|(key, _)| format!("HALOPSA_{key}") == name).map(|(_, value)| (*value).to_owned())
        };
        Config::read_with(&specs.service, &get, Some(&store))
    };
    let beta = read(&[("PROFILE", "beta")]);
    assert_eq!(beta.connection.as_ref().unwrap().api, "https://beta.halopsa.com/api");
    assert_eq!(beta.connection.unwrap().secrets[0].expose_secret(), "beta");
    let own = read(&[("PROFILE", "beta"), ("CLIENT_SECRET", "own")]);
    assert_eq!(own.connection.unwrap().secrets[0].expose_secret(), "own");
    let which = read(&[]);
    assert!(which.connection.is_none() && which.problems[0].message.contains("acme, beta"), "{:?}", which.problems);
}

#[test]
fn toolsets_are_chosen_by_name() {
    assert_eq!(read(&[]).toolsets, Some(vec!["service_desk".to_owned()]));
    assert_eq!(read(&[("TOOLSETS", "all")]).toolsets, None);
    assert_eq!(
        read(&[("TOOLSETS", "default, Billing")]).toolsets,
        Some(vec!["service_desk".to_owned(), "billing".to_owned()])
    );
    assert!(
        read(&[("TOOLSETS", "bilings")]).problems.iter().any(|problem| problem.message.contains("is not a toolset"))
    );
}

#[test]
fn switches() {
    for (text, expected) in [
        ("1", true),
        ("true", true),
        ("ON", true),
        ("0", false),
        ("no", false),
        ("", false),
        ("${X}", false),
        ("maybe", true),
    ] {
        assert_eq!(read(&[("READ_ONLY", text)]).read_only, expected, "{text}");
    }
    assert_eq!(read(&[("SCOPE", "read:tickets")]).scope, "read:tickets");
    assert_eq!(read(&[]).scope, "all");
}

#[test]
fn nothing_prints_the_secret() {
    let config = read(&[("TENANT", "acme"), ("CLIENT_SECRET", "MARKED-SECRET")]);
    assert!(!format!("{config:?}").contains("MARKED-SECRET"));
    assert_eq!(config.connection.unwrap().secrets[0].expose_secret(), "MARKED-SECRET");
    let config = read(&[("TENANT", "bad tenant MARKED"), ("RESOURCE_SERVER", "https://u:MARKED@x.halopsa.com")]);
    assert!(!config.problems.iter().any(|problem| problem.message.contains("MARKED")), "a value may hold a password");
}

proptest! {
    /// Whatever is written there, the secret goes to a host of the vendor or nowhere.
    #[test]
    fn the_secret_stays_with_the_vendor(tenant in "[ -~]{0,20}", server in "(https?://)?[ -~]{0,30}", auth in "(https://)?[a-z./:@#?]{0,20}") {
        if let Some(connection) = read(&[("TENANT", &tenant), ("RESOURCE_SERVER", &server), ("AUTH_SERVER", &auth)]).connection {
            let domains = [".halopsa.com", ".haloitsm.com", ".haloservicedesk.com", ".nethelpdesk.com"];
            for url in [connection.token_url().unwrap().clone(), url::Url::parse(&connection.api).unwrap()] {
                prop_assert_eq!(url.scheme(), "https");
                let host = url.host_str().unwrap();
                prop_assert!(domains.iter().any(|domain| host.ends_with(domain)), "{}", url);
            }
        }
    }

    #[test]
    fn any_tenant_is_one_label(tenant in "\\PC{0,30}") {
        if let Some(connection) = read(&[("TENANT", &tenant)]).connection {
            let host = connection.token_url().unwrap().host_str().unwrap().to_owned();
            prop_assert_eq!(host.matches('.').count(), 2, "{}", host);
        }
    }
}
