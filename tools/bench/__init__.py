"""Measures what the product promises of speed and memory: ``make bench``.

Every figure is a ratio to something plain measured in the same run on the same machine: DuckDB's own reading of the file,
the workbook reader alone, an empty Streamlit page. Results go to bench/results.json.
"""
