//! The rules that report what `claude plugin validate` reports: the name, level and summary of each.

use crate::diag::RuleMeta;
use crate::rule_meta;

macro_rules! findings {
    ($($constant:ident = $severity:ident, $name:literal, $summary:literal;)*) => {
        $(
            #[doc = $summary]
            pub(crate) static $constant: RuleMeta = rule_meta!($name, $severity, Claude, $summary);
        )*
    };
}

findings! {
    BROKEN_GUARD_HOOK = Error, "broken-guard-hook", "A hook that may guard permissions is invalid";
    DESKTOP_NAME = Warning, "desktop-name", "Claude Desktop rejects this name";
    DROPPED_SERVER = Error, "dropped-server", "Claude Code drops an MCP server when it loads the plugin";
    DUPLICATE_ENTRY = Error, "duplicate-entry", "Two marketplace entries have the same name";
    EMPTY_MARKETPLACE = Warning, "empty-marketplace", "A marketplace lists no plugins";
    IGNORED_FIELD = Warning, "ignored-field", "A field is ignored because of its type";
    IGNORED_HOOK = Warning, "ignored-hook", "Claude Code drops a hook";
    INVALID_FRONTMATTER = Error, "invalid-frontmatter", "Frontmatter cannot be parsed";
    INVALID_HOOKS_FILE = Error, "invalid-hooks-file", "A hooks file declares neither hooks nor a module";
    INVALID_JSON = Error, "invalid-json", "A JSON file does not contain valid JSON";
    INVALID_SOURCE = Error, "invalid-source", "A marketplace source cannot be resolved";
    INVALID_TYPES = Error, "invalid-types", "The file that `types` names contains more than type declarations";
    INVALID_VALUE = Error, "invalid-value", "A field has the right type but an invalid value";
    INVALID_VERSION_RANGE = Error, "invalid-version-range", "`engines.claude-code` is not a valid version range";
    LITERAL_CREDENTIAL_HEADER = Warning, "literal-credential-header", "A header contains a literal credential";
    MISPLACED_FIELD = Warning, "misplaced-field", "A field is in a place where it is not read";
    MISSING_AUTHOR = Warning, "missing-author", "The plugin has no author";
    MISSING_BINARY = Warning, "missing-binary", "An MCP server runs a file that the plugin neither ships nor declares";
    MISSING_DESCRIPTION = Warning, "missing-description", "A plugin, marketplace or component has no description";
    MISSING_FIELD = Error, "missing-field", "A required field is missing";
    MISSING_FRONTMATTER = Warning, "missing-frontmatter", "A component has no frontmatter";
    MISSING_VERSION = Warning, "missing-version", "The plugin has no version";
    NO_MANIFEST = Error, "no-manifest", "The target is not a plugin, a marketplace or a folder of components";
    PATH_INTO_GIT = Warning, "path-into-git", "A source or link points into the `.git` folder";
    PATH_NOT_FOUND = Error, "path-not-found", "A path in a manifest does not exist";
    PATH_NOT_RELATIVE = Error, "path-not-relative", "A path in a manifest does not start with `./`";
    PATH_TRAVERSAL = Error, "path-traversal", "A path in a manifest contains `..`";
    PLAIN_HTTP_SERVER = Warning, "plain-http-server", "A remote MCP server is contacted without encryption";
    RESERVED_NAME = Error, "reserved-name", "A name is reserved for Anthropic, or sounds like one of its own";
    ROOT_MEMORY_FILE = Warning, "root-memory-file", "A CLAUDE.md at the root of a plugin is not loaded";
    UNDECLARED_OPTION = Error, "undeclared-option", "An MCP server uses an option that the plugin does not declare";
    UNINSTALLABLE_NAME = Error, "uninstallable-name", "A name cannot be part of a plugin id";
    UNKNOWN_FIELD = Warning, "unknown-field", "Claude Code does not recognize a field";
    UNNAMED_SERVERS = Warning, "unnamed-servers", "An MCP file lists its servers without names";
    UNPORTABLE_PATH = Error, "unportable-path", "A hooks path can name a different file on another system";
    UNQUOTED_PLUGIN_ROOT = Warning, "unquoted-plugin-root", "A hook command does not quote a folder variable";
    UNREAD_FILE = Warning, "unread-file", "A file or folder was skipped";
    UNRESOLVED_RENAME = Error, "unresolved-rename", "A rename does not lead to a listed plugin";
    UNSUPPORTED_KEY = Error, "unsupported-key", "An object has a key that Claude Code rejects";
    UNUSED_HEADERS = Warning, "unused-headers", "Download headers have no effect, or the archive has no digest";
    UNUSUAL_NAME = Warning, "unusual-name", "A plugin name is not kebab-case";
    VERSION_MISMATCH = Warning, "version-mismatch", "A marketplace entry and its plugin.json disagree on the version";
    WRONG_FILE_TYPE = Error, "wrong-file-type", "A path names the wrong kind of file";
    WRONG_TYPE = Error, "wrong-type", "A field does not have the type that Claude Code expects";
}
