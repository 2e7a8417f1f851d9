//! The words of the method page: how each kind of figure is made, and the rules of each rule set with their numbers.

/// Anchor, title, paragraphs.
type Chapter = (&'static str, &'static str, &'static [&'static str]);

pub const CHAPTERS: &[Chapter] = &[
    (
        "weeks",
        "Weeks and months",
        &[
            "Months, quarters and years are those of the calendar: a row by the month covers all its days, a row by the day lies in \
             its month. Weeks are ISO 8601 weeks, Monday to Sunday; a row by the week belongs to the month, the quarter and the year \
             of its Thursday: 31 March 2025 lies in week 14, which belongs to April. A window over weekly rows names its weeks.",
            "A window is judged from its last day on: the calendar’s for rows by the day and the month, the last Sunday for rows by \
             the week. A rolling window is judged from the first full one.",
            "The report speaks for its as-of date. Rows of later periods are counted on the audit page and left out.",
        ],
    ),
    (
        "attainment",
        "Attainment: met, missed, not measured",
        &[
            "A window is judged when it has ended. Its rows are rolled up as sums over sums, never as a mean of percentages; \
             percentiles are never rolled up. The clause says how: over the whole window, as the share of slices that met, or \
             as the plain mean of slices.",
            "The result is compared exactly, as a fraction, with the target in force that day, ramp included. Equal is met. A \
             page adds digits until a miss no longer looks like a hit.",
            "Nothing to divide, too little volume, or too few days in force is “not measured” with its reason. It is \
             neither met nor missed, it leaves the weight, and it neither counts nor resets repeats. Of 0/0 the clause may say \
             that it is met or missed: of the window, or of each slice where slices are compared.",
            "Missing rows are asked about first, then 0/0, then too little volume, then rounding, which is of the result and \
             never of a slice. A result with rows missing says how many of its periods and sites have all of theirs. Too little \
             may be pooled into the next window that has rows; a window without rows is passed over, or is missed and ends the \
             pool, as the clause says; what is left when no window follows is judged as it stands.",
            "A row of a whole site beside rows of its queues is their total or the rest, as the metric says. Where it does not \
             say, nothing is measured.",
            "Approved relief events take listed figures out before the comparison, or rows of which they cover every day in force; \
             both figures are shown. A row that is covered in part stays in.",
            "A row cannot be cut. A weekly row is in force when its Thursday is; a monthly row belongs to the terms, and to the \
             contract, that cover most of its days. A count over a window that is only partly in force is not measured, unless the \
             clause shortens its target by days.",
            "Where terms change inside a window, the clause says whose hold: those of its first or last day in force, or each row’s \
             own. Then the target is the rows’ targets, weighed by volume, and the parts stand beside it: one that is met can make \
             up for one that is missed. A window whose length an amendment changes begins anew on the amendment’s day.",
        ],
    ),
    (
        "why-it-moved",
        "Why a figure moved",
        &[
            "Asked of ratios alone, and only where the chart shows a special cause: the periods of the signal, thirteen at most, \
             against as many before them. A change inside normal variation is noise, and noise has no cause to name.",
            "The change is cut by site, queue and language. Each part has three amounts: its own figure moved while its share \
             of the work stayed (own figures); its share moved towards or away from a figure that differs from the whole (work \
             moved); both at once. They add up to the change exactly; shown amounts are rounded one by one.",
        ],
    ),
    (
        "score",
        "Score, coverage and rating",
        &[
            "Each service level scores 0 to 100: 100 or 0, straight between floor and target, or by bands, as its clause says. \
             A result above the target earns no more than 100.",
            "The score of a site or vendor is the sum of weight times score over the sum of weights of what was measured. \
             Coverage is the measured share of the weight and always stands beside it.",
            "The rating is the band the score reaches. With too little coverage there is no rating; a missed gate caps it at \
             “Requires improvement”. Scores are cut, never rounded up into a better band, and so are the shares of people who acknowledged a procedure.",
        ],
    ),
    (
        "misses",
        "Repeat and chronic misses",
        &[
            "A second and any later miss in a row is a repeat; a window that was not measured neither counts nor breaks the \
             row. A clause may call so many misses in so many windows chronic; pages say how many there were, and the limit.",
        ],
    ),
    (
        "worst-first",
        "Worst first",
        &[
            "Wherever the worst comes first, a missed gate does, and a missed service level of wellness with it (only what the contract calls a gate caps a rating), then what the misses cost, \
             each by itself, before incident rule and cap; where they cost in several currencies, as a share of the month’s fee, to a hundredth of a percent. \
             Then comes the distance from the target in widths from floor to target, which goes on beyond the floor, and then \
             the length of the run. Where a clause has no floor, the last bound of its bands stands for it, else its minimum, else a tenth of its target.",
            "Of a vendor or a site the money adds up, and the rest is that of its gravest result. Only what no measure tells apart \
             stands by score, then by id.",
        ],
    ),
    (
        "credits",
        "Service credits",
        &[
            "By allocation: the fee times the at-risk share, the pool’s share, the clause’s allocation, and the repeat \
             multiplier. The fee is the month’s, by its days in force; of a longer window it is the fees of all its months or of \
             the last one, as the contract says. Misses in a row count from the day from which they cost money. By points: the points of the month’s misses, repeats multiplied, looked up in the \
             contract’s table as a share of the fee.",
            "The share at risk, the cap and the pools are those of the month’s last day in force; allocation, multiplier and target \
             those that judged the window; the fee is by the day. A miss is charged for the share of its days from the day on which \
             the clause begins to cost.",
            "Several misses add up, or only the highest counts, as the contract says. A named pool never pays more than itself. \
             What passes a pool or the cap is cut in proportion so that the parts add up to the smallest coin: units left over \
             go to the largest fractions, ties in order of the service levels’ ids. Amounts have the decimals of their currency.",
            "What is earned back is taken off when its condition is proven: one run of good windows may return several credits, \
             and a year’s average needs a year of twelve months in force. The ledger shows every line of the computation.",
        ],
    ),
    (
        "charts",
        "Signal or noise",
        &[
            "Charts of individual values (XmR): the mean, and natural process limits at 2.66 mean moving ranges to either side. \
             A gap stays a gap: moving ranges join neighbours only, and runs count the points that are there.",
            "The variation icon says whether the last point is a special cause, and in which direction. The assurance icon \
             says whether the process, left as it is, meets its target always, never, or at random; where the last point \
             departs for the worse from a process that always met it (or for the better from one that never did), it is \
             drawn dashed: it speaks of the time before. There are no arrows between two points.",
        ],
    ),
    (
        "sampling",
        "Sampled quality",
        &[
            "A share of a sample carries its 95% Wilson interval. The point decides met or missed, for that is what contracts \
             say; the interval says how sure that is.",
        ],
    ),
    (
        "ageing",
        "Ageing",
        &[
            "Days past due at the as-of date: not due, due today, 1–30, 31–60, 61–90, over 90. What is done ages to the day it \
             was done. A procedure’s review is due at the later of its last review and its effective date, plus its interval.",
        ],
    ),
    (
        "plans",
        "When a plan may be closed",
        &[
            "Each success criterion names a metric, a target and a number of periods in a row. It is proven when the data held \
             it for that long, counted from its first period. A plan is proven when all its criteria are. A plan closed \
             before that is a finding, and so is a closed plan whose criterion is missed again.",
        ],
    ),
    (
        "forecast",
        "Forecast completion of a project",
        &[
            "The units that remain, divided by the mean of the last eight complete weeks. The range takes the natural process \
             limits of a mean of that many weeks as its fast and slow pace. With fewer weeks there is no forecast.",
        ],
    ),
];

