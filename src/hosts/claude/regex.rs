//! Whether a text is a regular expression of JavaScript: its grammar, as far as a wrong one is told by it.

/// Whether JavaScript compiles it.
pub(super) fn is_valid(text: &str) -> bool {
    let characters: Vec<char> = text.chars().collect();
    let mut pattern = Pattern { text: &characters, at: 0, groups: Vec::new() };
    pattern.alternatives(0).is_some() && pattern.at == pattern.text.len()
}

/// Deeper nesting counts as wrong; nobody writes it.
const MAX_DEPTH: usize = 100;

struct Pattern<'t> {
    text: &'t [char],
    at: usize,
    groups: Vec<String>,
}

impl Pattern<'_> {
    fn peek(&self) -> Option<char> {
        self.text.get(self.at).copied()
    }

    fn eat(&mut self, text: &str) -> bool {
        let fits = text.chars().enumerate().all(|(index, c)| self.text.get(self.at + index) == Some(&c));
        if fits {
            self.at += text.chars().count();
        }
        fits
    }

    /// Reads up to a closing bracket or the end; `None` when something is wrong.
    fn alternatives(&mut self, depth: usize) -> Option<()> {
        if depth > MAX_DEPTH {
            return None;
        }
        while let Some(character) = self.peek() {
            match character {
                ')' => return (depth > 0).then_some(()),
                '|' | '^' | '$' => self.at += 1,
                _ => {
                    let repeats = self.atom(depth)?;
                    self.quantifier(repeats)?;
                }
            }
        }
        Some(())
    }

    /// One part; whether it may be repeated.
    fn atom(&mut self, depth: usize) -> Option<bool> {
        match self.peek()? {
            '*' | '+' | '?' => None,
            '(' => {
                self.at += 1;
                let mut repeats = true;
                if self.eat("?") {
                    if self.eat("<=") || self.eat("<!") {
                        repeats = false;
                    } else if self.eat("<") {
                        self.name()?;
                    } else if !(self.eat(":") || self.eat("=") || self.eat("!")) {
                        self.modifiers()?;
                    }
                }
                self.alternatives(depth + 1)?;
                self.eat(")").then_some(repeats)
            }
            '[' => self.class().map(|()| true),
            '\\' => {
                self.at += 1;
                let escaped = self.peek()?;
                self.at += 1;
                Some(!matches!(escaped, 'b' | 'B'))
            }
            '{' if self.braces().is_some() => None,
            _ => {
                self.at += 1;
                Some(true)
            }
        }
    }

    fn name(&mut self) -> Option<()> {
        let start = self.at;
        while self.peek().is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '$')) {
            self.at += 1;
        }
        let name: String = self.text[start..self.at].iter().collect();
        if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) || self.groups.contains(&name) {
            return None;
        }
        self.groups.push(name);
        self.eat(">").then_some(())
    }

    /// `i`, `m` and `s`, on or off, before a colon.
    fn modifiers(&mut self) -> Option<()> {
        let start = self.at;
        while self.peek().is_some_and(|c| matches!(c, 'i' | 'm' | 's' | '-')) {
            self.at += 1;
        }
        (self.at > start && self.eat(":")).then_some(())
    }

    fn class(&mut self) -> Option<()> {
        self.at += 1;
        self.eat("^");
        let mut previous: Option<char> = None;
        loop {
            let character = self.peek()?;
            self.at += 1;
            match character {
                ']' => return Some(()),
                '\\' => {
                    let escaped = self.peek()?;
                    self.at += 1;
                    previous = (!matches!(escaped, 'd' | 'D' | 'w' | 'W' | 's' | 'S' | 'x' | 'u' | 'c' | 'p' | 'P'))
                        .then_some(escaped);
                }
                '-' if previous.is_some() => {
                    let Some(end) = self.peek().filter(|end| !matches!(end, ']' | '\\')) else { continue };
                    if previous > Some(end) {
                        return None;
                    }
                    self.at += 1;
                    previous = None;
                }
                other => previous = Some(other),
            }
        }
    }

    fn quantifier(&mut self, repeats: bool) -> Option<()> {
        let bounded = self.braces();
        let found = match (self.peek(), bounded) {
            (Some('*' | '+' | '?'), None) => {
                self.at += 1;
                true
            }
            (_, Some((length, least, most))) => {
                if most.is_some_and(|most| most < least) {
                    return None;
                }
                self.at += length;
                true
            }
            _ => false,
        };
        if found && !repeats {
            return None;
        }
        if found {
            self.eat("?");
        }
        Some(())
    }

    /// `{2}`, `{2,}` or `{2,3}` at this place: how long it is, and its bounds.
    fn braces(&self) -> Option<(usize, u64, Option<u64>)> {
        let rest = self.text.get(self.at..)?;
        let end = rest.iter().position(|c| *c == '}').filter(|_| rest.first() == Some(&'{'))?;
        let inner: String = rest[1..end].iter().collect();
        let (least, most) = inner.split_once(',').map_or((inner.as_str(), None), |(least, most)| (least, Some(most)));
        let least: u64 = least.parse().ok()?;
        let most = match most {
            None => Some(least),
            Some("") => None,
            Some(most) => Some(most.parse().ok()?),
        };
        Some((end + 1, least, most))
    }
}

#[cfg(test)]
mod tests {
    use super::is_valid;

    #[test]
    fn expressions_as_javascript_compiles_them() {
        for text in
            ["", "a|b", "(?<n>a)\\k<n>", "(?<=a)b", "b{", "a]", "}", "\\p{L}", "[a-z]+?", "a{2,3}", "(a+)+$", "(?i:a)"]
        {
            assert!(is_valid(text), "{text}");
        }
        for text in ["(", ")", "[a-", "a{2,1}", "*", "+", "a**", "\\", "(?i)a", "(?<n>a)(?<n>b)", "[b-a]"] {
            assert!(!is_valid(text), "{text}");
        }
    }
}
