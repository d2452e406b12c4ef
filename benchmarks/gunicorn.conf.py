"""How both sides are served while they are measured: one synchronous worker, without the clock."""

workers = 1
worker_class = "sync"
threads = 1
timeout = 300
errorlog = "-"
loglevel = "warning"
