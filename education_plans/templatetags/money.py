"""How pages write sums of money: {% load money %}."""

from decimal import Decimal

from django import template

register = template.Library()


@register.filter
def pounds(value: Decimal | int | None) -> str:
    """£1,200 for whole pounds, else £89.50; empty for nothing."""
    if value is None or value == "":
        return ""
    amount = Decimal(value)
    return f"£{amount:,.0f}" if amount == amount.to_integral_value() else f"£{amount:,.2f}"
