"""Forms of the agreements app."""

from agreements.forms.register import (
    AgreementFilterForm,
    DirectoryFilterForm,
    DraftForm,
    EndForm,
    NewAgreementForm,
    TermForm,
)

__all__ = ["AgreementFilterForm", "DirectoryFilterForm", "DraftForm", "EndForm", "NewAgreementForm", "TermForm"]
