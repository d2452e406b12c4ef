"""Staff of a business: invitations, roles, and the page an invitation leads to."""

from __future__ import annotations

from flask import current_app, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from marketplace.businesses import queries, service_staff
from marketplace.businesses.access import staff
from marketplace.businesses.choices import ROLES, label_of, meanings, pairs
from marketplace.businesses.forms import OwnerForm, StaffForm
from marketplace.businesses.service_invitations import (
    find_invitation,
    invite_owner,
    invite_staff,
    withdraw_invitation,
)
from marketplace.core import clock
from marketplace.core.errors import Forbidden, MarketplaceError
from marketplace.core.form_refusals import show_refusal
from marketplace.core.permissions import Permission, public, signed_in
from marketplace.trust.reader import me


@staff(Permission.DESK_VIEW)
def staff_page(business_slug: str) -> ResponseReturnValue:
    """Who acts for the business, and who was asked to."""
    return _page(StaffForm(formdata=None), OwnerForm(formdata=None, prefix="owner-"))


@staff(Permission.STAFF_EDIT)
def invite(business_slug: str) -> ResponseReturnValue:
    """Ask somebody to act for the business."""
    form = StaffForm()
    status = 422
    if form.validate():
        try:
            invite_staff(g.business, form.email.data or "", form.role.data, me(), clock.now())
        except MarketplaceError as error:
            status = show_refusal(form, error)
        else:
            flash(_("The invitation is on its way to %(email)s.", email=form.email.data), "success")
            return _back()
    return _page(form, OwnerForm(formdata=None, prefix="owner-")), status


@staff(Permission.STAFF_EDIT)
def invite_owner_here(business_slug: str) -> ResponseReturnValue:
    """Ask somebody to open a business of their own here, where the setting says that is how."""
    if current_app.extensions["muster.settings"].business_opening != "invite":
        raise Forbidden("opening_taken")
    form = OwnerForm(prefix="owner-")
    status = 422
    if form.validate():
        try:
            invite_owner(form.email.data or "", me(), clock.now())
        except MarketplaceError as error:
            status = show_refusal(form, error)
        else:
            flash(_("The invitation is on its way to %(email)s.", email=form.email.data), "success")
            return _back()
    return _page(StaffForm(formdata=None), form), status


@staff(Permission.MEMBERS_DECIDE)
def withdraw(business_slug: str, invitation_id: str) -> ResponseReturnValue:
    """Take an invitation back; only owners take back one to the staff."""
    found = queries.invitation_of(g.business, invitation_id)
    if found.purpose == "staff" and g.staff.role != "owner":
        raise Forbidden("role_not_allowed", business=g.business.name)
    is_for_staff = found.purpose == "staff"
    withdraw_invitation(found, me(), clock.now())
    flash(_("The invitation is taken back."), "success")
    if not is_for_staff and "superfans.members" in current_app.view_functions:
        return redirect(url_for("superfans.members", business_slug=business_slug), 303)
    return _back()


@staff(Permission.STAFF_EDIT)
def role(business_slug: str, identity_id: str) -> ResponseReturnValue:
    """Give somebody another role."""
    form = _RoleForm()
    service_staff.change_role(g.business, identity_id, form.data.get("role") or "", me(), clock.now())
    flash(_("Saved."), "success")
    return _back()


@staff(Permission.STAFF_EDIT)
def removal(business_slug: str, identity_id: str) -> ResponseReturnValue:
    """Let somebody go."""
    was_me = identity_id == me().public_id
    service_staff.remove_staff(g.business, identity_id, me(), clock.now())
    flash(_("Done: they no longer act for the business."), "success")
    return redirect(url_for("home"), 303) if was_me else _back()


@public
def invitation(token: str) -> ResponseReturnValue:
    """What the invitation is for, and a button to accept it; whoever is not signed in is led to an account first."""
    found = find_invitation(token, clock.now(), "staff")
    g.business = found.business
    is_mine = current_user.is_authenticated and found.email.lower() == current_user.email.lower()
    return render_template(
        "businesses/invitation.html",
        invitation=found,
        token=token,
        is_mine=is_mine,
        role=label_of(ROLES, found.role or ""),
    )


@signed_in
def accept_invitation(token: str) -> ResponseReturnValue:
    """Join the staff."""
    member = service_staff.accept_invitation(find_invitation(token, clock.now(), "staff"), me(), clock.now())
    flash(_("Welcome: you now act for %(business)s.", business=member.business.name), "success")
    return redirect(url_for("businesses.overview", business_slug=member.business.slug), 303)


class _RoleForm(StaffForm):
    """The role alone."""

    email = None


def _page(form: StaffForm, owner_form: OwnerForm) -> str:
    return render_template(
        "businesses/staff.html",
        form=form,
        owner_form=owner_form,
        staff_list=queries.staff_list(g.business),
        invitations=queries.open_invitations(g.business, "staff", clock.now()),
        roles=ROLES,
        role_pairs=pairs(ROLES),
        role_meanings=meanings(ROLES),
        invites_owners=current_app.extensions["muster.settings"].business_opening == "invite",
    )


def _back() -> ResponseReturnValue:
    return redirect(url_for("businesses.staff", business_slug=g.business.slug), 303)
