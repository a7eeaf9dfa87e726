"""Whatever processes do, together they let in no more than a key may ask."""

from hypothesis import settings

from dutiful_shared.account.limits_lease import Leases
from tests.builders.limits import NaiveLeases, SharedBudget


class OverOneBucket(SharedBudget):
    def make_leases(self, process: int) -> Leases:
        return self.leases[0] if self.leases else NaiveLeases()

    def set_time(self) -> None:
        for leases in self.leases:
            assert isinstance(leases, NaiveLeases)
            leases.now = self.now


TestOverOneBucket = OverOneBucket.TestCase
TestOverOneBucket.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
