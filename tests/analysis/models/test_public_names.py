"""What notebooks call, and what it costs to import."""

from __future__ import annotations

import subprocess
import sys

import pytest

import vitalfew as vf

NAMES = ["NBD", "BGNBD", "MBGNBD", "ParetoNBD", "BGCNBDk", "MBGCNBDk", "GammaGamma"]


@pytest.mark.parametrize("name", [*NAMES, "FitError"])
def test_every_model_is_found_under_one_name(name):
    assert getattr(vf.models, name).__name__ == name
    assert name in dir(vf.models)


def test_a_model_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'BetaGeoFitter'"):
        _ = vf.models.BetaGeoFitter


def test_naming_the_models_loads_no_statistics():
    code = "import sys, vitalfew; vitalfew.models; assert 'scipy' not in sys.modules"

    subprocess.run([sys.executable, "-c", code], check=True)
