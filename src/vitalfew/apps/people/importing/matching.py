"""Who each line is about: a person who is known, or one the file brings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from vitalfew.apps.imports.keeping import Refusal
from vitalfew.apps.people.importing.known import Known
from vitalfew.apps.people.importing.lines import Line
from vitalfew.apps.people.models import Contact

NUMBER = frozenset({"source", "external_id"})


@dataclass(eq=False)
class Someone:
    """A person as the file and what is known have them."""

    contact: Contact | None = None
    said: dict[str, str] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    merged: dict[int, Contact] = field(default_factory=dict)
    """Entries merged into the person."""
    repeated: dict[int, dict[str, str]] = field(default_factory=dict)
    """By entry merged away: what the lines say that it said already."""

    def value(self, name: str) -> str:
        known = getattr(self.contact, name) if self.contact else ""
        return self.said.get(name) or known

    @property
    def number(self) -> tuple[str, str] | None:
        external_id = self.value("external_id")
        return (self.value("source"), external_id) if external_id else None


class People:
    """Finds people by number, then by e-mail, then by name at the same customer."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.numbers: dict[tuple[str, str], Someone] = {}
        self.emails: dict[str, Someone] = {}
        self.names: dict[tuple[str, int], list[Someone]] = defaultdict(list)
        for contact in known.contacts.values():
            someone = Someone(contact)
            accounts = {post.account_id for post in known.posts.get(contact.pk, ())}
            self._index(someone, accounts)
            for entry in known.merged.get(contact.pk, ()):
                self._index_merged(someone, entry, accounts)

    def account(self, line: Line) -> int | Refusal:
        """The customer a line names: by its number, or by a name only one has."""
        found = self.known.by_number.get(line.account)
        if found is not None:
            return found
        named = self.known.by_name.get(line.account, set())
        if len(named) == 1:
            return next(iter(named))
        reason = "account_not_clear" if named else "unknown_account"
        return line.refused("account", reason, line.account)

    def who(self, line: Line, account: int) -> Someone | Refusal:
        """The person of a line; the line's facts become theirs."""
        someone = self._found(line, account)
        if isinstance(someone, Refusal):
            return someone
        if someone.contact is not None and someone.contact.erased_on is not None:
            return line.refused("name", "person_erased", line.person["name"])
        said = _news(someone, line.person)
        number = _number(line) if "external_id" in said else None
        if number and someone.number and number[0] != someone.number[0]:
            # A person keeps one number: that of the system they first came from.
            self.numbers.setdefault(number, someone)
            del said["source"], said["external_id"]
        for name, text in said.items():
            if someone.said.get(name, text) != text:
                return line.refused(name, "contradiction", text)
        someone.said.update(said)
        someone.lines.append(line)
        self._index(someone, [account])
        return someone

    def called(self, text: str, source: str, account: int) -> list[Someone]:
        """Who is meant by a number, an e-mail address or a name at a customer."""
        found = self.numbers.get((source, text)) or self.emails.get(text.lower())
        return [found] if found else self.names.get((text, account), [])

    def _found(self, line: Line, account: int) -> Someone | Refusal:
        number, email = _number(line), line.person.get("email", "")
        by_number = self.numbers.get(number) if number else None
        by_email = self.emails.get(email) if email else None
        if by_number is not None:
            if by_email is not None and by_email is not by_number:
                return line.refused("email", "email_of_other", email)
            return by_number
        if by_email is not None:
            if _other(by_email.number, number):
                return line.refused("email", "number_of_other", email)
            return by_email
        return self._by_name(line, account, number)

    def _by_name(
        self, line: Line, account: int, number: tuple[str, str] | None
    ) -> Someone | Refusal:
        """A name alone tells only where neither number nor e-mail says otherwise."""
        name, email = line.person["name"], line.person.get("email", "")
        same = [
            someone
            for someone in self.names[name, account]
            if not (email and someone.value("email"))
            and not _other(someone.number, number)
        ]
        if len(same) > 1:
            return line.refused("name", "person_not_clear", name)
        return same[0] if same else Someone()

    def _index(self, someone: Someone, accounts: Iterable[int]) -> None:
        if someone.number:
            self.numbers.setdefault(someone.number, someone)
        if someone.value("email"):
            self.emails.setdefault(someone.value("email"), someone)
        for account in accounts:
            there = self.names[someone.value("name"), account]
            if someone not in there:
                there.append(someone)

    def _index_merged(
        self, someone: Someone, entry: Contact, accounts: Iterable[int]
    ) -> None:
        """Let what an entry said that was merged away lead to the one that stays."""
        someone.merged[entry.pk] = entry
        if entry.external_id:
            self.numbers.setdefault((entry.source, entry.external_id), someone)
        if entry.email:
            self.emails.setdefault(entry.email, someone)
        for account in accounts:
            there = self.names[entry.name, account]
            if someone not in there:
                there.append(someone)


def _news(someone: Someone, told: Mapping[str, str]) -> dict[str, str]:
    """What is not settled yet: merging decided which value of two entries counts."""
    said = dict(told)
    for entry in someone.merged.values():
        same = {name for name, text in told.items() if getattr(entry, name) == text}
        if not same >= NUMBER:
            same -= NUMBER
        someone.repeated.setdefault(entry.pk, {}).update(
            {name: told[name] for name in same}
        )
        for name in same:
            if getattr(someone.contact, name) != told[name]:
                said.pop(name, None)
    if "external_id" not in said:
        said.pop("source", None)
    return said


def _number(line: Line) -> tuple[str, str] | None:
    external_id = line.person.get("external_id")
    return (line.person["source"], external_id) if external_id else None


def _other(one: tuple[str, str] | None, other: tuple[str, str] | None) -> bool:
    """Whether two numbers of one system tell two people."""
    return bool(one and other and one[0] == other[0] and one != other)
