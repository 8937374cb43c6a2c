"""XEP-0060 asked of Sluice by real clients, over each server; see `conformance`."""

import asyncio

import pytest

# What a check compared is told when it fails, as in a test.
pytest.register_assert_rewrite("conformance")

from conformance import checks
from conformance.run import configuration, outcomes
from conformance.table import rows


@pytest.fixture(scope="module")
def asked(verona, sluice_once):
    sluice_once(configuration(verona.sluice_hosts, verona.component_port), verona.sluice_hosts)
    return asyncio.run(outcomes(verona, (verona.sluice_hosts, 10)))[0]


@pytest.mark.parametrize("name", [check.name for check in checks()])
def test_sluice_does_what_the_specification_says(asked, name):
    if failure := asked[name]:
        raise failure


def test_the_table_of_scores_has_every_check_and_sluice_passes_them_all():
    assert [row[:4] for row in rows()] == [
        [check.name, check.section, "yes", "yes"] for check in checks()]
