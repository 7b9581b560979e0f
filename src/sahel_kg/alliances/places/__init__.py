"""How actors stand: ranks, brokers, positions, communities."""
