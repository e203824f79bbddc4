//! Dates as APIs write them, in UTC and without an offset, and the current time.

use std::time::{SystemTime, UNIX_EPOCH};

/// Seconds since 1970 of `2026-11-30` or `2026-11-30T08:15:00`, with fractions or `Z` ignored.
pub fn seconds(text: &str) -> Option<i64> {
    let part = |from: usize, to: usize| text.get(from..to)?.parse::<i64>().ok();
    let separators = text.get(4..5) == Some("-") && text.get(7..8) == Some("-");
    let (year, month, day) = (part(0, 4)?, part(5, 7)?, part(8, 10)?);
    if !separators || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let time = match text.len() {
        10 => 0,
        _ => part(11, 13)? * 3600 + part(14, 16)? * 60 + part(17, 19).unwrap_or(0),
    };
    Some(days(year, month, day) * 86_400 + time)
}

/// Seconds since 1970 of a Unix time in seconds or, where it is too large for that, in milliseconds. Zero is "not set".
pub fn unix(value: &serde_json::Value) -> Option<i64> {
    let number = value.as_f64().filter(|number| *number > 0.0 && *number < 1e14)?;
    Some(if number < 1e11 { number as i64 } else { (number / 1000.0) as i64 })
}

/// Days since 1970 of a day in the Gregorian calendar.
fn days(year: i64, month: i64, day: i64) -> i64 {
    // Years that begin in March put the leap day at their end.
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// `2026-11-30T08:15:00` of seconds since 1970.
pub fn written(seconds: i64) -> String {
    let (days, time) = (seconds.div_euclid(86_400) + 719_468, seconds.rem_euclid(86_400));
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}", time / 3600, time / 60 % 60, time % 60)
}

/// Seconds since 1970 now.
pub fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_days() {
        assert_eq!(seconds("1970-01-01"), Some(0));
        assert_eq!(seconds("2000-03-01T00:00:01"), Some(951_868_801));
        assert_eq!(seconds("2026-11-30T08:15:00.123Z"), Some(1_796_026_500));
        assert_eq!(seconds("1899-12-30T00:00:00"), Some(-2_209_161_600));
        for bad in ["", "2026", "2026-13-01", "2026/11/30", "é026-11-30", "2026-11-30Tx"] {
            assert_eq!(seconds(bad), None, "{bad}");
        }
    }

    #[test]
    fn unix_times() {
        use serde_json::json;
        for (value, expected) in [
            (json!(1_796_026_500), Some(1_796_026_500)),
            (json!(1_796_026_500.25), Some(1_796_026_500)),
            (json!(1_796_026_500_123u64), Some(1_796_026_500)),
            (json!(0), None),
            (json!(-5), None),
            (json!(1e300), None),
            (json!("1796026500"), None),
        ] {
            assert_eq!(unix(&value), expected, "{value}");
        }
    }

    proptest! {
        #[test]
        fn there_and_back(at in -60_000_000_000i64..60_000_000_000) {
            prop_assert_eq!(seconds(&written(at)), Some(at));
        }
    }
}
