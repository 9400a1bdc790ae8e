"""Strategies and work plans as people keep them in Word and Excel: from what stands in cells to rows of the tree (K8, W3).
Pure: the same document always reads the same.
"""
