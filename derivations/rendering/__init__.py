"""A line, an equation, a derivation as LaTeX, Markdown and prose."""
