"""Public DNS."""


class FakeDns:
    """Public DNS, as far as one domain goes."""

    def __init__(self, records: list[str] | None = None) -> None:
        self.records = ["v=DMARC1; p=none"] if records is None else records
        self.only: str | None = None  # the one domain that has them
        self.answers = True

    async def find_dmarc(self, domain: str) -> list[str] | None:
        if not self.answers:
            return None
        return self.records if self.only in {None, domain} else []
