"""Forms whose answers a service may refuse."""

from django import forms


class ServiceForm(forms.Form):
    """A form whose service may refuse: the refusal is shown beside the question it belongs to."""

    def refuse(self, error: Exception) -> None:
        """Show a service's error. Its `field` names the question; without one it stands in the summary."""
        field = getattr(error, "field", None)
        self.add_error(field if field in self.fields else None, str(error))
