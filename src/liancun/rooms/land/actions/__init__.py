"""The writers of the land's books (土地办理).

plots: plots entered and measured, rights granted and passed on · contracts: signed, ended, filed
"""

from liancun.rooms.land.actions.contracts import (
    Ending,
    Filing,
    NewContract,
    end_contract,
    ending_with,
    faults_of,
    file_contract,
    save_within,
    sign_contract,
)
from liancun.rooms.land.actions.plots import (
    PLOT_COLUMNS,
    Holding,
    Measured,
    NewPlot,
    given_contracts,
    grant_right,
    measure_plot,
    record_plot,
    transfer_right,
    unknown_holders,
)

__all__ = [
    "PLOT_COLUMNS",
    "Ending",
    "Filing",
    "Holding",
    "Measured",
    "NewContract",
    "NewPlot",
    "end_contract",
    "ending_with",
    "faults_of",
    "file_contract",
    "given_contracts",
    "grant_right",
    "measure_plot",
    "record_plot",
    "save_within",
    "sign_contract",
    "transfer_right",
    "unknown_holders",
]
