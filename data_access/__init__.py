"""The case database: its schema, its queries, and how it is filled. Never imports Streamlit."""
