"""Purchase logs of real customers, read once."""

from __future__ import annotations

import pytest

from tests.analysis.models.purchase_logs import cdnow_log, grocery_log, retail_log


@pytest.fixture(scope="session")
def cdnow(shared_data):
    return cdnow_log(shared_data)


@pytest.fixture(scope="session")
def grocery(shared_data):
    return grocery_log(shared_data)


@pytest.fixture(scope="session")
def retail_year():
    return retail_log("2010-11-30")


@pytest.fixture(scope="session")
def retail_18_months():
    return retail_log("2011-06-09")
