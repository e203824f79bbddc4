//! Rules of the Claude Code CLI for names: characters, reserved words, and names that impersonate Anthropic.

use crate::syntax::Node;
use crate::syntax::invisible::is_invisible;

/// What a plugin's name claims to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Claim {
    /// Nothing.
    None,
    /// The name sounds like one of Anthropic's own.
    SoundsOfficial,
    /// The name is reserved for Anthropic.
    Reserved,
}

const MAKERS: &[&str] = &["claude", "anthropic", "anthropics"];
const RESERVED_STARTS: &[&str] = &["claude", "anthropic", "anthropics", "ccplugin"];
const RESERVED_WHOLE: &[&str] = &["claude", "anthropic", "anthropics", "claudecode", "claudemods"];
const OFFICIAL: &[&str] = &["officialclaude", "claudeofficial", "officialanthropic", "anthropicofficial"];

/// Whether the name contains no space.
pub(super) fn has_no_space(name: &str) -> bool {
    !name.contains(' ')
}

/// Whether the name contains no control character and no bidirectional control.
pub(super) fn is_visible(name: &str) -> bool {
    !name.chars().any(|c| c.is_control() || is_bidirectional(c))
}

fn is_bidirectional(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether the name contains no control, invisible or format character, and no white space except plain spaces.
pub(super) fn is_plain(text: &str) -> bool {
    !text.chars().any(|c| c != ' ' && c.is_whitespace() || is_hidden(c) || is_visible_format(c))
}

/// Whether a character is removed where names and paths are shown.
pub(super) fn is_hidden(c: char) -> bool {
    c.is_control() || is_invisible(c)
}

/// Format characters (`Cf`) that are visible: signs before or around numbers and letters.
fn is_visible_format(c: char) -> bool {
    matches!(c, '\u{600}'..='\u{605}' | '\u{6dd}' | '\u{70f}' | '\u{890}' | '\u{891}' | '\u{8e2}' | '\u{110bd}' | '\u{110cd}'
        | '\u{13430}'..='\u{1343f}')
}

/// Whether this is one part of `plugin@marketplace`: letters, digits, `.`, `_` and `-`, starting with a letter or
/// digit.
pub(super) fn is_identifier(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_alphanumeric())
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'))
}

/// Whether this is `name` or `name@marketplace`, optionally followed by a version range such as `@^1.0`.
pub(super) fn is_dependency(text: &str) -> bool {
    let named = text.split_once("@^").map_or(text, |(named, _)| named);
    match named.split_once('@') {
        Some((name, marketplace)) => is_identifier(name) && is_identifier(marketplace),
        None => is_identifier(named),
    }
}

/// Whether the name consists of lowercase words of letters and digits, separated by single hyphens.
pub(super) fn is_kebab(name: &str) -> bool {
    name.split('-').all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()))
}

/// What Claude Code cannot do with a plugin whose name is not kebab-case.
pub(super) fn consequence(name: &str) -> &'static str {
    let blocks_loading = |c: char| matches!(c, '/' | '\\' | ':' | '@') || c.is_whitespace() || is_invisible(c);
    if name.chars().any(blocks_loading) {
        "Claude Code can neither load it by path nor install it from a marketplace"
    } else if is_identifier(name) {
        "Claude Code accepts it, but the marketplace sync of claude.ai does not"
    } else {
        "Claude Code cannot install it from a marketplace"
    }
}

/// Whether a name is reserved for Anthropic or sounds like one of its own.
pub(super) fn claim(name: &str) -> Claim {
    let read: String = name.chars().filter_map(looks_like).flat_map(char::to_lowercase).collect();
    let words: Vec<&str> = read.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let squashed = words.concat();
    let starts = (1..words.len()).any(|count| RESERVED_STARTS.contains(&words[..count].concat().as_str()));
    let reserved =
        starts || RESERVED_WHOLE.contains(&squashed.as_str()) || OFFICIAL.iter().any(|pair| squashed.contains(pair));
    if reserved {
        Claim::Reserved
    } else if words.iter().any(|word| MAKERS.contains(word)) {
        Claim::SoundsOfficial
    } else {
        Claim::None
    }
}

