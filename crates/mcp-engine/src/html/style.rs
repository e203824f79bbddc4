//! What a `style` attribute hides.

use std::collections::HashMap;

/// Whether a `style` attribute hides its element. The last declaration of a property counts.
pub(super) fn hides(style: &str) -> bool {
    let mut without_comments = String::with_capacity(style.len());
    let mut rest = style;
    while let Some((before, after)) = rest.split_once("/*") {
        without_comments.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    without_comments.push_str(rest);
    const CLIPS: &str = "overflow";
    const FLOATS: &str = "position";
    let is_far = |number: f32| number <= -999.0;
    let mut found: HashMap<&'static str, bool> = HashMap::new();
    for declaration in without_comments.to_ascii_lowercase().split(';') {
        let Some((property, value)) = declaration.split_once(':') else { continue };
        let value = value.replace("!important", "");
        let value = value.trim();
        let number =
            || value.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%').trim().parse::<f32>().ok();
        let (property, holds) = match property.trim() {
            "display" => ("display", value == "none"),
            "visibility" => ("visibility", matches!(value, "hidden" | "collapse")),
            "opacity" => ("opacity", number() == Some(0.0)),
            "font-size" => ("font-size", number() == Some(0.0)),
            "mso-hide" => ("mso-hide", value == "all"),
            "color" => ("color", value == "transparent"),
            "text-indent" => ("text-indent", number().is_some_and(is_far)),
            // These hide together with another one.
            "overflow" => (CLIPS, matches!(value, "hidden" | "clip")),
            "position" => (FLOATS, matches!(value, "absolute" | "fixed")),
            "width" => ("width", number() == Some(0.0)),
            "height" => ("height", number() == Some(0.0)),
            "max-width" => ("max-width", number() == Some(0.0)),
            "max-height" => ("max-height", number() == Some(0.0)),
            "left" => ("left", number().is_some_and(is_far)),
            "top" => ("top", number().is_some_and(is_far)),
            _ => continue,
        };
        found.insert(property, holds);
    }
    let holds = |property: &str| found.get(property) == Some(&true);
    let sizes = ["width", "height", "max-width", "max-height"];
    let alone = ["display", "visibility", "opacity", "font-size", "mso-hide", "color", "text-indent"];
    alone.into_iter().any(holds)
        || holds(CLIPS) && sizes.into_iter().any(holds)
        || holds(FLOATS) && (holds("left") || holds("top"))
}
