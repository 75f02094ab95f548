"""What tells of a person in the texts of a source: found by kind, and starred out; kept by no report, file or log."""

from data_access.loading.personal.columns import (
    KINDS,
    hidden,
    masked,
    masked_texts,
    named,
    of_persons,
    require_no_person_as_key,
    told,
)
