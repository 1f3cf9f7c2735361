"""A deck as .pptx: native charts and tables that can be edited, a thesis as each title, in the company's template if given."""

from kam_core.reports.pptx.write import TemplateError, pptx

__all__ = ["TemplateError", "pptx"]
