"""The only place with session state and caches: options, a visit, what is derived, redrawing. It knows no page.

visit      one record per visit: everything that belongs to a reader
controls   widgets, clicks and addresses set options; what follows from that is drawn anew
pages      a page, its parts, and which of them show what has changed
training   parameters move: by training, and by hand
snapshot   what follows from the parameters as they stand
shared     what is derived, once for all visits
"""
