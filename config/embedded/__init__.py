"""One-command mode: everything Mainstay needs, on one machine, started and stopped together.

    supervisor   starts PostgreSQL, the worker, the beat and the web server; stops them; clears up after a killed run
    prepare      what happens between the database and the web server: migrations, static files, demonstration data
    postgres     one PostgreSQL cluster: create, start, stop, find what an earlier run left behind
    programs     the worker, the beat and the web server as commands
    state        what a run keeps in `var`: its identity, for the run after it, and the secrets
    place        where its files live and which account runs it (the hard part when root)
    processes    starting and stopping other programs without ever hitting a stranger
    temporary    a PostgreSQL of their own for tests, gone when they end

The supervisor and these modules never load Django: they hand `DATABASE_URL` and the rest of the environment to the
programs they start.
"""
