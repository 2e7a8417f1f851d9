//! How the length of a comment is shared out, and what is said of what it does not hold.

/// Shares `room` out: nobody gets more than it wants, and of two that want more than they get neither gets less than the other.
pub fn fair(wants: &[usize], room: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..wants.len()).collect();
    order.sort_by_key(|&at| wants[at]);
    let (mut left, mut shares) = (room, vec![0; wants.len()]);
    for (done, &at) in order.iter().enumerate() {
        shares[at] = wants[at].min(left / (wants.len() - done));
        left -= shares[at];
    }
    shares
}

/// Text that fits its room, and what of it did not.
#[derive(Debug, Default)]
pub struct Cut {
    pub text: String,
    /// `4,950 of 5,000 rows`, for each kind of thing that is left out.
    pub left_out: Vec<String>,
}

impl Cut {
    /// As many of `items` as fit in `room`; of the others how many of `what` they are.
    pub fn of(items: &[String], room: usize, (one, many): (&str, &str)) -> Cut {
        let mut text = String::new();
        let mut shown = 0;
        // One that is too long by itself takes no other with it.
        for item in items.iter() {
            if text.len() + item.len() <= room {
                text.push_str(item);
                shown += 1;
            }
        }
        Cut { text, left_out: left(items.len() - shown, items.len(), (one, many)).into_iter().collect() }
    }
}

/// `4,950 of 5,000 rows`; nothing for none.
pub fn left(left: usize, all: usize, (one, many): (&str, &str)) -> Option<String> {
    let what = if all == 1 { one } else { many };
    (left > 0).then(|| format!("{} of {} {what}", grouped(left), grouped(all)))
}

fn grouped(count: usize) -> String {
    let digits = count.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_goes_to_those_who_want_it() {
        assert_eq!(fair(&[10, 1_000, 40, 1_000], 450), [10, 200, 40, 200]);
        assert_eq!(fair(&[10, 20], 450), [10, 20]);
        assert_eq!(fair(&[], 450), Vec::<usize>::new());
        assert_eq!(fair(&[7, 7], 3).iter().sum::<usize>(), 3);
    }

    #[test]
    fn what_does_not_fit_is_counted() {
        let items: Vec<String> = (0..1_500).map(|_| "12345".to_owned()).collect();
        let cut = Cut::of(&items, 52, ("row", "rows"));
        assert_eq!((cut.text.len(), cut.left_out), (50, vec!["1,490 of 1,500 rows".to_owned()]));
        assert!(Cut::of(&items, 7_500, ("row", "rows")).left_out.is_empty());
        assert_eq!(left(1, 1, ("text", "texts")).as_deref(), Some("1 of 1 text"));
    }
}
