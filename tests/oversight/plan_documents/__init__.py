"""A KPI table and a work plan in the shapes, the sizes and with the oddities of those that councils keep. All words are invented."""
