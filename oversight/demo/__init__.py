"""The demonstration: three authorities, five providers and their young people, all invented.

Nothing here writes a row. `cast` engages the people, `stories` says what happens to each young person and when, and `stage` plays it all in
order through the same services that the pages call, sweeping and delivering as time goes by. It is dated backwards from today, so it always
looks alive.
"""
