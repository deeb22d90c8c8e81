from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Role(models.TextChoices):
    ADMINISTRATOR = "administrator", _("Administrator")
    HEAD = "head", _("Department head")
    MANAGER = "manager", _("Account manager")
    SPECIALIST = "specialist", _("Specialist")
    CARE = "care", _("Care officer")
    FINANCE = "finance", _("Finance")
    SPONSOR = "sponsor", _("Executive sponsor")
    ANALYST = "analyst", _("Analyst")
    READER = "reader", _("Read-only")


class Theme(models.TextChoices):
    AUTO = "auto", _("As the system")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class Density(models.TextChoices):
    COMPACT = "compact", _("Compact")
    NORMAL = "normal", _("Normal")
    RELAXED = "relaxed", _("Relaxed")


class UserManager(BaseUserManager["User"]):
    def create_user(self, *, email: str, name: str, password: str | None) -> User:
        user = self.model(email=self.normalize_email(email).lower(), name=name)
        user.set_password(password)
        user.full_clean()
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    email = models.EmailField(_("E-mail"), unique=True)
    name = models.CharField(pgettext_lazy("of a person", "Name"), max_length=120)
    department = models.CharField(max_length=200, blank=True, default="")
    """Whose hours their time is, by the name it has in the rates of serving."""
    is_active = models.BooleanField(default=True)
    is_system = models.BooleanField(default=False)
    language = models.CharField(max_length=10, blank=True, default="")
    theme = models.CharField(max_length=5, choices=Theme, default=Theme.AUTO)
    density = models.CharField(max_length=8, choices=Density, default=Density.NORMAL)
    number_format = models.CharField(max_length=8, blank=True, default="")
    money_format = models.CharField(max_length=8, blank=True, default="")
    single_keys = models.BooleanField(default=True)
    columns = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def roles(self) -> frozenset[str]:
        return frozenset(self.role_grants.values_list("role", flat=True))

    def has_role(self, *roles: str) -> bool:
        return self.is_system or not self.roles.isdisjoint(roles)

    @property
    def initials(self) -> str:
        words = self.name.split()
        if not words:
            return "?"
        if not self.name.isascii():
            return self.name.strip()[:1]
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        self.__dict__.pop("roles", None)
        super().refresh_from_db(*args, **kwargs)


class RoleGrant(models.Model):
    user = models.ForeignKey(User, models.CASCADE, related_name="role_grants")
    role = models.CharField(max_length=16, choices=Role)
    granted_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="grants_given"
    )
    granted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "role"], name="one_grant_a_role")
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"
