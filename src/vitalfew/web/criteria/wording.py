"""What each criterion is called and means; `docs/methods/criteria.md` says it whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _

Unit = Literal[
    "percent", "money", "count", "days", "months", "years", "hours", "number", "yes"
]


@dataclass(frozen=True)
class Criterion:
    """One field of the page."""

    label: Any
    help: Any
    unit: Unit = "number"


GROUPS: dict[str, tuple[Any, Any]] = {
    "capacity": (
        _("Capacity"),
        _("How many key accounts the department can run well."),
    ),
    "selection": (
        _("Thresholds"),
        _("Who is proposed: both scores must reach their threshold, from 1 to 5."),
    ),
    "weights": (
        _("Weights"),
        _("How much each factor counts on its axis; only the proportions matter."),
    ),
    "payback": (
        _("Investment payback"),
        _("What winning and serving a key account costs, and when it must be back."),
    ),
    "continuity": (
        _("Purchasing pattern"),
        _("When a customer counts as buying continuously."),
    ),
    "centralization": (
        _("Purchasing organization"),
        _("When a customer counts as buying centrally."),
    ),
    "fit": (_("Fit"), _("Who is similar, and which lines they keep buying.")),
    "potential": (
        _("Potential"),
        _("Where among similar accounts the estimate of the whole need lies."),
    ),
    "parity": (_("Parity"), _("Whether we are a counterpart of their size.")),
    "serving": (
        _("Cost to serve"),
        _("When serving a customer is dear. Rates stand on a page of their own."),
    ),
    "warning": (_("Early warning"), _("How many false alarms you can bear.")),
    "gates": (
        _("Gates and falling back"),
        _("What must be true before a key account moves to the next stage."),
    ),
    "health": (
        _("Weights of health"),
        _(
            "How much each factor counts in the health of a key account, 0 to 10; only"
            " the proportions matter, and what was kept stays as it was judged."
        ),
    ),
}
"""The groups in the order of the page: what people change most comes first."""

CRITERIA: dict[str, Criterion] = {
    "capacity.accounts": Criterion(
        _("Key accounts at most"), _("The department runs no more than these."), "count"
    ),
    "capacity.share_of_accounts": Criterion(
        _("Share of all customers at most"),
        _("And no more than this share of all customers."),
        "percent",
    ),
    "capacity.warn_above": Criterion(
        _("Warn from"),
        _("A program larger than this is no longer about the few."),
        "count",
    ),
    "capacity.hours": Criterion(
        _("Hours a year"),
        _("What the department has for key accounts; empty: not a limit."),
        "hours",
    ),
    "capacity.hours_per_account": Criterion(
        _("Hours a key account takes"),
        _("A year, where nothing else is recorded for the account."),
        "hours",
    ),
    "selection.attractiveness": Criterion(
        _("Attractive from"), _("Score from which a customer is attractive enough.")
    ),
    "selection.strength": Criterion(
        _("Strong from"),
        _("Score from which our position with the customer is strong enough."),
    ),
    "selection.watch_within": Criterion(
        _("Watch within"),
        _("Up to this far below a threshold a customer is still watched."),
    ),
    "selection.least_share": Criterion(
        _("Least share of the total"),
        _("Customers that bring less are not proposed."),
        "percent",
    ),
    "selection.weight_swing": Criterion(
        _("Swing of the weights"),
        _("Weights are moved by this share to see how stable a verdict is."),
        "percent",
    ),
    "warning.false_alarms_per_week": Criterion(
        _("False alarms a week at most"),
        _(
            "Over all watched accounts and all seven rules, a seventh each; of each"
            " rule the most sensitive level that keeps to it."
        ),
    ),
    "weights.contribution": Criterion(
        _("Contribution"), _("Attractiveness: what the customer brings now.")
    ),
    "weights.growth": Criterion(
        _("Growth"), _("Attractiveness: the last 12 months against the 12 before.")
    ),
    "weights.potential": Criterion(
        _("Potential"), _("Attractiveness: what the customer could still buy.")
    ),
    "weights.margin": Criterion(
        _("Margin"), _("Attractiveness: contribution as a share of revenue.")
    ),
    "weights.expected": Criterion(
        _("Forecast"),
        _("Attractiveness: what the customer will bring, and how sure that is."),
    ),
    "weights.continuity": Criterion(
        _("Purchasing pattern"), _("Our strength: does the customer buy continuously.")
    ),
    "weights.fit": Criterion(
        _("Fit"),
        _("Our strength: do they buy what similar customers keep buying from us."),
    ),
    "weights.centralization": Criterion(
        _("Purchasing organization"),
        _("Our strength: does the customer buy centrally."),
    ),
    "weights.breadth": Criterion(
        _("Breadth"), _("Our strength: in how many of our categories they buy.")
    ),
    "weights.parity": Criterion(_("Parity"), _("Our strength: do we meet as equals.")),
    "payback.investment": Criterion(
        _("Spent to win an account"),
        _("At the start; empty: payback stays unknown."),
        "money",
    ),
    "payback.yearly_cost_to_serve": Criterion(
        _("Cost of serving it a year"),
        _("Empty: payback stays unknown."),
        "money",
    ),
    "payback.serve_from_year": Criterion(
        _("Serving costs from year"),
        _("The first year in which serving costs."),
        "count",
    ),
    "payback.horizon_years": Criterion(
        _("Years counted"),
        _("Years of continued purchasing that are counted."),
        "years",
    ),
    "payback.discount_rate": Criterion(
        _("Discount rate"), _("A year; flows at the end of each year."), "percent"
    ),
    "payback.limit_months": Criterion(
        _("Paid back within"), _("Later than this rules a customer out."), "months"
    ),
    "payback.margin_rate": Criterion(
        _("Margin where costs are unknown"),
        _("Contribution as a share of sales, for orders without cost; empty: unknown."),
        "percent",
    ),
    "continuity.one_off_orders": Criterion(
        _("One-off up to"),
        _("With no more purchase days than this a customer is a one-off buyer."),
        "days",
    ),
    "continuity.new_days": Criterion(
        _("New for"),
        _("First purchase less long ago than this: too young to judge."),
        "days",
    ),
    "continuity.lapsed_gaps": Criterion(
        _("Stopped after"),
        _("Silent for this many of its own usual gaps."),
    ),
    "continuity.lapsed_pauses": Criterion(
        _("And longer than"),
        _("Silent for this many times its longest pause before."),
    ),
    "continuity.regular_gap_cv": Criterion(
        _("Regular below"),
        _("Variation of the gaps between purchases below which it is regular."),
    ),
    "continuity.intermittent_interval": Criterion(
        _("With gaps above"),
        _("Mean number of periods between purchases (Syntetos and Boylan)."),
    ),
    "continuity.lumpy_size_cv2": Criterion(
        _("Uneven above"),
        _("Squared variation of the purchase sizes (Syntetos and Boylan)."),
    ),
    "centralization.central_share": Criterion(
        _("Central from"),
        _("Share bought under frameworks or through the head office."),
        "percent",
    ),
    "centralization.concentrated_index": Criterion(
        _("Concentrated from"),
        _("Index of concentration over buying units, 0 to 1."),
    ),
    "centralization.yearly_cost_per_unit": Criterion(
        _("Cost of a buying unit"),
        _("What serving one unit costs a year; empty: unknown."),
        "money",
    ),
    "fit.size_bands": Criterion(
        _("Size bands"),
        _("Equally filled bands of sales into which customers are cut."),
        "count",
    ),
    "fit.least_peers": Criterion(
        _("Similar customers at least"),
        _("With fewer, the comparison is widened."),
        "count",
    ),
    "fit.least_buyers": Criterion(
        _("Buyers of a line at least"),
        _("A line that fewer similar customers have tried says nothing."),
        "count",
    ),
    "fit.kept_share": Criterion(
        _("A line is kept from"),
        _("Share of those who tried it and still buy it."),
        "percent",
    ),
    "fit.good": Criterion(_("Good from"), _("Score from which the fit is good.")),
    "fit.partial": Criterion(
        _("Partial from"), _("Score from which it is partial; below it is poor.")
    ),
    "potential.low": Criterion(
        _("Lower end"),
        _("Quantile of the comparison with similar customers."),
        "percent",
    ),
    "potential.middle": Criterion(
        _("Estimate"), _("Quantile that is shown as the potential."), "percent"
    ),
    "potential.high": Criterion(
        _("Upper end"),
        _("Quantile of the comparison with similar customers."),
        "percent",
    ),
    "parity.our_size": Criterion(
        _("Our yearly sales"), _("Empty: parity stays unknown."), "money"
    ),
    "parity.equal_ratio": Criterion(
        _("Equals within"), _("Sizes within this ratio count as equal.")
    ),
    "parity.far_ratio": Criterion(
        _("No match from"), _("Sizes this far apart are no match at all.")
    ),
    "serving.dear": Criterion(
        _("Dear from"),
        _("Times the company's average cost to serve per unit of sales."),
    ),
    "gates.experience": Criterion(
        _("They have experience with us"),
        _("To Stabilize: enough purchase days."),
        "yes",
    ),
    "gates.manager": Criterion(
        _("An account manager is named"), _("To Stabilize."), "yes"
    ),
    "gates.team": Criterion(
        _("The team is named and known to them"),
        _("To Stabilize; a person confirms it."),
        "yes",
    ),
    "gates.value": Criterion(
        _("A value proposition is agreed"),
        _("To Stabilize; a person confirms it."),
        "yes",
    ),
    "gates.responsibility": Criterion(
        _("The responsibility matrix is agreed"),
        _("To Stabilize; a person confirms it."),
        "yes",
    ),
    "gates.channel": Criterion(
        _("They know where to complain"),
        _("To Stabilize; a person confirms it."),
        "yes",
    ),
    "gates.executives": Criterion(
        _("Executives of both sides have met"),
        _("To Stabilize; a person confirms it."),
        "yes",
    ),
    "gates.continuous": Criterion(
        _("They buy continuously"), _("To Strengthen: the purchasing pattern."), "yes"
    ),
    "gates.sustained": Criterion(
        _("What they bring is expected to hold"),
        _("To Strengthen: the forecast."),
        "yes",
    ),
    "gates.calm": Criterion(
        _("No early warning waits for an answer"),
        _("To Strengthen: the warnings."),
        "yes",
    ),
    "gates.levels": Criterion(
        _("Contacts at technical and management level"),
        _("To Strengthen; a person confirms it."),
        "yes",
    ),
    "gates.no_crisis": Criterion(
        _("No crisis is open"), _("To Strengthen; a person confirms it."), "yes"
    ),
    "gates.purchase_days": Criterion(
        _("Purchase days for experience"),
        _("From so many on a customer has experience with us."),
        "count",
    ),
    "gates.sustained_share": Criterion(
        _("What must be expected to hold"),
        _("Share of the last 12 months that the next 12 must bring."),
        "percent",
    ),
    "gates.confirmed_months": Criterion(
        _("A confirmation counts for"),
        _("After that it is asked for again."),
        "months",
    ),
    "gates.fall_share": Criterion(
        _("Falling back is proposed from"),
        _("Loss of purchases within 12 months, or of our share of their need."),
        "percent",
    ),
    "health.purchases": Criterion(
        _("Purchases"), _("Health: the change of purchases within 12 months.")
    ),
    "health.activity": Criterion(
        _("Still active"), _("Health: whether it is likely to buy again.")
    ),
    "health.warnings": Criterion(_("Early warnings"), _("Health: those that last.")),
    "health.people": Criterion(
        _("People who count"), _("Health: how far they support us.")
    ),
    "health.meetings": Criterion(
        _("Meetings"), _("Health: how long ago they were last met or called.")
    ),
    "health.value": Criterion(
        _("Value proven"), _("Health: what is proven of the value promised.")
    ),
}

UNITS: dict[str, Any] = {
    "percent": "%",
    "days": _("days"),
    "months": _("months"),
    "years": _("years"),
    "hours": _("hours"),
}