/// Chapters of a book of procedures alone.
pub const CHAPTERS_OF_PROCEDURES: &[Chapter] = &[
    (
        "as-of",
        "The day it speaks for",
        &[
            "The report speaks for its as-of date: a procedure is in effect, due or overdue as of that day. The date is given when \
             the site is built, stands in the book, or is the last Sunday before the commit.",
        ],
    ),
    (
        "reviews",
        "When a review is due",
        &[
            "A procedure’s review is due at the later of its last review and its effective date, plus its interval: so many days, or \
             so many months of the calendar. Days past due are counted to the as-of date. Drafts and retired procedures are not due.",
        ],
    ),
    (
        "acknowledgements",
        "Which acknowledgements hold",
        &[
            "People acknowledge a text, known by the hash of its words and of the keys that say where it applies. Line breaks, \
             blanks and marks of lists that are not shown are none of it. An acknowledgement of another text is void, unless the \
             change between both was reviewed as not material. It follows a procedure whose file is renamed.",
        ],
    ),
    (
        "versions",
        "Versions and changes",
        &[
            "Versions are those that git recorded: a commit that changes the file makes one, a rename by itself does not. Two \
             versions are compared passage by passage, then by sentences and words.",
        ],
    ),
];

/// Formulas that pages of such a book use.
pub const FORMULAS_OF_PROCEDURES: &[&str] = &[
    "ageing",
    "acknowledgement-rate",
    "acknowledgements-void",
    "review-due",
    "count",
    "days",
    "sum",
    "share",
    "cell",
    "files-read",
    "commits",
    "message",
    "product",
    "written",
];

/// Rules of each rule set: NHS, Nelson, Western Electric.
pub const RULES: [&[&str]; 3] = [
    &[
        "A point outside the limits.",
        "A shift: 7 or more points in a row strictly on one side of the mean.",
        "A trend: 7 points in a row, each above (or each below) the one before.",
        "2 of 3 points in a row near the same limit, in the outer third, all three on that side of the mean.",
    ],
    &[
        "1: a point beyond 3 sigma.",
        "2: 9 points in a row on one side of the mean.",
        "3: 6 points in a row all rising or all falling.",
        "4: 14 points in a row alternating up and down.",
        "5: 2 of 3 points in a row beyond 2 sigma on one side.",
        "6: 4 of 5 points in a row beyond 1 sigma on one side.",
        "7: 15 points in a row within 1 sigma of the mean.",
        "8: 8 points in a row beyond 1 sigma on either side.",
    ],
    &[
        "1: a point beyond 3 sigma.",
        "2: 2 of 3 points in a row beyond 2 sigma on one side.",
        "3: 4 of 5 points in a row beyond 1 sigma on one side.",
        "4: 8 points in a row on one side of the mean.",
    ],
];
