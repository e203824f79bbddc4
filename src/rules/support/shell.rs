//! Splits a shell line into simple commands without running it. Supports enough of the grammar to check permissions.

/// One program call of a command line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct SimpleCommand {
    /// The words, without quotes and redirections. Leading assignments are kept as words.
    pub words: Vec<String>,
    /// Whether its output goes to a file other than `/dev/null`.
    pub writes: bool,
}

impl SimpleCommand {
    /// The words joined by single spaces.
    #[must_use]
    pub(crate) fn text(&self) -> String {
        self.words.join(" ")
    }
}

/// Words that only open or close a compound command.
const KEYWORDS: &[&str] =
    &["if", "then", "elif", "else", "fi", "while", "until", "do", "done", "!", "{", "}", "(", ")"];

/// The simple commands of a line or script, in order.
#[must_use]
pub(crate) fn simple_commands(line: &str) -> Vec<SimpleCommand> {
    let mut commands = Vec::new();
    let mut command = SimpleCommand::default();
    let mut word: Option<String> = None;
    let mut redirected = false;
    let mut quote = None;
    let mut characters = line.chars().peekable();
    while let Some(character) = characters.next() {
        match quote {
            Some(open) if character == open => quote = None,
            Some('"') if character == '\\' => word.get_or_insert_default().extend(characters.next()),
            Some(_) => word.get_or_insert_default().push(character),
            None => match character {
                '"' | '\'' => {
                    quote = Some(character);
                    word.get_or_insert_default();
                }
                '\\' => word.get_or_insert_default().extend(characters.next().filter(|next| *next != '\n')),
                '#' if word.is_none() => while characters.next_if(|next| *next != '\n').is_some() {},
                '>' | '<' => {
                    // A number before it names the stream.
                    if word.as_deref().is_some_and(|word| !word.bytes().all(|byte| byte.is_ascii_digit())) {
                        end_word(&mut command, &mut word, &mut redirected);
                    }
                    word = None;
                    while characters.next_if(|next| matches!(next, '>' | '|')).is_some() {}
                    // `2>&1` names a stream, not a file.
                    if characters.next_if_eq(&'&').is_some() {
                        while characters.next_if(|next| next.is_ascii_digit() || *next == '-').is_some() {}
                    } else {
                        redirected = character == '>';
                        while characters.next_if_eq(&' ').is_some() {}
                    }
                }
                '&' if characters.peek() == Some(&'>') => {}
                ';' | '&' | '|' | '\n' => {
                    end_word(&mut command, &mut word, &mut redirected);
                    end_command(&mut commands, &mut command);
                }
                _ if character.is_whitespace() => end_word(&mut command, &mut word, &mut redirected),
                _ => word.get_or_insert_default().push(character),
            },
        }
    }
    end_word(&mut command, &mut word, &mut redirected);
    end_command(&mut commands, &mut command);
    commands
}

fn end_word(command: &mut SimpleCommand, word: &mut Option<String>, redirected: &mut bool) {
    let Some(word) = word.take() else { return };
    if std::mem::take(redirected) {
        command.writes |= word != "/dev/null";
    } else if !(command.words.is_empty() && KEYWORDS.contains(&word.as_str())) {
        command.words.push(word);
    }
}

fn end_command(commands: &mut Vec<SimpleCommand>, command: &mut SimpleCommand) {
    let command = std::mem::take(command);
    if !command.words.is_empty() || command.writes {
        commands.push(command);
    }
}

/// Whether a command line contains `$(...)`, backticks or `<(...)` outside single quotes.
#[must_use]
pub(crate) fn has_substitution(line: &str) -> bool {
    let mut single = false;
    let mut double = false;
    let bytes = line.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' if !single => at += 1,
            b'\'' if !double => single = !single,
            b'"' if !single => double = !double,
            b'`' if !single => return true,
            b'$' | b'<' if !single && bytes.get(at + 1) == Some(&b'(') => return true,
            _ => {}
        }
        at += 1;
    }
    false
}

/// The names of variables outside single quotes whose values only the shell knows. Claude Code replaces arguments and its
/// own variables in braces, and knows `$HOME` and `$PWD`.
#[must_use]
pub(crate) fn variables(line: &str) -> Vec<&str> {
    let (mut single, mut double, mut escaped) = (false, false, false);
    let mut found = Vec::new();
    for (at, character) in line.char_indices() {
        match character {
            _ if std::mem::take(&mut escaped) => {}
            '\\' if !single => escaped = true,
            '\'' if !double => single = !single,
            '"' if !single => double = !double,
            '$' if !single => {
                let rest = &line[at + 1..];
                let inner = rest.strip_prefix('{').unwrap_or(rest);
                let end = inner.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(inner.len());
                let name = &inner[..end];
                let is_replaced = name.starts_with("CLAUDE_") && inner.len() < rest.len();
                if name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
                    && !matches!(name, "ARGUMENTS" | "HOME" | "PWD")
                    && !is_replaced
                {
                    found.push(name);
                }
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(line: &str) -> Vec<String> {
        simple_commands(line).iter().map(SimpleCommand::text).collect()
    }

    #[test]
    fn lines_are_split_at_operators_outside_quotes() {
        assert_eq!(
            texts("cat a.json | head -5 && echo 'a; b' || true"),
            ["cat a.json", "head -5", "echo a; b", "true"]
        );
        assert_eq!(texts("if [ -d x ]; then\n  ls \"a b\"\nfi # end"), ["[ -d x ]", "ls a b"]);
    }

    #[test]
    fn only_files_count_as_written() {
        let writes = |line: &str| simple_commands(line).iter().any(|command| command.writes);
        assert!(writes("echo x > out.txt") && writes("npm test &>log") && writes("echo 2>>err"));
        assert!(
            !writes("ls 2>/dev/null") && !writes("ls 2>&1 | head") && !writes("echo 'a > b'") && !writes("sort < in")
        );
        assert_eq!(texts("ls -a 2>/dev/null"), ["ls -a"]);
    }

    #[test]
    fn substitutions_count_outside_single_quotes() {
        assert!(has_substitution("touch $(basename a)") && has_substitution("echo \"`date`\""));
        assert!(!has_substitution("echo '$(date)' $HOME"));
    }
}
