"""The sandboxes that workflow code runs in: the one of production, and the strict one that tests run it in as well."""

from __future__ import annotations

from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

PASSED_THROUGH = ("workflows", "domain", "activities", "structlog", "pydantic")
"""What is loaded once for all runs: it is pure, or workflow code never calls what is not.

Our workflow itself is among them. Loading it anew for every case took a quarter of the processor time of a worker; that
it keeps nothing between runs, and asks for nothing that would differ on a replay, the strict sandbox shows in tests.
"""


def production() -> SandboxedWorkflowRunner:
    """Return the runner that production uses."""
    return SandboxedWorkflowRunner(restrictions=SandboxRestrictions.default.with_passthrough_modules(*PASSED_THROUGH))


def strict() -> SandboxedWorkflowRunner:
    """Return a runner that loads everything anew for each run and lets nothing through."""
    return SandboxedWorkflowRunner(restrictions=SandboxRestrictions.default)