/// The letter that a character looks like: full-width and mathematical forms, accented letters, and Cyrillic and Greek
/// letters of the same shape. `None` for invisible characters and combining accents.
fn looks_like(c: char) -> Option<char> {
    Some(match c {
        '\u{300}'..='\u{36f}' => return None,
        _ if is_invisible(c) => return None,
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{1d400}'..='\u{1d6a3}' => char::from(b'a' + ((c as u32 - 0x1d400) % 26) as u8),
        'à'..='å' | 'À'..='Å' | 'ā' | 'ă' | 'ą' | 'а' | 'А' | 'α' | 'Α' => 'a',
        'ç' | 'Ç' | 'ć' | 'ĉ' | 'ċ' | 'č' | 'с' | 'С' | 'ϲ' | 'ⅽ' | 'Ⅽ' => 'c',
        'ď' | 'đ' | 'ԁ' | 'ⅾ' | 'Ⅾ' => 'd',
        'è'..='ë' | 'È'..='Ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' | 'е' | 'Е' | 'Ε' | 'є' => 'e',
        'ĥ' | 'ħ' | 'һ' | 'Н' | 'Η' => 'h',
        'ì'..='ï' | 'Ì'..='Ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'і' | 'І' | 'ι' | 'Ι' | 'ı' | 'ⅰ' | 'Ⅰ' => 'i',
        'ĺ' | 'ļ' | 'ľ' | 'ł' | 'ӏ' | 'Ӏ' | 'ⅼ' | 'Ⅼ' => 'l',
        'ñ' | 'Ñ' | 'ń' | 'ņ' | 'ň' | 'п' => 'n',
        'ò'..='ö' | 'Ò'..='Ö' | 'ō' | 'ŏ' | 'ő' | 'о' | 'О' | 'ο' | 'Ο' => 'o',
        'р' | 'Р' | 'ρ' | 'Ρ' => 'p',
        'ŕ' | 'ŗ' | 'ř' | 'г' => 'r',
        'ś' | 'ŝ' | 'ş' | 'š' | 'ѕ' | 'Ѕ' => 's',
        'ţ' | 'ť' | 'т' | 'Т' | 'τ' | 'Τ' => 't',
        'ù'..='ü' | 'Ù'..='Ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' | 'υ' | 'ս' => 'u',
        other => other,
    })
}

/// Names that a marketplace cannot have, and what each is reserved for.
const RESERVED_MARKETPLACES: &[(&str, &str)] = &[
    ("inline", "plugins loaded with `--plugin-dir`"),
    ("builtin", "built-in plugins"),
    ("skills-dir", "plugins in `.claude/skills/`"),
    ("synced", "plugins synced from an account"),
    ("claude-plugin-test", "plugins under test"),
];
/// Names that are reserved for Claude Desktop.
const DESKTOP: &[&str] = &["org", "org-provisioned", "unknown"];
/// Names of Anthropic's own marketplaces that would otherwise count as impersonation.
const ANTHROPICS_OWN: &[&str] =
    &["claude-plugins-official", "claude-plugins-community", "anthropic-plugins", "anthropic-marketplace"];

/// Anthropic's own marketplaces, whose entries may have reserved names.
const ANTHROPICS_MARKETPLACES: &[&str] = &[
    "agent-skills",
    "anthropic-agent-skills",
    "anthropic-marketplace",
    "anthropic-plugins",
    "claude-code-marketplace",
    "claude-code-plugins",
    "claude-for-financial-services",
    "claude-for-legal",
    "claude-plugins-official",
    "claude-tag-plugins",
    "financial-services-plugins",
    "first-party-plugins",
    "healthcare",
    "knowledge-work-plugins",
    "life-sciences",
];

/// Further marketplace names that `claude plugin marketplace add` accepts only from Anthropic's repositories.
const TAKEN: &[&str] =
    &["anthropic-plugin-directory", "claude-community", "claude-plugin-directory", "claude-plugins-community"];

