"""Where somebody is on the way to joining: kept in the address, so that it survives a closed browser."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request, url_for

from marketplace.superfans import join_steps


@dataclass(frozen=True)
class Flow:
    """On the way to a programme, to no programme in particular, or only changing one part of the profile."""

    is_joining: bool = False
    programme: str = ""
    invitation: str = ""
    is_known: bool = False  # has been on this way before: only what is missing is asked

    @classmethod
    def current(cls) -> Flow:
        """As the address of this page says."""
        programme = request.args.get("programme", "")[:24]
        is_joining = bool(programme) or "joining" in request.args
        invitation = request.args.get("invitation", "")[:500]
        return cls(is_joining, programme, invitation, "known" in request.args)

    @property
    def args(self) -> dict[str, str]:
        """What each address on the way carries."""
        known = "1" if self.is_known else ""
        named = {"programme": self.programme, "invitation": self.invitation, "known": known}
        carried = {name: value for name, value in named.items() if value}
        return carried or ({"joining": "1"} if self.is_joining else {})

    def step_url(self, code: str) -> str:
        """The page of one step."""
        if code == "hours":
            return url_for("superfans.hours", **self.args)
        return url_for("superfans.profile_step", step=code, **self.args)

    def onward(self, code: str) -> str:
        """Where saving a step leads."""
        if not self.is_joining:
            return url_for("superfans.hours" if code == "hours" else "superfans.profile")
        if self.is_known:
            return self.end_url()
        following = join_steps.after(code) if code in join_steps.BY_CODE else None
        return self.step_url(following) if following else self.end_url()

    def back(self, code: str) -> str:
        """Where one came from."""
        if not self.is_joining:
            return url_for("superfans.profile")
        goes_back = code in join_steps.BY_CODE and not self.is_known
        previous = join_steps.before(code) if goes_back else None
        return self.step_url(previous) if previous else url_for("superfans.join", **self.args)

    def back_from_end(self) -> str:
        """Where one came from at the last step."""
        last = join_steps.STEPS[-1].code
        return url_for("superfans.join", **self.args) if self.is_known else self.step_url(last)

    def end_url(self) -> str:
        """Where the last step leads: to applying, or home."""
        if self.programme:
            return url_for("superfans.apply", **self.args)
        return url_for("superfans.home")
