"""Random worlds of agencies, hats, links, restrictions and dates, and a slow, obvious statement of who sees whom in
them.
"""
