"""Read every file an office has, and databases, as tables of text, each row with its number in the file or sheet."""

from data_access.loading.sources.given import is_url, read_sources, unused_files
from data_access.loading.sources.source import Fact, Source, digest
