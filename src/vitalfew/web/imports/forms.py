from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vitalfew.apps.firm.selectors import firm_settings
from vitalfew.apps.imports.models import Batch, Kind, Source
from vitalfew.apps.imports.rules import names_no_currency
from vitalfew.files.fields import FIELDS
from vitalfew.web.firm.forms import CurrencyField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import QueryDict

    SourceBase = forms.ModelForm[Source]
else:
    SourceBase = forms.ModelForm

DATE_ORDERS = [
    ("", _("By the contents")),
    ("ymd", _("Year, month, day")),
    ("dmy", _("Day, month, year")),
    ("mdy", _("Month, day, year")),
]
DECIMALS = [
    ("", _("By the contents")),
    (".", _("Point: 1,234.56")),
    (",", _("Comma: 1.234,56")),
]
DELIMITERS = [
    ("", _("By the contents")),
    (",", _("Comma")),
    (";", _("Semicolon")),
    ("\t", _("Tab")),
    ("|", _("Vertical bar")),
]
ENCODINGS = [
    ("", _("By the contents")),
    ("utf-8", "UTF-8"),
    ("gb18030", "GB18030 / GBK"),
    ("utf-16", "UTF-16"),
    ("cp1252", "Windows-1252"),
]


READING = "reading"
"""The form of the mapping; a control that stands elsewhere names it."""


class ReadingForm(forms.Form):
    """How a file is to be read, where a person knows better than the guess."""

    sheets = forms.MultipleChoiceField(
        label=_("Sheets"), required=False, widget=forms.CheckboxSelectMultiple
    )
    encoding = forms.ChoiceField(label=_("Encoding"), choices=ENCODINGS, required=False)
    delimiter = forms.ChoiceField(
        label=_("Columns are separated by"), choices=DELIMITERS, required=False
    )
    date_order = forms.ChoiceField(
        label=_("Dates are written"), choices=DATE_ORDERS, required=False
    )
    decimal = forms.ChoiceField(
        label=_("Decimals are marked by"), choices=DECIMALS, required=False
    )
    currency = CurrencyField(
        label=_("Amounts are in"),
        max_length=3,
        required=False,
        widget=forms.TextInput(attrs={"size": 6, "form": READING}),
    )

    def __init__(self, *args: Any, batch: Batch, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.asks_currency = names_no_currency(batch)
        seen = batch.inspection
        sheets: Any = self.fields["sheets"]
        sheets.choices = [(name, name) for name in seen.get("sheets", [])]
        if not self.is_bound:
            self.initial = dict(batch.options)
            self.initial.setdefault("sheets", seen.get("chosen_sheets", []))
            self.initial.setdefault("currency", firm_settings().currency)
        for name in self._idle(seen):
            del self.fields[name]

    @property
    def of_the_file(self) -> list[forms.BoundField]:
        """What is asked about the file; the currency is asked beside the amounts."""
        return [field for field in self if field.name != "currency"]

    def _idle(self, seen: dict[str, Any]) -> list[str]:
        """Questions that make no sense for this format."""
        idle = [] if self.asks_currency else ["currency"]
        if len(seen.get("sheets", [])) < 2:
            idle.append("sheets")
        if seen.get("format") != "csv":
            idle += ["encoding", "delimiter"]
        if seen.get("format") in {"parquet", "database"}:
            idle += ["date_order", "decimal"]
        return idle


def mapping_sent(batch: Batch, sent: QueryDict) -> dict[str, str]:
    """Field → heading out of the selects of the mapping table."""
    known = {column["heading"] for column in batch.inspection.get("columns", [])}
    mapping = {}
    for field in FIELDS[batch.kind]:  # type: ignore[index]  # the model's choices
        heading = sent.get(f"map-{field.name}", "")
        if heading in known:
            mapping[field.name] = heading
    return mapping


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class UploadForm(forms.Form):
    kind = forms.ChoiceField(label=_("The file holds"), choices=Kind.choices)
    files = forms.FileField(  # type: ignore[assignment]  # the field's name in requests
        label=_("Files"), widget=ManyFiles(attrs={"multiple": True}), required=False
    )


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Why is it withdrawn?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SourceForm(SourceBase):
    class Meta:
        model = Source
        fields: Sequence[str] = (
            "name",
            "kind",
            "place",
            "every_hours",
            "skip_refused",
            "is_active",
        )
        help_texts = {
            "place": _(
                "A folder on the server, an address beginning with https://, or a "
                "database address with ?table=."
            ),
        }
