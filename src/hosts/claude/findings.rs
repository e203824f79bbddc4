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
    BROKEN_GUARD_HOOK = Error, "broken-guard-hook", "A hook that may guard permissions cannot be read";
    DESKTOP_NAME = Warning, "desktop-name", "Claude Desktop does not take this name";
    DROPPED_SERVER = Error, "dropped-server", "An MCP server is dropped when the plugin loads";
    DUPLICATE_ENTRY = Error, "duplicate-entry", "Two marketplace entries have one name";
    EMPTY_MARKETPLACE = Warning, "empty-marketplace", "A marketplace lists no plugin";
    IGNORED_FIELD = Warning, "ignored-field", "A field is ignored because of its type";
    IGNORED_HOOK = Warning, "ignored-hook", "A hook is left out";
    INVALID_FRONTMATTER = Error, "invalid-frontmatter", "Frontmatter cannot be read";
    INVALID_HOOKS_FILE = Error, "invalid-hooks-file", "A hooks file declares neither hooks nor a module";
    INVALID_JSON = Error, "invalid-json", "A JSON file is not JSON";
    INVALID_SOURCE = Error, "invalid-source", "A marketplace source cannot be resolved";
    INVALID_TYPES = Error, "invalid-types", "The file behind `types` declares more than types";
    INVALID_VALUE = Error, "invalid-value", "A field has the right type and a value that is not accepted";
    INVALID_VERSION_RANGE = Error, "invalid-version-range", "`engines.claude-code` is not a version range";
    LITERAL_CREDENTIAL_HEADER = Warning, "literal-credential-header", "A header holds a credential as literal text";
    MISPLACED_FIELD = Warning, "misplaced-field", "A field stands where it is not read";
    MISSING_AUTHOR = Warning, "missing-author", "The plugin names no author";
    MISSING_BINARY = Warning, "missing-binary", "An MCP server starts a file that the plugin neither ships nor declares";
    MISSING_DESCRIPTION = Warning, "missing-description", "A plugin, marketplace or component has no description";
    MISSING_FIELD = Error, "missing-field", "A required field is missing";
    MISSING_FRONTMATTER = Warning, "missing-frontmatter", "A component has no frontmatter";
    MISSING_VERSION = Warning, "missing-version", "The plugin has no version";
    NO_MANIFEST = Error, "no-manifest", "The target is no plugin, marketplace or folder of components";
    PATH_INTO_GIT = Warning, "path-into-git", "A source or link leads into the `.git` folder";
    PATH_NOT_FOUND = Error, "path-not-found", "A path in a manifest leads nowhere";
    PATH_NOT_RELATIVE = Error, "path-not-relative", "A path in a manifest does not start with `./`";
    PATH_TRAVERSAL = Error, "path-traversal", "A path in a manifest climbs out with `..`";
    PLAIN_HTTP_SERVER = Warning, "plain-http-server", "A remote MCP server is reached without encryption";
    RESERVED_NAME = Error, "reserved-name", "A name is, or sounds like, one of Anthropic's own";
    ROOT_MEMORY_FILE = Warning, "root-memory-file", "A CLAUDE.md at the top of a plugin is not loaded";
    UNDECLARED_OPTION = Error, "undeclared-option", "An MCP server uses an option that the plugin does not declare";
    UNINSTALLABLE_NAME = Error, "uninstallable-name", "A name cannot be part of a plugin id";
    UNKNOWN_FIELD = Warning, "unknown-field", "A field is not known to Claude Code";
    UNNAMED_SERVERS = Warning, "unnamed-servers", "An MCP file is a list";
    UNPORTABLE_PATH = Error, "unportable-path", "A hooks path means another file on another system";
    UNQUOTED_PLUGIN_ROOT = Warning, "unquoted-plugin-root", "A hook command uses a folder variable without quotes";
    UNREAD_FILE = Warning, "unread-file", "A file or folder was not looked at";
    UNRESOLVED_RENAME = Error, "unresolved-rename", "A rename leads to no plugin";
    UNSUPPORTED_KEY = Error, "unsupported-key", "An object has a key that is refused";
    UNUSED_HEADERS = Warning, "unused-headers", "Download headers have no effect, or no digest beside them";
    UNUSUAL_NAME = Warning, "unusual-name", "A plugin name is not kebab-case";
    VERSION_MISMATCH = Warning, "version-mismatch", "A marketplace entry and its plugin.json disagree on the version";
    WRONG_FILE_TYPE = Error, "wrong-file-type", "A path leads to the wrong kind of file";
    WRONG_TYPE = Error, "wrong-type", "A field has another type than Claude Code expects";
}
