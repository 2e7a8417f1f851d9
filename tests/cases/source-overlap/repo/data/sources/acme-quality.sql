SELECT week AS period, site, 'accuracy' AS metric, correct AS numerator, audited AS denominator
FROM weekly_quality
WHERE week >= $1 AND week < $2
