"""Why a call of the client has no answer."""

from dutiful_shared.contract.problems import Problem


class DutifulError(Exception):
    """A call did not bring the answer it was made for."""


class DutifulProblem(DutifulError):  # noqa: N818 - it carries a problem, and is named as the standard names it
    """The service answered with a problem (RFC 9457).

    `retry_after` is the number of seconds after which repeating is worth while; None if the service did not say.
    """

    def __init__(self, problem: Problem, retry_after: float | None = None) -> None:
        super().__init__(f"{problem.code}: {problem.detail}")
        self.problem = problem
        self.retry_after = retry_after

    @property
    def code(self) -> str:
        """The stable name of the problem, such as `rate_limited`: the thing to branch on."""
        return self.problem.code

    @property
    def status(self) -> int:
        """The HTTP status of the answer."""
        return self.problem.status


class DutifulUnreachableError(DutifulError):
    """No answer came: the service is out of reach, or took longer than the timeout."""


class UnexpectedAnswerError(DutifulError):
    """Something answered, but not in the contract's shape: an older service, or something that is not Dutiful."""
