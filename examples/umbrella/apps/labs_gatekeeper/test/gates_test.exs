defmodule LabsGatekeeper.GatesTest do
  use ExUnit.Case, async: true

  alias LabsGatekeeper.Gates

  @root Path.expand("../../..", __DIR__)

  defp read(file), do: @root |> Path.join(file) |> File.read!()

  test "there are seven gates with seven names" do
    assert length(Gates.all()) == 7
    assert Gates.names() == Enum.uniq(Gates.names())
  end

  test "the Makefile runs them in this order, each with its commands" do
    makefile = read("Makefile")

    assert makefile =~ "GATES := #{Enum.join(Gates.names(), " ")}\n"

    for gate <- Gates.all() do
      [_before, target] = String.split(makefile, "\n#{gate.name}:\n")
      [recipe | _after] = String.split(target, "\n\n")

      assert recipe =~ ~s(\t@echo "gate $@"\n)
      for command <- gate.commands, do: assert(recipe =~ command)
    end
  end

  test "the workflow names every gate, no app, and forgives nothing" do
    workflow = read(".github/workflows/check.yml")

    for name <- Gates.names(), do: assert(workflow =~ name)
    refute workflow =~ ~r/(labs|pulse)_\w/
    refute workflow =~ "continue-on-error"
    refute workflow =~ "|| true"
  end

  test "the README shows the gates as they are" do
    assert read("README.md") =~ Gates.table()
  end
end
