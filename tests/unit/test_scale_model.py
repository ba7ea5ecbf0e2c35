"""The model behind docs/scale.md behaves as queues do, and its table is what it tells."""

from __future__ import annotations

from pathlib import Path

from bench.scale import PLANS, Measured, Plan, simulate

PAGE = (Path(__file__).parents[2] / "docs" / "scale.md").read_text("utf-8")


def test_a_lone_write_takes_its_turn_its_cost_and_its_flush() -> None:
    measured = Measured()
    told = simulate(Plan(approvals_per_second=1, clusters=1, database_cores=1, processes=1), seconds=60)
    assert round(told.p50, 3) == measured.turn + measured.commit + measured.write + measured.flush


def test_more_load_waits_longer_and_commits_more_together() -> None:
    few, many = (
        simulate(Plan(approvals_per_second=rate, clusters=1, database_cores=4, processes=2), seconds=2)
        for rate in (200, 4000)
    )
    assert many.p99 > few.p99
    assert many.writes_per_commit > 3 * few.writes_per_commit
    assert many.database_load > few.database_load


def test_the_same_seed_tells_the_same() -> None:
    plan = Plan(approvals_per_second=500, clusters=2, database_cores=2, processes=4)
    assert simulate(plan, seconds=1) == simulate(plan, seconds=1)
    assert simulate(plan, seconds=1, seed=2) != simulate(plan, seconds=1)


def test_the_page_has_a_row_of_what_is_told() -> None:
    plan = PLANS[0]
    told = simulate(plan)
    row = f"| {plan.approvals_per_second} | 1 × 4 | 4 | {told.p50:.1f} | {told.p99:.1f} |"
    assert row in PAGE
