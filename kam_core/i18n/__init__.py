"""Russian and English: lazy messages, plural forms, numbers, dates and money.

Texts are written in English in the code as ``msg("...", name=value)`` and translated when they are shown, in the
language of whoever looks (``use_language``). Values given to a message are formatted at that moment too, so a figure in
a sentence is a ``Money``, ``Share``, ``Count``, ``Month`` … rather than a string.
"""

from kam_core.i18n.messages import (
    LANGUAGES,
    Message,
    current_language,
    msg,
    nmsg,
    set_language,
    use_language,
)
from kam_core.i18n.values import Count, Day, Joined, Money, Month, Number, Points, Ratio, Share, Signed, currency_sign

__all__ = [
    "LANGUAGES", "Count", "Day", "Joined", "Message", "Money", "Month", "Number", "Points", "Ratio", "Share",
    "Signed", "currency_sign", "current_language", "msg", "nmsg", "set_language", "use_language",
]