/// Whether `claude plugin marketplace add` accepts a marketplace with this name only from Anthropic's repositories. The
/// command was tested with each name, and ignores case.
#[must_use]
pub fn is_taken_marketplace(name: &str) -> bool {
    ANTHROPICS_MARKETPLACES.iter().chain(TAKEN).any(|taken| taken.eq_ignore_ascii_case(name))
}

/// Whether plugins of this marketplace may have reserved names.
pub(super) fn may_use_reserved_names(marketplace: &Node) -> bool {
    let name = marketplace.get("name").and_then(Node::as_str).unwrap_or_default();
    ANTHROPICS_MARKETPLACES.iter().any(|own| own.eq_ignore_ascii_case(name))
}

/// What a marketplace name is reserved for, if anything.
pub(super) fn reserved_marketplace(name: &str) -> Option<&'static str> {
    RESERVED_MARKETPLACES.iter().find(|(word, _)| name.eq_ignore_ascii_case(word)).map(|(_, why)| *why)
}

/// Whether this marketplace name is reserved for Claude Desktop.
pub(super) fn reserved_in_desktop(name: &str) -> bool {
    DESKTOP.iter().any(|word| name.eq_ignore_ascii_case(word))
}

/// Whether Claude Desktop accepts this name for a plugin or marketplace.
pub(super) fn fits_desktop(name: &str) -> bool {
    is_identifier(name) && name.len() <= 128
}

/// Whether a marketplace name looks like a path.
pub(super) fn is_path_like(name: &str) -> bool {
    name.contains(['/', '\\']) || name.contains("..") || name == "."
}

/// Whether a marketplace of this name impersonates one of Anthropic's.
pub(super) fn impersonates(name: &str) -> bool {
    if name.bytes().any(|byte| !(b' '..=b'~').contains(&byte)) {
        return true;
    }
    let lower = name.to_ascii_lowercase();
    if ANTHROPICS_OWN.contains(&lower.as_str()) {
        return false;
    }
    let squashed: String = lower.chars().filter(char::is_ascii_alphanumeric).collect();
    let starts = ["claude", "anthropic"].iter().filter_map(|maker| squashed.strip_prefix(maker)).any(|rest| {
        ["marketplace", "plugins", "official", "directory", "directories"].iter().any(|word| rest.starts_with(word))
    });
    starts || OFFICIAL.iter().any(|pair| squashed.contains(pair))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each was the title of a `userConfig` option in a manifest that the CLI checked.
    #[test]
    fn an_option_holds_no_character_that_the_cli_rejects() {
        for c in "\u{ad}\u{600}\u{61c}\u{180b}\u{202a}\u{206a}\u{2800}\u{fe0f}\u{fff0}\u{fff9}\u{110bd}\u{1bca0}\u{1d173}\u{e0001}\u{e0fff}".chars() {
            assert!(!is_plain(&format!("a{c}x")), "{}", c.escape_unicode());
        }
        assert!(is_plain("a\u{e000}x é"));
    }

    #[test]
    fn claims_are_told_by_words_and_not_by_letters() {
        for name in
            ["claude", "Claude_x", "c-laude", "x-officialclaude", "cc-plugin-x", "clаude", "ＣＬＡＵＤＥ", "claude-"]
        {
            assert_eq!(claim(name), Claim::Reserved, "{name}");
        }
        for name in ["x-claude", "my.claude", "official-x-claude", "x-Anthropic"] {
            assert_eq!(claim(name), Claim::SoundsOfficial, "{name}");
        }
        for name in ["claudex", "xclaude", "cc-plugin", "official", "x-claude2"] {
            assert_eq!(claim(name), Claim::None, "{name}");
        }
    }

    #[test]
    fn marketplaces_that_impersonate() {
        for name in ["claude-plugins", "claudemarketplace", "anthropic-official-x", "o-fficial-claude", "é"] {
            assert!(impersonates(name), "{name}");
        }
        for name in ["claude-plugins-official", "my-claude-plugins", "claude-x-plugins", "claudes-plugins"] {
            assert!(!impersonates(name), "{name}");
        }
    }
}
