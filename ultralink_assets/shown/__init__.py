"""What a person sees of the data: charts, previews, columns, money, and the report of a language.

Everything here reads finished rows and makes text: Markdown and SVG for the metadata of assets, one HTML page for the
report. Nothing here knows Dagster or changes data.
"""
