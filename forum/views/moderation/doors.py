"""Who comes in where people moderate: moderators and administrators."""

from accounts.views.doors import for_those_who
from forum.permissions.moderation import may_moderate

for_moderators = for_those_who(may_moderate)
