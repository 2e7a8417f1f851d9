"""Why a value moved between two periods: rate, mix and interaction of its parts."""

from fractions import Fraction

from records import need
from rules import quotient


class Moved:
    """Mixed into `Figures`."""

    def spans(self, figure):
        """Rows of the metric by part, in the periods before and in those of the query."""
        query = figure["query"]
        key = figure["by"][0].removesuffix("s")
        rows = self.book.rows_of(query["metric"], self.subject(query))
        spans = []
        for periods in (figure.get("before", []), query["periods"]):
            parts = {}
            for row in rows:
                if row.period in periods:
                    num, den = parts.get(getattr(row, key), (0, 0))
                    parts[getattr(row, key)] = (num + row.num, den + row.den)
            spans.append(parts)
        return self.book.metrics[query["metric"]], *spans

    def shift(self, page, figure, value):
        metric, before, after = self.spans(figure)
        need(before and after, "nothing on one side")
        whole = [[sum(part[at] for part in span.values()) for at in (0, 1)] for span in (before, after)]
        sums_of_inputs = [Fraction(one["value"]) for one in self.inputs(page, figure)]
        need(sums_of_inputs[:2] == [quotient(metric, *one) for one in whole], "made of other wholes")
        total = Fraction(0)
        for part in [figure["part"][0]] if "part" in figure else sorted(before.keys() | after.keys()):
            (n0, d0), (n1, d1) = before.get(part, (0, 0)), after.get(part, (0, 0))
            own = [Fraction(n) / d for n, d in ((n0, d0), (n1, d1)) if d]
            if not own:
                continue
            w0, w1, old = Fraction(d0) / whole[0][1], Fraction(d1) / whole[1][1], whole[0][0] / whole[0][1]
            r0, r1 = own[0], own[-1]
            effects = {"rate": w0 * (r1 - r0), "mix": (w1 - w0) * (r0 - old), "interaction": (w1 - w0) * (r1 - r0)}
            total += sum(effects.values()) if figure["formula"] == "shift-total" else effects[figure["formula"][6:]]
        if metric["unit"] == "percent":
            total *= 100
        # Denominators of 18 digits and more are cut there.
        need(abs(total - value) < Fraction(1, 10**15), f"value {float(value)}, the rows say {float(total)}")

    check_shift_rate = check_shift_mix = check_shift_interaction = check_shift_total = shift

    def check_shift_weight(self, page, figure, value):
        _, _, parts = self.spans(figure)
        share = 100 * Fraction(parts.get(figure["part"][0], (0, 0))[1]) / sum(den for _, den in parts.values())
        need(share == value, f"value {float(value)}, the rows say {float(share)}")
