"""`vitalfew user`: people from the command line."""

from __future__ import annotations

PASSWORD = "a long enough password\n"


def add(installation, email: str, *roles: str):
    options = [part for role in roles for part in ("--role", role)]
    return installation.run(
        "user", "add", email, "--name", "Li Wen", *options, typed=PASSWORD
    )


def test_a_person_is_added_listed_changed_and_shut_out(installation):
    assert add(installation, "li.wen@example.com", "administrator").code == 0
    assert add(installation, "marta@example.com", "manager").code == 0
    done = installation.run(
        "user", "roles", "marta@example.com", "--role", "manager", "--role", "head"
    )
    assert done.code == 0, done.err
    assert installation.run("user", "deactivate", "marta@example.com").code == 0

    listed = installation.run("user", "list").out

    assert "marta@example.com\tLi Wen\thead, manager  (deactivated)" in listed


def test_an_unknown_role_is_refused_and_nobody_is_added(installation):
    done = add(installation, "li.wen@example.com", "king")

    assert done.code == 1
    assert "king" in done.err
    assert "Traceback" not in done.err
    assert "li.wen" not in installation.run("user", "list").out


def test_a_weak_password_is_refused(installation):
    done = installation.run(
        *("user", "add", "li.wen@example.com", "--name", "Li", "--role", "head"),
        typed="1234\n",
    )

    assert done.code == 1
    assert "li.wen" not in installation.run("user", "list").out


def test_somebody_unknown_is_named(installation):
    done = installation.run("user", "deactivate", "nobody@example.com")

    assert done.code == 1
    assert "nobody@example.com" in done.err
