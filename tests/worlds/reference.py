"""Who may do what with whose record, said slowly: one hat and one young person after the other, from plain data."""

from accounts.enums import Permission, Purpose, Scope
from accounts.roles import GLASS_PERMISSIONS, PURPOSE_PERMISSIONS, ROLES
from tests.worlds.world import World


def permitted(world: World, user: int, agency: int | None, learner: int) -> set[Permission]:
    """Everything `user` may do with `learner`, wearing the hats of `agency` (of every agency if None)."""
    if user in world.closed_accounts:
        return set()
    found: set[Permission] = set()
    for position, hat in enumerate(world.hats):
        if hat.user == user and hat.when.is_now and agency in (None, hat.agency):
            found |= _through(world, position, learner)
    return found


def _through(world: World, position: int, learner: int) -> set[Permission]:
    hat = world.hats[position]
    role = ROLES[hat.role]
    if Permission.VIEW_LEARNER not in role.permissions:
        return set()  # this role opens no records, whatever else may point at it
    may_know = learner not in world.restricted or (learner, hat.user) in world.named
    found: set[Permission] = set()

    for link in world.links:
        reaches = link.learner == learner and link.agency == hat.agency and link.when.is_now
        if reaches and role.scope == Scope.AGENCY and may_know:
            found |= role.learner_permissions & PURPOSE_PERMISSIONS[link.purpose]

    for work in world.key_workers:
        if work.learner != learner or not work.when.is_now:
            continue
        if work.hat == position:
            found |= role.learner_permissions  # the key worker, also where the record is restricted
        if work.cover == position and may_know:
            found |= role.learner_permissions

    for work in world.mentors:
        if work.learner == learner and work.hat == position and work.when.is_now and may_know:
            found |= role.learner_permissions & PURPOSE_PERMISSIONS[Purpose.PROVIDER]

    for stand_in in world.stand_ins:
        giver = world.hats[stand_in.giver]
        if (
            stand_in.deputy == position
            and learner in stand_in.learners
            and stand_in.when.is_now
            and giver.when.is_now
            and giver.user not in world.closed_accounts
            and Permission.DELEGATE in ROLES[giver.role].permissions
            and is_linked(world, learner, giver.agency)
            and may_know
        ):
            found |= ROLES[giver.role].learner_permissions & PURPOSE_PERMISSIONS[Purpose.PROVIDER]

    for glass in world.glass:
        if (
            glass.learner == learner
            and glass.hat == position
            and glass.when.is_now
            and Permission.BREAK_GLASS in role.permissions
            and is_linked(world, learner, hat.agency)
        ):
            found |= role.learner_permissions & GLASS_PERMISSIONS

    return found


def is_linked(world: World, learner: int, agency: int) -> bool:
    return any(link.learner == learner and link.agency == agency and link.when.is_now for link in world.links)
