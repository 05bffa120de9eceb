"""What each page computes, without Streamlit: a module for a page, named like it."""
