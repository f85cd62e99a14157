defmodule LabsGatekeeper.Gates do
  @moduledoc """
  The seven gates as data, in the order in which they run.

  Each of them finds something that no other gate can find.
  """

  @type gate :: %{
          name: String.t(),
          commands: [String.t()],
          catches: String.t(),
          silence: String.t()
        }

  @gates [
    %{
      name: "format",
      commands: ["mix format --check-formatted"],
      catches: "layout",
      silence: "none needed"
    },
    %{
      name: "compile",
      commands: ["mix compile --warnings-as-errors"],
      catches: "unused, deprecated, type clashes",
      silence: "fix it"
    },
    %{
      name: "credo",
      commands: ["mix credo --strict"],
      catches: "habits, naming, nesting",
      silence: "`# credo:disable-for-next-line` + check"
    },
    %{
      name: "dialyzer",
      commands: ["mix dialyzer"],
      catches: "code that cannot succeed",
      silence: "entry of file + description"
    },
    %{
      name: "sobelow",
      commands: ["mix sobelow --exit Low --skip"],
      catches: "injection, XSS, traversal",
      silence: "`# sobelow_skip` + rule"
    },
    %{
      name: "audit",
      commands: ["mix deps.audit", "mix hex.audit", "mix deps.unlock --check-unused"],
      catches: "bad or stale packages",
      silence: "one advisory id"
    },
    %{
      name: "test",
      commands: ["mix test --warnings-as-errors"],
      catches: "wrong results",
      silence: "none"
    }
  ]

  @doc "All gates."
  @spec all() :: [gate(), ...]
  def all, do: @gates

  @doc "The names of all gates."
  @spec names() :: [String.t(), ...]
  def names, do: Enum.map(@gates, & &1.name)

  @doc "The gates as a table in Markdown, as the README has it."
  @spec table() :: String.t()
  def table do
    Enum.map_join(
      [
        ["Gate", "Command", "Only it finds", "Narrow silence"],
        ["---", "---", "---", "---"]
        | Enum.map(@gates, &row/1)
      ],
      &"| #{Enum.join(&1, " | ")} |\n"
    )
  end

  defp row(gate) do
    [gate.name, Enum.map_join(gate.commands, ", ", &"`#{&1}`"), gate.catches, gate.silence]
  end
end
