//! Credentials that can be recognized by their format alone: the vendor's prefix and the rest of the format.
//!
//! The whole text is searched for literal triggers, and the pattern is tried only where a trigger is found, so a text
//! without triggers costs one quick pass. Patterns use ASCII classes instead of `\d`, `\w` or bare `\b`, whose Unicode
//! versions make the same search 75 times slower. Long parts have no upper bound, because counting is expensive.

use std::sync::OnceLock;

use regex::Regex;

use super::literal;

/// One format.
#[derive(Clone, Copy)]
pub(super) struct Format {
    /// The name for people: the vendor and the kind of credential.
    pub(super) name: &'static str,
    /// Literals. Every match contains one of them.
    pub(super) triggers: &'static [&'static str],
    /// The maximum number of bytes in a match before its trigger.
    pub(super) before: usize,
    /// The whole credential. The first group is the variable part.
    pub(super) pattern: &'static str,
    /// Whether the variable part looks issued, not made up.
    pub(super) is_issued: fn(&str) -> bool,
}

const COUNT: usize = 46;

/// The pattern of [`FORMATS`] at `index`, compiled on first use; `None` only if `index` is out of range.
pub(super) fn regex(index: usize) -> Option<&'static Regex> {
    static COMPILED: [OnceLock<Option<Regex>>; COUNT] = [const { OnceLock::new() }; COUNT];
    let format = FORMATS.get(index)?;
    COMPILED.get(index)?.get_or_init(|| Regex::new(format.pattern).ok()).as_ref()
}

