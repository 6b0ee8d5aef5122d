"""People, what they belong to and lead, whose addresses are let in, emails, and what is kept from somebody."""

from accounts.models.domains import EmailDomain
from accounts.models.letters import Letter
from accounts.models.membership import Claim, Lead
from accounts.models.notices import Notice, NotificationChoice
from accounts.models.people import Interest, TechnologyInterest, User
from accounts.models.pictures import Picture
from accounts.models.restricting import Restriction
from accounts.models.tokens import Token

__all__ = [
    "Claim",
    "EmailDomain",
    "Interest",
    "Lead",
    "Letter",
    "Notice",
    "NotificationChoice",
    "Picture",
    "Restriction",
    "TechnologyInterest",
    "Token",
    "User",
]
