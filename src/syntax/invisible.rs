//! Invisible characters, and characters that change the order in which text is displayed.

use std::ops::RangeInclusive;

/// Unicode's `Default_Ignorable_Code_Point`, plus the interlinear annotations and the blank Braille pattern.
pub const INVISIBLE: &[RangeInclusive<char>] = &[
    '\u{ad}'..='\u{ad}',
    '\u{34f}'..='\u{34f}',
    '\u{61c}'..='\u{61c}',
    '\u{115f}'..='\u{1160}',
    '\u{17b4}'..='\u{17b5}',
    '\u{180b}'..='\u{180f}',
    '\u{200b}'..='\u{200f}',
    '\u{202a}'..='\u{202e}',
    '\u{2060}'..='\u{206f}',
    '\u{2800}'..='\u{2800}',
    '\u{3164}'..='\u{3164}',
    '\u{fe00}'..='\u{fe0f}',
    '\u{feff}'..='\u{feff}',
    '\u{ffa0}'..='\u{ffa0}',
    '\u{fff0}'..='\u{fffb}',
    '\u{1bca0}'..='\u{1bca3}',
    '\u{1d173}'..='\u{1d17a}',
    '\u{e0000}'..='\u{e0fff}',
];

/// Whether a character is invisible by itself, so that it can hide text or change its order.
#[must_use]
pub fn is_invisible(character: char) -> bool {
    character >= '\u{ad}' && INVISIBLE.iter().any(|range| range.contains(&character))
}
