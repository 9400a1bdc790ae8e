"""What we measure: conditions that are true of young people and of deadlines, and the registry of measures made of them.

The filters of lists and dashboards (`oversight.selectors.measures`) and the registry (`oversight.measures.registry`) are
made of the same conditions (`conditions`): each is written once.
"""
