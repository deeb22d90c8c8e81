"""The rules of `docs/methods/orders.md`: what is refused, left out, changed or noted.

A refused line cannot be used as it stands; a line left out could be, but a rule says
it does not count. Both are counted; nothing disappears.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from vitalfew.files import sql
from vitalfew.files.options import ReadOptions
from vitalfew.files.values import MONEY

REFUSALS: dict[str, str] = {
    "ragged_row": "The row has more or fewer cells than there are headings.",
    "stray_quote": "A quotation mark is open or stands where none may.",
    "nul_byte": "The row holds a NUL byte.",
    "bad_encoding": "The row holds bytes that are not in the file's encoding.",
    "no_account": "The row names no customer.",
    "no_product": "The row names no product.",
    "no_activity": "The row does not say what was done.",
    "no_date": "The row has no date.",
    "bad_date": "This is not a date, or not one in the order of the other dates.",
    "no_amount": "The row has no amount.",
    "bad_amount": "This is not an amount.",
    "bad_number": "This is not a number.",
    "future_date": "The date lies in the future.",
    "no_rate": "There is no rate for this currency on this day.",
    "below_zero": "Time and quantities cannot be below zero.",
    "no_name": "The row does not say the person's name.",
    "too_long": "This is longer than can be kept.",
    "bad_email": "This is not an e-mail address.",
    "bad_level": "This is not one of executive, management and technical.",
    "bad_sign": "The cell holds signs that do not show and turn the text around.",
    "unknown_account": "No customer has this number or exactly this name.",
    "account_not_clear": "Several customers have this name; give the number.",
    "person_erased": "This person was erased; nothing more is kept of them.",
    "person_not_clear": "Several people there have this name; give the e-mail address.",
    "number_of_other": "The e-mail address belongs to a person with another number.",
    "email_of_other": "The e-mail address belongs to another person.",
    "contradiction": "An earlier row says otherwise of the same person or post.",
    "post_not_clear": "They hold several posts there; name the post.",
    "end_before_start": "The post ends before it began.",
    "superior_unknown": "Nobody at this customer is known by what is given here.",
    "superior_refused": "The row of whom they report to was refused.",
    "ring": "They would report to themselves, directly or through others.",
}
"""Sentences for the reasons of refused lines, by code."""

RULES: dict[str, str] = {
    "superseded": "A later line has the same order and line number.",
    "same_event": "A later line has the same activity and event number.",
    "overlap": "Another part of the file holds the same line.",
    "cancelled": "The order was cancelled.",
    "returned": "The order was taken back.",
    "draft": "It is a quotation or a draft, not an order.",
    "intercompany": "The customer is one of our own companies.",
    "excluded_account": "The account was chosen to be left out.",
}
"""Sentences for the lines left out by a rule, by code."""

NOTES: dict[str, str] = {
    "credits": "Lines below zero: credit notes and returns. They count as they are.",
    "returns": "Lines of returns and credit notes by their document type; they count "
    "below zero, whatever their sign in the file.",
    "zero_amount": "Lines without worth, such as samples. They count as orders.",
    "negative_price": "Pieces at a price below zero: corrections. They count.",
    "converted": "Lines in another currency, converted at the rate of their day.",
}
"""Sentences for what was kept and deserves a look, by code."""

_CANCELLED = (
    "cancelled", "canceled", "cancel", "void", "voided", "rejected", "declined",
    "deleted", "lost", "closed lost", "closedlost", "storniert", "annulé",
    "已取消", "取消", "作废", "已作废", "已拒绝", "已关闭未发货", "撤销", "已撤销",
)  # fmt: skip
_RETURNED = ("returned", "refunded", "fully refunded", "已退货", "已退款", "退货完成")
_DRAFT = (
    "draft", "quotation", "quote", "quotation sent", "open quote", "proposal",
    "草稿", "报价", "未提交", "未审核", "待审核", "暂存",
)  # fmt: skip
_RETURN_TYPES = (
    "return", "returns", "sales return", "credit", "credit note", "credit memo",
    "refund", "out refund", "re", "g2", "cbre", "gutschrift", "retoure",
    "退货", "退货单", "销售退货", "退款", "红字", "红冲", "红字发票", "红票", "贷项",
    "退货订单", "销售退货单",
)  # fmt: skip

_YES = ("1", "true", "yes", "y", "x", "是", "√")
# Plain codes mean something only under these headings.
_RETURN_HEADING = re.compile("return|退货|红")
_DOCSTATUS = {"draft": ("0",), "cancelled": ("2",)}

CURRENCY_NAMES = {
    "¥": "CNY", "￥": "CNY", "RMB": "CNY", "人民币": "CNY", "元": "CNY",
    "$": "USD", "US$": "USD", "美元": "USD",
    "€": "EUR", "欧元": "EUR", "£": "GBP", "英镑": "GBP",
    "日元": "JPY", "港币": "HKD", "港元": "HKD",
}  # fmt: skip

# (code, what an id or a name must match); lower case, RE2.
_PSEUDO = (
    ("one_time", r"one[- _]?time|\bonce[- ]only|\bcpd\b|conto pro diverse|一次性"),
    ("walk_in", r"\bwalk[- ]?in\b|cash (customer|sale|account)|\bcounter sale|"
     r"sundry|miscellaneous|\bmisc\b|various customers|散客|零售客户|零散客户|现金客户|"
     r"个人客户|其他客户|临时客户|零星客户"),
    ("redacted", r"redacted|anonymi[sz]ed|withheld|unknown customer|匿名|保密|已脱敏"),
    ("test", r"^test\b|\btest (account|customer|company|client)|^dummy\b|"
     r"\bdo not use\b|^xxx+$|^测试|测试(客户|账号|账户|公司)"),
)  # fmt: skip


@dataclass(frozen=True)
class Rules:
    """What of a table the rules need to know."""

    mapping: Mapping[str, str]
    options: ReadOptions
    percent: bool = False
    """Plain discount rates are percentages."""
    currency: str | None = None
    """The currency of the result."""
    convert: bool = False

    @property
    def date_field(self) -> str:
        """The mapped date a line counts on."""
        wanted = {
            "order": "ordered_on",
            "delivery": "delivered_on",
            "invoice": "invoiced_on",
        }[self.options.date_basis]
        return wanted if wanted in self.mapping else "ordered_on"

    def has(self, *names: str) -> bool:
        """Whether all these fields are mapped."""
        return all(name in self.mapping for name in names)

    @property
    def required(self) -> frozenset[str]:
        """Fields without which a line is refused."""
        return frozenset({"account_id", self.date_field, *self._amount_fields})

    @property
    def has_amount(self) -> bool:
        """Whether the file says what was paid."""
        return bool(self._amount_fields)

    @property
    def _amount_fields(self) -> tuple[str, ...]:
        if self.has("net_amount"):
            return ("net_amount",)
        if self.has("gross_amount"):
            return ("gross_amount",)
        if self.has("quantity", "unit_price"):
            return ("quantity", "unit_price")
        return ()

    @property
    def needs_tax_rate(self) -> bool:
        """Whether amounts with tax cannot be turned into amounts without."""
        with_tax = self._amount_fields == ("gross_amount",) or (
            self.has_amount and self.options.tax == "gross"
        )
        known = self.options.tax_rate is not None or self.has("tax_amount")
        return with_tax and not known

    def amount(self) -> str:
        """The net amount of a line in its own currency, before returns turn it."""
        if self.has("net_amount"):
            return self._without_tax("net_amount", always=False)
        if self.has("gross_amount"):
            return self._without_tax("gross_amount", always=True)
        worth = f"CAST(quantity * unit_price AS {MONEY})"
        if self.has("discount_rate"):
            off = share("discount_rate") if self.percent else "discount_rate"
            worth = f"{worth} * (1 - CAST(coalesce({off}, 0) AS DECIMAL(9,6)))"
        if self.has("discount_amount"):
            worth = f"{worth} - coalesce(discount_amount, 0)"
        return self._without_tax(f"CAST({worth} AS {MONEY})", always=False)

    def cost(self) -> str | None:
        """The direct cost of a line, in its own currency."""
        if self.has("cost"):
            return "cost"
        if self.has("unit_cost", "quantity"):
            return f"CAST(unit_cost * quantity AS {MONEY})"
        return None

    def _status_codes(self, code: str) -> tuple[str, ...]:
        """ERPNext writes 0, 1 and 2; elsewhere such numbers can mean anything."""
        if self.mapping["status"].casefold() != "docstatus":
            return ()
        return _DOCSTATUS.get(code, ())

    def _without_tax(self, amount: str, *, always: bool) -> str:
        if not (always or self.options.tax == "gross"):
            return amount
        if self.has("tax_amount"):
            return f"({amount} - coalesce(tax_amount, 0))"
        divisor = f"CAST({1 + (self.options.tax_rate or 0)} AS DECIMAL(9,6))"
        return f"CAST({amount} / {divisor} AS {MONEY})"

    def is_return(self) -> str:
        """Whether the document says that this goes back."""
        if not self.has("document_type"):
            return "false"
        heading = self.mapping["document_type"].casefold()
        words = _RETURN_TYPES + (_YES if _RETURN_HEADING.search(heading) else ())
        return f"coalesce({_among('document_type', words)}, false)"

    def refused(self, day: str = "ordered_on") -> str:
        """The reason why a line that reads well is refused all the same, or null."""
        cases = []
        if self.options.today is not None:
            today = self.options.today.isoformat()
            cases.append(f"WHEN {day} > DATE '{today}' THEN 'future_date'")
        if self.convert:
            cases.append("WHEN rate IS NULL THEN 'no_rate'")
        return f"CASE {' '.join(cases)} END" if cases else "NULL"

    def left_out(self) -> str:
        """The rule by which a usable line does not count, or null."""
        cases = []
        if self.has("status"):
            for code, words in (
                ("cancelled", _CANCELLED),
                ("returned", _RETURNED),
                ("draft", _DRAFT),
            ):
                known = words + self._status_codes(code)
                cases.append(f"WHEN {_among('status', known)} THEN '{code}'")
        for code, accounts in (
            ("intercompany", self.options.intercompany),
            ("excluded_account", self.options.exclude_accounts),
        ):
            if accounts:
                cases.append(f"WHEN {_in('account_id', accounts)} THEN '{code}'")
        return f"CASE {' '.join(cases)} END" if cases else "NULL"


def below_zero(columns: Collection[str]) -> str:
    """The refusal of a line in which one of these numbers is below zero, or null."""
    if not columns:
        return "NULL"
    test = " OR ".join(f"{column} < 0" for column in columns)
    return f"CASE WHEN {test} THEN 'below_zero' END"


def pseudo_account() -> str:
    """Why an account is probably no customer, as a code; null for the others."""
    cases = []
    for code, pattern in _PSEUDO:
        form = sql.text(pattern)
        cases.append(
            f"WHEN regexp_matches(lower(account_id), {form}) "
            f"OR regexp_matches(lower(coalesce(account_name, '')), {form}) "
            f"THEN '{code}'"
        )
    return f"CASE {' '.join(cases)} END"


def currency_code(column: str) -> str:
    """A currency as its ISO code, from the names and signs exports use."""
    plain = f"upper(trim({column}))"
    cases = " ".join(
        f"WHEN {sql.text(name)} THEN '{code}'" for name, code in CURRENCY_NAMES.items()
    )
    return f"CASE {plain} {cases} ELSE {plain} END"


def share(column: str) -> str:
    """A share of a column whose plain numbers are percentages."""
    plain = f"CAST({column} / 100 AS {MONEY})"
    return f"CASE WHEN {column}_signed THEN {column} ELSE {plain} END"


def explained(code: str) -> str:
    """The sentence of a reason code in a column, as an expression of the engine."""
    cases = " ".join(
        f"WHEN {sql.text(name)} THEN {sql.text(text)}"
        for name, text in REFUSALS.items()
    )
    return f"CASE {code} {cases} END"


def _among(column: str, words: Collection[str]) -> str:
    return f"{_words(column)} IN ({', '.join(sql.text(word) for word in words)})"


def _words(column: str) -> str:
    return f"trim(replace(lower(ltrim({column}, chr(31))), '_', ' '))"


def _in(column: str, values: Collection[str]) -> str:
    return f"{column} IN ({', '.join(sql.text(v) for v in sorted(values))})"
