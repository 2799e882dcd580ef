"""What a disk says that will not take what is written, in words."""

from __future__ import annotations

import errno

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EFBIG)
"""What a disk says that is full, that may not be written, or that fails."""


def refusal(error: BaseException | None) -> str:
    """Why a disk refused, if that is what an error says, or one that it was made of; or nothing."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in NO_ROOM:
            do = "Make it writable" if error.errno == errno.EROFS else "Make room"
            return f"The disk refused: {error.strerror}. {do}, and run it again: it begins where it can."
        error = error.__cause__ or error.__context__
    return ""
