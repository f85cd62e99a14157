defmodule LabsGatekeeper.ReportTest do
  use ExUnit.Case, async: true

  alias LabsGatekeeper.{Gates, Report}

  doctest Report

  test "the gate that was started last is the red one" do
    output = "gate format\ngate credo\nmake: *** [Makefile:9: credo] Error 12\n"

    assert Report.read(output, 2) == {:red, "credo", 12}
  end

  test "status 0 is green only if all seven gates were started" do
    all = Enum.map_join(Gates.all(), &"gate #{&1.name}\n")

    assert Report.read(all, 0) == :green
    assert Report.read("gate format\n", 0) == {:error, :gates_missing}
  end

  test "a gate that was killed has the status of the run" do
    output = "gate format\nmake: *** [Makefile:9: format] Terminated\n"

    assert Report.read(output, 2) == {:red, "format", 2}
  end

  test "a run that began no gate names none" do
    assert Report.read("make: *** No rule to make target 'check'.  Stop.\n", 2) ==
             {:error, :no_gate}
  end

  test "what a gate prints is not taken for a gate" do
    assert Report.read("gate test\ngate of the garden\n", 2) == {:red, "test", 2}
  end
end