const fn format(name: &'static str, triggers: &'static [&'static str], pattern: &'static str) -> Format {
    Format { name, triggers, before: 0, pattern, is_issued: literal::is_issued }
}

const fn with_start(before: usize, format: Format) -> Format {
    Format { before, ..format }
}

/// Sources: the vendors' documentation of their tokens and, where it does not state a length, the length of public
/// examples.
pub(super) static FORMATS: [Format; COUNT] = [
    // AWS, IAM identifiers: AKIA is long-lived, ASIA is temporary. The alphabet is base32.
    format("AWS access key id", &["AKIA", "ASIA"], "^(?:AKIA|ASIA)([A-Z2-7]{16})"),
    format("Amazon Bedrock API key", &["ABSK"], "^ABSK([A-Za-z0-9+/]{100,}={0,2})"),
    // GitHub, "authentication token formats": a prefix and 36 characters with a checksum; fine-grained tokens have 22
    // and 59.
    format("GitHub token", &["ghp_", "gho_", "ghu_", "ghs_", "ghr_"], "^gh[pousr]_([A-Za-z0-9]{36,})"),
    format("GitHub fine-grained token", &["github_pat_"], "^github_pat_([A-Za-z0-9]{22}_[A-Za-z0-9]{59})"),
    // GitLab, "token overview", section on prefixes.
    format(
        "GitLab token",
        &["glpat-", "gldt-", "glrt-", "glptt-", "glagent-", "glsoat-", "gloas-", "glcbt-", "glft-"],
        "^gl(?:pat|dt|rt|ptt|agent|soat|oas|cbt|ft)-([A-Za-z0-9_.-]{20,})",
    ),
    // Slack, "token types".
    format(
        "Slack token",
        &["xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-", "xoxo-", "xoxe-", "xoxe."],
        "^xox[abeoprs](?:[.]xox[bp])?-(?:[0-9]{1,14}-)*([0-9A-Za-z-]{18,})",
    ),
    format("Slack app-level token", &["xapp-"], "^xapp-[0-9]-[A-Z0-9]{8,14}-[0-9]{8,16}-([a-f0-9]{32,})"),
    format(
        "Slack webhook",
        &["hooks.slack.com/"],
        "^hooks[.]slack[.]com/(?:services|workflows|triggers)/([A-Za-z0-9+/]{40,60})",
    ),
    // Stripe, "API keys": sandbox keys are not safe to expose either.
    format(
        "Stripe secret key",
        &["sk_live_", "sk_test_", "rk_live_", "rk_test_"],
        "^[sr]k_(?:live|test)_([A-Za-z0-9]{16,})",
    ),
    format("Stripe webhook secret", &["whsec_"], "^whsec_([A-Za-z0-9+/=]{32,})"),
    format("Google API key", &["AIza"], "^AIza([A-Za-z0-9_-]{35})"),
    format("Google OAuth client secret", &["GOCSPX-"], "^GOCSPX-([A-Za-z0-9_-]{28})"),
    format("Google access token", &["ya29."], "^ya29[.]([A-Za-z0-9_-]{40,})"),
    format("Anthropic API key", &["sk-ant-"], "^sk-ant-[a-z]{3,5}[0-9]{2}-([A-Za-z0-9_-]{80,})"),
    format(
        "OpenAI API key",
        &["sk-proj-", "sk-svcacct-", "sk-admin-"],
        "^sk-(?:proj|svcacct|admin)-([A-Za-z0-9_-]{40,})",
    ),
    format("OpenRouter API key", &["sk-or-v1-"], "^sk-or-v1-([a-f0-9]{64})"),
    format("API key with the prefix `sk-`", &["sk-"], "^sk-([A-Za-z0-9]{48,51}|[a-f0-9]{32})"),
    // npm: the format of GitHub's tokens with its own prefix.
    format("npm token", &["npm_"], "^npm_([A-Za-z0-9]{36})"),
    // PyPI: a macaroon whose first bytes name the site.
    format("PyPI token", &["pypi-AgEIcHlwaS5vcmc"], "^pypi-AgEIcHlwaS5vcmc([A-Za-z0-9_-]{50,})"),
    format("RubyGems API key", &["rubygems_"], "^rubygems_([a-f0-9]{48})"),
    // SendGrid: 69 characters in total.
    format("SendGrid API key", &["SG."], "^SG[.]([A-Za-z0-9_-]{22}[.][A-Za-z0-9_-]{43})"),
    format(
        "Twilio API key",
        &[
            "SK0", "SK1", "SK2", "SK3", "SK4", "SK5", "SK6", "SK7", "SK8", "SK9", "SKa", "SKb", "SKc", "SKd", "SKe",
            "SKf",
        ],
        "^SK([0-9a-f]{32})",
    ),
    format("Mailgun API key", &["key-"], "^key-([0-9a-f]{32})"),
    format("Brevo API key", &["xkeysib-"], "^xkeysib-([a-f0-9]{64}-[A-Za-z0-9]{16})"),
    // Azure, Purview's documentation of storage keys: 86 characters and two equals signs.
    format("Azure storage key", &["AccountKey="], "^AccountKey=([A-Za-z0-9+/]{86}==)"),
    format("Azure shared access key", &["SharedAccessKey="], "^SharedAccessKey=([A-Za-z0-9+/]{43}=)"),
    // Entra client secrets: 40 characters with `Q~` after the fourth.
    with_start(
        4,
        format("Microsoft Entra client secret", &["Q~"], "^([A-Za-z0-9_~.]{3}[0-9]Q~[A-Za-z0-9_~.-]{31,34})"),
    ),
    Format {
        is_issued: literal::is_signed_token,
        ..format("JSON web token", &["eyJ"], "^(eyJ[A-Za-z0-9_-]{10,}[.]eyJ[A-Za-z0-9_-]{10,}[.][A-Za-z0-9_-]{20,})")
    },
    format("Hugging Face token", &["hf_"], "^hf_([A-Za-z0-9]{34,40})"),
    format("Groq API key", &["gsk_"], "^gsk_([A-Za-z0-9]{48,56})"),
    format("xAI API key", &["xai-"], "^xai-([A-Za-z0-9]{70,})"),
    format("Perplexity API key", &["pplx-"], "^pplx-([A-Za-z0-9]{48})"),
    // DigitalOcean, release note of 2022-03-29: personal, OAuth and refresh tokens.
    format("DigitalOcean token", &["dop_v1_", "doo_v1_", "dor_v1_"], "^do[opr]_v1_([a-f0-9]{64})"),
    format("Shopify token", &["shpat_", "shpca_", "shppa_", "shpss_"], "^shp(?:at|ca|pa|ss)_([a-fA-F0-9]{32})"),
    format("Databricks token", &["dapi"], "^dapi([a-f0-9]{32})"),
    format("Atlassian API token", &["ATATT3"], "^ATATT3([A-Za-z0-9_=-]{100,})"),
    format("Linear API key", &["lin_api_"], "^lin_api_([A-Za-z0-9]{40})"),
    format("Notion token", &["ntn_"], "^ntn_[0-9]{11}([A-Za-z0-9]{35})"),
    format("Grafana token", &["glsa_"], "^glsa_([A-Za-z0-9]{32}_[a-fA-F0-9]{8})"),
    format("Sentry token", &["sntryu_"], "^sntryu_([a-f0-9]{64})"),
    // Vault since 1.10: service and batch tokens.
    format("Vault token", &["hvs.", "hvb."], "^hv[sb][.]([A-Za-z0-9_-]{90,})"),
    format("Docker access token", &["dckr_pat_"], "^dckr_pat_([A-Za-z0-9_-]{27})"),
    with_start(13, format("Telegram bot token", &[":AA"], "^(?:bot)?[0-9]{8,10}:AA([A-Za-z0-9_-]{32,34})")),
    format("Discord webhook", &["/api/webhooks/"], "^/api/webhooks/[0-9]{17,20}/([A-Za-z0-9_-]{60,})"),
    format("Postman API key", &["PMAK-"], "^PMAK-([a-f0-9]{24}-[a-f0-9]{34})"),
    format("Terraform token", &[".atlasv1."], "^[.]atlasv1[.]([A-Za-z0-9_=-]{60,70})"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_compiles_and_keeps_to_ascii() {
        for (index, format) in FORMATS.iter().enumerate() {
            let regex = regex(index).unwrap_or_else(|| panic!("{}: {}", format.name, format.pattern));
            assert_eq!(regex.captures_len(), 2, "{}: one group, the variable part", format.name);
            assert!(format.pattern.starts_with('^'), "{}: anchored at the trigger", format.name);
            let bare = format.pattern.replace(r"(?-u:\b)", "");
            for class in [r"\b", r"\d", r"\w", r"\s"] {
                assert!(!bare.contains(class), "{}: `{class}` is Unicode", format.name);
            }
            assert!(format.triggers.iter().all(|trigger| trigger.len() >= 2), "{}", format.name);
        }
    }
}
