"""What a solution is worth to a customer: a formula of named assumptions, with a range.

See ``docs/methods/value.md``. Formulas are read by their syntax tree; only the four
rules, parentheses, numbers, percent and names pass, and nothing is ever executed.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, DecimalException
from itertools import product

from vitalfew.analysis.reasons import Reason, declare

LONGEST = 200
MOST_NAMES = 8
LARGEST = Decimal(10) ** 15
PERCENT = re.compile(r"(\d+(?:\.\d+)?|\.\d+)\s*%")
SIGNS = str.maketrans("×÷−（）％，．", "*/-()%,.")

EMPTY = declare("formula_empty", "Write down how the gain is worked out.")
LONG = declare(
    "formula_long", "A formula has at most %(most)s characters.", most="count"
)
UNREADABLE = declare(
    "formula_unreadable",
    "The formula cannot be read. It may have names, numbers, percent, + - * / and "
    "parentheses, such as hours * rate.",
)
REFUSED = declare(
    "formula_refused",
    "“%(part)s” has no place in a formula. It may have names, numbers, percent, "
    "+ - * / and parentheses.",
    part="text",
)
NAMES = declare("formula_names", "A formula has at most %(most)s names.", most="count")
NO_NAME = declare(
    "formula_no_name", "The formula names %(name)s, of which nothing is said.",
    name="text",
)  # fmt: skip
BY_ZERO = declare(
    "formula_by_zero",
    "The formula divides by %(part)s, which may be zero with these assumptions.",
    part="text",
)
TOO_LARGE = declare("formula_too_large", "What comes out is too large to be true.")
ORDER = declare(
    "assumption_order",
    "Of %(name)s, low is to be no more than likely, and likely no more than high.",
    name="text",
)


class FormulaError(Exception):
    """A formula that cannot be read or worked out; `code` is a declared sentence."""

    def __init__(self, code: str, **values: object) -> None:
        self.code = code
        self.values = values
        super().__init__(Reason("unknown", code, values).sentence())


@dataclass(frozen=True)
class Formula:
    """A formula that was read: its text, and the names in it, in their order."""

    text: str
    tree: ast.expr
    names: tuple[str, ...]


@dataclass(frozen=True)
class Assumed:
    """What somebody assumes of one name."""

    low: Decimal
    likely: Decimal
    high: Decimal


@dataclass(frozen=True)
class Range:
    """What may come out, a year."""

    low: Decimal
    likely: Decimal
    high: Decimal


def formula(text: str) -> Formula:
    """Read a formula.

    Raises
    ------
    FormulaError
        It is empty, too long, or has more in it than the small language allows.

    >>> formula("hours * rate * 5%").names
    ('hours', 'rate')
    """
    text = text.strip()
    if not text:
        raise FormulaError(EMPTY)
    if len(text) > LONGEST:
        raise FormulaError(LONG, most=LONGEST)
    plain = PERCENT.sub(r"(\1/100)", text.translate(SIGNS))
    try:
        tree = ast.parse(plain, mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise FormulaError(UNREADABLE) from None
    for node in _parts(tree):
        _check(node)
    found = [node.id for node in _parts(tree) if isinstance(node, ast.Name)]
    names = tuple(sorted(set(found), key=found.index))
    if len(names) > MOST_NAMES:
        raise FormulaError(NAMES, most=MOST_NAMES)
    return Formula(text, tree, names)


def worked_out(read: Formula, values: Mapping[str, Decimal]) -> Decimal:
    """What comes out for one value of each name.

    >>> worked_out(formula("hours * 5%"), {"hours": Decimal(200)})
    Decimal('10.00')
    """
    return _value(read.tree, values)


def worth(read: Formula, assumed: Mapping[str, Assumed]) -> Range:
    """The range of what comes out.

    The likely value is that of the likely assumptions; low and high are the least and
    the greatest over all corners, that is every combination of low and high.

    Raises
    ------
    FormulaError
        Nothing is assumed of a name, its values are out of order, or the formula may
        divide by zero between low and high.
    """
    for name in read.names:
        given = assumed.get(name)
        if given is None:
            raise FormulaError(NO_NAME, name=name)
        if not given.low <= given.likely <= given.high:
            raise FormulaError(ORDER, name=name)
    try:
        found = _range(read, assumed)
    except DecimalException:
        # Beyond what can be counted: each name may be as large as somebody types.
        raise FormulaError(TOO_LARGE) from None
    if max(abs(found.low), abs(found.high)) > LARGEST:
        raise FormulaError(TOO_LARGE)
    return found


def _range(read: Formula, assumed: Mapping[str, Assumed]) -> Range:
    spans = {name: (assumed[name].low, assumed[name].high) for name in read.names}
    _span(read.tree, spans)
    likely = worked_out(read, {name: assumed[name].likely for name in read.names})
    ends = product(*(spans[name] for name in read.names))
    corners = [worked_out(read, dict(zip(read.names, e, strict=True))) for e in ends]
    return Range(min(likely, *corners), likely, max(likely, *corners))


RULES: dict[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def _parts(tree: ast.expr) -> list[ast.expr]:
    """Every expression in it, from left to right."""
    found = [node for node in ast.walk(tree) if isinstance(node, ast.expr)]
    return sorted(
        found, key=lambda node: (node.col_offset, -(node.end_col_offset or 0))
    )


def _check(node: ast.expr) -> None:
    fine = (
        isinstance(node, ast.Name)
        or (isinstance(node, ast.Constant) and type(node.value) in {int, float})
        or (isinstance(node, ast.BinOp) and type(node.op) in RULES)
        or (isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd))
    )
    if not fine:
        raise FormulaError(REFUSED, part=ast.unparse(node))
    if isinstance(node, ast.Constant) and not abs(node.value) <= LARGEST:  # type: ignore[arg-type]  # a number, see above
        raise FormulaError(TOO_LARGE)


def _value(node: ast.expr, values: Mapping[str, Decimal]) -> Decimal:
    if isinstance(node, ast.Name):
        return values[node.id]
    if isinstance(node, ast.Constant):
        return Decimal(repr(node.value))
    if isinstance(node, ast.UnaryOp):
        inner = _value(node.operand, values)
        return -inner if isinstance(node.op, ast.USub) else inner
    assert isinstance(node, ast.BinOp)  # noqa: S101 - nothing else passed
    left, right = _value(node.left, values), _value(node.right, values)
    if isinstance(node.op, ast.Div) and right == 0:
        raise FormulaError(BY_ZERO, part=ast.unparse(node.right))
    return RULES[type(node.op)](left, right)


Span = tuple[Decimal, Decimal]


def _span(node: ast.expr, spans: Mapping[str, Span]) -> Span:
    """An interval that holds every value between low and high.

    It is wider than what can come out where a name occurs twice: good enough to be sure
    that nothing is divided by zero.
    """
    if isinstance(node, ast.Name):
        return spans[node.id]
    if isinstance(node, ast.Constant):
        value = Decimal(repr(node.value))
        return value, value
    if isinstance(node, ast.UnaryOp):
        low, high = _span(node.operand, spans)
        return (-high, -low) if isinstance(node.op, ast.USub) else (low, high)
    assert isinstance(node, ast.BinOp)  # noqa: S101 - nothing else passed
    left, right = _span(node.left, spans), _span(node.right, spans)
    if isinstance(node.op, ast.Add):
        return left[0] + right[0], left[1] + right[1]
    if isinstance(node.op, ast.Sub):
        return left[0] - right[1], left[1] - right[0]
    if isinstance(node.op, ast.Div):
        if right[0] <= 0 <= right[1]:
            raise FormulaError(BY_ZERO, part=ast.unparse(node.right))
        right = 1 / right[1], 1 / right[0]
    ends = [one * other for one in left for other in right]
    return min(ends), max(ends)
