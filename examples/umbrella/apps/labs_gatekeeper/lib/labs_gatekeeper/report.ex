defmodule LabsGatekeeper.Report do
  @moduledoc """
  Reads what a run of `make check` printed, and says how it ended.
  """

  alias LabsGatekeeper.Gates

  @type verdict ::
          :green
          | {:red, gate :: String.t(), status :: pos_integer()}
          | {:error, :gates_missing | :no_gate}

  @doc """
  The verdict on a run that printed `output` and left with `status`.

  Each gate prints `gate NAME` before it starts, so the last one named is the one
  that stopped the run. `make` itself always leaves with 2; the gate's own status
  stands only in the line that `make` prints about it:

      iex> output = "gate format\\nmake: *** [Makefile:12: format] Error 1\\n"
      iex> LabsGatekeeper.Report.read(output, 2)
      {:red, "format", 1}
  """
  @spec read(String.t(), non_neg_integer()) :: verdict()
  def read(output, 0) do
    case Gates.names() -- started(output) do
      [] -> :green
      _missing -> {:error, :gates_missing}
    end
  end

  def read(output, status) do
    case List.last(started(output)) do
      nil -> {:error, :no_gate}
      gate -> {:red, gate, own_status(output, gate) || status}
    end
  end

  defp started(output) do
    for "gate " <> name <- String.split(output, "\n"), name in Gates.names(), do: name
  end

  defp own_status(output, gate) do
    with [_line, digits] <- Regex.run(~r/\*\*\* \[(?:.*: )?#{gate}\] Error (\d+)/, output) do
      String.to_integer(digits)
    end
  end
end
