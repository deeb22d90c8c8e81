"""The fate of every line: prices, currencies, repeats and rules.

Views of the engine: lines → priced (net amounts) → converted (in the firm's currency) →
decided (with `fate`, null where the line counts).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vitalfew.files import cleaning, sql
from vitalfew.files.cleaning import Rules
from vitalfew.files.conforming import BAD_REASON, SEPARATOR
from vitalfew.files.fields import COUNTED, NAME_PARTS
from vitalfew.files.pipeline import Pipeline
from vitalfew.files.problems import FileProblem
from vitalfew.files.values import MONEY

NUMBERS: dict[str, tuple[tuple[str, ...], str]] = {
    "orders": (("order_id", "line_id"), "superseded"),
    "activities": (("activity", "event_id"), "same_event"),
}
"""The number a line is known by, and the rule by which the last one of it counts."""

HAN = "[\\p{Han}·]+"


def decide(steps: Pipeline) -> None:
    """Give every line of a finished reading its fate."""
    deciding = _Deciding(steps)
    if steps.request.kind == "orders":
        deciding.orders()
    elif steps.request.kind == "activities":
        deciding.activities()
    elif steps.request.kind == "contacts":
        deciding.people()
    else:
        deciding.masters()


class _Deciding:
    """The steps; each leaves a view or table in the engine for the next."""

    def __init__(self, steps: Pipeline) -> None:
        self.steps = steps
        self.engine = steps.engine
        self.request = steps.request
        self.mapping = steps.mapping
        self.columns = steps.columns
        self.rules = steps.rules
        self.one = steps.one

    def orders(self) -> None:
        """Prices, currencies, then fates."""
        self._price()
        self._convert()
        self._decide("converted", self.rules.refused())

    def activities(self) -> None:
        """Hours as minutes, then fates."""
        minutes = "minutes" if self.rules.has("minutes") else "NULL"
        if self.rules.has("hours"):
            minutes = f"coalesce({minutes}, CAST(hours * 60 AS {MONEY}))"
        kept = [name for name in self.columns if name != "minutes"]
        timed = [f"{minutes} AS minutes"] if "minutes" in self.columns else []
        selected = ", ".join(["row_number, source_no, part, bad", *kept, *timed])
        self.engine.execute(f"CREATE TEMP VIEW timed AS SELECT {selected} FROM lines")
        numbers = [name for name in COUNTED if name in self.columns]
        refused = self.rules.refused("occurred_on")
        below = cleaning.below_zero(numbers)
        self._decide("timed", f"coalesce({refused}, {below})")

    def _price(self) -> None:
        """Net amounts and costs in the line's own currency; returns below zero."""
        rules = self._settled_rules()
        self.rules = self.steps.rules = rules
        made = {"ordered_on": rules.date_field}
        if rules.has_amount:
            made["net_amount"] = _turned(rules.amount(), rules.is_return())
        cost = rules.cost()
        if cost:
            made["cost"] = _turned(cost, rules.is_return())
        if rules.has("quantity"):
            made["quantity"] = _turned("quantity", rules.is_return())
        if "currency" in self.columns:
            unnamed = self.request.options.unnamed_currency or rules.currency
            default = sql.text(unnamed) if unnamed else "NULL"
            named = rules.has("currency")
            own = cleaning.currency_code("currency") if named else "NULL"
            made["currency"] = f"coalesce({own}, {default})"
        kept = [n for n in self.columns if n not in made]
        extra = [n for n in ("status", "unit_price") if rules.has(n)]
        made_sql = [f"{expression} AS {name}" for name, expression in made.items()]
        selected = ", ".join(
            [
                "row_number, source_no, part, bad",
                f"{rules.is_return()} AS is_return",
                *kept,
                *extra,
                *made_sql,
            ]
        )
        self.engine.execute(f"CREATE TEMP VIEW priced AS SELECT {selected} FROM lines")

    def _settled_rules(self) -> Rules:
        percent = self._in_percent("discount_rate")
        currency, convert = self._currency()
        return Rules(
            self.mapping,
            self.request.options,
            percent=percent,
            currency=currency,
            convert=convert,
        )

    def _in_percent(self, share: str) -> bool:
        """Whether the plain numbers of a column of shares are percentages."""
        if share not in self.mapping:
            return False
        plain = f"max(abs({share})) FILTER (NOT {share}_signed)"
        most = self.one(f"SELECT {plain} FROM lines")[0]
        return most is not None and most > 1

    def _currency(self) -> tuple[str | None, bool]:
        """What lines without a currency are in, and whether others are converted."""
        firm, name = self.request.options.currency, self.request.name
        found = self._currencies() if self.rules.has_amount else []
        if firm is None and len(found) > 1:
            raise FileProblem(
                "several_currencies", name=name, currencies=", ".join(found)
            )
        if firm is None:
            return (found[0] if found else None), False
        if found and firm not in found and not self.request.options.rates:
            raise FileProblem(
                "other_currency", name=name, found=", ".join(found), currency=firm
            )
        return firm, any(code != firm for code in found)

    def _currencies(self) -> list[str]:
        """The currencies of the lines, those a person named for all included."""
        foreign = self.request.options.foreign
        if not self.rules.has("currency"):
            return [foreign] if foreign else []
        code = cleaning.currency_code("currency")
        other = sql.text(foreign) if foreign else "NULL"
        rows = self.engine.execute(
            f"SELECT DISTINCT coalesce({code}, {other}) AS code FROM lines "
            "WHERE bad IS NULL ORDER BY code"
        ).fetchall()
        return [row[0] for row in rows if row[0] is not None]

    def _convert(self) -> None:
        if not self.rules.convert:
            self.engine.execute("CREATE TEMP VIEW converted AS SELECT * FROM priced")
            return
        firm = self.rules.currency or ""
        self.engine.execute(
            "CREATE TEMP TABLE rates (code VARCHAR, valid_from DATE, "
            "rate DECIMAL(18,8))"
        )
        rates = [
            (rate.currency.upper(), rate.valid_from, rate.rate)
            for rate in self.request.options.rates
        ]
        own = (firm, "0001-01-01", 1)
        self.engine.executemany("INSERT INTO rates VALUES (?, ?, ?)", [own, *rates])
        money = [n for n in ("net_amount", "cost") if n in self.columns]
        changed = ", ".join(f"CAST({n} * rate AS {MONEY}) AS {n}" for n in money)
        self.engine.execute(
            f"CREATE TEMP TABLE converted AS SELECT priced.* REPLACE ({changed}, "
            f"CASE WHEN rate IS NULL THEN currency ELSE {sql.text(firm)} END AS "
            f"currency), rate, currency <> {sql.text(firm)} AS was_converted "
            "FROM priced ASOF LEFT JOIN rates "
            "ON priced.currency = rates.code AND priced.ordered_on >= rates.valid_from"
        )

    def _decide(self, source: str, refused: str) -> None:
        """Give every line its fate: null when it counts."""
        refusal = f"coalesce({BAD_REASON}, {refused})"
        self.engine.execute(
            f"CREATE TEMP VIEW judged AS SELECT *, {refusal} AS refusal FROM {source}"
        )
        repeated = self._repeats()
        fate = f"coalesce(refusal, repeated, {self.rules.left_out()})"
        kind = "TABLE" if repeated != "NULL" else "VIEW"
        self.engine.execute(
            f"CREATE TEMP {kind} decided AS SELECT *, {fate} AS fate "
            f"FROM (SELECT *, {repeated} AS repeated FROM {self._copies(repeated)})"
        )

    def _repeats(self) -> str:
        """Why a line is the same as another: by its number, or in another part."""
        cases = []
        if self._has_repeated_numbers():
            number, rule = NUMBERS[self.request.kind]
            cases.append(
                f"WHEN {self._numbered()} AND row_number() OVER ("
                f"PARTITION BY refusal IS NULL, {', '.join(number)} "
                f"ORDER BY source_no DESC, row_number DESC) > 1 THEN '{rule}'"
            )
        if self._has_parts():
            cases.append(
                f"WHEN NOT {self._numbered()} AND row_number() OVER ("
                f"PARTITION BY refusal IS NULL, {', '.join(self.columns)}, copy "
                "ORDER BY source_no, row_number) > 1 THEN 'overlap'"
            )
        if not cases:
            return "NULL"
        return f"CASE WHEN refusal IS NOT NULL THEN NULL {' '.join(cases)} END"

    def _has_repeated_numbers(self) -> bool:
        """A quick look that spares most files the sorting by number."""
        number, _rule = NUMBERS[self.request.kind]
        if not self.rules.has(*number):
            return False
        once = (
            f"SELECT 1 FROM lines WHERE {self._numbered()} "
            f"GROUP BY {', '.join(number)} HAVING count(*) > 1 LIMIT 1"
        )
        return self.engine.execute(once).fetchone() is not None

    def _copies(self, repeated: str) -> str:
        """Lines with the number of their copy within their part, where parts count."""
        if repeated == "NULL" or not self._has_parts():
            return "judged"
        return (
            "(SELECT *, row_number() OVER (PARTITION BY refusal IS NULL, part, "
            f"{', '.join(self.columns)} ORDER BY source_no, row_number) AS copy "
            "FROM judged)"
        )

    def _has_parts(self) -> bool:
        if "part" not in self.mapping:
            return len(self.steps.tables) > 1
        return bool(self.one("SELECT count(DISTINCT part) > 1 FROM lines")[0])

    def _numbered(self) -> str:
        number, _rule = NUMBERS[self.request.kind]
        if not self.rules.has(*number):
            return "false"
        return f"({' AND '.join(f'{name} IS NOT NULL' for name in number)})"

    def people(self) -> None:
        """Every line that reads well counts: who they are is known elsewhere."""
        parts = [name for name in NAME_PARTS if self.rules.has(name)]
        source = f"({_joined(self.mapping, parts)})" if parts else "lines"
        self.engine.execute(
            f"CREATE TEMP VIEW decided AS SELECT *, {BAD_REASON} AS fate FROM {source}"
        )

    def masters(self) -> None:
        """The last row of a company or product counts."""
        key = "account_id" if self.request.kind == "companies" else "product_id"
        share = ""
        if self._in_percent("ownership_share"):
            share = f"REPLACE ({cleaning.share('ownership_share')} AS ownership_share)"
        self.engine.execute(
            f"CREATE TEMP VIEW decided AS SELECT *, coalesce({BAD_REASON}, CASE WHEN "
            f"row_number() OVER (PARTITION BY bad IS NULL, {key} "
            "ORDER BY source_no DESC, row_number DESC) > 1 THEN 'superseded' END) "
            f"AS fate FROM (SELECT * {share} FROM lines)"
        )


def _turned(amount: str, is_return: str) -> str:
    """Below zero where the document says that it is a return."""
    if is_return == "false":
        return amount
    return f"CASE WHEN {is_return} THEN -abs({amount}) ELSE {amount} END"


def _joined(mapping: Mapping[str, str], parts: Sequence[str]) -> str:
    """Lines with the name out of its parts, where it does not stand in one cell.

    The given name first; in Chinese the family name, and no blank between them.
    """
    chinese = " || ".join(reversed(parts))
    latin = f"concat_ws(' ', {', '.join(parts)})"
    joined = (
        f"CASE WHEN regexp_full_match({chinese}, {sql.text(HAN)}) THEN {chinese} "
        f"ELSE nullif({latin}, '') END"
    )
    whole = "name" in mapping
    name = f"coalesce(name, {joined})" if whole else joined
    nobody = sql.text(SEPARATOR.join((parts[-1], "no_name", "")))
    without = "EXCLUDE (name)" if whole else ""
    return (
        f"SELECT * REPLACE (coalesce(bad, CASE WHEN name IS NULL THEN {nobody} END) "
        f"AS bad) FROM (SELECT * {without}, {name} AS name FROM lines)"
    )
